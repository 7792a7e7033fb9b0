"""Roll-ups of days: what a datastream's readings were over 5 minutes, an hour, a day.

Of each step: how many readings, how many of those can't be used, and of the usable ones the mean,
the least, the most and the last. A day is rolled up when it is over, and again when more of it came
late. Readings whose time was over are gone from their file: their roll-ups are taken over as they
were.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import select

from anlan.store import lock
from anlan.store.watch import WatchFile
from anlan.watch.batch import Ints
from anlan.watch.history.compact import OvertakenError, replace
from anlan.watch.history.days import DAY, KEPT, Writer, begin_of, merged, moment
from anlan.watch.history.held import Place, usable
from anlan.watch.history.settings import GRAINS, READING, settings

ROLLED = pa.schema(
    [
        ("stream", pa.int64()),
        ("at", pa.int64()),
        ("count", pa.int64()),
        ("bad", pa.int64()),
        ("mean", pa.float64()),
        ("least", pa.float64()),
        ("most", pa.float64()),
        ("last", pa.float64()),
    ]
)
"""A step of a datastream; ``at`` is its beginning. Where no reading is usable, figures are NaN."""


def rolled(table: pa.Table, step: int) -> pa.Table:
    """Return the roll-up of readings that are in the order of datastream and time.

    >>> columns = {"stream": [1, 1, 1], "at": [0, 1, 7], "value": [1.0, 3.0, 5.0]}
    >>> rolled(pa.table(columns | {"quality": [0, 0, 3]}), 5).to_pylist()[0]["mean"]
    2.0
    """
    if not table.num_rows:
        return ROLLED.empty_table()
    stream, at = table["stream"].to_numpy(), table["at"].to_numpy() // step * step
    first = np.flatnonzero(np.append(True, (np.diff(stream) != 0) | (np.diff(at) != 0)))
    good = usable(table).to_numpy(zero_copy_only=False)
    value = table["value"].to_numpy()
    count = np.diff(np.append(first, len(stream)))
    many = np.add.reduceat(good.astype(np.int64), first)
    some = many > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.add.reduceat(np.where(good, value, 0.0), first) / many
    least = np.minimum.reduceat(np.where(good, value, np.inf), first)
    most = np.maximum.reduceat(np.where(good, value, -np.inf), first)
    places = np.maximum.reduceat(np.where(good, np.arange(len(stream)), -1), first)
    nothing = np.full(len(first), np.nan)
    return pa.table(
        [
            pa.array(stream[first]),
            pa.array(at[first]),
            pa.array(count),
            pa.array(count - many),
            pa.array(np.where(some, mean, nothing)),
            pa.array(np.where(some, least, nothing)),
            pa.array(np.where(some, most, nothing)),
            pa.array(np.where(some, value[np.maximum(places, 0)], nothing)),
        ],
        schema=ROLLED,
    )


def roll_up(place: Place, now: int) -> bool:
    """Roll up a day that wants it, if there is one; return whether there may be more."""
    with lock.tried(place.lock) as mine:
        found = _next(place, now) if mine else None
        if found is None:
            return False
        day, parts, before = found
        made = [_write(place, day, grain, parts, before.get(grain)) for grain in GRAINS]
        try:
            with place.database.writing() as session:
                for writer in made:
                    old = before.get(writer.grain)
                    replace(session, place.city, writer, [] if old is None else [old.id], now)
        except OvertakenError:
            for writer in made:
                writer.path.unlink(missing_ok=True)
            return False
    return True


_Day = tuple[date, Sequence[WatchFile], dict[str, WatchFile]]


def _next(place: Place, now: int) -> _Day | None:
    """Return the first day whose roll-ups aren't there or are of less than its readings now are."""
    chosen = settings()
    after = int(chosen.rollup_after_seconds * 1_000_000)
    query = select(WatchFile).where(WatchFile.city == place.city, WatchFile.gone_at.is_(None))
    days: dict[date, tuple[list[WatchFile], dict[str, WatchFile]]] = {}
    with place.database.session() as session:
        for row in session.scalars(query.order_by(WatchFile.day, WatchFile.id)):
            parts, before = days.setdefault(row.day, ([], {}))
            if row.grain == READING:
                parts.append(row)
            else:
                before[row.grain] = row
    for day, (parts, before) in days.items():
        if not parts or begin_of(day) + DAY + after > now:
            continue
        last = min((each.made_at for each in before.values()), default=None)
        newest = max(each.made_at for each in parts)
        quiet = last is None or last < moment(now - after)
        if len(before) < len(GRAINS) or (last is not None and newest > last and quiet):
            return day, parts, before
    return None


def _write(
    place: Place, day: date, grain: str, parts: Sequence[WatchFile], before: WatchFile | None
) -> Writer:
    files = [place.folder / each.name for each in parts]
    old = ROLLED.empty_table()
    if before is not None:
        old = pq.read_table(place.folder / before.name, schema=ROLLED)
    with Writer(place.folder, day, grain, ROLLED) as writer:
        for table in _with(_rolled(merged(files, KEPT.empty_table()), grain), old):
            writer.write(table)
    return writer


def _rolled(pieces: Iterator[pa.Table], grain: str) -> Iterator[pa.Table]:
    for piece in pieces:
        yield rolled(piece, GRAINS[grain])


def _with(pieces: Iterator[pa.Table], old: pa.Table) -> Iterator[pa.Table]:
    """Yield roll-ups, with what was rolled up before of datastreams that have no readings now."""
    streams: Ints = old["stream"].to_numpy()
    done = 0
    for piece in pieces:
        if not piece.num_rows:
            continue
        mine = piece["stream"].to_numpy()
        upto = int(np.searchsorted(streams, mine[-1], side="right"))
        behind = old.slice(done, upto - done)
        gone = behind.filter(pa.array(~np.isin(streams[done:upto], mine)))
        both = pa.concat_tables([piece, gone])
        yield both.sort_by([("stream", "ascending"), ("at", "ascending")])
        done = upto
    yield old.slice(done)
