"""A lasting connection to a broker: what comes is acknowledged only when we say so.

The broker keeps the session while we are away, and sends again what wasn't acknowledged. All of it
is done by the one thread that takes messages; any other may acknowledge, and wakes it.
"""

import select
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from anlan.model.errors import WatchError
from anlan.watch.mqtt import wire
from anlan.watch.mqtt.limits import limits
from anlan.watch.mqtt.wire import BrokenError, Message

_log = structlog.get_logger("anlan.watch.mqtt")
PORTS = {"mqtt": 1883, "mqtts": 8883}
PIECE = 262_144
ANSWER_S = 10.0
"""So long an answer to CONNECT is waited for, and for the broker to take our good-bye."""


@dataclass(frozen=True)
class Broker:
    """Where the broker is, and who we are to it.

    Attributes:
        client: by which the broker knows our session.
        ca: the certificates that the broker's is signed by; None for those of the system.
        share: the name under which several intakes share the messages; empty for none.
        version: of MQTT, ``wire.FIVE`` or ``wire.THREE``.
    """

    host: str
    port: int
    tls: bool
    client: str
    user: str = ""
    password: str = ""
    ca: Path | None = None
    share: str = ""
    version: int = wire.FIVE

    @staticmethod
    def place(url: str) -> tuple[str, int, bool]:
        """Return host, port and whether by TLS, of ``mqtts://host[:port]`` or ``mqtt://…``.

        Raises:
            WatchError: it is none.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise WatchError("error.mqtt.url", url=url) from None
        if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/"):
            raise WatchError("error.mqtt.url", url=url)
        if parts.username or parts.password:
            raise WatchError("error.mqtt.url_secret", url=f"{parts.scheme}://{parts.hostname}")
        return parts.hostname, port or PORTS[parts.scheme], parts.scheme == "mqtts"


@dataclass(frozen=True)
class Will:
    """What the broker tells others when we are gone; ``alive`` what we tell when we are there."""

    topic: str
    alive: bytes
    gone: bytes


@dataclass(frozen=True, slots=True)
class Came:
    """Messages that came together, and over which connection."""

    messages: list[Message]
    connection: int


class Link:
    """Our connection. All but ``acknowledge`` is for one thread."""

    def __init__(self, broker: Broker, filters: Iterable[str], will: Will | None = None) -> None:
        self._broker, self._will, self._filters = broker, will, set(filters)
        bounds = limits()
        self._login = wire.Login(
            broker.version, broker.client, broker.user, broker.password, bounds.keep_alive_s,
            bounds.session_s, bounds.unacknowledged, bounds.payload_bytes,
            (will.topic, will.gone) if will else None,
        )  # fmt: skip
        self._tls = _tls(broker) if broker.tls else None
        self._socket: socket.socket | None = None
        self._kept, self._out = b"", bytearray()
        self._asked: dict[int, list[str]] = {}
        self._number = self._wait_ms = self._held = 0
        self._try_at = self._said_at = self._heard_at = 0.0
        self._down = False
        self._safe: deque[Came] = deque()
        self._bell, self._rope = socket.socketpair()
        self._bell.setblocking(False)
        self._rope.setblocking(False)
        self.ready = threading.Event()
        self.connections = 0

    def take(self, seconds: float) -> Came:
        """Return what came; wait for some, at most so many seconds."""
        until = time.monotonic() + seconds
        while True:
            messages = self._turn(max(until - time.monotonic(), 0.0), read=self._may_read())
            if messages or time.monotonic() >= until:
                return Came(messages, self.connections)

    def tend(self, seconds: float) -> None:
        """Acknowledge what is safe and show that we are alive, but take nothing."""
        self._turn(seconds, read=False)

    def acknowledge(self, came: Came) -> None:
        """Say that messages are safe with us.

        Those of a connection that was lost are acknowledged by nothing: they come again.
        """
        self._safe.append(came)
        with suppress(BlockingIOError):  # it rings already
            self._rope.send(b".")

    def publish(self, topic: str, payload: bytes) -> None:
        """Publish a message, at most once: who needs it asks again."""
        if self._socket is not None:
            self._out += wire.publish(topic, payload, self._broker.version)

    def follow(self, filters: Sequence[str]) -> None:
        """Listen to more."""
        self._filters.update(filters)
        self._subscribe(filters)

    def leave(self, filters: Sequence[str]) -> None:
        """Listen to some no longer."""
        self._filters.difference_update(filters)
        if self._socket is not None and filters:
            shared = [self._shared(one) for one in filters]
            self._out += wire.unsubscribe(self._next(), shared, self._broker.version)

    def stop(self) -> None:
        """Acknowledge what is safe and say good-bye; the broker keeps our session."""
        if self._socket is not None:
            self._settle()
            if self._will is not None:
                gone = wire.publish(
                    self._will.topic,
                    self._will.gone,
                    self._broker.version,
                    self._next(),
                    retained=True,
                )
                self._out += gone
            self._out += wire.GOOD_BYE
            try:
                self._socket.settimeout(ANSWER_S)
                self._socket.sendall(self._out)
            except OSError:
                pass  # it is gone already; the session isn't
            self._close()
        self._bell.close()
        self._rope.close()

    def _may_read(self) -> bool:
        """Return whether more may come: what isn't safe yet is in memory."""
        return self._held < limits().held_bytes

    def _turn(self, seconds: float, *, read: bool) -> list[Message]:
        """Wait until something can be done, do it, and return what came."""
        try:
            if self._socket is None and not self._connect(seconds):
                return []
            return self._exchange(seconds, read=read)
        except (OSError, BrokenError) as error:
            self._lost(error)
            return []

    def _exchange(self, seconds: float, *, read: bool) -> list[Message]:
        here = self._socket
        assert here is not None  # noqa: S101 - connected, as the only caller sees to
        self._settle()
        self._send(here)
        waits = isinstance(here, ssl.SSLSocket) and here.pending() and read
        inputs = [self._bell, here] if read else [self._bell]
        outputs = [here] if self._out else []
        timeout = 0.0 if waits else min(seconds, limits().keep_alive_s / 4)
        readable, _, _ = select.select(inputs, outputs, [], timeout)
        if self._bell in readable:
            self._bell.recv(4_096)
        self._settle()
        self._keep_alive()
        self._send(here)
        return self._receive(here) if here in readable or waits else []

    def _send(self, here: socket.socket) -> None:
        if self._out:
            try:
                sent = here.send(self._out)
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                return
            del self._out[:sent]
            self._said_at = time.monotonic()

    def _receive(self, here: socket.socket) -> list[Message]:
        try:
            piece = here.recv(PIECE)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return []
        if not piece:
            raise BrokenError("the broker hung up")
        self._heard_at = time.monotonic()
        data = self._kept + piece
        messages, others, used = wire.cut(data, self._broker.version)
        self._kept = data[used:]
        for packet in others:
            self._answered(packet)
        self._held += sum([len(one.payload) for one in messages])
        return messages

    def _answered(self, packet: wire.Packet) -> None:
        if packet.kind == wire.SUBACK:
            number, codes = wire.subscribed(packet.body, self._broker.version)
            for one, code in zip(self._asked.pop(number, []), codes, strict=False):
                if code >= wire.REFUSED:
                    _log.error("mqtt_not_allowed", topic=one, code=code)
            if not self._asked:
                self.ready.set()
        elif packet.kind == wire.DISCONNECT:
            code = packet.body[0] if packet.body else 0
            raise BrokenError(f"the broker ended the connection, reason {code}")

    def _settle(self) -> None:
        """Make acknowledgements of what others said is safe."""
        while self._safe:
            came = self._safe.popleft()
            if came.connection == self.connections:
                self._held -= sum([len(one.payload) for one in came.messages])
                self._out += wire.acknowledged([m.number for m in came.messages if m.number])

    def _keep_alive(self) -> None:
        now, bound = time.monotonic(), limits().keep_alive_s
        if now - self._heard_at > 2 * bound:
            raise BrokenError("the broker fell silent")
        if now - max(self._said_at, self._heard_at) > bound / 2 or now - self._said_at > bound / 2:
            self._out += wire.PING
            self._said_at = now

    def _connect(self, seconds: float) -> bool:
        """Try to connect, unless it was tried a moment ago; return whether we are."""
        now = time.monotonic()
        if now < self._try_at:
            time.sleep(min(seconds, self._try_at - now))
            return False
        broker = self._broker
        bounds = limits()
        self._wait_ms = min(max(2 * self._wait_ms, bounds.retry_least_ms), bounds.retry_most_ms)
        self._try_at = now + self._wait_ms / 1_000
        here: socket.socket = socket.create_connection((broker.host, broker.port), ANSWER_S)
        try:
            here.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is not None:
                here = self._tls.wrap_socket(here, server_hostname=broker.host)
            here.sendall(wire.connect(self._login))
            session, rest = self._greeted(here)
            here.setblocking(False)
        except (OSError, BrokenError):
            here.close()
            raise
        self._begin(here, rest)
        _log.info("mqtt_connected", host=broker.host, session=session)
        if not session and self.connections > 1:
            # Until now it kept messages for nobody: senders that repeat them make up for it.
            _log.warning("mqtt_session_lost", host=broker.host)
        return True

    def _greeted(self, here: socket.socket) -> tuple[bool, bytes]:
        """Wait for the answer to CONNECT; return whether our session was kept, and what came after.

        What comes right behind it is left for the next look.
        """
        data = b""
        while True:
            piece = here.recv(5 if not data else 1)
            if not piece:
                raise BrokenError("the broker hung up")
            data += piece
            _, others, used = wire.cut(data, self._broker.version)
            if others:
                session, code = wire.connected(others[0].body)
                if others[0].kind != wire.CONNACK or code:
                    raise BrokenError(f"the broker lets us not in, reason {code}")
                return session, data[used:]

    def _begin(self, here: socket.socket, rest: bytes) -> None:
        """Begin anew over a connection; what is unacknowledged over the last one comes again."""
        self._socket, self._kept, self._held = here, rest, 0
        self._out.clear()
        self._asked.clear()
        self.connections += 1
        self._said_at = self._heard_at = time.monotonic()
        self._down, self._wait_ms = False, 0
        if self._will is not None:
            alive = self._will.alive
            version = self._broker.version
            self._out += wire.publish(self._will.topic, alive, version, self._next(), retained=True)
        self._subscribe(sorted(self._filters))

    def _subscribe(self, filters: Sequence[str]) -> None:
        if self._socket is not None and filters:
            number = self._next()
            self._asked[number] = [self._shared(one) for one in filters]
            self._out += wire.subscribe(number, self._asked[number], self._broker.version)

    def _shared(self, one: str) -> str:
        return f"$share/{self._broker.share}/{one}" if self._broker.share else one

    def _next(self) -> int:
        self._number = self._number % 65_535 + 1
        return self._number

    def _lost(self, error: Exception) -> None:
        """Say once that the broker can't be reached, and why; not at every attempt."""
        self._close()
        if not self._down:
            _log.warning("mqtt_lost", host=self._broker.host, reason=str(error))
        self._down = True

    def _close(self) -> None:
        self.ready.clear()
        if self._socket is not None:
            self._socket.close()
            self._socket = None
            self._try_at = time.monotonic() + limits().retry_least_ms / 1_000


def _tls(broker: Broker) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=broker.ca)
    except OSError as error:
        raise WatchError("error.mqtt.ca", file=broker.ca, reason=error.strerror) from error
