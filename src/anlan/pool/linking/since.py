"""Since when each record without an id is known to speak of an asset that has one.

A link is known from the day it was made. What a register said on an earlier day must not change by
it, so each run keeps, beside its links, since when each holds, and of those that hold no longer,
until when they did.
"""

from collections.abc import Collection
from datetime import date

import polars as pl

from anlan.store.runs import Run

FILE = "since.parquet"
EPOCH = date(1970, 1, 1).toordinal()
PAIR = ("source", "key", "by_source", "by_key")
SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(PAIR, pl.String),
    "since": pl.Int32,
    "until": pl.Int32,
}
"""A record, the record with an id that it is one with, and the first day on which that was known
and the one on which it was no longer so (days since 1970-01-01; none, while it holds)."""


def anchored(records: pl.DataFrame, clusters: pl.DataFrame, named: Collection[str]) -> pl.DataFrame:
    """Return, for each record of other sources, the first record of a ``named`` one in its cluster.

    Args:
        records: ``id``, ``source``, ``key``.
        clusters: ``id``, ``cluster``.
        named: sources whose records say by themselves which asset they speak of.
    """
    rows = records.select("id", "source", "key").join(clusters, on="id")
    says = pl.col("source").is_in(list(named))
    first = (
        rows.filter(says)
        .sort("source", "key")
        .group_by("cluster", maintain_order=True)
        .agg(by_source=pl.col("source").first(), by_key=pl.col("key").first())
    )
    return rows.filter(~says).join(first, on="cluster").select(PAIR).sort(PAIR)


def carried(before: Run | None, now: pl.DataFrame, today: date) -> pl.DataFrame:
    """Return all that was ever known, with what is known ``now`` since today, if it is new."""
    day = today.toordinal() - EPOCH
    known = pl.DataFrame(schema=SCHEMA)
    if before is not None and (before.folder / FILE).is_file():
        known = pl.read_parquet(before.folder / FILE)
    holds, past = known.filter(pl.col("until").is_null()), known.drop_nulls("until")
    stays = holds.join(now, on=PAIR, how="semi")
    ended = holds.join(now, on=PAIR, how="anti").with_columns(until=pl.lit(day, pl.Int32))
    new = now.join(holds, on=PAIR, how="anti").with_columns(
        since=pl.lit(day, pl.Int32), until=pl.lit(None, pl.Int32)
    )
    return pl.concat([past, ended, stays, new.select(list(SCHEMA))]).sort(*PAIR, "since")


def holding(run: Run | None, as_of: date | None) -> pl.DataFrame:
    """Return what was known strictly before a day, or now; a run of old tells of nothing."""
    if run is None or not (run.folder / FILE).is_file():
        return pl.DataFrame(schema=SCHEMA)
    known = pl.read_parquet(run.folder / FILE)
    if as_of is None:
        return known.filter(pl.col("until").is_null())
    day = as_of.toordinal() - EPOCH
    ended = (pl.col("until") < day).fill_null(value=False)
    return known.filter((pl.col("since") < day) & ~ended)
