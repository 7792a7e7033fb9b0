"""Read numbers and choose rows as a target declares."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from anlan.model.errors import TargetError
from anlan.model.target import Measure, Where
from anlan.risk.features.clock import Reals


def measure_values(frame: pl.DataFrame, measure: Measure, source: str = "") -> Reals:
    """Return the measure of every row, NaN where the column is empty.

    An empty list holds none of the sought, so ``has_any`` is never NaN.

    >>> frame = pl.DataFrame({"critical": [0, 2, None], "cited": ["3 14", None, "32"]})
    >>> measure_values(frame, Measure(column="critical", at_least=1))
    array([ 0.,  1., nan])
    >>> measure_values(frame, Measure(column="cited", has_any=["14", "29"]))
    array([1., 0., 0.])

    Raises:
        TargetError: the column is missing, or holds text where a number is needed.
    """
    column = column_of(frame, measure.column, source)
    if measure.has_any is not None:
        words = column.cast(pl.String).fill_null("").str.split(" ")
        sought = pl.Series(measure.has_any, dtype=pl.String)
        return (
            words.list.set_intersection(sought.implode())
            .list.len()
            .gt(0)
            .cast(pl.Float64)
            .to_numpy()
        )
    if measure.equals is not None:
        found = column.cast(pl.String).is_in(measure.equals)
        return _reals(found.cast(pl.Float64))
    values = numbers(column, source)
    if measure.at_least is None:
        capped = values if measure.at_most is None else np.minimum(values, measure.at_most)
        return np.log1p(np.maximum(capped, 0)) if measure.log else capped
    return np.where(np.isnan(values), np.nan, (values >= measure.at_least).astype(np.float64))


def numbers(column: pl.Series, source: str) -> Reals:
    """Return a column as numbers, NaN where empty; truth is 1.

    Raises:
        TargetError: the column is neither numeric nor true or false.
    """
    if not (column.dtype.is_numeric() or column.dtype in (pl.Boolean, pl.Null)):
        raise TargetError(
            "error.target.feature_not_number",
            source=source, column=column.name, type=str(column.dtype),
        )  # fmt: skip
    return _reals(column.cast(pl.Float64))


def rows_where(frame: pl.DataFrame, where: Where, source: str = "") -> pl.Series:
    """Return which rows hold a listed value in every column of ``where``; empty is never listed.

    >>> frame = pl.DataFrame({"kind": ["food", "lift", None], "open": [True, True, True]})
    >>> rows_where(frame, {"kind": ["food"], "open": [True]}).to_list()
    [True, False, False]

    Raises:
        TargetError: a column is missing.
    """
    chosen = pl.repeat(True, frame.height, dtype=pl.Boolean, eager=True)
    for name, values in where.items():
        column = column_of(frame, name, source)
        if column.dtype.is_numeric() or column.dtype == pl.Boolean:
            listed = column.cast(pl.Float64).is_in([float(value) for value in values])
        else:
            listed = column.cast(pl.String).is_in([str(value) for value in values])
        chosen &= listed.fill_null(False)
    return chosen


def table_of(tables: Mapping[str, pl.DataFrame], source: str) -> pl.DataFrame:
    """Return the past rows of a source.

    Raises:
        TargetError: they were not handed in.
    """
    if source not in tables:
        raise TargetError(
            "error.target.feature_source", source=source, found=", ".join(sorted(tables)) or "-"
        )
    return tables[source]


def column_of(frame: pl.DataFrame, name: str, source: str) -> pl.Series:
    """Return a column of a source's table.

    Raises:
        TargetError: it is missing.
    """
    if name not in frame.columns:
        raise TargetError(
            "error.target.feature_column",
            source=source, column=name, found=", ".join(c for c in frame.columns if c[0] != "_"),
        )  # fmt: skip
    return frame[name]


def _reals(column: pl.Series) -> Reals:
    return column.fill_null(float("nan")).to_numpy()
