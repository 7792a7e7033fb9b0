"""From messages to readings on disk, and only then to the broker's acknowledgement.

What has come in since the last look is decoded together and handed to intake together, with where
each message begins and who sent it. While that is made durable, the next is decoded.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import pyarrow as pa

from anlan.watch.batch import Ints
from anlan.watch.intake import BusyError, Intake, Parts, Receipt, Rows
from anlan.watch.mqtt import rows as decoded
from anlan.watch.mqtt.link import Came, Link
from anlan.watch.mqtt.router import Router
from anlan.watch.registry import Clients, Known
from anlan.watch.registry.registry import NOBODY
from anlan.watch.units import converted

SOURCE = "mqtt"
STRANGER = -3
"""The number of a sender that isn't registered: no datastream is its own."""
GATHER_S, ENOUGH = 0.01, 500
"""So long more messages are waited for where fewer than so many have come: many together are
cheaper."""
BUSY_S = 0.1
Propose = Callable[[Sequence[decoded.Proposal]], object]


@dataclass
class Counts:
    """What came in since the start."""

    messages: int = 0
    readings: int = 0


class Taker:
    """Takes what comes over one link into one city's log."""

    def __init__(
        self,
        link: Link,
        router: Router,
        intake: Intake,
        clients: Clients,
        propose: Propose,
        clock: Callable[[], int] = lambda: time.time_ns() // 1_000,
    ) -> None:
        self._link, self._router, self._intake = link, router, intake
        self._clients, self._propose, self._clock = clients, propose, clock
        self.counts = Counts()

    def run(self, ended: Callable[[], bool]) -> None:
        """Take until ended; what isn't on disk by then comes again to whoever takes next."""
        while not ended():
            came = self._link.take(0.5)
            if came.messages:
                self.take(came)
            if 0 < len(came.messages) < ENOUGH:
                time.sleep(GATHER_S)

    def take(self, came: Came) -> None:
        """Decode messages and hand them over."""
        out, now = decoded.Rows(), self._clock()
        start = [0]
        for topic, payload, _ in came.messages:
            self._router.decode(topic, payload, now, out)
            start.append(len(out))
        self._aside(out)
        known = self._intake.registry.snapshot()
        rows, parts = self._given(out, start, known)
        self.counts.messages += len(came.messages)
        self.counts.readings += len(out)
        for sender, refusal in out.refused:
            facts = {**refusal.facts, "sample": refusal.sample}
            self._until_room(
                partial(self._intake.refuse, SOURCE, sender or "", refusal.reason, facts)
            )
        then = partial(self._safe, came)
        self._until_room(partial(self._intake.put_parts, rows, parts, SOURCE, then))

    def _safe(self, came: Came, _: Receipt) -> None:
        self._link.acknowledge(came)

    def _until_room(self, hand: Callable[[], None]) -> None:
        """Hand something over; while intake has no room, nothing more is taken from the broker."""
        while True:
            try:
                hand()
            except BusyError:
                self._link.tend(BUSY_S)
            else:
                return

    def _aside(self, out: decoded.Rows) -> None:
        """Do what messages ask for besides being kept."""
        for topic, payload in out.send:
            self._link.publish(topic, payload)
        if out.follow:
            self._link.follow(out.follow)
        if out.leave:
            self._link.leave(out.leave)
        if out.proposals:
            self._propose(out.proposals)

    def _given(self, out: decoded.Rows, start: list[int], known: Known) -> tuple[Rows, Parts]:
        """Return readings as intake takes them: by our numbers, each message's own sender."""
        by_key, many = known.by_key, len(out)
        found = [by_key.get(key, -1) if type(key) is str else key for key in out.key]
        stream = np.fromiter(found, np.int64, many)
        value = np.fromiter(out.value, np.float64, many)
        begin, client, names = self._senders(out, start, stream, known)
        text, unit = None, None
        if any(each is not None for each in out.text):
            text = pa.array(out.text, pa.string())
        if any(out.unit):
            unit = converted(out.unit, stream, value, known)
        rows = Rows(
            stream, np.fromiter(out.at, np.int64, many), value, text, unit,
            [str(each) for each in out.key] if (stream < 0).any() else None,
        )  # fmt: skip
        return rows, Parts(begin, client, names)

    def _senders(
        self, out: decoded.Rows, start: list[int], stream: Ints, known: Known
    ) -> tuple[Ints, Ints, list[str]]:
        """Return where each message that has readings begins, and the sender's number and name.

        On a datastream's own topic the broker lets its owner alone publish: so he is the sender.
        """
        senders = self._clients.snapshot().by_name
        begin, client, names = [], [], []
        for first, end in pairwise(start):
            if end == first:
                continue
            name = out.sender[first]
            if name is not None:
                sender = senders.get(name)
                number = STRANGER if sender is None else sender.id
            else:
                [place] = known.places(stream[first : first + 1]).tolist()
                number = int(known.client[place]) if place >= 0 else STRANGER
                number = STRANGER if number == NOBODY else number
            begin.append(first)
            client.append(number)
            names.append(name or "")
        return np.array([*begin, len(out)], np.int64), np.array(client, np.int64), names
