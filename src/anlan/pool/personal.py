"""Take personal columns out before anything is written.

A column classified ``personal`` is dropped, or replaced by a keyed hash (BLAKE2b, RFC 7693, with
the workspace's secret), which tells equal from different and nothing else, or encrypted once its
rules are checked (:mod:`anlan.pool.safe`).
"""

import hashlib
from functools import partial

import polars as pl

from anlan.pool.contract import Contract

DIGEST_BYTES = 16


def withhold(frame: pl.DataFrame, contract: Contract, secret: bytes) -> pl.DataFrame:
    """Return ``frame`` without dropped columns and with hashed ones hashed (empty stays empty)."""
    present = [column for column in contract.columns if column.name in frame.columns]
    frame = frame.drop([column.name for column in present if column.personal == "drop"])
    names = [column.name for column in present if column.personal == "hash"]
    return frame.with_columns(hashed(frame.get_column(name), secret) for name in names)


def hashed(values: pl.Series, secret: bytes, use: bytes = b"") -> pl.Series:
    """Return the keyed hash of each value; hashes for one ``use`` don't match those of another."""
    text = values.str.strip_chars()
    unique = text.unique().drop_nulls().to_list()
    digest = partial(hashlib.blake2b, digest_size=DIGEST_BYTES, key=secret, person=use)
    table = {value: digest(value.encode()).hexdigest() for value in unique if value}
    return text.replace_strict(table, default=None, return_dtype=pl.String).alias(values.name)


def has_personal(contract: Contract) -> bool:
    """Return whether a raw line of the file may hold anything personal."""
    return any(column.personal for column in contract.columns)
