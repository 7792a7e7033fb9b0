"""Ask a web service politely: not too fast, again when it stumbles, never giving a token away."""

import ipaddress
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import NoReturn

import httpx
import structlog
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from anlan.model.errors import SourceError
from anlan.pool.connectors.cells import decode
from anlan.pool.connectors.settings import SocrataSettings

# 202 is how SODA says that a query is still running.
PASSING = frozenset({202, 408, 429, 500, 502, 503, 504})
_SHOWN = 120
_log = structlog.get_logger()


@dataclass(frozen=True)
class Timer:
    """The clock to wait by, in seconds; tests give one that doesn't."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


REAL_TIME = Timer()


class _PassingError(Exception):
    """An answer, or the lack of one, that may be better next time."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(reason)


class PoliteClient:
    """Get JSON from one host, at a limited rate, with retries.

    Waits between attempts grow exponentially with jitter; a ``Retry-After`` of the server goes
    first, and one longer than the longest wait ends the reading. Redirects are not followed: the
    token would go with them. The token is read from the environment when the client is made and
    only ever put in a header.
    """

    def __init__(
        self,
        domain: str,
        name: str,
        settings: SocrataSettings,
        timer: Timer = REAL_TIME,
    ) -> None:
        self._name = name
        self._settings = settings
        self._timer = timer
        self._next_at = 0.0
        self._down = False
        self.bytes_done = 0
        token = os.environ.get(settings.token_variable)
        address = _base_url(domain, name, settings.scheme)
        self._client = httpx.Client(
            base_url=address,
            timeout=settings.timeout_seconds,
            headers={"X-App-Token": token} if token else {},
            # A server on this machine is never reached through a proxy.
            trust_env=not _is_loopback(address.host),
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

    def get(self, path: str, query: dict[str, str], page: int) -> object:
        """Return the decoded answer; ``page`` is for messages, 0 before the first.

        Raises:
            SourceError: refused, unknown, moved, not JSON, or down after all attempts.
        """
        settings = self._settings
        retrying = Retrying(
            retry=retry_if_exception_type(_PassingError),
            stop=stop_after_attempt(settings.attempts),
            wait=lambda state: self._wait(state, page),
            before_sleep=self._tell_down,
            sleep=self._timer.sleep,
            reraise=True,
        )
        try:
            response = retrying(self._ask, path, query)
        except _PassingError as error:
            raise SourceError(
                "error.source.portal_down",
                file=self._name,
                page=page,
                n=settings.attempts,
                reason=str(error),
            ) from error
        self._tell_up()
        self.bytes_done += len(response.content)
        if response.status_code != httpx.codes.OK:
            self._refuse(response)
        return self._decoded(response, page)

    def _ask(self, path: str, query: dict[str, str]) -> httpx.Response:
        self._keep_pace()
        try:
            response = self._client.get(path, params=query)
        except httpx.TransportError as error:
            raise _PassingError(type(error).__name__) from error
        if response.status_code in PASSING:
            after = _seconds(response.headers.get("Retry-After"))
            raise _PassingError(f"HTTP {response.status_code}", after)
        return response

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
                    variable=settings.token_variable,
                ) from error
            return error.retry_after
        first, longest = settings.first_wait_seconds, settings.longest_wait_seconds
        return wait_exponential_jitter(initial=first, max=longest, jitter=first)(state)

    def _tell_down(self, state: RetryCallState) -> None:
        if not self._down:
            error = state.outcome.exception() if state.outcome else None
            _log.warning("source_down", source=self._name, reason=str(error))
        self._down = True

    def _tell_up(self) -> None:
        if self._down:
            _log.info("source_back", source=self._name)
        self._down = False

    def _refuse(self, response: httpx.Response) -> NoReturn:
        status, file = response.status_code, self._name
        if response.is_redirect:
            address = response.headers.get("Location", "")
            raise SourceError("error.source.portal_moved", file=file, address=address)
        if status == httpx.codes.NOT_FOUND:
            raise SourceError("error.source.portal_unknown", file=file)
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            variable = self._settings.token_variable
            raise SourceError(
                "error.source.portal_denied", file=file, status=status, variable=variable
            )
        reason = response.text[:_SHOWN]
        raise SourceError("error.source.portal_refused", file=file, status=status, reason=reason)

    def _decoded(self, response: httpx.Response, page: int) -> object:
        try:
            return decode(response.content.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            reason = response.text[:_SHOWN]
            raise SourceError(
                "error.source.portal_not_json", file=self._name, page=page, reason=reason
            ) from error


def _base_url(domain: str, name: str, scheme: str) -> httpx.URL:
    """Return the address of the portal; one on this machine is asked without TLS.

    Raises:
        SourceError: no domain, or not https although the server isn't on this machine.
    """
    try:
        url = httpx.URL(f"{scheme}://{domain}")
    except httpx.InvalidURL as error:
        raise SourceError("error.source.portal_address", address=name) from error
    if not url.host or url.raw_path != b"/" or url.userinfo or scheme not in ("http", "https"):
        raise SourceError("error.source.portal_address", address=name)
    if _is_loopback(url.host):
        return url.copy_with(scheme="http")
    if scheme != "https":
        raise SourceError("error.source.portal_scheme", file=name)
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


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
