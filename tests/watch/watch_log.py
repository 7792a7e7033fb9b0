"""A log of readings for the tests of the history, and what must be read of it."""

import numpy as np
import pyarrow as pa

from anlan.store.watch.log import STORED, append
from anlan.watch.history.compact import compact
from anlan.watch.history.days import DAY
from anlan.watch.history.held import Place, held

NOW = 20_000 * DAY + DAY // 2
"""A noon."""
SECOND, MINUTE, HOUR = 1_000_000, 60_000_000, 3_600_000_000
CITY = "jiangcheng"


def place_of(database, home):
    (home / CITY).mkdir(parents=True, exist_ok=True)
    return Place(database, home, CITY)


def rows_of(readings):
    """Rows of (stream, at, value) or (stream, at, value, quality)."""
    full = [(*each, 0)[:4] for each in readings]
    columns = list(zip(*full, strict=True)) or [(), (), (), ()]
    return pa.RecordBatch.from_arrays(
        [
            pa.array(columns[0], pa.int64()),
            pa.array(columns[1], pa.int64()),
            pa.array(columns[2], pa.float64()),
            pa.array(columns[3], pa.int8()),
            pa.nulls(len(full), pa.string()),
            pa.nulls(len(full), pa.uint8()),
        ],
        schema=STORED,
    )


def send(place, readings, received):
    with place.database.writing() as session:
        return append(session, place.city, rows_of(readings), received, "test")


def firsts(sent):
    """What counts of all that was sent, in order: of each stream and moment the first."""
    found = {}
    for stream, at, value in sent:
        found.setdefault((stream, at), value)
    return found


def read(place, streams=None, least=0, most=2**61):
    """All that is held, as a table of stream and moment; twice the same is a fault."""
    wanted = None if streams is None else np.array(streams, np.int64)
    found = {}
    for table in held(place, wanted, least, most).readings():
        for row in table.to_pylist():
            key = (row["stream"], row["at"])
            assert key not in found
            found[key] = row["value"]
    return found


def compact_all(place, now):
    """Compact as far as it goes; return how many passes did something."""
    passes = 0
    while compact(place, now) is not None:
        passes += 1
    return passes
