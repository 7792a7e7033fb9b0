"""The visits a target learns from and is judged on, in one frame sorted by day."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from anlan.model.errors import TargetError
from anlan.model.target import Measure, Population, Target
from anlan.risk.features.attributes import day_values
from anlan.risk.features.measures import column_of, measure_values, rows_where, table_of

Floats = npt.NDArray[np.float64]


def visits_of(target: Target, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the visits of ``target``: its filters passed, sorted by day.

    Columns: those of the records, and ``visit`` (key), ``day`` (Int32, days since 1970-01-01),
    ``label`` (Boolean, null when unknown), ``wider`` (Boolean: the label or another finding the
    target names) and ``inspector`` (String, null when unknown).

    Raises:
        TargetError: the source or a column is missing, or no visit passes the filters.
    """
    records = table_of(tables, target.visits.source)
    chosen = records.filter(in_target(target, tables))
    if not chosen.height:
        raise TargetError("error.target.no_visits", target=target.name, source=target.visits.source)
    return describe(target, chosen).sort("day", "visit")


def in_target(target: Target, tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Return which records of the visits' source are visits of the target (Boolean).

    With a population, the asset must be known to belong to it before the day of the visit.
    """
    records = table_of(tables, target.visits.source)
    mask = rows_where(records, target.visits.where, target.visits.source)
    mask &= records["_event_day"].is_not_null()
    if target.population:
        since = records.select("_asset", "_event_day").join(
            members(target.population, tables), on="_asset", how="left", maintain_order="left"
        )
        mask &= (since["since"] < since["_event_day"]).fill_null(False)
    return mask


def describe(target: Target, records: pl.DataFrame) -> pl.DataFrame:
    """Return ``records`` with the columns a visit has (see :func:`visits_of`)."""
    source = target.visits.source
    label = _found(records, target.label, source)
    found = [label, *(_found(records, measure, source) for measure in target.wider)]
    who = target.visits.inspector
    inspector = pl.lit(None, pl.String) if who is None else pl.col(who).cast(pl.String)
    return records.with_columns(
        visit=pl.col("_key"),
        day=pl.col("_event_day").cast(pl.Int32),
        label=label,
        wider=pl.any_horizontal(*(pl.lit(column) for column in found)),
        inspector=pl.when(inspector.str.strip_chars() == "").then(None).otherwise(inspector),
    )


def _found(records: pl.DataFrame, measure: Measure, source: str) -> pl.Series:
    values = pl.Series(measure_values(records, measure, source)).fill_nan(None)
    return values > 0


def members(rows: Population, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the assets of the population.

    Returns:
        ``_asset``; ``since``, the first day on which it was known; ``until``, the last day on
        which a row of it holds (days since 1970-01-01), null where it holds for good.
    """
    table = table_of(tables, rows.source)
    member = table.filter(rows_where(table, rows.where, rows.source)).drop_nulls("_asset")
    ends = pl.repeat(None, member.height, dtype=pl.Float64, eager=True)
    if rows.until:
        ends = pl.Series(day_values(column_of(member, rows.until, rows.source), rows.source))
    # A department that corrects its register tells nothing of when a thing came into it.
    since = "_since_day" if "_since_day" in member.columns else "_known_day"
    return (
        member.select("_asset", since, until=pl.lit(ends).fill_nan(None))
        .group_by("_asset")
        .agg(
            since=pl.col(since).min(),
            until=pl.when(pl.col("until").is_not_null().all()).then(pl.col("until").max()),
        )
    )
