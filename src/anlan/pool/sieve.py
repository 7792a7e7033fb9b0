"""One chunk through everything: fit, personal columns, checks, versions, stamps."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.model.city import City, Source
from anlan.pool import divisions, keyset
from anlan.pool.checks import Checker
from anlan.pool.checks.edges import trimmed_series
from anlan.pool.contract import Contract
from anlan.pool.hashing import U64, hash_rows
from anlan.pool.keyset import KeyMap
from anlan.pool.known import known_values
from anlan.pool.personal import has_personal, withhold
from anlan.pool.safe import PREFIX, Safe
from anlan.pool.stamp import SYSTEM_COLUMNS, Stamper
from anlan.store import Workspace


@dataclass(frozen=True)
class Counts:
    """What became of rows; every row read is exactly one of the other five."""

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    repeated: int = 0
    quarantined: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Add up field by field."""
        return Counts(
            self.read + other.read,
            self.new + other.new,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.repeated + other.repeated,
            self.quarantined + other.quarantined,
        )


@dataclass(frozen=True)
class Sifted:
    """What a chunk leaves: rows for the lake, rows for quarantine, keys met but unchanged."""

    lake: pl.DataFrame
    quarantine: pl.DataFrame
    unchanged: U64
    counts: Counts
    last_row: int


class Sieve:
    """The rules and the memory of one source."""

    def __init__(
        self,
        city: City,
        source: Source,
        contract: Contract,
        tree: divisions.DivisionTree,
        workspace: Workspace,
        now: datetime,
    ) -> None:
        self.contract = contract
        self.keys = KeyMap()
        self._source = source
        self._secret = workspace.secret
        self._safe = Safe(workspace, city, source.name, contract, now)
        known = {
            each: known_values(workspace, each.source, each.to)
            for each in contract.strict_references
        }
        self._checker = Checker(city, source, contract, tree, known)
        self._stamper = Stamper(city, source, tree)

    def remember(self, files: list[Path], *, seen: bool = False) -> None:
        """Take in the keys of lake ``files``."""
        for file in files:
            frame = pl.read_parquet(file, columns=["_key_hash", "_hash", "_version"])
            self.keys.remember(*(column.to_numpy() for column in frame), seen=seen)

    def sift(
        self,
        frame: pl.DataFrame,
        broken: pl.DataFrame | None,
        batch: int,
        received: datetime,
        *,
        withheld: bool = False,
    ) -> Sifted:
        """Sift ``frame`` (text columns, ``_row``, perhaps ``_origin``) and ``broken`` lines.

        ``withheld``: personal columns were taken out of ``frame``, or encrypted, before.
        """
        taken = self._safe.unlock(frame) if withheld else self._withheld(frame)
        whole = self._fitted(taken)
        checked = self._checker.check(whole)
        good = checked.good
        texts = [name for name in whole.columns if not name.startswith("_")]
        keys = self.key_hashes(good)
        placed = self.keys.place(keys, hashes := hash_rows(self._safe.marked(good), texts))
        conflict = placed.outcome == keyset.CONFLICT
        bad = [checked.bad, self._conflicts(good, conflict, whole.columns), self._broken(broken)]
        quarantine = pl.concat([each for each in bad if each.height] or [bad[0]], how="diagonal")
        lake = good.with_columns(
            _key_hash=pl.Series(keys),
            _hash=pl.Series(hashes),
            _version=pl.Series(placed.version),
            _batch=pl.lit(batch, dtype=pl.Int32),
        )
        changed = placed.outcome <= keyset.UPDATED
        if not changed.all():
            lake = lake.filter(pl.Series(changed))
        lake = self._stamper.stamp(lake, received)
        lake = lake.with_columns(
            _origin=pl.col("_origin") if "_origin" in lake.columns else pl.col("_batch")
        )
        kept = [name for name in lake.columns if name in texts or name.startswith(PREFIX)]
        locked = self._safe.lock(lake.select(*kept, *SYSTEM_COLUMNS))
        return Sifted(
            lake=locked.select(pl.exclude(SYSTEM_COLUMNS), *SYSTEM_COLUMNS),
            quarantine=self._safe.lock(quarantine).with_columns(_batch=pl.lit(batch, pl.Int32)),
            unchanged=keys[placed.outcome == keyset.UNCHANGED],
            counts=_counted(placed.outcome, quarantine.height),
            last_row=_last_row(frame, broken),
        )

    def key_hashes(self, rows: pl.DataFrame) -> U64:
        """Return the hash of each row's key; spaces at the ends of key values don't count."""
        names = self._source.key
        return hash_rows(pl.DataFrame([trimmed_series(rows[name]) for name in names]), names)

    def _withheld(self, frame: pl.DataFrame) -> pl.DataFrame:
        return withhold(frame, self.contract, self._secret)

    def _fitted(self, frame: pl.DataFrame) -> pl.DataFrame:
        stored = [column.name for column in self.contract.checked]
        if self.contract.extra != "keep":
            frame = frame.select(
                name for name in frame.columns if name in stored or name.startswith("_")
            )
        absent = [name for name in stored if name not in frame.columns]
        whole = frame.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
        return whole.rechunk()

    def _conflicts(
        self, good: pl.DataFrame, mask: NDArray[np.bool_], columns: list[str]
    ) -> pl.DataFrame:
        key = self._source.key
        return good.filter(pl.Series(mask)).select(
            *columns,
            pl.concat_list(
                _problem(
                    pl.lit(", ".join(key)), pl.concat_str(key, separator=", "), "duplicate_key"
                )
            ).alias("_problems"),
        )

    def _broken(self, broken: pl.DataFrame | None) -> pl.DataFrame:
        if broken is None or not broken.height:
            return pl.DataFrame(schema={"_row": pl.Int64})
        # A line that doesn't split into columns can't have its personal columns taken out.
        withheld = has_personal(self.contract)
        raw = pl.lit(None, dtype=pl.String) if withheld else pl.col("raw")
        return broken.select(
            pl.col("_row").cast(pl.Int64),
            raw.alias("_raw"),
            pl.concat_list(_problem(pl.lit(""), raw, "broken_line", pl.col("problem"))).alias(
                "_problems"
            ),
        )


def _problem(
    column: pl.Expr, value: pl.Expr, rule: str, expected: pl.Expr | None = None
) -> pl.Expr:
    return pl.struct(
        column=column.cast(pl.String),
        value=value.cast(pl.String),
        rule=pl.lit(rule),
        expected=pl.lit("") if expected is None else expected,
    )


def _counted(outcome: NDArray[np.int8], quarantined: int) -> Counts:
    tally = np.bincount(outcome, minlength=keyset.CONFLICT + 1).tolist()
    new, updated, unchanged, repeated, _ = tally
    read = new + updated + unchanged + repeated + quarantined
    return Counts(read, new, updated, unchanged, repeated, quarantined)


def _last_row(frame: pl.DataFrame, broken: pl.DataFrame | None) -> int:
    rows = [frame["_row"].max(), broken["_row"].max() if broken is not None else None]
    return max((row for row in rows if isinstance(row, int)), default=0)
