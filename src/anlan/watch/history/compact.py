"""Move readings from the log into files of days, while others write and read.

What a pass does is decided in one transaction: the new files' rows come, those of the files that
they take the place of are marked, and the head says up to where the log is in files. Before it,
nobody sees the new files; after it, nobody looks at the chunks. Killed at any moment, the next pass
begins where the head says: files that no row names are swept, chunks that are left over removed.

A day is not written anew with every pass. It has a few files, each much larger than the next: a new
one is merged with the newest as long as they are not much larger (``merge_factor``), so that each
reading is written again about as often as the logarithm of their number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from anlan.store import lock
from anlan.store.watch import WatchChunk, WatchFile, WatchHead, WatchPlace
from anlan.store.watch.log import head, unpacked
from anlan.watch.history.days import DAY, KEPT, Writer, day_of, merged, moment
from anlan.watch.history.held import Place, known
from anlan.watch.history.settings import READING, settings

SECOND = 1_000_000


@dataclass(frozen=True)
class Compacted:
    """What a pass did: chunks and readings taken, files written, and whether more waits."""

    chunks: int
    rows: int
    files: int
    more: bool


@dataclass(frozen=True)
class _Taken:
    before: int
    upto: int
    chunks: int
    rows: pa.Table
    full: bool


@dataclass(frozen=True)
class _Made:
    day: date
    writer: Writer
    instead: Sequence[int]


class OvertakenError(Exception):
    """Another has changed the files meanwhile; what was made is thrown away."""


def compact(place: Place, now: int) -> Compacted | None:
    """Move a part of the log into files; return what was done, None where nothing is to do.

    Args:
        place: whose log.
        now: the time, in microseconds.
    """
    with lock.tried(place.lock) as mine:
        if not mine:
            return None
        _remove(place)
        with place.database.session() as session:
            taken = _take(session, place.city, now)
            days = np.unique(taken.rows["at"].to_numpy() // DAY)
            files = {int(day): _newest(session, place.city, day_of(int(day) * DAY)) for day in days}
        if not taken.chunks:
            return None
        made = [_write(place, taken.rows, day, files[day]) for day in files]
        try:
            _switch(place, taken, made, now)
        except OvertakenError:
            for each in made:
                each.writer.path.unlink(missing_ok=True)
            return None
        _remove(place)
    return Compacted(taken.chunks, taken.rows.num_rows, len(made), taken.full)


def _upto(session: Session, city: str) -> int:
    """Return up to where every reader's kept state is; without a reader, the whole log."""
    least = session.scalar(select(func.min(WatchPlace.kept)).where(WatchPlace.city == city))
    return head(session, city).seq if least is None else least


def _take(session: Session, city: str, now: int) -> _Taken:
    """Return the next chunks that may be moved, as far as one pass takes them."""
    before, limit = head(session, city).compacted, _upto(session, city)
    chosen = settings()
    query = select(WatchChunk.seq, WatchChunk.received, WatchChunk.rows)
    query = query.where(WatchChunk.city == city, WatchChunk.seq > before, WatchChunk.seq <= limit)
    upto, chunks, rows, full = before, 0, 0, False
    for seq, received, many in session.execute(
        query.order_by(WatchChunk.seq).limit(chosen.most_chunks)
    ):
        if received > now - chosen.settle_seconds * SECOND:
            break
        upto, chunks, rows = seq, chunks + 1, rows + many
        full = rows >= chosen.most_rows or chunks == chosen.most_chunks
        if full:
            break
    query_of = select(WatchChunk).where(
        WatchChunk.city == city, WatchChunk.seq > before, WatchChunk.seq <= upto
    )
    pieces = [
        known(pa.Table.from_batches([unpacked(row).rows]), row.received)
        for row in session.scalars(query_of.order_by(WatchChunk.seq))
        if row.rows
    ]
    table = pa.concat_tables([KEPT.empty_table(), *pieces]).combine_chunks()
    return _Taken(before, upto, chunks, table, full)


def _newest(session: Session, city: str, day: date) -> list[WatchFile]:
    """Return the files of readings of a day, in the order of the log."""
    query = select(WatchFile).where(
        WatchFile.city == city,
        WatchFile.grain == READING,
        WatchFile.day == day,
        WatchFile.gone_at.is_(None),
    )
    return list(session.scalars(query.order_by(WatchFile.id)))


def _write(place: Place, rows: pa.Table, day: int, files: Sequence[WatchFile]) -> _Made:
    """Write the readings of a day into a file, with those of the newest files that are small."""
    hot = rows.filter(pa.array(rows["at"].to_numpy() // DAY == day))
    first, total = len(files), hot.num_rows
    while first and files[first - 1].rows <= settings().merge_factor * total:
        first -= 1
        total += files[first].rows
    parts = [place.folder / each.name for each in files[first:]]
    with Writer(place.folder, day_of(day * DAY), READING, KEPT) as writer:
        for piece in merged(parts, hot):
            writer.write(piece)
    return _Made(day_of(day * DAY), writer, [each.id for each in files[first:]])


def _switch(place: Place, taken: _Taken, made: Sequence[_Made], now: int) -> None:
    """Let the new files count from now on.

    Raises:
        OvertakenError: the files or the head aren't those that were read.
    """
    with place.database.writing() as session:
        for each in made:
            replace(session, place.city, each.writer, each.instead, now)
        moved = (
            update(WatchHead)
            .where(WatchHead.city == place.city, WatchHead.compacted == taken.before)
            .values(compacted=taken.upto)
            .returning(WatchHead.city)
        )
        if session.scalar(moved) is None:
            raise OvertakenError


def replace(
    session: Session, city: str, writer: Writer | None, instead: Sequence[int], now: int
) -> None:
    """Let a file take the place of others, or only let those go.

    Raises:
        OvertakenError: one of them is gone already.
    """
    gone = (
        update(WatchFile)
        .where(WatchFile.id.in_(instead), WatchFile.gone_at.is_(None))
        .values(gone_at=moment(now))
        .returning(WatchFile.id)
    )
    if len(session.scalars(gone).all()) != len(instead):
        raise OvertakenError
    if writer is not None:
        session.add(
            WatchFile(
                city=city,
                grain=writer.grain,
                day=writer.day,
                name=writer.name,
                rows=writer.rows,
                bytes=writer.bytes,
                made_at=moment(now),
                gone_at=None,
            )
        )
        session.flush()


def _remove(place: Place) -> None:
    """Remove the chunks that are in files, some at a time: nobody who sends waits long."""
    many = settings().removed_at_once
    while True:
        with place.database.session() as session:
            upto = head(session, place.city).compacted
            first = select(WatchChunk.seq).where(
                WatchChunk.city == place.city, WatchChunk.seq <= upto
            )
            last = session.scalars(first.order_by(WatchChunk.seq).limit(many)).all()
        if not last:
            return
        with place.database.writing() as session:
            session.execute(
                delete(WatchChunk).where(WatchChunk.city == place.city, WatchChunk.seq <= last[-1])
            )
