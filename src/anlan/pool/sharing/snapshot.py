"""The current records of a source as they stood after one commit.

A record is current where no later version of it is among the files of that commit and before. Only
records that were ever updated can have one, so these are kept in mind (key and newest version), and
a file is read by itself, a batch of rows at a time: memory grows with the updates, not with the
source.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from anlan.pool.contract import Column
from anlan.pool.sharing.columns import STORED
from anlan.pool.sharing.commits import Commit, Piece
from anlan.pool.sharing.settings import settings
from anlan.pool.sharing.wanted import Wanted, in_divisions

PLACE = "_place"
Schema = dict[str, type[pl.DataType] | pl.DataType]


@dataclass(frozen=True)
class Spot:
    """A row of the lake: the file's place among all, and the row's place in the file."""

    piece: int
    row: int


BEGINNING = Spot(0, -1)
"""Before the first row."""


@dataclass(frozen=True)
class Extent:
    """Where and when what is held lies; None where nothing does."""

    box: tuple[float, float, float, float] | None = None
    first: datetime | None = None
    last: datetime | None = None

    def __or__(self, other: "Extent") -> "Extent":
        """Return what holds both."""
        boxes = [each.box for each in (self, other) if each.box]
        times = [each for each in (self.first, other.first) if each]
        ends = [each for each in (self.last, other.last) if each]
        box = None
        if boxes:
            west, south, east, north = zip(*boxes, strict=True)
            box = (min(west), min(south), max(east), max(north))
        return Extent(box, min(times, default=None), max(ends, default=None))


@dataclass(frozen=True)
class Snapshot:
    """Current records after the last of ``pieces``, in the order of the lake.

    Attributes:
        pieces: the files, in order.
        commit: the last commit; None where there is none.
        columns: the columns of the contract that may leave.
        divisions: the paths of divisions the reader may see; an empty one is the whole city.
        zone: the city's.
        until: only versions known before this moment; None: all.
    """

    pieces: tuple[Piece, ...]
    commit: Commit | None
    columns: tuple[Column, ...]
    divisions: tuple[str, ...]
    zone: str
    until: datetime | None = None

    @property
    def versions(self) -> int:
        """How many versions the files hold, current or not, in scope or not."""
        return sum(piece.rows for piece in self.pieces)

    @cached_property
    def _newest(self) -> pl.DataFrame:
        paths = tuple(piece.path for piece in self.pieces if piece.updated)
        return newest(paths, self.until)

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield all current records as stored, a bounded number of rows at a time."""
        names = [*(column.name for column in self.columns), *STORED]
        for piece in self.pieces:
            file = pq.ParquetFile(piece.path)
            present = [name for name in names if name in file.schema_arrow.names]
            for batch in file.iter_batches(settings().batch_rows, columns=present):
                rows = pl.DataFrame(pl.from_arrow(batch)).filter(self._mine())
                rows = self._current(rows)
                if rows.height:
                    yield self._whole(rows)

    def page(self, wanted: Wanted, after: Spot, limit: int) -> tuple[pl.DataFrame, Spot | None]:
        """Return the first ``limit`` records that are asked for behind a row, as stored.

        Returns:
            The records, and the row of the last one where there are more behind it, else None.
        """
        found: list[pl.DataFrame] = []
        missing, last = limit, None
        for number in range(after.piece, len(self.pieces)):
            beyond = after.row if number == after.piece else -1
            places = self._places(self.pieces[number].path, wanted, beyond)
            if not places.len():
                continue
            if not missing:
                return self._joined(found), last
            taken = places.head(missing)
            found.append(self.rows(number, taken))
            missing -= taken.len()
            last = Spot(number, int(taken[-1]))
            if places.len() > taken.len():
                return self._joined(found), last
        return self._joined(found), None

    def count(self, wanted: Wanted) -> int:
        """Return how many records are asked for."""
        return sum(self._places(piece.path, wanted, -1).len() for piece in self.pieces)

    def one(self, key: int) -> pl.DataFrame:
        """Return the record of a key's hash as stored; no row where it isn't there or in scope."""
        for piece in reversed(self.pieces):
            rows = _scan(piece.path, self.columns).filter(pl.col("_key_hash") == key)
            if self.until is not None:
                rows = rows.filter(pl.col("_known_at") < self.until)
            found = self._current(rows.collect())
            if found.height:
                return found.filter(in_divisions(self.divisions))
        return self._joined([])

    def none(self) -> pl.DataFrame:
        """Return no record, with all columns as stored."""
        return self._joined([])

    def extent(self) -> Extent:
        """Return where and when all versions in scope lie."""
        total = Extent()
        for piece in self.pieces:
            total |= extent(piece.path, self.divisions)
        return total

    def rows(self, number: int, places: pl.Series) -> pl.DataFrame:
        """Return the rows of a file at ascending places, as stored."""
        if not places.len():
            return self._joined([])
        first, last = int(places[0]), int(places[-1])
        rows = (
            _scan(self.pieces[number].path, self.columns).slice(first, last - first + 1).collect()
        )
        return rows[(places - first).to_list()]

    def _mine(self) -> pl.Expr:
        known = pl.col("_known_at") < self.until if self.until is not None else pl.lit(True)
        return in_divisions(self.divisions) & known

    def _current(self, rows: pl.DataFrame) -> pl.DataFrame:
        if not self._newest.height:
            return rows
        joined = rows.join(self._newest, on="_key_hash", how="left", maintain_order="left")
        newer = pl.col("_newest") > pl.col("_version")
        return joined.filter(~newer.fill_null(False)).drop("_newest")

    def _places(self, path: Path, wanted: Wanted, beyond: int) -> pl.Series:
        """Return the places of a file's current rows that are asked for, behind one of them."""
        by_name = {column.name: column for column in self.columns}
        rows = _scan(path, self.columns).with_row_index(PLACE).filter(pl.col(PLACE) > beyond)
        rows = rows.filter(self._mine(), wanted.condition(by_name, self.zone))
        found = rows.select(PLACE, "_key_hash", "_version").collect()
        return self._current(found)[PLACE]

    def _whole(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return rows with every column; a file from before a column was agreed on lacks it."""
        return rows.select(
            pl.col(name) if name in rows.columns else pl.lit(None, dtype=kind).alias(name)
            for name, kind in schema(self.columns).items()
        )

    def _joined(self, frames: list[pl.DataFrame]) -> pl.DataFrame:
        return pl.concat([pl.DataFrame(schema=schema(self.columns)), *frames])


def schema(columns: tuple[Column, ...]) -> Schema:
    """Return the stored columns of records and their types."""
    return {column.name: pl.String() for column in columns} | STORED


def _scan(path: Path, columns: tuple[Column, ...]) -> pl.LazyFrame:
    """Return a file's rows with the columns that may leave and ours, and no other."""
    present = pl.read_parquet_schema(path)
    return pl.scan_parquet(path).select(
        pl.col(name) if name in present else pl.lit(None, dtype=kind).alias(name)
        for name, kind in schema(columns).items()
    )


@lru_cache(maxsize=4)
def newest(paths: tuple[Path, ...], until: datetime | None) -> pl.DataFrame:
    """Return the newest version of each record that was updated: ``_key_hash``, ``_newest``."""
    found = [pl.DataFrame(schema={"_key_hash": pl.UInt64, "_newest": pl.Int32})]
    for path in paths:
        rows = pl.scan_parquet(path).filter(pl.col("_version") > 1)
        if until is not None:
            rows = rows.filter(pl.col("_known_at") < until)
        found.append(rows.select("_key_hash", pl.col("_version").alias("_newest")).collect())
    return pl.concat(found).group_by("_key_hash").agg(pl.col("_newest").max())


@lru_cache(maxsize=4096)
def extent(path: Path, divisions: tuple[str, ...]) -> Extent:
    """Return where and when the versions of a file lie that are in some divisions."""
    mine = pl.scan_parquet(path).filter(in_divisions(divisions))
    lon, lat, time = pl.col("_lon"), pl.col("_lat"), pl.col("_event_time")
    west, south, east, north, first, last = (
        mine.select(
            lon.min().alias("w"), lat.min().alias("s"), lon.max().alias("e"), lat.max().alias("n"),
            time.min().alias("first"), time.max().alias("last"),
        ).collect().row(0)
    )  # fmt: skip
    placed = None not in (west, south, east, north)
    return Extent((west, south, east, north) if placed else None, first, last)
