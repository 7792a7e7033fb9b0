"""Ask a web service politely: not too fast, again when it stumbles, never giving a token away."""

import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import NoReturn

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from anlan.model.errors import SourceError
from anlan.model.portal import Secret, WebPortal
from anlan.pool.connectors import secrets
from anlan.pool.connectors.cells import decode
from anlan.pool.connectors.settings import HttpSettings
from anlan.store.outside import CheckedTransport, InsideError, Network, PlainError

# 202 is how SODA says that a query is still running.
PASSING = frozenset({202, 408, 429, 500, 502, 503, 504})
_SHOWN = 120


@dataclass(frozen=True)
class Timer:
    """The clock to wait by, in seconds; tests give one that doesn't."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


REAL_TIME = Timer()


@dataclass(frozen=True)
class Answer:
    """A whole answer: its bytes, its headers, and the address that gave it."""

    content: bytes
    headers: httpx.Headers
    url: httpx.URL

    @property
    def text(self) -> str:
        """The beginning as text, to be shown in a message."""
        return self.content[: 4 * _SHOWN].decode("utf-8", errors="replace")[:_SHOWN]


class _PassingError(Exception):
    """An answer, or the lack of one, that may be better next time."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(reason)


class PoliteClient:
    """Get from one service, at a limited rate, with retries.

    Waits between attempts grow exponentially with jitter; a ``Retry-After`` of the server goes
    first, and one longer than the longest wait ends the reading. Redirects are not followed: the
    token would go with them. An answer has an end: so many bytes, so many seconds. Hosts inside
    are refused unless their network is allowed, and http without TLS is for those only.

    Args:
        base: the address that paths are put behind.
        name: what to call the source in messages.
        settings: how to ask.
        headers: sent with each request; may hold secrets.
        allowed: networks inside that may be asked.
        timer: the clock.
        credential: what the token is called, for messages.
    """

    def __init__(
        self,
        base: httpx.URL,
        name: str,
        settings: HttpSettings,
        *,
        headers: Mapping[str, str] | None = None,
        allowed: tuple[Network, ...] = (),
        timer: Timer = REAL_TIME,
        credential: str = "",
    ) -> None:
        self._base = base
        self._name = name
        self._settings = settings
        self._timer = timer
        self._credential = credential
        self._next_at = 0.0
        self.bytes_done = 0
        self._client = httpx.Client(
            base_url=base,
            timeout=settings.timeout_seconds,
            headers=dict(headers or {}),
            transport=_transport(base, allowed),
        )

    def __enter__(self) -> "PoliteClient":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(self, path: str, query: Mapping[str, str], page: int) -> object:
        """Return the decoded JSON; ``page`` is for messages, 0 before the first.

        Raises:
            SourceError: refused, unknown, moved, not JSON, or down after all attempts.
        """
        return self.decoded(self.fetch(path, query, page), page)

    def fetch(self, path: str, query: Mapping[str, str], page: int) -> Answer:
        """Return the answer to a path below the base, or to a whole address of the same host.

        Raises:
            SourceError: refused, unknown, moved, elsewhere, or down after all attempts.
        """
        settings = self._settings
        address = self._client.build_request("GET", path).url
        if query:
            address = address.copy_merge_params(dict(query))
        if (address.scheme, address.netloc) != (self._base.scheme, self._base.netloc):
            raise SourceError("error.source.portal_moved", file=self._name, address=address)
        retrying = Retrying(
            retry=retry_if_exception_type(_PassingError),
            stop=stop_after_attempt(settings.attempts),
            wait=lambda state: self._wait(state, page),
            sleep=self._timer.sleep,
            reraise=True,
        )
        try:
            status, answer = retrying(self._ask, address)
        except _PassingError as error:
            raise SourceError(
                "error.source.portal_down",
                file=self._name,
                page=page,
                n=settings.attempts,
                reason=str(error),
            ) from error
        self.bytes_done += len(answer.content)
        if status != httpx.codes.OK:
            self._refuse(status, answer)
        return answer

    def decoded(self, answer: Answer, page: int) -> object:
        """Return the JSON of an answer.

        Raises:
            SourceError: it is something else: a web page, or half of it.
        """
        try:
            return decode(answer.content.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise self.nonsense(answer.text, page) from error

    def nonsense(self, shown: str, page: int) -> SourceError:
        """Return the error for an answer that isn't what the service should give."""
        return SourceError(
            "error.source.portal_not_json", file=self._name, page=page, reason=shown[:_SHOWN]
        )

    def _ask(self, address: httpx.URL) -> tuple[int, Answer]:
        self._keep_pace()
        settings = self._settings
        until = time.monotonic() + settings.answer_seconds
        found = bytearray()
        try:
            with self._client.stream("GET", address) as response:
                for part in response.iter_bytes():
                    found += part
                    if len(found) > settings.answer_bytes:
                        size = settings.answer_bytes // 2**20
                        raise SourceError("error.source.portal_long", file=self._name, size=size)
                    if time.monotonic() > until:
                        raise _PassingError(f"no end after {settings.answer_seconds:g} s")
        except InsideError as error:
            if error.unknown:
                raise _PassingError(error.reason) from error
            raise SourceError(
                "error.source.portal_inside", file=self._name, reason=error.reason
            ) from error
        except PlainError as error:
            raise SourceError("error.source.portal_scheme", file=self._name) from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _PassingError(type(error).__name__) from error
        if response.status_code in PASSING:
            after = _seconds(response.headers.get("Retry-After"))
            raise _PassingError(f"HTTP {response.status_code}", after)
        return response.status_code, Answer(bytes(found), response.headers, address)

    def _keep_pace(self) -> None:
        now = self._timer.now()
        if now < self._next_at:
            self._timer.sleep(self._next_at - now)
        self._next_at = max(now, self._next_at) + 1 / self._settings.requests_per_second

    def _wait(self, state: RetryCallState, page: int) -> float:
        settings = self._settings
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _PassingError) and error.retry_after is not None:
            if error.retry_after > settings.longest_wait_seconds:
                raise SourceError(
                    "error.source.portal_busy",
                    file=self._name,
                    page=page,
                    n=round(error.retry_after),
                ) from error
            return error.retry_after
        first, longest = settings.first_wait_seconds, settings.longest_wait_seconds
        return wait_exponential_jitter(multiplier=first, max=longest, jitter=first)(state)

    def _refuse(self, status: int, answer: Answer) -> NoReturn:
        file = self._name
        if httpx.codes.is_redirect(status):
            address = answer.headers.get("Location", "").partition("?")[0]
            raise SourceError("error.source.portal_moved", file=file, address=address)
        if status == httpx.codes.NOT_FOUND:
            raise SourceError("error.source.portal_unknown", file=file)
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            variable = self._credential
            key = "error.source.portal_denied" if variable else "error.source.portal_private"
            raise SourceError(key, file=file, status=status, variable=variable)
        raise SourceError(
            "error.source.portal_refused", file=file, status=status, reason=answer.text
        )


def client_for(
    portal: WebPortal, settings: HttpSettings, timer: Timer, elsewhere: str | None = None
) -> PoliteClient:
    """Return a client for the service of a pack, with its headers.

    For an address ``elsewhere`` that the service names, headers go along only to the same host.

    Raises:
        SourceError: a secret is named that isn't there.
    """
    base = httpx.URL(portal.url)
    try:
        target = base.join(elsewhere or "")
    except httpx.InvalidURL as error:
        raise SourceError("error.source.portal_moved", file=portal.place, address="") from error
    if target.scheme not in ("http", "https") or not target.host or target.userinfo:
        address = f"{target.scheme}://{target.host}"
        raise SourceError("error.source.portal_moved", file=portal.place, address=address)
    same = (target.scheme, target.netloc) == (base.scheme, base.netloc)
    headers: dict[str, str] = {} if elsewhere else {"Accept": "application/json"}
    named = []
    for header, value in portal.headers.items() if same else ():
        if isinstance(value, Secret):
            named.append(value.env or value.file or "")
            value = secrets.read(value, portal.place)  # noqa: PLW2901
        headers[header] = value
    return PoliteClient(
        target,
        portal.place,
        settings,
        headers=headers,
        allowed=portal.networks,
        timer=timer,
        credential=", ".join(named),
    )


def _transport(base: httpx.URL, allowed: tuple[Network, ...]) -> httpx.BaseTransport:
    """Return what sends requests: straight to checked addresses, or to the site's own proxy.

    A proxy of the environment looks names up itself, so it must decide which hosts inside may be
    asked; an address given in numbers is checked here all the same.
    """
    number = ":" in base.host or base.host.replace(".", "").isdigit()
    proxy = urllib.request.getproxies().get(base.scheme)
    straight = base.scheme == "http" or number or urllib.request.proxy_bypass(base.host)
    if proxy is None or straight:
        return CheckedTransport(allowed, tls=True)
    return httpx.HTTPTransport(proxy=proxy)


def _seconds(header: str | None) -> float | None:
    """Return what ``Retry-After`` asks for: seconds, or the time until a date; RFC 9110, 10.2.3."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
