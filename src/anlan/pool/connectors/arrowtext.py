"""Turn a batch of Arrow into cells of text: times as ISO 8601, nested values as JSON."""

import base64
import json
from typing import Any

import polars as pl
import pyarrow as pa


def as_text(batch: pa.RecordBatch) -> pl.DataFrame:
    """Return every column of ``batch`` as text."""
    return pl.DataFrame([_text_column(name, batch.column(name)) for name in batch.schema.names])


def _text_column(name: str, values: pa.Array) -> pl.Series:
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_nested(values.type) or pa.types.is_binary(values.type):
        texts = [None if value is None else _json(value) for value in values.to_pylist()]
        return pl.Series(name, texts, dtype=pl.String)
    series = pl.Series(name, values)
    if isinstance(series.dtype, pl.Datetime):
        return series.dt.to_string("iso:strict")
    if series.dtype.is_temporal():
        return series.dt.to_string("iso")
    return series.cast(pl.String)


def _json(value: Any) -> str:
    """Return a nested value as JSON, bytes as base64."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
