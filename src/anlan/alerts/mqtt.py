"""Channels by MQTT: the signed message, kept by a broker for whoever listens now or comes later.

A message of an event stands in place of the one before it, for all of an event goes to one topic: a
cancel takes the place of what it takes back. The broker forgets it at the message's own end. The
topic names the status, so that whoever listens to actual alerts hears of no exercise even where the
channels of both are at one broker.
"""

import ipaddress
import json
import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from time import monotonic
from urllib.parse import unquote, urlsplit

from anlan.model.errors import AlertError, WatchError
from anlan.store.outbox.deliver import RefusedError
from anlan.store.outbox.settings import settings
from anlan.store.outbox.tables import Delivery
from anlan.store.outside import InsideError, Network, is_inside, permitted
from anlan.watch.mqtt import wire
from anlan.watch.mqtt.limits import limits
from anlan.watch.mqtt.link import Broker
from anlan.watch.mqtt.once import Publication, VersionError, publish
from anlan.watch.mqtt.topics import plain

CONTENT = "application/cap+xml"
KEPT = 16
"""So many brokers' certificates are kept read."""


@dataclass(frozen=True)
class Access:
    """By what a broker lets us in, sealed in the database.

    ``ca`` are the certificates, PEM, that the broker's own is signed by; empty for those of the
    system.
    """

    user: str = ""
    password: str = ""
    ca: str = ""

    @classmethod
    def of(cls, login: str, ca: str) -> "Access":
        """Return it of ``name:secret``, empty where the broker asks for none.

        Raises:
            AlertError: it is no login, or these are no certificates.
        """
        user, _, password = login.strip().partition(":")
        if bool(user) != bool(password):
            raise AlertError("error.alerts.login")
        if ca:
            try:
                _tls(ca)
            except (ssl.SSLError, ValueError, TypeError) as error:  # TypeError: not ASCII
                raise AlertError("error.alerts.ca") from error
        return cls(user, password, ca)

    @property
    def text(self) -> str:
        """It as one text, to be sealed."""
        return json.dumps({"user": self.user, "password": self.password, "ca": self.ca})

    @classmethod
    def opened(cls, text: str) -> "Access":
        """Return it of its text."""
        return cls(**json.loads(text))


NO_ACCESS = Access()
"""Of a channel that is no broker's, or whose broker lets in everybody."""


@dataclass(frozen=True)
class Place:
    """A broker, and the topic below which messages are published there."""

    host: str
    port: int
    tls: bool
    topic: str

    @classmethod
    def of(cls, address: str) -> "Place":
        """Return it of ``mqtts://host[:port]/topic``.

        Raises:
            AlertError: it is none.
        """
        try:
            parts = urlsplit(address)
            topic = unquote(parts.path.strip("/"))
            host, port, tls = Broker.place(f"{parts.scheme}://{parts.netloc}")
        except (ValueError, WatchError) as error:
            raise AlertError("error.alerts.broker") from error
        if not plain(topic) or parts.query or parts.fragment:
            raise AlertError("error.alerts.broker")
        return cls(host, port, tls, topic)


class Brokers:
    """Publishes to brokers outside, and inside only in networks that were allowed.

    Args:
        open_secret: opens an endpoint's sealed access.
        allowed: networks inside.
        timeout: so many seconds a broker may take; by default that of the outbox's settings.
    """

    def __init__(
        self,
        open_secret: Callable[[str], str],
        allowed: Iterable[Network] = (),
        timeout: float | None = None,
    ) -> None:
        self._open, self._allowed = open_secret, tuple(allowed)
        self._timeout = timeout or settings().timeout_seconds

    def publish(
        self, delivery: Delivery, below: str, payload: bytes, over: datetime, now: datetime
    ) -> None:
        """Publish the message of a delivery; return when the broker has acknowledged it.

        Args:
            delivery: to whom.
            below: where, below the channel's own topic.
            payload: the message.
            over: when it ends.
            now: the clock's time.

        Raises:
            RefusedError: its end has come, the broker is away, inside, or doesn't take it.
        """
        kept_s = int((over - now).total_seconds())
        if kept_s < 1:
            raise RefusedError("the message's time is over", for_good=True)
        place = Place.of(delivery.endpoint.address)
        access = Access.opened(self._open(delivery.endpoint.secret))
        what = Publication(f"{place.topic}/{below}", payload, kept_s, CONTENT)
        until = monotonic() + self._timeout
        client = f"anlan-alert-{delivery.id}"
        try:
            try:
                self._publish(place, access, client, what, wire.FIVE, until)
            except VersionError:
                self._publish(place, access, client, what, wire.THREE, until)
        except InsideError as error:
            raise RefusedError(error.reason) from error
        except (OSError, wire.BrokenError) as error:
            raise RefusedError(f"{place.host}: {error}") from error

    def _publish(
        self,
        place: Place,
        access: Access,
        client: str,
        what: Publication,
        version: int,
        until: float,
    ) -> None:
        bounds = limits()
        login = wire.Login(
            version, client, access.user, access.password, bounds.keep_alive_s, 0,
            bounds.unacknowledged, bounds.payload_bytes,
        )  # fmt: skip
        with self._connected(place, access) as here:
            publish(here, login, what, until)

    def _connected(self, place: Place, access: Access) -> socket.socket:
        """Return a connection to a broker's address, which is looked up and checked once.

        Raises:
            InsideError: no such host, or inside.
            RefusedError: outside, and without TLS.
            OSError: it isn't there.
        """
        target = permitted(place.host, place.port, self._allowed)
        if not place.tls and not is_inside(ipaddress.ip_address(target.partition("%")[0])):
            raise RefusedError(f"{place.host} is outside and must be spoken to by TLS (mqtts)")
        here = socket.create_connection((target, place.port), self._timeout)
        try:
            here.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if not place.tls:
                return here
            return _tls(access.ca).wrap_socket(here, server_hostname=place.host)
        except OSError:
            here.close()
            raise


@lru_cache(KEPT)
def _tls(ca: str) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=ca or None)
