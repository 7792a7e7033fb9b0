"""Carries deliveries, many at once: a host that is slow or away holds up its own and few others.

Each host has a queue with few lines; a line takes the next delivery when its last one is done.
Between rounds deliveries stay on their way. Nothing is sent once its lease could end before the
answer: another worker may have taken it up then.
"""

from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from urllib.parse import urlsplit

from anlan.store.database import Database
from anlan.store.outbox.deliver import (
    Answer,
    Outcome,
    RefusedError,
    Sender,
    claim,
    look_through,
    settle,
)
from anlan.store.outbox.settings import OutboxSettings, settings
from anlan.store.outbox.tables import Delivery

Done = Answer | BaseException | None
"""An attempt's end: what became of it; what else went wrong; None where it wasn't begun."""
Waiting = tuple[Delivery, datetime, float]
"""A delivery, the moment of its round, and when its lease is over by the process's own clock."""


class Courier:
    """Tells what is due, round by round; to be closed in the end.

    Args:
        database: where the outbox is.
        senders: by kind of endpoint.
        chosen: settings; those of the data file if None.
    """

    def __init__(
        self,
        database: Database,
        senders: Mapping[str, Sender],
        chosen: OutboxSettings | None = None,
    ) -> None:
        self._database = database
        self._senders = senders
        self._chosen = chosen or settings()
        self._lock = Lock()
        self._hosts: dict[str, deque[Waiting]] = {}
        self._busy: dict[str, int] = {}
        self._done: SimpleQueue[Done] = SimpleQueue()
        self._flying = 0

    def round(self, now: datetime | None = None, *, patience: float | None = None) -> Outcome:
        """Take what is due and tell it; return what was settled.

        Args:
            now: the clock's time if None.
            patience: so many seconds it waits for what is on its way, None for all of it.

        Raises:
            StoreError: the database refuses.
        """
        moment = now or datetime.now(UTC)
        look_through(self._database, moment)
        room = 2 * self._chosen.batch - self._flying
        if room > 0:
            most = min(room, self._chosen.batch)
            ends = monotonic() + self._chosen.lease_seconds - self._chosen.timeout_seconds
            for each in claim(self._database, moment, self._chosen, most):
                self._send(each, moment, ends)
        until = None if patience is None else monotonic() + patience
        return self._settled(moment, until)

    @property
    def flying(self) -> int:
        """How many are on their way."""
        return self._flying

    def close(self) -> None:
        """Leave what hasn't begun to the next worker."""
        with self._lock:
            self._hosts.clear()

    def _send(self, delivery: Delivery, moment: datetime, ends: float) -> None:
        """Put a delivery into the queue of its host; begin a line for it, if there may be one."""
        host = _host(delivery)
        self._flying += 1
        with self._lock:
            self._hosts.setdefault(host, deque()).append((delivery, moment, ends))
        self._begin_lines()

    def _begin_lines(self) -> None:
        with self._lock:
            for host, waiting in self._hosts.items():
                busy = self._busy.get(host, 0)
                free = self._chosen.lines - sum(self._busy.values())
                if (
                    waiting
                    and free > 0
                    and busy < min(self._chosen.host_lines, busy + len(waiting))
                ):
                    self._busy[host] = busy + 1
                    Thread(target=self._work, args=(host,), daemon=True).start()

    def _work(self, host: str) -> None:
        """Carry a host's deliveries, one after the other, until there are none."""
        while (mine := self._next(host)) is not None:
            delivery, moment, ends = mine
            try:
                self._done.put(self._tell(delivery, moment) if monotonic() < ends else None)
            except BaseException as error:
                self._done.put(error)

    def _next(self, host: str) -> Waiting | None:
        """Return a host's next delivery; where there is none, the line ends."""
        with self._lock:
            waiting = self._hosts.get(host)
            if waiting:
                return waiting.popleft()
            self._busy[host] -= 1
            if not self._busy[host]:
                del self._busy[host]
                self._hosts.pop(host, None)
            return None

    def _tell(self, delivery: Delivery, moment: datetime) -> Answer:
        kind = delivery.endpoint.kind
        sender = self._senders.get(kind)
        if sender is None:
            return Answer(delivery, f"nothing here sends to endpoints of the kind {kind}")
        try:
            sender.send(delivery, moment)
        except RefusedError as refusal:
            return Answer(delivery, refusal.reason, refusal.for_good)
        return Answer(delivery)

    def _settled(self, moment: datetime, until: float | None) -> Outcome:
        """Write down what is done until all is, or the time is over."""
        told = Outcome()
        while self._flying and (until is None or monotonic() < until):
            answers: list[Answer] = []
            written = monotonic() + self._chosen.settle_seconds
            while self._flying and len(answers) < self._chosen.settled:
                try:
                    done = self._done.get(timeout=max(0.001, written - monotonic()))
                except Empty:
                    break
                self._flying -= 1
                if isinstance(done, BaseException):
                    self._write(answers, moment)
                    raise done
                if done is not None:
                    answers.append(done)
            told += self._write(answers, moment)
            self._begin_lines()
        return told

    def _write(self, answers: list[Answer], moment: datetime) -> Outcome:
        return settle(self._database, answers, moment, self._chosen) if answers else Outcome()


def _host(delivery: Delivery) -> str:
    """Return what a delivery's line is called: its host, or the way its kind goes."""
    address = delivery.endpoint.address
    return urlsplit(address).netloc if "://" in address else delivery.endpoint.kind
