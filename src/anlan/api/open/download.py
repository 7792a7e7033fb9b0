"""A source's current records as a file: Parquet, Arrow or CSV, sent as they are read."""

import io
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Annotated, Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from anlan.api.open.within import NOT_MODIFIED, City, Opened, kept, opened, tag
from anlan.api.paging import cursor_of
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.view import CityView
from anlan.model.csvsafe import safe_frame
from anlan.pool.sharing.columns import given
from anlan.pool.sharing.shelf import mark_of
from anlan.pool.sharing.snapshot import BEGINNING, Snapshot, Spot

router = APIRouter(
    prefix="/api/cities/{city}/open/sources/{source}",
    tags=["open data"],
    dependencies=[Depends(refuse_unknown)],
)
PARQUET = "application/vnd.apache.parquet"
ARROW = "application/vnd.apache.arrow.stream"
CSV = "text/csv; charset=utf-8"
CURSOR = "Changes-Cursor"
AsOf = Annotated[
    date | None,
    Query(description="Only what was known before this day began in the city; by default all."),
]


class Parquet(Response):
    """A Parquet file."""

    media_type = PARQUET


class Arrow(Response):
    """A stream of Arrow record batches (IPC)."""

    media_type = ARROW


class Csv(Response):
    """A CSV file."""

    media_type = CSV


class Yaml(Response):
    """A YAML file (RFC 9512)."""

    media_type = "application/yaml"


@router.get("/records.parquet", response_class=Parquet, responses=NOT_MODIFIED)
def parquet(
    request: Request, city: City, source: str, lang: Lang = "en", as_of: AsOf = None
) -> Response:
    """Return the current records as Parquet."""
    return _file(request, city, source, as_of, "parquet")


@router.get("/records.arrow", response_class=Arrow, responses=NOT_MODIFIED)
def arrow(
    request: Request, city: City, source: str, lang: Lang = "en", as_of: AsOf = None
) -> Response:
    """Return the current records as a stream of Arrow record batches."""
    return _file(request, city, source, as_of, "arrow")


@router.get("/records.csv", response_class=Csv, responses=NOT_MODIFIED)
def csv(
    request: Request, city: City, source: str, lang: Lang = "en", as_of: AsOf = None
) -> Response:
    """Return the current records as CSV; no cell of it can be run as a formula."""
    return _file(request, city, source, as_of, "csv")


@router.get("/contract.yaml", response_class=Yaml, responses=NOT_MODIFIED)
def contract(request: Request, city: City, source: str, lang: Lang = "en") -> Response:
    """Return the source's contract in the Open Data Contract Standard."""
    text = opened(city, source).shared.contract_file.read_bytes()
    return kept(request, tag(text), lambda: Yaml(text))


def _file(request: Request, city: CityView, source: str, as_of: date | None, form: str) -> Response:
    found = opened(city, source)
    now = found.shared.now(found.divisions, as_of)
    etag = tag(city.city.name, source, now.commit, now.columns, now.divisions, as_of, form)
    name = f"{city.city.name}-{source}" + (f"-{as_of.isoformat()}" if as_of else "")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        CURSOR: cursor_of(*mark_of(now, _end(now))),
    }
    media = {"parquet": PARQUET, "arrow": ARROW, "csv": CSV}[form]
    write = {"parquet": parquet_bytes, "arrow": arrow_bytes, "csv": csv_bytes}[form]

    def make() -> Response:
        return StreamingResponse(write(frames(found, now)), headers=headers, media_type=media)

    return kept(request, etag, make)


def _end(snapshot: Snapshot) -> Spot:
    """Return the last row: who has the file goes on with the changes behind it."""
    pieces = snapshot.pieces
    return Spot(len(pieces) - 1, pieces[-1].rows - 1) if pieces else BEGINNING


def frames(found: Opened, snapshot: Snapshot) -> Iterator[pl.DataFrame]:
    """Yield an empty frame, for its columns, then all records."""
    shared, columns = found.shared, snapshot.columns
    for rows in chain([snapshot.none()], snapshot.batches()):
        yield given(rows, columns, shared.source, shared.city.zone)


def _table(frame: pl.DataFrame) -> pa.Table:
    # Views of strings are newer than many readers.
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


class _Pipe(io.RawIOBase):
    """What is written into it can be taken out, piece by piece."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._at = 0

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Keep ``data`` until it is taken."""
        self._bytes += data
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        """Return how much was written in all."""
        return self._at

    def take(self) -> bytes:
        """Return what was written since the last time."""
        found, self._bytes = bytes(self._bytes), bytearray()
        return found


def parquet_bytes(frames: Iterator[pl.DataFrame]) -> Iterator[bytes]:
    """Yield a Parquet file as it is made, a row group for each frame but the first."""
    pipe = _Pipe()
    first = _table(next(frames))
    with pq.ParquetWriter(pipe, first.schema, compression="zstd") as writer:
        for frame in frames:
            writer.write_table(_table(frame))
            yield pipe.take()
    yield pipe.take()


def arrow_bytes(frames: Iterator[pl.DataFrame]) -> Iterator[bytes]:
    """Yield a stream of Arrow record batches as it is made."""
    pipe = _Pipe()
    first = _table(next(frames))
    with pa.ipc.new_stream(pipe, first.schema) as writer:
        for frame in frames:
            writer.write_table(_table(frame))
            yield pipe.take()
    yield pipe.take()


def csv_bytes(frames: Iterator[pl.DataFrame]) -> Iterator[bytes]:
    """Yield a CSV file as it is made."""
    yield safe_frame(next(frames)).write_csv().encode()
    for frame in frames:
        yield safe_frame(frame).write_csv(include_header=False).encode()
