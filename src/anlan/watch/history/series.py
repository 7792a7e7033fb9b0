"""Readings of a few datastreams for a chart: as they are where they are few, else an envelope.

An envelope keeps the least and the most of every step, so no peak is lost however far one looks
back. Roll-ups are read for days that have them where the step is as long as theirs; readings for
all others. As some of a step's readings may be rolled up and others not, the parts are added up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from anlan.model.errors import WatchError
from anlan.watch.batch import Ints
from anlan.watch.history.days import among, begin_of
from anlan.watch.history.held import Held, Place, held
from anlan.watch.history.rollup import ROLLED, rolled
from anlan.watch.history.settings import GRAINS, READING, settings


@dataclass(frozen=True)
class Series:
    """The readings of one datastream.

    Attributes:
        step: how long a step is, in microseconds; 0 where the readings are told as they are.
        rows: as ``ROLLED``; where the readings are told as they are, one each.
    """

    stream: int
    step: int
    rows: pa.Table


def series(
    place: Place, streams: Sequence[int], least: int, most: int, points: int
) -> list[Series]:
    """Return the readings of datastreams from one moment up to, but without, another.

    Args:
        place: whose history.
        streams: their numbers.
        least, most: the moments, in microseconds since 1970.
        points: so many steps at most for each.

    Raises:
        WatchError: these are too many datastreams or points, or the time is none.
    """
    chosen = settings()
    if not 1 <= len(streams) <= chosen.most_streams:
        raise WatchError("error.history.streams", n=len(streams), most=chosen.most_streams)
    if not 2 <= points <= chosen.most_points:
        raise WatchError("error.history.points", n=points, most=chosen.most_points)
    if least >= most:
        raise WatchError("error.history.time")
    wanted = np.unique(np.array(streams, np.int64))
    step = -(-(most - least) // points)
    coarse = [grain for grain, length in GRAINS.items() if length <= step]
    known = held(place, wanted, least, most, (READING, *coarse))
    parts = list(_parts(known, coarse))
    whole = pa.concat_tables([ROLLED.empty_table(), *(part for part, _ in parts)])
    plain = all(raw for _, raw in parts)
    return [_one(each, whole, plain, least, step, points) for each in wanted.tolist()]


def _parts(known: Held, coarse: Sequence[str]) -> Iterator[tuple[pa.Table, bool]]:
    """Yield each day's steps, and whether they are readings as they are."""
    assert known.streams is not None  # noqa: S101  (a chart is of datastreams that are named)
    days = sorted({*known.days(), *(day for grain in coarse for day in known.files.get(grain, {}))})
    for day in days:
        grain = next((each for each in reversed(coarse) if day in known.files.get(each, {})), None)
        whole = known.least <= begin_of(day) or grain != "1d"
        if grain is not None and whole:
            where = among(known.streams, known.least, known.most)
            for path in known.files[grain][day]:
                yield pq.read_table(path, filters=where, schema=ROLLED), False
        else:
            yield rolled(known.of(day), 1), True  # each reading a step of its own


def _one(stream: int, whole: pa.Table, plain: bool, least: int, step: int, points: int) -> Series:
    mine = whole.filter(pa.array(whole["stream"].to_numpy() == stream))
    if plain and mine.num_rows <= points:
        return Series(stream, 0, mine)
    return Series(stream, step, _added(mine, least, step))


def _added(rows: pa.Table, least: int, step: int) -> pa.Table:
    """Return the steps of a chart, each of the finer ones that begin in it."""
    at: Ints = least + (rows["at"].to_numpy() - least) // step * step
    order = np.argsort(rows["at"].to_numpy(), kind="stable")
    rows, at = rows.take(pa.array(order)), at[order]
    if not len(at):
        return rows
    first = np.flatnonzero(np.append(True, np.diff(at) != 0))
    count, bad = rows["count"].to_numpy(), rows["bad"].to_numpy()
    mean, last = rows["mean"].to_numpy(), rows["last"].to_numpy()
    good = count - bad
    some = good > 0
    many = np.add.reduceat(good, first)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = np.add.reduceat(np.where(some, mean * good, 0.0), first) / many
    low = np.minimum.reduceat(np.where(some, rows["least"].to_numpy(), np.inf), first)
    high = np.maximum.reduceat(np.where(some, rows["most"].to_numpy(), -np.inf), first)
    places = np.maximum.reduceat(np.where(some, np.arange(len(at)), -1), first)
    there = many > 0
    return pa.table(
        [
            pa.array(rows["stream"].to_numpy()[first]),
            pa.array(at[first]),
            pa.array(np.add.reduceat(count, first)),
            pa.array(np.add.reduceat(bad, first)),
            pa.array(np.where(there, middle, np.nan)),
            pa.array(np.where(there, low, np.nan)),
            pa.array(np.where(there, high, np.nan)),
            pa.array(np.where(there, last[np.maximum(places, 0)], np.nan)),
        ],
        schema=ROLLED,
    )
