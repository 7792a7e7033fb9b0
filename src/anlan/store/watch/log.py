"""A city's log of readings: chunks in an order that all readers share.

Whoever takes readings in appends to it, and acknowledges nothing before the transaction is
committed. Readers go along it by ``seq``; the same chunks in the same order give every reader the
same outcome, however often it must begin again. ``seq`` is given out under a lock on the city's
head, so that a number is never seen before a smaller one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from anlan.store.watch.tables import WatchChunk, WatchHead

STORED = pa.schema(
    [
        ("stream", pa.int64()),
        ("at", pa.int64()),
        ("value", pa.float64()),
        ("quality", pa.int8()),
        ("text", pa.string()),
        ("flags", pa.uint8()),
    ]
)
"""A reading as it is kept: ``at`` is microseconds since 1970; ``text`` where it is no number;
``flags`` why its quality is what it is, one bit each (``anlan.watch.flags``), null for none."""
NOTHING = -(2**63)
"""No moment: before all others."""


@dataclass(frozen=True)
class Chunk:
    """A part of the log.

    Attributes:
        received: when it became durable, in microseconds since 1970.
        floor: to where time had come on by the clock alone; ``NOTHING`` where that isn't told.
        rows: as ``STORED``; none where the chunk tells nothing but the time.
    """

    seq: int
    received: int
    floor: int
    source: str
    rows: pa.RecordBatch


def append(
    session: Session,
    city: str,
    rows: pa.RecordBatch,
    received: int,
    source: str,
    floor: int = NOTHING,
) -> int:
    """Append readings in a transaction that writes; return their place in the log.

    They are durable when the transaction is committed, and not before.
    """
    seq = _next(session, city)
    at = rows.column("at").to_numpy()
    session.execute(
        insert(WatchChunk).values(
            city=city,
            seq=seq,
            received=received,
            floor=floor,
            source=source,
            rows=rows.num_rows,
            least_at=int(at.min()) if len(at) else NOTHING,
            most_at=int(at.max()) if len(at) else NOTHING,
            body=_packed(rows) if rows.num_rows else b"",
        )
    )
    return seq


def head(session: Session, city: str) -> WatchHead:
    """Return how far the log goes; a new one where nothing was ever sent."""
    return session.get(WatchHead, city) or WatchHead(city=city, seq=0, compacted=0)


def after(session: Session, city: str, seq: int, limit: int = 100) -> list[Chunk]:
    """Return the chunks after a place, in order, at most so many."""
    query = select(WatchChunk).where(WatchChunk.city == city, WatchChunk.seq > seq)
    return [unpacked(row) for row in session.scalars(query.order_by(WatchChunk.seq).limit(limit))]


def between(session: Session, city: str, least: int, most: int) -> Sequence[Chunk]:
    """Return the chunks, not yet compacted, that may hold readings from a moment up to another."""
    query = select(WatchChunk).where(
        WatchChunk.city == city, WatchChunk.most_at >= least, WatchChunk.least_at < most
    )
    return [unpacked(row) for row in session.scalars(query.order_by(WatchChunk.seq))]


def unpacked(row: WatchChunk) -> Chunk:
    """Return a chunk as it was appended."""
    rows = pa.RecordBatch.from_pylist([], STORED)
    if row.body:
        with pa.ipc.open_stream(row.body) as reader:
            rows = reader.read_next_batch()
    return Chunk(row.seq, row.received, row.floor, row.source, rows)


def _next(session: Session, city: str) -> int:
    """Take the next place in the log; who comes at the same time waits for our commit."""
    more = (
        update(WatchHead)
        .where(WatchHead.city == city)
        .values(seq=WatchHead.seq + 1)
        .returning(WatchHead.seq)
    )
    found = session.scalar(more)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            session.execute(insert(WatchHead).values(city=city, seq=0, compacted=0))
    except IntegrityError:
        pass  # another began the same log a moment before
    return session.scalars(more).one()


def _packed(rows: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(sink, rows.schema, options=options) as writer:
        writer.write_batch(rows)
    return bytes(sink.getvalue().to_pybytes())
