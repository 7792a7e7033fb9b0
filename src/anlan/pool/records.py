"""Read what was taken in: current rows, those known on a day, all versions, one key's history."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import polars.selectors as cs
from sqlalchemy import select

from anlan.model.city import City, Source
from anlan.pool import batches
from anlan.pool.checks.casting import trimmed, typed
from anlan.pool.contract import Contract
from anlan.pool.hashing import hash_rows
from anlan.pool.linking import keys
from anlan.pool.safe import PREFIX
from anlan.store import Workspace
from anlan.store.tables import Batch

KEY_SEPARATOR = "|"
Schema = dict[str, pl.DataType | type[pl.DataType]]


def read(
    workspace: Workspace, city: City, source_name: str, as_of: date | datetime | None = None
) -> pl.DataFrame:
    """Return the current version of every record of a source, typed.

    Args:
        workspace: where the city is kept.
        city: the city's declaration.
        source_name: a source of it.
        as_of: only versions known strictly before this moment (a day means its local midnight).

    Returns:
        The contract's columns, typed, then ``_key``, ``_version``, ``_event_day``, ``_known_day``
        (local days since 1970-01-01), ``_lon``, ``_lat``, ``_division``, ``_cell``, ``_asset``,
        ``_address``, ``_operator``, ``_type``, and ``_since_day``, the day on which the first
        version of the record was known: a correction doesn't make a thing any younger. Empty,
        with these columns, if nothing was ever taken in and a contract is known; without the
        contract's columns if not even that.
    """
    source = city.source(source_name)
    agreed = contract_of(workspace, source_name)
    rows = stored(workspace, source_name, agreed)
    if as_of is not None:
        rows = rows.filter(pl.col("_known_at") < moment(as_of, city))
    return _typed(_latest(rows), agreed, source, city)


def versions(workspace: Workspace, city: City, source_name: str) -> pl.DataFrame:
    """Return every version of every record that was once the one known, typed.

    In lake order, but with the versions of a record where its first one stands.

    Columns are those of :func:`read`, and ``_known_until``: the local day on which a later version
    became known, empty for the one that stands. A version holds on day d iff ``_known_day`` < d
    <= ``_known_until``; one replaced on the day it became known never did, and is left out.
    """
    source = city.source(source_name)
    agreed = contract_of(workspace, source_name)
    rows = _typed(_replaced(stored(workspace, source_name, agreed)), agreed, source, city)
    return rows.filter((pl.col("_known_until") > pl.col("_known_day")).fill_null(True))


def last_event(workspace: Workspace, city: City, source_name: str) -> date | None:
    """Return the local day of the latest event a source has told of; None if of none."""
    moment = last_moment(workspace, source_name)
    return moment.astimezone(ZoneInfo(city.zone)).date() if moment else None


def last_moment(workspace: Workspace, source_name: str) -> datetime | None:
    """Return the time of the latest event a source has told of; None if of none."""
    files = workspace.lake_files(source_name)
    if not files:
        return None
    latest = pl.scan_parquet(files).select(pl.col("_event_time").max()).collect().item()
    return latest if isinstance(latest, datetime) else None


def contract_of(workspace: Workspace, source_name: str) -> Contract:
    """Return the contract the source was last checked with (one without columns if never)."""
    kept = workspace.setting(f"contract:{source_name}")
    if kept is None:
        return Contract(name=source_name, version="", columns=())
    return Contract.model_validate(kept)


def sent(
    workspace: Workspace, city: City, source_name: str, files: Sequence[Path] | None = None
) -> pl.DataFrame:
    """Return the newest version of every record as text, of all files of the lake or of some.

    Returns:
        The contract's columns as sent, then ``_key``, ``_event_day``, ``_lon``, ``_lat``,
        ``_division``, ``_cell``.
    """
    agreed = contract_of(workspace, source_name)
    rows = _latest(stored(workspace, source_name, agreed, files))
    key = key_text(city.source(source_name)) if agreed.columns else pl.lit("")
    return rows.select(
        *(column.name for column in agreed.stored),
        key.alias("_key"),
        _local_day("_event_time", city.zone).alias("_event_day"),
        "_lon",
        "_lat",
        "_division",
        "_cell",
    )


def stored(
    workspace: Workspace,
    source_name: str,
    agreed: Contract,
    files: Sequence[Path] | None = None,
) -> pl.DataFrame:
    """Return every version of every record, verbatim, with the system columns.

    Only those in ``files``, where these are given. Encrypted columns are left out:
    :mod:`anlan.pool.reveal` opens them one value at a time.
    """
    files = workspace.lake_files(source_name) if files is None else files
    schema: Schema = {column.name: pl.String for column in agreed.stored}
    empty = pl.DataFrame(schema=schema | SYSTEM)
    frames = [pl.read_parquet(file).select(~cs.starts_with(PREFIX)) for file in files]
    return pl.concat([empty, *frames], how="diagonal")


SYSTEM: Schema = {
    "_row": pl.Int64,
    "_origin": pl.Int32,
    "_batch": pl.Int32,
    "_key_hash": pl.UInt64,
    "_hash": pl.UInt64,
    "_version": pl.Int32,
    "_event_time": pl.Datetime("us", "UTC"),
    "_known_at": pl.Datetime("us", "UTC"),
    "_lon": pl.Float64,
    "_lat": pl.Float64,
    "_division": pl.String,
    "_cell": pl.UInt64,
}


def newest(workspace: Workspace, source_name: str, agreed: Contract) -> pl.DataFrame:
    """Return the newest version of every record, verbatim, with the system columns."""
    return _latest(stored(workspace, source_name, agreed))


def _latest(rows: pl.DataFrame) -> pl.DataFrame:
    if not rows.height or rows["_version"].max() == 1:
        return rows.with_columns(_since="_known_at")
    rows = rows.with_columns(_since=pl.col("_known_at").min().over("_key_hash"))
    newest = pl.col("_version").max().over("_key_hash")
    return rows.filter(pl.col("_version") == newest)


def _replaced(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``_until``, when a later version became known, and ``_since``, when any first was."""
    if not rows.height or rows["_version"].max() == 1:
        nothing = pl.lit(None, pl.Datetime("us", "UTC"))
        return rows.with_columns(_since="_known_at", _until=nothing)
    placed = rows.with_row_index("_place")
    corrected = placed.filter(pl.col("_key_hash").is_duplicated())
    told = corrected.sort("_key_hash", "_version", descending=True).select(
        "_place",
        pl.col("_known_at").min().over("_key_hash").alias("_since"),
        pl.col("_known_at").cum_min().shift(1).over("_key_hash").alias("_until"),
    )
    joined = placed.join(told, on="_place", how="left", maintain_order="left").with_columns(
        pl.coalesce("_since", "_known_at").alias("_since")
    )
    # Where rows of one day are told apart by their order, a correction keeps its record's place.
    return joined.sort(pl.col("_place").min().over("_key_hash"), "_version")


def _typed(rows: pl.DataFrame, agreed: Contract, source: Source, city: City) -> pl.DataFrame:
    zone = city.zone
    return rows.select(
        *(typed(column, zone).alias(column.name) for column in agreed.stored),
        (key_text(source) if agreed.columns else pl.lit("")).alias("_key"),
        "_version",
        _local_day("_event_time", zone).alias("_event_day"),
        _local_day("_known_at", zone).alias("_known_day"),
        _local_day("_since", zone).alias("_since_day"),
        "_lon",
        "_lat",
        "_division",
        "_cell",
        *keys.columns(source.asset if agreed.columns else None),
        *([_local_day("_until", zone).alias("_known_until")] if "_until" in rows.columns else []),
    )


def key_text(source: Source) -> pl.Expr:
    """Return the expression for a record's key: its key columns, trimmed, joined by "|"."""
    return pl.concat_str([trimmed(name) for name in source.key], separator=KEY_SEPARATOR)


def _local_day(name: str, zone: str) -> pl.Expr:
    return pl.col(name).dt.convert_time_zone(zone).dt.date().to_physical().cast(pl.Int32)


def moment(as_of: date | datetime, city: City) -> datetime:
    """Return the moment a day begins in the city, or a moment, in UTC."""
    zone = ZoneInfo(city.zone)
    if not isinstance(as_of, datetime):
        return datetime.combine(as_of, time(), zone).astimezone(UTC)
    return (as_of if as_of.tzinfo else as_of.replace(tzinfo=zone)).astimezone(UTC)


def history(workspace: Workspace, city: City, source_name: str, key: str) -> pl.DataFrame:
    """Return every version of the record with ``key`` (as in ``_key``), oldest first.

    Each row holds the text as sent, ``_version``, ``_known_at``, and where it came from:
    ``_file``, ``_row``, ``_received_at``, ``_mended`` (taken in from quarantine).
    """
    source = city.source(source_name)
    values = dict(zip(source.key, key.split(KEY_SEPARATOR), strict=False))
    wanted = hash_rows(pl.DataFrame(values), list(values))[0]
    rows = stored(workspace, source_name, contract_of(workspace, source_name))
    rows = rows.filter(pl.col("_key_hash") == wanted).sort("_version")
    return rows.join(_origins(workspace), on="_batch", how="left", maintain_order="left").join(
        _files(workspace), on="_origin", how="left", maintain_order="left"
    )


def _origins(workspace: Workspace) -> pl.DataFrame:
    with workspace.session() as session:
        query = select(Batch).where(Batch.city == workspace.city_name)
        found = [(b.id, b.received_at, b.kind == "replay") for b in session.scalars(query)]
    schema: Schema = {
        "_batch": pl.Int32,
        "_received_at": pl.Datetime("us", "UTC"),
        "_mended": pl.Boolean,
    }
    return pl.DataFrame(found, schema=schema, orient="row")


def _files(workspace: Workspace) -> pl.DataFrame:
    found = list(batches.locations(workspace).items())
    return pl.DataFrame(found, schema={"_origin": pl.Int32, "_file": pl.String}, orient="row")
