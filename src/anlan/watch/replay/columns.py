"""Columns of files as the engine takes them: moments with their zone, numbers, names."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv  # options of text files
import pyarrow.dataset as ds

from anlan.model.errors import WatchError
from anlan.watch.batch import Ints

STAMP = pa.timestamp("us", tz="UTC")
TYPED = {
    "stream": pa.string(),
    "object": pa.string(),
    "area": pa.string(),
    "class": pa.string(),
    "kind": pa.string(),
    "at": pa.string(),
    "from": pa.string(),
    "to": pa.string(),
    "known": pa.string(),
    "expected_from": pa.string(),
    "value": pa.float64(),
    "quality": pa.int8(),
}
"""How columns of a text file are read; others by what is in them."""
NOTHING = ["", "NaN", "nan", "NA", "null", "None"]
"""What stands for no value in a text file."""


def opened(file: Path, needed: tuple[str, ...]) -> ds.Dataset:
    """Open a CSV file, a Parquet file or a folder of Parquet files.

    Raises:
        WatchError: it can't be read, or lacks a column.
    """
    text = file.suffix.lower() in (".csv", ".txt")
    convert = (
        pa.csv.ConvertOptions(column_types=TYPED, strings_can_be_null=True, null_values=NOTHING)
        if text
        else None
    )
    form = ds.CsvFileFormat(convert_options=convert) if text else ds.ParquetFileFormat()
    try:
        found = ds.dataset(file, format=form)
    except (OSError, pa.ArrowInvalid) as error:
        raise WatchError("error.replay.file", file=file.name, reason=first(error)) from error
    for column in needed:
        if column not in found.schema.names:
            had = ", ".join(found.schema.names)
            raise WatchError("error.replay.column", file=file.name, column=column, had=had)
    return found


def whole(file: Path, needed: tuple[str, ...]) -> pa.Table:
    """Return all of a small file."""
    source = opened(file, needed)
    try:
        return source.to_table()
    except (OSError, pa.ArrowInvalid) as error:
        raise WatchError("error.replay.file", file=file.name, reason=first(error)) from error


def first(error: Exception) -> str:
    """Return the first line of what a library says."""
    return str(error).strip().splitlines()[0]


def moments(column: pa.ChunkedArray | pa.Array, name: str, file: str, before: int = 0) -> Ints:
    """Return moments in microseconds since 1970 UTC.

    Args:
        column: whole microseconds, time stamps with a zone, or texts of either.
        name, file: where it is from, for the error.
        before: rows of the file that came before.

    Raises:
        WatchError: one is empty, or has no zone, or is no moment.
    """
    if column.null_count:
        row = before + pc.index(column.is_null(), True).as_py() + 1
        raise WatchError("error.replay.empty", file=file, column=name, row=row)
    if pa.types.is_timestamp(column.type) and column.type.tz is None:
        raise WatchError("error.replay.zone", file=file, column=name, found=str(column[0]))
    try:
        return _cast(column)
    except pa.ArrowInvalid as error:
        found = str(column[0])
        raise WatchError(
            "error.replay.moment", file=file, column=name, found=found, reason=first(error)
        ) from error


def _cast(column: pa.ChunkedArray | pa.Array) -> Ints:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        digits = pc.all(pc.match_substring_regex(column, r"^-?\d{6,}$")).as_py()
        column = column.cast(pa.int64() if digits else STAMP)
    if pa.types.is_timestamp(column.type):
        column = column.cast(STAMP).cast(pa.int64())
    return np.asarray(column.cast(pa.int64()).to_numpy(zero_copy_only=False), np.int64)
