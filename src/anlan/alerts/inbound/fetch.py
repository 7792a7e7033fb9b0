"""Fetch a feed, or a message it names: with an end in bytes and time, from checked hosts only."""

import ipaddress
import time
from dataclasses import dataclass

import httpx

from anlan.alerts.inbound.settings import settings
from anlan.model.alerts import FollowedFeed
from anlan.model.errors import AlertError
from anlan.store.outside import CheckedTransport, InsideError, PlainError

ACCEPT = "application/atom+xml, application/rss+xml, application/cap+xml, application/xml;q=0.9"


@dataclass(frozen=True)
class Fetched:
    """What a host answered; ``body`` is None where nothing is new."""

    body: bytes | None
    etag: str
    modified: str


class Fetcher:
    """Asks the hosts of one feed; to be closed in the end."""

    def __init__(self, feed: FollowedFeed) -> None:
        allowed = tuple(ipaddress.ip_network(each) for each in feed.networks)
        self._client = httpx.Client(
            transport=CheckedTransport(allowed, tls=True),
            timeout=settings().seconds,
            headers={"accept": ACCEPT, "user-agent": "anlan"},
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def feed(self, url: str, etag: str, modified: str) -> Fetched:
        """Return a feed, or that it is what it was.

        Raises:
            AlertError: it can't be had.
        """
        known = {"if-none-match": etag, "if-modified-since": modified}
        headers = {name: value for name, value in known.items() if value}
        return self._get(url, headers, settings().feed_bytes)

    def message(self, url: str) -> bytes:
        """Return a message that a feed names.

        Raises:
            AlertError: it can't be had.
        """
        return self._get(url, {}, settings().message_bytes).body or b""

    def _get(self, url: str, headers: dict[str, str], most: int) -> Fetched:
        until, found = time.monotonic() + settings().seconds, bytearray()
        try:
            with self._client.stream("GET", url, headers=headers) as answer:
                told = (answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
                if answer.status_code == httpx.codes.NOT_MODIFIED:
                    return Fetched(None, *(each[:200] for each in told))
                if answer.status_code != httpx.codes.OK:
                    raise AlertError("error.feeds.status", status=answer.status_code)
                for part in answer.iter_bytes(65_536):
                    found += part
                    if len(found) > most:
                        raise AlertError("error.feeds.large", most=most)
                    if time.monotonic() > until:
                        raise AlertError("error.feeds.slow", seconds=f"{settings().seconds:g}")
        except (InsideError, PlainError) as error:
            raise AlertError("error.feeds.host", reason=error) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise AlertError("error.feeds.away", reason=type(error).__name__) from error
        return Fetched(bytes(found), *(each[:200] for each in told))
