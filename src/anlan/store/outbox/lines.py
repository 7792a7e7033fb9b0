"""Connections to hosts outside that are kept and used again, each to an address that was checked.

What is told to thousands of addresses must cost little each: a connection, its TLS and its client
are made once for a host, not once for a message. The standard library's client speaks on them; it
follows no redirect, and knows no proxy.
"""

import http.client
import socket
import ssl
import time
import weakref
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from threading import Lock
from urllib.parse import SplitResult, urlsplit

import httpx

from anlan.store.outside import InsideError, Network, permitted

ANSWER = 65_536
"""So many bytes of an answer are read; a time stamp has some 5,000."""
Place = tuple[str, str, int]
Line = http.client.HTTPConnection


class LineError(Exception):
    """No such host, a host inside, no answer in time, another answer than asked for."""


class Lines:
    """Connections by host; safe among threads, each connection is used by one at a time.

    Args:
        allowed: networks inside that may be spoken to all the same.
        timeout: so many seconds a host may take.
        idle: a connection that rested longer isn't used again.
    """

    def __init__(self, allowed: Iterable[Network], timeout: float, idle: float = 4.0) -> None:
        self._allowed = tuple(allowed)
        self._timeout = timeout
        self._idle = idle
        self._lock = Lock()
        self._free: dict[Place, list[tuple[Line, float]]] = {}
        # Whoever posts from time to time needn't remember to close what rests.
        weakref.finalize(self, _close_all, self._free)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Post to an address; return the answer, if it is a success.

        Raises:
            LineError: it isn't one, is too long, or never came.
        """
        try:
            parts = urlsplit(url)
            place = _place(parts.scheme, parts.netloc)
        except ValueError as error:
            raise LineError("the address must be http:// or https:// with a host") from error
        until = time.monotonic() + self._timeout
        kept = self._kept(place)
        if kept is not None:
            try:
                return self._ask(place, kept, parts, body, headers, until)
            except _StaleError:
                pass  # the host had closed it before it was asked; nothing was taken
        try:
            return self._ask(place, self._new(place), parts, body, headers, until)
        except _StaleError as error:
            raise LineError(f"{place[1]}: {error}") from error

    def close(self) -> None:
        """Let go of all connections."""
        with self._lock:
            _close_all(self._free)

    def _kept(self, place: Place) -> Line | None:
        with self._lock:
            held = self._free.pop(place, [])
            now = time.monotonic()
            fresh = [each for each in held if now - each[1] <= self._idle]
            kept = fresh.pop()[0] if fresh else None
            if fresh:
                self._free[place] = fresh
        for line, since in held:
            if now - since > self._idle:
                line.close()
        return kept

    def _new(self, place: Place) -> Line:
        """Return a connection to a host's address, which is looked up and checked once.

        Raises:
            LineError: no such host, a host inside, or it isn't there.
        """
        scheme, host, port = place
        try:
            target = permitted(host, port, self._allowed)
            sock = socket.create_connection((target, port), self._timeout)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if scheme == "https":
                sock = _tls().wrap_socket(sock, server_hostname=host)
        except InsideError as error:
            raise LineError(error.reason) from error
        except OSError as error:
            raise LineError(f"{host}: {_named(error)}") from error
        # The port of the scheme isn't told in the Host header, any other is.
        line = Line(host, port, timeout=self._timeout)
        line.default_port = 443 if scheme == "https" else 80
        line.sock = sock
        return line

    def _ask(
        self,
        place: Place,
        line: Line,
        parts: SplitResult,
        body: bytes,
        headers: Mapping[str, str],
        until: float,
    ) -> bytes:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        answer, whole = None, False
        try:
            try:
                line.request("POST", target, body, {**headers, "accept-encoding": "identity"})
                answer = line.getresponse()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as error:
                raise _StaleError(_named(error)) from error
            found = b""
            while part := answer.read1(ANSWER + 1):
                found += part
                if len(found) > ANSWER or time.monotonic() > until:
                    raise LineError(f"{place[1]} answers without an end")
            whole = not answer.will_close
            if not 200 <= answer.status < 300:
                raise LineError(f"{place[1]} answered {answer.status}")
        except (OSError, http.client.HTTPException) as error:
            raise LineError(f"{place[1]}: {_named(error)}") from error
        finally:
            # An answer that is left open keeps its connection from asking again.
            if answer is not None:
                answer.close()
            if whole:
                with self._lock:
                    self._free.setdefault(place, []).append((line, time.monotonic()))
            else:
                line.close()
        return found


def _close_all(free: dict[Place, list[tuple[Line, float]]]) -> None:
    for lines in free.values():
        for line, _ in lines:
            line.close()
    free.clear()


class _StaleError(Exception):
    """A connection was closed before it answered anything."""


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


@lru_cache(4096)
def _place(scheme: str, netloc: str) -> Place:
    """Return the host that an address names; one host has thousands of addresses.

    Raises:
        ValueError: it names none that can be posted to.
    """
    parts = SplitResult(scheme, netloc, "", "", "")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise ValueError(netloc)
    host = parts.hostname.encode("idna").decode("ascii")
    return scheme, host, parts.port or (443 if scheme == "https" else 80)


def _named(error: BaseException) -> str:
    return type(error).__name__
