"""Facts about the asset as known before the visit, and the season."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.model.errors import TargetError
from anlan.model.target import Attribute
from anlan.risk.features.clock import Reals, Wanted
from anlan.risk.features.feature import Feature
from anlan.risk.features.latest import NEWEST
from anlan.risk.features.measures import column_of, numbers
from anlan.risk.features.past import Asked, Past
from anlan.risk.features.ties import KeyTie

Column = NDArray[np.float32]
Categories = Mapping[str, Sequence[str]]
YEAR_DAYS = 365.25


def attribute_column(
    attribute: Attribute, past: Past, categories: Categories
) -> tuple[Feature, Column]:
    """Return an attribute of each visit's asset, from its latest row known before the day.

    Categories are numbered in the order in which visits first show them (then by name), so that
    a later day never renumbers an earlier one; those in ``categories`` under the attribute's name
    are kept instead, and others are NaN.

    Raises:
        TargetError: the column is missing or not of the declared kind.
    """
    asked = past.asked
    row = _latest_rows(past)
    column = column_of(past.frame, attribute.column, past.source)
    vocabulary: tuple[str, ...] = ()
    if attribute.kind == "category":
        values = _picked(column.cast(pl.String), row)
        vocabulary = tuple(categories.get(attribute.name) or _vocabulary(values, asked))
        codes = {value: code for code, value in enumerate(vocabulary)}
        read = values.replace_strict(codes, default=None, return_dtype=pl.Float64)
        result = read.fill_null(float("nan")).to_numpy()
    elif attribute.kind == "age_days":
        result = asked.days - _take(day_values(column, past.source), row)
    else:
        result = _take(numbers(column, past.source), row)
        if attribute.kind == "flag":
            result = np.where(np.isnan(result), np.nan, (result != 0).astype(np.float64))
    feature = Feature(
        name=attribute.name, group="attributes", statistic=attribute.kind,
        measure=attribute.name, title=attribute.title, categories=vocabulary,
    )  # fmt: skip
    return feature, result.astype(np.float32)


def season_columns(asked: Asked) -> Iterator[tuple[Feature, Column]]:
    """Yield the time of year as a point on a circle, the month (1-12), the weekday (1 Monday)."""
    date = pl.Series(asked.days).cast(pl.Date)
    angle = 2 * np.pi * (date.dt.ordinal_day().to_numpy() - 1) / YEAR_DAYS
    columns: dict[str, NDArray[np.float64]] = {
        "year_sin": np.sin(angle),
        "year_cos": np.cos(angle),
        "month": date.dt.month().to_numpy(),
        "weekday": date.dt.weekday().to_numpy(),
    }
    for statistic, column in columns.items():
        feature = Feature(f"season.{statistic}", "season", statistic)
        yield feature, column.astype(np.float32)


def _latest_rows(past: Past) -> NDArray[np.int64]:
    """Return the table row of each visit's asset as known then, -1 where there is none."""
    rows, asked = past.rows({}), past.asked
    tie = KeyTie(rows, asked, rows.events.asset, asked.assets, own=True)
    nothing = np.zeros(rows.pick.size)
    wanted = Wanted(1 << NEWEST, np.empty(0, np.int32))
    found = tie.latest(nothing, None, wanted).rows[:, NEWEST]
    table_rows = np.full(found.size, -1, np.int64)
    table_rows[found >= 0] = rows.pick[found[found >= 0]]
    return table_rows


def _take(values: Reals, row: NDArray[np.int64]) -> Reals:
    taken = np.full(row.size, np.nan)
    taken[row >= 0] = values[row[row >= 0]]
    return taken


def _picked(column: pl.Series, row: NDArray[np.int64]) -> pl.Series:
    index = pl.Series(row, dtype=pl.Int64)
    return column.gather(pl.select(pl.when(index >= 0).then(index)).to_series())


def day_values(column: pl.Series, source: str) -> Reals:
    """Return a column of dates as days since 1970-01-01 (n), NaN where unknown.

    Raises:
        TargetError: it holds no dates.
    """
    if column.dtype not in (pl.Date, pl.Null) and not isinstance(column.dtype, pl.Datetime):
        raise TargetError(
            "error.target.feature_not_date",
            source=source, column=column.name, type=str(column.dtype),
        )  # fmt: skip
    days = column.cast(pl.Date).cast(pl.Int32).cast(pl.Float64)
    return days.fill_null(float("nan")).to_numpy()


def _vocabulary(values: pl.Series, asked: Asked) -> list[str]:
    seen = pl.DataFrame({"value": values, "day": asked.days}).drop_nulls()
    first = seen.group_by("value").agg(pl.col("day").min()).sort("day", "value")
    return first["value"].to_list()
