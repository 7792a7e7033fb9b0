"""The visits a target learns from and is judged on, in one frame sorted by day."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from anlan.model.errors import TargetError
from anlan.model.target import Measure, Population, Target
from anlan.risk.features.attributes import day_values
from anlan.risk.features.clock import NEVER
from anlan.risk.features.measures import column_of, measure_values, rows_where, table_of
from anlan.risk.features.versions import since, until

Floats = npt.NDArray[np.float64]


def visits_of(target: Target, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the visits of ``target``: its filters passed, sorted by day.

    A visit whose record was corrected has a row for each version. Columns: those of the records,
    those of :func:`describe`, and ``outcome`` (Boolean): what is known of the visit's label now.
    A visit is judged as it was first known, by what is known of it now; so ``outcome`` is null
    beside later versions, which are learnt from but not judged.

    Raises:
        TargetError: the source or a column is missing, or no visit passes the filters.
    """
    records = table_of(tables, target.visits.source)
    chosen = records.filter(in_target(target, tables))
    if not chosen.height:
        raise TargetError("error.target.no_visits", target=target.name, source=target.visits.source)
    return _with_outcome(describe(target, chosen)).sort("day", "visit", maintain_order=True)


def in_target(target: Target, tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Return which records of the visits' source are visits of the target (Boolean).

    With a population, the asset must be known to belong to it on the day of the visit.
    """
    records = table_of(tables, target.visits.source)
    mask = rows_where(records, target.visits.where, target.visits.source)
    mask &= records["_event_day"].is_not_null()
    if target.population:
        spans = membership(target.population, tables)
        at = records.select("_asset", "_event_day").with_row_index("place").join(spans, on="_asset")
        day = pl.col("_event_day")
        belongs = np.zeros(records.height, np.bool_)
        belongs[at.filter((pl.col("since") < day) & (day <= pl.col("until")))["place"]] = True
        mask &= pl.Series(belongs)
    return mask


def describe(target: Target, records: pl.DataFrame) -> pl.DataFrame:
    """Return ``records`` with the columns a visit has.

    ``visit`` (key), ``day`` (Int32, days since 1970-01-01), ``until`` (Int32, the last day on which
    this version was the one known), ``label`` (Boolean, null when unknown), ``wider`` (Boolean: the
    label or another finding the target names), ``inspector`` (String, null when unknown).
    """
    source = target.visits.source
    label = _found(records, target.label, source)
    found = [label, *(_found(records, measure, source) for measure in target.wider)]
    who = target.visits.inspector
    inspector = pl.lit(None, pl.String) if who is None else pl.col(who).cast(pl.String)
    return records.with_columns(
        visit=pl.col("_key"),
        day=pl.col("_event_day").cast(pl.Int32),
        until=until(records),
        label=label,
        wider=pl.any_horizontal(*(pl.lit(column) for column in found)),
        inspector=pl.when(inspector.str.strip_chars() == "").then(None).otherwise(inspector),
    )


def _found(records: pl.DataFrame, measure: Measure, source: str) -> pl.Series:
    values = pl.Series(measure_values(records, measure, source)).fill_nan(None)
    return values > 0


def _with_outcome(visits: pl.DataFrame) -> pl.DataFrame:
    if (visits["until"] == NEVER).all():
        return visits.with_columns(outcome=pl.col("label"))
    now = visits.filter(pl.col("until") == NEVER).select("visit", outcome="label")
    found = visits.select("visit").join(now, on="visit", how="left", maintain_order="left")
    first = visits["_known_day"] == since(visits)
    return visits.with_columns(outcome=pl.when(first).then(found["outcome"]))


def membership(rows: Population, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the spans of time in which each asset was known to belong to the population.

    Returns:
        ``_asset``, ``since``, ``until`` (Int32): known to belong on day d iff since < d <= until.
        Spans of one asset don't overlap; without corrections there is one, and it never ends.
    """
    table = table_of(tables, rows.source)
    all_spans = table.select(
        "_asset", since=pl.col("_known_day").cast(pl.Int32), until=until(table)
    )
    spans = all_spans.filter(rows_where(table, rows.where, rows.source)).drop_nulls()
    lasting = spans.filter(pl.col("until") == NEVER).group_by("_asset")
    ended = spans.filter(pl.col("until") != NEVER)
    few = pl.concat([lasting.agg(pl.col("since").min(), pl.col("until").first()), ended])
    few = few.sort("_asset", "since")
    reached = pl.col("until").cum_max().shift(1).over("_asset")
    begins = (pl.col("since") > reached).fill_null(True)
    runs = few.with_columns(run=begins.cum_sum()).group_by("_asset", "run")
    return runs.agg(pl.col("since").min(), pl.col("until").max()).drop("run")


def members(rows: Population, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the assets of the population by the rows of ``tables``.

    Returns:
        ``_asset``; ``until``, the last day on which a row of it holds (days since 1970-01-01), null
        where it holds for good.
    """
    table = table_of(tables, rows.source)
    member = table.filter(rows_where(table, rows.where, rows.source)).drop_nulls("_asset")
    ends = pl.repeat(None, member.height, dtype=pl.Float64, eager=True)
    if rows.until:
        ends = pl.Series(day_values(column_of(member, rows.until, rows.source), rows.source))
    return (
        member.select("_asset", until=pl.lit(ends).fill_nan(None))
        .group_by("_asset")
        .agg(until=pl.when(pl.col("until").is_not_null().all()).then(pl.col("until").max()))
    )
