"""Every change of a source's records since a reader's last look: none missed, none told twice.

What a reader is told is what *its* part of the city has gained, changed or lost: a record whose
corrected division lies elsewhere is withdrawn for who sees only the old one, and new for who sees
only the new one.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from anlan.pool.sharing.settings import settings
from anlan.pool.sharing.snapshot import PLACE, Schema, Snapshot, Spot, schema
from anlan.pool.sharing.wanted import in_divisions

Kind = Literal["new", "changed", "withdrawn"]
KIND = "_kind"
_NARROW = ("_key_hash", "_version", "_division")
_ALWAYS = ("_key_hash", "_version", "_known_at", KIND)
"""What is told of a record that is withdrawn."""


@dataclass(frozen=True)
class Told:
    """Changes, oldest first.

    Attributes:
        rows: the versions as stored, with ``_kind`` and where they lie: ``_piece`` and ``_place``.
        last: where to go on from.
        more: whether there may be more now.
    """

    rows: pl.DataFrame
    last: Spot
    more: bool


def changes(snapshot: Snapshot, after: Spot, limit: int) -> Told:
    """Return the first ``limit`` changes behind a row.

    A request looks at a bounded number of versions; where few of them are the reader's it may
    return less, even nothing, and say that there is more.
    """
    found: list[pl.DataFrame] = []
    missing, walked, last = limit, 0, after
    for number in range(after.piece, len(snapshot.pieces)):
        piece = snapshot.pieces[number]
        beyond = after.row if number == after.piece else -1
        if not missing or walked >= settings().walk_rows:
            return Told(_joined(snapshot, found), last, more=True)
        told = _kinds(snapshot, number, beyond)
        taken = told.head(missing)
        found.append(_rows(snapshot, number, taken))
        missing -= taken.height
        walked += piece.rows - beyond - 1
        if told.height > taken.height:
            return Told(_joined(snapshot, found), Spot(number, int(taken[PLACE][-1])), more=True)
        last = Spot(number, piece.rows - 1)
    return Told(_joined(snapshot, found), last, more=False)


def _kinds(snapshot: Snapshot, number: int, beyond: int) -> pl.DataFrame:
    """Return what each version of a file behind a row is to the reader: ``_place``, ``_kind``."""
    whole = "" in snapshot.divisions
    piece = snapshot.pieces[number]
    rows = pl.scan_parquet(piece.path).select(_NARROW).with_row_index(PLACE)
    rows = rows.filter(pl.col(PLACE) > beyond).with_columns(
        _here=in_divisions(snapshot.divisions), _before=pl.col("_version") > 1
    )
    found = rows.collect()
    if piece.updated and not whole:
        found = _seen_before(snapshot, number, found)
    kind = (
        pl.when("_here", "_before").then(pl.lit("changed"))
        .when("_here").then(pl.lit("new"))
        .when("_before").then(pl.lit("withdrawn"))
    )  # fmt: skip
    return found.select(PLACE, kind.alias(KIND)).drop_nulls(KIND)


def _seen_before(snapshot: Snapshot, number: int, rows: pl.DataFrame) -> pl.DataFrame:
    """Say in ``_before`` whether the version before lay in the reader's part of the city."""
    again = rows.filter(pl.col("_version") > 1).select("_key_hash", "_version")
    earlier = [
        pl.scan_parquet(piece.path)
        .select(_NARROW)
        .filter(pl.col("_key_hash").is_in(again["_key_hash"].implode()))
        .collect()
        for piece in snapshot.pieces[: number + 1]
    ]
    held = (
        again.join(pl.concat(earlier), on="_key_hash", suffix="_then")
        .filter(pl.col("_version_then") < pl.col("_version"))
        .sort("_version_then")
        .group_by("_key_hash", "_version")
        .agg(pl.col("_division").last())
        .select("_key_hash", "_version", in_divisions(snapshot.divisions).alias("_held"))
    )
    joined = rows.join(held, on=["_key_hash", "_version"], how="left", maintain_order="left")
    return joined.with_columns(_before=pl.col("_held").fill_null(False))


def _rows(snapshot: Snapshot, number: int, told: pl.DataFrame) -> pl.DataFrame:
    """Return versions as stored; of a record that left the reader's part only that it has."""
    rows = snapshot.rows(number, told[PLACE]).with_columns(told[KIND])
    hidden = [name for name in rows.columns if name not in _ALWAYS]
    gone = pl.col(KIND) == "withdrawn"
    rows = rows.with_columns(pl.when(~gone).then(name).alias(name) for name in hidden)
    return rows.with_columns(told[PLACE].cast(pl.Int64), _piece=pl.lit(number, pl.Int32))


def _joined(snapshot: Snapshot, frames: list[pl.DataFrame]) -> pl.DataFrame:
    more: Schema = {KIND: pl.String, PLACE: pl.Int64, "_piece": pl.Int32}
    return pl.concat([pl.DataFrame(schema=schema(snapshot.columns) | more), *frames])
