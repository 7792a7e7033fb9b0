"""Visits that are going to be made, given as a file: read like records, but nothing is kept.

A candidate is never quarantined: whoever asks gets an answer for every row, in the order given. A
cell that isn't what the contract says counts as not known.
"""

from pathlib import Path

import polars as pl

from anlan.model.city import City
from anlan.model.errors import ContractError
from anlan.pool import link
from anlan.pool.checks.casting import typed
from anlan.pool.connectors import connector_for
from anlan.pool.contract import Contract
from anlan.pool.position import to_wgs84
from anlan.pool.records import contract_of, key_text
from anlan.store import Workspace


def read_candidates(workspace: Workspace, city: City, source_name: str, path: Path) -> pl.DataFrame:
    """Return the rows of a CSV as typed records of a source, in the file's order.

    Args:
        workspace: where the source's contract was remembered when its records were taken in.
        city: the city's declaration.
        source_name: the source whose columns the file has; those that say what was found may be
            missing.
        path: the file, CSV or CSV.gz.

    Raises:
        SourceError: the file is missing, empty or unreadable.
        ContractError: the key or the day of the visit isn't among its columns.
    """
    source = city.source(source_name)
    agreed = contract_of(workspace, source_name)
    chunks = [chunk.frame for chunk in connector_for("csv").open(path).chunks]
    rows = _with_all_columns(pl.concat(chunks), agreed)
    absent = [name for name in (*source.key, source.event_time) if rows[name].null_count()]
    if absent:
        raise ContractError(
            "error.contract.candidate", file=str(path), columns=", ".join(dict.fromkeys(absent))
        )
    stamped = rows.with_columns(_lon=None, _lat=None)
    if source.coordinates:
        at = source.coordinates
        lon, lat = (
            rows[name].cast(pl.Float64, strict=False).fill_null(float("nan")).to_numpy()
            for name in (at.longitude, at.latitude)
        )
        lon, lat = to_wgs84(lon, lat, at.crs)
        stamped = rows.with_columns(_lon=pl.Series(lon), _lat=pl.Series(lat)).with_columns(
            pl.col("_lon", "_lat").fill_nan(None)
        )
    day = _day(agreed, source.event_time, city.zone)
    return stamped.select(
        *(typed(column, city.zone).alias(column.name) for column in agreed.stored),
        key_text(source).alias("_key"),
        pl.lit(1, pl.Int32).alias("_version"),
        day.alias("_event_day"),
        (day + source.known_at.delay_days).alias("_known_day"),
        pl.col("_lon", "_lat").cast(pl.Float64),
        pl.lit(None, pl.String).alias("_division"),
        pl.lit(None, pl.UInt64).alias("_cell"),
        *link.columns(source.asset),
    )


def _with_all_columns(rows: pl.DataFrame, agreed: Contract) -> pl.DataFrame:
    missing = [column.name for column in agreed.stored if column.name not in rows.columns]
    return rows.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)


def _day(agreed: Contract, name: str, zone: str) -> pl.Expr:
    column = agreed.column(name)
    when = typed(column, zone)
    if column.kind == "timestamp":
        when = when.dt.convert_time_zone(zone).dt.date()
    return when.to_physical().cast(pl.Int32)
