"""Publish one message and wait until the broker has it.

For messages that are few and must arrive: a connection for each, kept by nobody. Who publishes a
stream, or listens, uses :class:`anlan.watch.mqtt.link.Link`.
"""

import socket
import time
from collections import deque
from dataclasses import dataclass, replace

from anlan.watch.mqtt import wire
from anlan.watch.mqtt.wire import BrokenError, Login

NUMBER = 1
"""Of the only message of a connection."""
OTHER_VERSION = frozenset({1, 132})
"""By these reason codes, of 3.1.1 and of 5, a broker says that it doesn't speak the version."""


@dataclass(frozen=True)
class Publication:
    """A message that a broker keeps for whoever comes later, in place of the topic's last one.

    Attributes:
        kept_s: after so long the broker forgets it; by 3.1.1 it never does.
        content: the media type of the payload, which 3.1.1 doesn't tell.
    """

    topic: str
    payload: bytes
    kept_s: int
    content: str


class VersionError(BrokenError):
    """The broker doesn't speak the version of MQTT that it was spoken to in."""


def publish(here: socket.socket, login: Login, what: Publication, until: float) -> None:
    """Publish over a connection that was just made; return when the broker has acknowledged it.

    Args:
        here: the connection; it is the caller's to close.
        login: who we are.
        what: the message.
        until: the moment of the monotonic clock by which all must be done.

    Raises:
        VersionError: the broker doesn't speak the version.
        BrokenError: it refuses us or the message, or hung up.
        OSError: the connection broke, or no answer came in time.
    """
    talk = _Talk(here, login.version, until)
    talk.say(wire.connect(replace(login, clean=True)))
    _, code = wire.connected(talk.hear(wire.CONNACK))
    if code in OTHER_VERSION:
        raise VersionError("the broker doesn't speak this version of MQTT")
    if code:
        raise BrokenError(f"the broker lets us not in, reason {code}")
    about = wire.about(what.kept_s, what.content)
    talk.say(
        wire.publish(
            what.topic, what.payload, login.version, NUMBER, retained=True, about=about
        )
    )  # fmt: skip
    number, code = wire.received(talk.hear(wire.PUBACK))
    if number != NUMBER or code >= wire.REFUSED:
        raise BrokenError(f"the broker doesn't take the message, reason {code}")
    talk.say(wire.GOOD_BYE)


class _Talk:
    """Says and hears packets, until a moment."""

    def __init__(self, here: socket.socket, version: int, until: float) -> None:
        self._socket, self._version, self._until = here, version, until
        self._kept = b""
        self._heard: deque[wire.Packet] = deque()

    def say(self, packet: bytes) -> None:
        self._socket.settimeout(self._left())
        self._socket.sendall(packet)

    def hear(self, kind: int) -> bytes:
        """Return the next packet of a kind, without its head."""
        while True:
            while not self._heard:
                self._read()
            packet = self._heard.popleft()
            if packet.kind == kind:
                return packet.body
            if packet.kind == wire.DISCONNECT:
                code = packet.body[0] if packet.body else 0
                raise BrokenError(f"the broker ended the connection, reason {code}")

    def _read(self) -> None:
        self._socket.settimeout(self._left())
        piece = self._socket.recv(4_096)
        if not piece:
            raise BrokenError("the broker hung up")
        self._kept += piece
        _, others, used = wire.cut(self._kept, self._version)
        self._kept = self._kept[used:]
        self._heard.extend(others)

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("no answer in time")
        return left
