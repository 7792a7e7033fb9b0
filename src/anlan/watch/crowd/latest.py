"""The latest reading of some datastreams, kept up with the log."""

import threading
from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from anlan.cases.clock.counter import aware
from anlan.cases.clock.wall import moment
from anlan.store.database import Database
from anlan.store.watch.log import Chunk, after, between, head
from anlan.watch.batch import BAD, Ints
from anlan.watch.crowd.levels import settings

_LATER = 2**62


class Latest:
    """The latest readings of a city, as far back as counts are told; safe among threads."""

    def __init__(self, database: Database, city: str) -> None:
        self._database, self._city = database, city
        self._lock = threading.Lock()
        self._seq: int | None = None
        self._asked: set[int] = set()
        self._held: dict[int, tuple[int, float]] = {}

    def of(self, streams: Sequence[int], now: int) -> dict[int, tuple[int, float]]:
        """Return when each of some datastreams was last read, and what; without those that weren't.

        Args:
            streams: their numbers.
            now: in microseconds since 1970.
        """
        wanted = np.unique(np.array(streams, np.int64))
        with self._lock, self._database.session() as session:
            if self._seq is None or not self._asked.issuperset(wanted.tolist()):
                # Those that nobody asked for before are looked for from the beginning.
                since = aware(moment(now) - timedelta(seconds=settings().fresh_s))
                self._asked |= set(wanted.tolist())
                self._seq = head(session, self._city).seq
                self._take(between(session, self._city, since, _LATER))
            while chunks := after(session, self._city, self._seq):
                self._take(chunks)
                self._seq = chunks[-1].seq
            return {each: self._held[each] for each in wanted.tolist() if each in self._held}

    def _take(self, chunks: Sequence[Chunk]) -> None:
        wanted: Ints = np.array(sorted(self._asked), np.int64)
        for chunk in chunks:
            if not chunk.rows.num_rows:
                continue
            stream = chunk.rows.column("stream").to_numpy()
            mine = np.isin(stream, wanted)
            mine &= chunk.rows.column("quality").to_numpy() < BAD
            mine &= ~np.isnan(chunk.rows.column("value").to_numpy())
            if not mine.any():
                continue
            at = chunk.rows.column("at").to_numpy()[mine]
            value = chunk.rows.column("value").to_numpy()[mine]
            rows = (stream[mine].tolist(), at.tolist(), value.tolist())
            for each, when, what in zip(*rows, strict=True):
                if when >= self._held.get(each, (0, 0.0))[0]:
                    self._held[each] = when, what
