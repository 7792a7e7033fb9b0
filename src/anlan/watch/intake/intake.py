"""Readings of many senders, made durable together; nobody is told before they are on disk.

Who hands readings over waits for nothing: one thread gathers what has come in, judges it, appends
it to the log in one transaction, and then calls back. While the database refuses, because its disk
is full or it is away, nothing is acknowledged; the same readings are tried again, and when too many
wait, more are turned away until there is room.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import structlog
from sqlalchemy.exc import DBAPIError

from anlan.cases.clock.wall import moment
from anlan.model.errors import StoreError, WatchError
from anlan.store.database import Database
from anlan.store.watch.log import append
from anlan.watch.intake.check import Buckets, Judged, judged
from anlan.watch.intake.refusals import Refusals
from anlan.watch.intake.rows import REASONS, By, Parts, Receipt, Rows
from anlan.watch.intake.rows import rows as as_rows
from anlan.watch.intake.settings import Settings, settings
from anlan.watch.intake.state import State
from anlan.watch.registry import Known, Registry

Then = Callable[[Receipt], None]
Done = TypeVar("Done")
log = structlog.get_logger("anlan.watch.intake")


class BusyError(WatchError):
    """Too much waits to be made durable already: come back later."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    sender: str
    reason: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Message:
    rows: Rows
    parts: Parts
    source: str
    received: int
    then: Then
    refusal: _Refusal | None = None


_NO_ROWS = as_rows([], [], [])
_NO_PARTS = Parts(np.zeros(1, np.int64), np.zeros(0, np.int64), ())


def _nothing(_: Receipt) -> None:
    """Tell nobody."""


class Intake:
    """Takes readings of one city in, in one process; safe among threads.

    Args:
        database: where the log is.
        city: whose.
        by: what it bears; as in the file unless given.
        registry: the city's datastreams, where they are followed already.
        clock: the time in microseconds since 1970.
    """

    def __init__(
        self,
        database: Database,
        city: str,
        by: Settings | None = None,
        registry: Registry | None = None,
        clock: Callable[[], int] | None = None,
    ) -> None:
        self.city = city
        self.registry = registry or Registry(database, city)
        self._database = database
        self._by = by or settings()
        self._clock = clock or _now
        self._buckets = Buckets(self._by)
        self._refusals = Refusals(city, self._by)
        self._state: State | None = None
        self._waiting: deque[_Message] = deque()
        self._rows = 0
        self._room = threading.Condition()
        self._ending = False
        self._fault: BaseException | None = None
        self.trouble: StoreError | None = None
        self._thread = threading.Thread(target=self._run, name=f"intake {city}", daemon=True)

    def start(self) -> "Intake":
        """Begin."""
        self._thread.start()
        return self

    def now(self) -> int:
        """Return the time in microseconds since 1970."""
        return self._clock()

    def stop(self) -> None:
        """Make durable what waits, unless the database refuses, and end."""
        with self._room:
            self._ending = True
            self._room.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def put(self, rows: Rows, by: By, source: str, then: Then, wait: float = 0.0) -> None:
        """Hand readings over; ``then`` is called, from another thread, when they are on disk.

        Args:
            rows: the readings of one message.
            by: who sent them.
            source: by which way they came, such as ``http`` or ``mqtt``.
            then: takes the receipt; must return at once.
            wait: so many seconds it may wait for room.

        Raises:
            BusyError: there was no room; nothing was taken.
            WatchError: intake has ended.
        """
        self.put_parts(rows, Parts.one(len(rows), by), source, then, wait)

    def put_parts(
        self, rows: Rows, parts: Parts, source: str, then: Then, wait: float = 0.0
    ) -> None:
        """Hand many messages over at once, as ``put`` does one; there is one receipt for all."""
        self._take(_Message(rows, parts, source, self._clock(), then), wait)

    def refuse(
        self,
        source: str,
        sender: str,
        reason: str,
        facts: dict[str, Any],
        then: Then = _nothing,
    ) -> None:
        """Note that a message as a whole was refused; ``then`` is called when that is on disk.

        Raises:
            BusyError: there was no room.
            WatchError: intake has ended.
        """
        refusal = _Refusal(sender, reason, facts)
        self._take(_Message(_NO_ROWS, _NO_PARTS, source, self._clock(), then, refusal), 0.0)

    def _take(self, message: _Message, wait: float) -> None:
        many = len(message.rows)
        with self._room:
            if self._rows >= self._by.commit.pending_rows and wait > 0:
                self._room.wait_for(self._has_room, wait)
            if self._ending or self._fault is not None:
                raise WatchError("error.watch.ended", city=self.city)
            if not self._has_room():
                raise BusyError("error.watch.busy", n=self._rows, reason=self.trouble or "")
            self._waiting.append(message)
            self._rows += max(many, 1)
            if len(self._waiting) == 1 or self._rows >= self._by.commit.rows:
                self._room.notify_all()

    def _has_room(self) -> bool:
        return self._rows < self._by.commit.pending_rows or self._ending or bool(self._fault)

    def _run(self) -> None:
        try:
            while messages := self._gather():
                if not self._commit(messages):
                    break
                with self._room:
                    self._rows -= sum(max(len(each.rows), 1) for each in messages)
                    self._room.notify_all()
        except BaseException as error:
            log.exception("intake ended by a fault", city=self.city)
            with self._room:
                self._fault = error
                self._room.notify_all()
            raise

    def _gather(self) -> list[_Message]:
        """Return what has come in, when there is enough or it has waited long enough."""
        with self._room:
            self._room.wait_for(lambda: self._waiting or self._ending)
            enough = self._by.commit.rows
            wait = self._by.commit.wait_ms / 1000
            self._room.wait_for(lambda: self._rows >= enough or self._ending, wait)
            found: list[_Message] = []
            rows = 0
            while self._waiting and (rows < enough or self._ending):
                found.append(self._waiting.popleft())
                rows += len(found[-1].rows)
            return found

    def _commit(self, messages: Sequence[_Message]) -> bool:
        """Judge messages, make them durable, and tell; return False where it ended without."""
        ready = self._settled(self._follow)
        if ready is None:
            return False
        found = judged(
            ready, [(each.rows, each.parts, each.received) for each in messages],
            self._buckets, self._by,
        )  # fmt: skip
        self._note(messages, found, ready.known)
        seq = self._settled(lambda: self._write(found, _sources(messages)))
        if seq is None:
            return False
        for place, each in enumerate(messages):
            self._tell(each, _receipt(found, place, seq))
        return True

    def _settled(self, does: Callable[[], Done]) -> Done | None:
        """Do something until the database lets it be done; None where we are to end before."""
        while True:
            try:
                done = does()
            except (StoreError, DBAPIError) as error:
                self._troubled(error)
                with self._room:
                    if self._room.wait_for(lambda: self._ending, self._by.commit.retry_s):
                        return None
            else:
                if self.trouble is not None:
                    log.warning("readings are kept again", city=self.city)
                self.trouble = None
                return done

    def _troubled(self, error: StoreError | DBAPIError) -> None:
        found = self._database.refusal(error) if isinstance(error, DBAPIError) else error
        if self.trouble is None:
            log.warning("readings can't be kept", city=self.city, reason=str(found))
        self.trouble = found

    def _follow(self) -> State:
        """Return the state of the datastreams as they now stand."""
        known = self.registry.snapshot()
        if self._state is None or self._state.known is not known:
            self._state = State.of(known, self._by, self._state)
        return self._state

    def _write(self, found: Judged, source: str) -> int:
        """Write what was taken and what was refused; return the place in the log, 0 for none."""
        now, many = self._clock(), found.rows.num_rows
        if not many and not self._refusals:
            return 0
        try:
            with self._database.writing() as session:
                seq = append(session, self.city, found.rows, now, source) if many else 0
                self._refusals.write(session)
                self._refusals.sweep(session, moment(now))
        except BaseException:
            self._refusals.taken_back()
            raise
        self._refusals.written(moment(now))
        return seq

    def _note(self, messages: Sequence[_Message], found: Judged, known: Known) -> None:
        """Note what was refused of each message, and which were as a whole."""
        for each in messages:
            if each.refusal is not None:
                told, at = each.refusal, moment(each.received)
                self._refusals.note(each.source, told.sender, told.reason, 1, at, told.facts)
        senders = [(each, part) for each, one in enumerate(messages) for part in one.parts.names]
        for place in _touched(found):
            of, name = senders[place]
            each, first = messages[of], int(found.start[place])
            why = found.why[first : int(found.start[place + 1])]
            codes, begin, many = np.unique(why, return_index=True, return_counts=True)
            for code, row, times in zip(codes.tolist(), begin.tolist(), many.tolist(), strict=True):
                if code:
                    among = first - int(found.first[of]) + row
                    facts = _facts(each.rows, among, known)
                    at = moment(each.received)
                    self._refusals.note(each.source, name, REASONS[code], times, at, facts)

    def _tell(self, message: _Message, receipt: Receipt) -> None:
        try:
            message.then(receipt)
        except Exception:
            log.exception("a receipt found nobody", city=self.city, source=message.source)


def _touched(found: Judged) -> list[int]:
    """Return the places of messages of which something was refused."""
    rows = np.flatnonzero(found.why)
    of = np.searchsorted(found.start, rows, side="right") - 1
    return [int(each) for each in np.unique(of)]


def _receipt(found: Judged, place: int, seq: int) -> Receipt:
    first, end = int(found.first[place]), int(found.first[place + 1])
    why = found.why[first:end]
    repeated = int(np.count_nonzero(found.repeated[first:end]))
    refused = np.flatnonzero(why)
    taken = end - first - repeated - len(refused)
    return Receipt(taken, repeated, refused, why[refused], seq if taken else 0)


def _facts(rows: Rows, row: int, known: Known) -> dict[str, object]:
    """Return a reading as an example of what was refused."""
    stream = int(rows.stream[row])
    told: dict[str, object] = {"stream": stream, "at": int(rows.at[row])}
    [at] = known.places(rows.stream[row : row + 1]).tolist()
    if rows.names is not None:
        told["key"] = rows.names[row]
    elif at >= 0:
        told["key"] = known.keys[at]
    value = float(rows.value[row])
    told["value"] = value if np.isfinite(value) else str(value)
    if rows.text is not None and rows.text[row].is_valid:
        told["value"] = rows.text[row].as_py()
    if rows.unit is not None and rows.unit[row]:
        told["unit"] = rows.unit[row]
    return told


def _sources(messages: Sequence[_Message]) -> str:
    return ",".join(sorted({each.source for each in messages}))


def _now() -> int:
    return time.time_ns() // 1000
