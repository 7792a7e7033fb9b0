"""Read Parquet by row groups; every value becomes the text from which it can be had back."""

import os
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as arrow_parquet

from anlan.model.errors import SourceError
from anlan.pool.connectors.arrowtext import as_text
from anlan.pool.connectors.base import (
    CHUNK_ROWS,
    ROW,
    Chunk,
    Opened,
    broken_frame,
    check_columns,
    empty_to_null,
    regroup,
)
from anlan.pool.connectors.files import check_unchanged, sha256_of, stat_file

_MAGIC = b"PAR1"


class ParquetConnector:
    """Read ``.parquet``: dates and times as ISO 8601, nested values as JSON, bytes as base64."""

    def open(self, location: Path, *, chunk_rows: int = CHUNK_ROWS) -> Opened:
        """Open a Parquet file.

        Raises:
            SourceError: missing, empty, another kind of file, cut off, damaged, without rows.
        """
        status = stat_file(location)
        reader = _reader(location)
        columns = tuple(reader.schema_arrow.names)
        check_columns(columns, location.name)
        if reader.metadata.num_rows == 0:
            raise SourceError("error.source.header_only", file=location.name)
        return Opened(
            name=location.name,
            columns=columns,
            guess=None,
            fingerprint=sha256_of(location),
            total_bytes=status.st_size,
            total_rows=reader.metadata.num_rows,
            chunks=regroup(_chunks(reader, location, status, chunk_rows), chunk_rows),
        )


def _reader(path: Path) -> arrow_parquet.ParquetFile:
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise SourceError("error.source.not_parquet", file=path.name)
    try:
        return arrow_parquet.ParquetFile(path, page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        raise SourceError("error.source.truncated", file=path.name, row=0) from error


def _chunks(
    reader: arrow_parquet.ParquetFile, path: Path, status: os.stat_result, chunk_rows: int
) -> Iterator[Chunk]:
    done, total = 0, reader.metadata.num_rows
    try:
        with reader:
            for batch in reader.iter_batches(batch_size=chunk_rows):
                # Text that isn't UTF-8 must be found here: later steps trust it.
                batch.validate(full=True)
                frame = empty_to_null(as_text(batch))
                frame = frame.with_columns(pl.int_range(done + 1, done + 1 + pl.len()).alias(ROW))
                done += frame.height
                yield Chunk(frame, broken_frame([]), status.st_size * done // total)
    except (pa.ArrowException, OSError) as error:
        raise SourceError(
            "error.source.damaged", file=path.name, row=done, reason=str(error)
        ) from error
    check_unchanged(path, status)
