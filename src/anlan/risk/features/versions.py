"""Versions of records: from when until when each was the one known.

A corrected record has several versions, each with ``_known_day``, the day it became known,
``_known_until``, the day on which the next one did (empty: it still stands), and ``_since_day``,
the day on which the record was first known. Where a table has no such columns, nothing in it was
ever corrected.
"""

from collections.abc import Iterable

import polars as pl

from anlan.risk.features.clock import NEVER

SYSTEM = ("_event_day", "_lon", "_lat", "_division", "_asset", "_address", "_operator", "_type")
"""What a record says of itself beside the columns of its contract."""


def since(frame: pl.DataFrame) -> pl.Series:
    """Return the day on which each row's record was first known."""
    name = "_since_day" if "_since_day" in frame.columns else "_known_day"
    return frame[name].cast(pl.Int32)


def until(frame: pl.DataFrame) -> pl.Series:
    """Return the last day on which each row was the version known; NEVER where it stands."""
    if "_known_until" not in frame.columns:
        return pl.repeat(int(NEVER), frame.height, dtype=pl.Int32, eager=True)
    return frame["_known_until"].cast(pl.Int32).fill_null(NEVER)


def standing(frame: pl.DataFrame, day: int) -> pl.DataFrame:
    """Return the one version of each record that was known on the morning of ``day``."""
    return frame.filter((frame["_known_day"] < day) & (until(frame) >= day))


def known_by(frame: pl.DataFrame, day: int) -> pl.DataFrame:
    """Return what was known on the morning of ``day``: no later row, no later replacement."""
    rows = frame.filter(pl.col("_known_day") < day)
    if "_known_until" not in rows.columns:
        return rows
    replaced = pl.when(pl.col("_known_until") < day).then("_known_until")
    return rows.with_columns(_known_until=replaced)


def merged(frame: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """Join versions that follow each other and differ in none of ``columns`` (nor in SYSTEM).

    A correction of what nobody reads then leaves no trace: neither a figure nor a tie between two
    rows of one day can move by it.

    >>> frame = pl.DataFrame({"_key": ["a", "b", "a", "a"], "_known_day": [1, 1, 5, 9],
    ...                       "_known_until": [5, None, 9, None], "n": [1, 2, 1, 3]})
    >>> merged(frame, ["n"]).rows()
    [('a', 1, 9, 1), ('b', 1, None, 2), ('a', 9, None, 3)]

    The version of day 5 says of ``n`` what the first one said, so the first stands until day 9.
    """
    if "_known_until" not in frame.columns or frame["_known_until"].null_count() == frame.height:
        return frame
    placed = frame.with_row_index("_place")
    several = placed.filter(pl.col("_key").is_duplicated()).sort("_key", "_known_day")
    told = [name for name in (*columns, *SYSTEM) if name in frame.columns]
    same = (pl.col(name).eq_missing(pl.col(name).shift(1)) for name in ("_key", *told))
    runs = several.with_columns(_run=(~pl.all_horizontal(*same)).cum_sum())
    kept = runs.group_by("_run").agg(pl.col("_place").first(), pl.col("_known_until").last())
    single = placed.filter(~pl.col("_key").is_duplicated())
    joined = runs.drop("_known_until").join(kept.drop("_run"), on="_place")
    whole = pl.concat([single, joined.select(single.columns)])
    return whole.sort("_place").drop("_place")
