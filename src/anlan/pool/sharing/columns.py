"""Which columns of a source may be given to others, and in what types."""

import polars as pl
import pyarrow as pa

from anlan.model.city import Source
from anlan.pool.checks.casting import typed
from anlan.pool.contract import Column, Contract, Kind
from anlan.pool.records import SYSTEM

ID, VERSION, EVENT, KNOWN = "anlan_id", "anlan_version", "anlan_event_time", "anlan_known_at"
LON, LAT, DIVISION = "anlan_longitude", "anlan_latitude", "anlan_division"
_OWN: dict[str, tuple[str, Kind]] = {
    VERSION: ("_version", "integer"),
    EVENT: ("_event_time", "timestamp"),
    KNOWN: ("_known_at", "timestamp"),
    DIVISION: ("_division", "string"),
    LON: ("_lon", "number"),
    LAT: ("_lat", "number"),
}
STORED = {
    name: SYSTEM[name]
    for name in (
        "_key_hash", "_version", "_event_time", "_known_at", "_lon", "_lat", "_division",
    )
}  # fmt: skip
"""What is read of a file beside the contract's columns."""


def public(agreed: Contract, promised: Contract) -> tuple[Column, ...]:
    """Return the columns that may leave: none that is personal, in whatever way it is kept.

    Args:
        agreed: the contract the records were checked with.
        promised: the one that stands in the pack now; it may have declared a column personal since.
    """
    hidden = {column.name for column in promised.columns if column.personal}
    return tuple(
        column for column in agreed.columns if not column.personal and column.name not in hidden
    )


def kinds(columns: tuple[Column, ...], source: Source) -> dict[str, Kind]:
    """Return the kind of everything that is given of a record, by name, besides its id.

    A column of the contract that is called as one of ours stands before it.
    """
    placed = source.coordinates is not None
    own = {name: kind for name, (_, kind) in _OWN.items() if placed or name not in (LON, LAT)}
    return {column.name: column.kind for column in columns} | {
        name: kind for name, kind in own.items() if name not in {each.name for each in columns}
    }


def given(
    rows: pl.DataFrame, columns: tuple[Column, ...], source: Source, zone: str
) -> pl.DataFrame:
    """Return stored rows as they are given: ``anlan_id``, the contract's columns typed, ours."""
    names = kinds(columns, source)
    taken = {column.name for column in columns}
    own = (
        pl.col(stored).alias(name)
        for name, (stored, _) in _OWN.items()
        if name in names and name not in taken
    )
    return rows.select(
        identities(rows["_key_hash"]).alias(ID),
        *(typed(column, zone).alias(column.name) for column in columns if column.name != ID),
        *own,
    )


def identities(keys: pl.Series) -> pl.Series:
    """Return the ids of records: their key's hash as 16 hexadecimal digits, as in the ledger.

    >>> identities(pl.Series([255, 1], dtype=pl.UInt64)).to_list()
    ['00000000000000ff', '0000000000000001']
    """
    raw = pa.py_buffer(keys.to_numpy().astype(">u8").tobytes())
    fixed = pa.FixedSizeBinaryArray.from_buffers(pa.binary(8), len(keys), [None, raw])
    binary = pl.Series(keys.name, fixed.cast(pa.large_binary()), dtype=pl.Binary)
    return binary.bin.encode("hex")
