"""Senders of readings that lose nothing: each sends again until it is acknowledged.

Over HTTP an answer of 200 says that the readings are on disk. Over MQTT the broker acknowledges
before anything is on its disk, which it saves now and then: so a sender that was cut off repeats
what it sent since, and what the broker could have forgotten. A reading that comes twice counts
once.
"""

import json
import random
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

import httpx
import paho.mqtt.client as paho

Reading = tuple[int, int, float]
"""Datastream, microseconds since 1970, value."""
LEVELS = [0.2, 0.4, 1.2, 1.9, 2.7]
PATIENCE_SECONDS = 180.0
FORGETS_SECONDS = 20.0
"""So long ago the broker saved last, at most: twice its ``autosave_interval``."""


@dataclass
class Sender(ABC):
    """Measures some datastreams without a pause, until it is told to stop."""

    name: str
    keys: dict[int, str]
    seed: int
    acknowledged: list[Reading] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def run(self, over: threading.Event) -> None:
        """Measure and send; a batch that is begun is brought to its end."""
        chance = random.Random(self.seed)  # noqa: S311 - not a secret
        level = dict.fromkeys(self.keys, LEVELS[0])
        while not over.is_set():
            at = time.time_ns() // 1000
            for stream in self.keys:
                if chance.random() < 0.1:
                    level[stream] = chance.choice(LEVELS)
            self._until_acknowledged([(stream, at, level[stream]) for stream in self.keys])
            time.sleep(0.02)
        self.end()

    def _until_acknowledged(self, given: list[Reading]) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if self.send(given):
                self.acknowledged += given
                return
            time.sleep(0.05)
        self.refused.append(f"{self.name}: {given[0]} was never acknowledged")

    @abstractmethod
    def send(self, given: list[Reading]) -> bool:
        """Send readings; return whether they were acknowledged."""

    @abstractmethod
    def end(self) -> None:
        """Leave, once nothing that was sent can have been forgotten."""


@dataclass
class HttpSender(Sender):
    """Sends as one of a city's senders over HTTP."""

    url: str = ""
    secret: str = ""

    def send(self, given: list[Reading]) -> bool:
        """Send readings; what is refused for good is noted."""
        stream, at, value = zip(*given, strict=True)
        headers = {"Authorization": f"Bearer {self.secret}"}
        try:
            answer = httpx.post(
                self.url, headers=headers, timeout=30,
                json={"streams": [self.keys[each] for each in stream], "at": at, "values": value},
            )  # fmt: skip
        except httpx.TransportError:
            return False
        if answer.status_code != 200:
            if not (answer.status_code in {429, 503} or "store.database" in answer.text):
                self.refused.append(f"{answer.status_code} {answer.text[:300]}")
            return False
        told = answer.json()
        if told["refused"]:
            self.refused.append(f"{self.name}: {told['reasons']}")
        return True

    def end(self) -> None:
        """Leave at once: what was acknowledged is on disk."""


@dataclass
class MqttSender(Sender):
    """Publishes as one of a city's senders, with QoS 1; each reading is a message of its own."""

    port: int = 0
    secret: str = ""
    _sent: deque[tuple[float, list[Reading]]] = field(default_factory=deque)
    _link: paho.Client | None = None
    _cut: bool = False

    def send(self, given: list[Reading]) -> bool:
        """Publish readings; after a cut first those again that the broker may have forgotten."""
        try:
            link = self._linked()
            if self._cut:
                self._cut = False
                again = [each for _, some in self._sent for each in some]
                if not self._published(link, again):
                    return self._lost()
                # What was sent again may be forgotten again.
                now = time.monotonic()
                self._sent = deque((now, some) for _, some in self._sent)
            if not self._published(link, given):
                return self._lost()
        except (OSError, ValueError, RuntimeError):
            return self._lost()
        self._sent.append((time.monotonic(), given))
        self._forget()
        return True

    def end(self) -> None:
        """Leave, once nothing that was sent can have been forgotten."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and not self.send([]):
            time.sleep(0.05)
        if self._link is not None:
            self._link.disconnect()
            self._link.loop_stop()

    def _linked(self) -> paho.Client:
        if self._link is not None and self._link.is_connected():
            return self._link
        if self._link is not None:
            self._lost()
        link = paho.Client(paho.CallbackAPIVersion.VERSION2, self.name, reconnect_on_failure=False)
        link.username_pw_set(self.name, self.secret)
        link.connect("127.0.0.1", self.port, keepalive=5)
        link.loop_start()
        self._link = link
        until = time.monotonic() + 5
        while not link.is_connected():
            if time.monotonic() > until:
                raise OSError("no answer")
            time.sleep(0.01)
        return link

    def _published(self, link: paho.Client, given: list[Reading]) -> bool:
        topic = f"up/{self.name}"
        sent = [
            link.publish(topic, json.dumps({"k": self.keys[stream], "t": at, "v": value}), 1)
            for stream, at, value in given
        ]
        until = time.monotonic() + 10
        while not all(each.is_published() for each in sent):
            if not link.is_connected() or time.monotonic() > until:
                return False
            time.sleep(0.002)
        return link.is_connected()

    def _lost(self) -> bool:
        link, self._link, self._cut = self._link, None, True
        if link is not None:
            with suppress(Exception):
                link.loop_stop()
        return False

    def _forget(self) -> None:
        """Let go of what the broker had saved before it was last heard of."""
        while self._sent and self._sent[0][0] < self._sent[-1][0] - FORGETS_SECONDS:
            self._sent.popleft()
