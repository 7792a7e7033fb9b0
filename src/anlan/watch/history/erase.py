"""Erase readings and roll-ups whose time is over, kind by kind, and tell the ledger how many.

A file of a day holds datastreams of many kinds. When the time of some is over, the file is written
anew without them; when that of all is, it goes. What a file is free of already is kept in it, so
that it needn't be read again.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import select

from anlan.model.cause import Cause
from anlan.store import lock
from anlan.store.change import change
from anlan.store.watch import WatchFile, WatchStream
from anlan.watch.batch import Ints
from anlan.watch.history.compact import OvertakenError, replace
from anlan.watch.history.days import KEPT, Writer, day_of, merged
from anlan.watch.history.held import Place
from anlan.watch.history.rollup import ROLLED
from anlan.watch.history.settings import READING, Retention, retention

FREE = b"anlan.free"
"""Where a file says of which kinds it holds nothing any more."""
OTHERWISE = "*"
"""Stands for all kinds that aren't named."""
AT_ONCE = 20
"""So many days are written anew in one go."""
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Erased:
    """What was erased: readings or steps of roll-ups, of how many days; and if more waits."""

    rows: int
    days: int
    more: bool


@dataclass(frozen=True)
class _Over:
    """The files of a day, of one grain, that hold something whose time is over."""

    files: Sequence[WatchFile]
    kinds: frozenset[str]
    rest: bool
    whole: bool

    @property
    def free(self) -> set[str]:
        return {*self.kinds, *([OTHERWISE] if self.rest else [])}


def erase(place: Place, cause: Cause, now: int, kept: Retention | None = None) -> Erased:
    """Erase what has been kept long enough, some days at a time."""
    by = kept or retention()
    with lock.tried(place.lock) as mine:
        over = _over(place, by, now) if mine else []
        kinds = _kinds(place) if over else None
        done = [
            _erase_day(place, cause, each, _away(each, kinds, by), now)
            for each in over[:AT_ONCE]
            if kinds is not None
        ]
    return Erased(sum(done), sum(map(bool, done)), more=len(over) > AT_ONCE)


def _erase_day(
    place: Place, cause: Cause, over: _Over, away: Callable[[Ints], Mask], now: int
) -> int:
    """Let go of what is over in a day's files; return how many rows were erased."""
    writer = None if over.whole else _without(place, over, away)
    before = sum(each.rows for each in over.files)
    kept = writer if writer and writer.rows else None
    gone = before - (writer.rows if writer else 0)
    first = over.files[0]
    told = {"city": place.city, "day": first.day.isoformat(), "grain": first.grain, "rows": gone}
    try:
        with change(place.database, cause) as made:
            replace(made.session, place.city, kept, [each.id for each in over.files], now)
            if gone:
                made.record(f"history:{place.city}", "history.erased", None, told)
    except OvertakenError:
        gone, kept = 0, None
    if writer and kept is None:
        writer.path.unlink(missing_ok=True)
    return gone


def _over(place: Place, by: Retention, now: int) -> list[_Over]:
    """Return the days that hold something whose time is over."""
    today = day_of(now)
    query = select(WatchFile).where(WatchFile.city == place.city, WatchFile.gone_at.is_(None))
    days: dict[tuple[date, str], list[WatchFile]] = {}
    with place.database.session() as session:
        for file in session.scalars(query.order_by(WatchFile.day, WatchFile.id)):
            days.setdefault((file.day, file.grain), []).append(file)
    found = []
    for (day, grain), files in days.items():
        age = (today - day).days
        kinds, rest = by.over(grain, age), by.otherwise_over(grain, age)
        if not kinds and not rest:
            continue
        one = _Over(files, kinds, rest, whole=rest and kinds == frozenset(by.kinds))
        if one.whole or any(one.free - _free(place.folder / each.name) for each in files):
            found.append(one)
    return found


def _free(path: Path) -> set[str]:
    told = pq.read_schema(path).metadata or {}
    return set(json.loads(told.get(FREE, b"[]")))


def _kinds(place: Place) -> tuple[Ints, Sequence[str]]:
    """Return the datastreams in the order of their numbers, and the kind of each."""
    query = select(WatchStream.id, WatchStream.kind).where(WatchStream.city == place.city)
    with place.database.session() as session:
        rows = session.execute(query.order_by(WatchStream.id)).all()
    return np.array([number for number, _ in rows], np.int64), [kind for _, kind in rows]


def _away(over: _Over, kinds: tuple[Ints, Sequence[str]], by: Retention) -> Callable[[Ints], Mask]:
    """Return what says of datastreams whether their time is over.

    One that isn't registered any more is of no kind that is named.
    """
    ids, names = kinds
    gone = np.array(
        [each in over.kinds or (over.rest and each not in by.kinds) for each in names], np.bool_
    )

    def away(streams: Ints) -> Mask:
        if not len(ids):
            return np.full(len(streams), over.rest)
        at = np.minimum(np.searchsorted(ids, streams), len(ids) - 1)
        return np.where(ids[at] == streams, gone[at], over.rest)

    return away


def _without(place: Place, over: _Over, away: Callable[[Ints], Mask]) -> Writer:
    """Write a day anew, in one file, without that whose time is over."""
    first = over.files[0]
    plain = KEPT if first.grain == READING else ROLLED
    schema = plain.with_metadata({FREE: json.dumps(sorted(over.free)).encode()})
    paths = [place.folder / each.name for each in over.files]
    pieces = (
        merged(paths, KEPT.empty_table())
        if first.grain == READING
        else (pq.read_table(path, schema=ROLLED) for path in paths)
    )
    with Writer(place.folder, first.day, first.grain, schema) as writer:
        for piece in pieces:
            rest = piece.filter(pa.array(~away(piece["stream"].to_numpy())))
            writer.write(rest.replace_schema_metadata(schema.metadata))
    return writer
