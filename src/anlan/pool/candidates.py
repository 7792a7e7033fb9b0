"""Visits that are going to be made, given as a file: read like records, but nothing is kept.

A candidate is never quarantined: whoever asks gets an answer for every row, in the order given, or
none at all and the row that is to blame. A cell that isn't what the contract says counts as not
known, but for the key and the day.
"""

from pathlib import Path

import polars as pl

from anlan.model.city import City
from anlan.model.errors import ContractError, SourceError
from anlan.pool.checks.casting import trimmed, typed
from anlan.pool.connectors import connector_for
from anlan.pool.connectors.base import ROW
from anlan.pool.contract import Column, Contract
from anlan.pool.dateformats import DATES, TIMESTAMPS
from anlan.pool.linking import keys
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
        ContractError: the key or the day of the visit isn't among its columns, or a row has
            neither, can't be split into columns, or has a day that isn't one.
    """
    source = city.source(source_name)
    agreed = contract_of(workspace, source_name)
    sent = _read(path, agreed)
    needed = list(dict.fromkeys((*source.key, source.event_time)))
    absent = [name for name in needed if name not in sent.columns]
    if absent:
        raise ContractError("error.contract.candidate", file=path.name, columns=", ".join(absent))
    day = _day_column(agreed, source.event_time)
    _check(sent, needed, day, city.zone, path.name)
    rows = _with_all_columns(sent, agreed)
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
    columns = (day if column.name == day.name else column for column in agreed.stored)
    on = _days(day, city.zone)
    return stamped.select(
        *(typed(column, city.zone).alias(column.name) for column in columns),
        key_text(source).alias("_key"),
        pl.lit(1, pl.Int32).alias("_version"),
        on.alias("_event_day"),
        (on + source.known_at.delay_days).alias("_known_day"),
        pl.col("_lon", "_lat").cast(pl.Float64),
        pl.lit(None, pl.String).alias("_division"),
        pl.lit(None, pl.UInt64).alias("_cell"),
        *keys.columns(source.asset),
    )


def _read(path: Path, agreed: Contract) -> pl.DataFrame:
    """Return the rows as sent; none of a file that has only a header."""
    if not path.exists():
        raise SourceError("error.candidates.missing", file=path)
    try:
        chunks = list(connector_for("csv").open(path).chunks)
    except SourceError as error:
        if error.key != "error.source.header_only":
            raise
        return pl.DataFrame(schema={column.name: pl.String for column in agreed.stored})
    broken = pl.concat([chunk.broken for chunk in chunks])
    if broken.height:
        first = broken.sort(ROW).row(0, named=True)
        raise ContractError(
            "error.candidates.broken",
            file=path.name,
            row=first[ROW],
            problem=ContractError(first["problem"]),
            n=broken.height,
        )
    return pl.concat([chunk.frame for chunk in chunks])


def _check(sent: pl.DataFrame, needed: list[str], day: Column, zone: str, file: str) -> None:
    """Refuse the first row without a key or a day, or with a day that can't be read."""
    for name in needed:
        empty = sent.filter(trimmed(name).is_null())
        if empty.height:
            row = empty[ROW][0]
            raise ContractError("error.candidates.empty", file=file, row=row, column=name)
    wrong = sent.filter(_days(day, zone).is_null())
    if wrong.height:
        value, row = wrong[day.name][0], wrong[ROW][0]
        raise ContractError(
            "error.candidates.day", file=file, row=row, column=day.name, value=value, n=wrong.height
        )


def _with_all_columns(rows: pl.DataFrame, agreed: Contract) -> pl.DataFrame:
    missing = [column.name for column in agreed.stored if column.name not in rows.columns]
    return rows.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)


def _day_column(agreed: Contract, name: str) -> Column:
    """Return the column of the day, read as the contract says or in any way that is plain."""
    column = agreed.column(name)
    plain = TIMESTAMPS if column.kind == "timestamp" else DATES
    return column.model_copy(update={"formats": (*column.formats, *plain)})


def _days(column: Column, zone: str) -> pl.Expr:
    when = typed(column, zone)
    if column.kind == "timestamp":
        when = when.dt.convert_time_zone(zone).dt.date()
    return when.to_physical().cast(pl.Int32)
