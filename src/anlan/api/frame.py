"""What surrounds every request: its number, the log, metrics, size and time limits, headers.

A plain ASGI application: it is on the way of everything, and costs some microseconds.
"""

import asyncio
import contextlib
import re
import time
from dataclasses import replace
from secrets import token_hex
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from anlan.api.metrics import Metrics
from anlan.api.problems import fault, language, problem
from anlan.api.settings import Bounds, settings
from anlan.cases.photos import settings as photo_settings
from anlan.watch.intake import settings as readings_settings
from anlan.words import say

# The map's worker and its sprites come from our own origin; nothing is loaded from elsewhere, and
# no script or handler that stands in a page is run. Styles stand in pages that are one file.
POLICY = (
    "default-src 'self'; script-src 'self'; img-src 'self' data: blob:; "
    "style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; connect-src 'self'; "
    "object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), payment=()",
}
SECURE = {"Strict-Transport-Security": "max-age=31536000"}
PHOTOS = re.compile(
    r"/api/(public/)?cities/[^/]+/(photos|watch/(fleet/devices|views)/[^/]+/frames)$"
)
"""Where pictures are sent, which are larger than all else and take longer; those of the public are
small."""
READINGS = re.compile(r"/api/cities/[^/]+/watch/readings$")
"""Where sensors send, many readings at once."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
log = structlog.get_logger("anlan.http")


class Frame:
    """Wraps the application.

    Args:
        app: what answers.
        metrics: counts.
        bounds: limits, where not those of the settings.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, bounds: Bounds | None = None) -> None:
        self._app = app
        self._metrics = metrics
        self._bounds = bounds or settings().request
        photos = photo_settings()
        self._of_photos = replace(
            self._bounds, body_bytes=photos.bytes, body_seconds=photos.seconds
        )
        self._of_readings = replace(self._bounds, body_bytes=readings_settings().http.body_bytes)
        self._of_public = replace(self._of_photos, body_bytes=photos.public.bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number, started = token_hex(8), time.perf_counter()
        scope.setdefault("state", {})["number"] = number
        status = 500

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _dress(MutableHeaders(scope=message), number, scope["scheme"])
            await send(message)

        structlog.contextvars.bind_contextvars(request=number)
        try:
            await self._bounded(scope, receive, dressed)
        finally:
            seconds = time.perf_counter() - started
            self._note(scope, status, seconds)
            structlog.contextvars.clear_contextvars()

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        declared = headers.get("content-length", "")
        bounds = self._bounds_of(scope["path"])
        if _from_elsewhere(scope, headers):
            await self._refuse(scope, receive, send, 403, "access.cross_site")
        elif len(scope["raw_path"]) + len(scope["query_string"]) > self._bounds.target_bytes:
            await self._refuse(scope, receive, send, 414, "http.long")
        elif declared.isdigit() and int(declared) > bounds.body_bytes:
            await self._refuse(scope, receive, send, 413, "http.large", bounds.body_bytes)
        else:
            body = _Body(receive, bounds)
            try:
                await self._app(scope, body.receive, body.watch(send))
            except TooMuchError:
                pass
            except Exception:
                # Whatever it was goes into the log; the asker learns only the request's number.
                log.exception("fault")
                if not body.begun:
                    await fault(Request(scope))(scope, receive, send)
            if body.fault and not body.begun:
                status, code = body.fault.status, body.fault.code
                await self._refuse(scope, receive, send, status, code, bounds.body_bytes)

    def _bounds_of(self, path: str) -> Bounds:
        if READINGS.search(path):
            return self._of_readings
        found = PHOTOS.search(path)
        if found is None:
            return self._bounds
        return self._of_public if found[1] else self._of_photos

    async def _refuse(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        status: int,
        code: str,
        most: int = 0,
    ) -> None:
        request = Request(scope)
        detail = say(f"error.{code}", language(request), n=most)
        response = problem(request, status, code, detail)
        # What is still on its way would be read as the next request.
        response.headers["Connection"] = "close"
        await response(scope, receive, _lingering(receive, send, self._bounds.linger_seconds))

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = scope.get("route")
        path = getattr(route, "path", "-")
        self._metrics.request(scope["method"], path, status, seconds)
        # The query may hold what somebody searched for; the path of a route holds no values.
        log.info(
            "request",
            method=scope["method"],
            route=path,
            status=status,
            ms=round(1000 * seconds, 1),
            client=_address(scope, path),
        )


def _address(scope: Scope, route: str) -> str:
    """Return where a request of staff came from; residents are nobody, in the log as elsewhere."""
    of_staff = route.startswith("/api/") and not route.startswith("/api/public/")
    return scope["client"][0] if of_staff and scope.get("client") else "-"


class TooMuchError(Exception):
    """A body that is too large, or comes too slowly."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class _Body:
    """Hands a request's body on, as long as it keeps within the bounds."""

    def __init__(self, receive: Receive, bounds: Bounds) -> None:
        self._receive = receive
        self._bounds = bounds
        self._bytes = 0
        self._until = time.monotonic() + bounds.body_seconds
        self._more = True
        self.begun = False
        self.fault: TooMuchError | None = None

    async def receive(self) -> Message:
        """Return the next piece.

        Raises:
            TooMuchError: it would be too much, or takes too long.
        """
        if not self._more:
            return await self._receive()
        left = max(0.0, self._until - time.monotonic())
        try:
            message = await asyncio.wait_for(self._receive(), left)
        except TimeoutError as error:
            self.fault = TooMuchError(408, "http.slow")
            raise self.fault from error
        self._bytes += len(message.get("body", b""))
        if self._bytes > self._bounds.body_bytes:
            self.fault = TooMuchError(413, "http.large")
            raise self.fault
        self._more = bool(message.get("more_body", False))
        return message

    def watch(self, send: Send) -> Send:
        """Return ``send``, noting when an answer has begun.

        What the application says of a body that was cut off by us is not sent: we say it better.
        """

        async def watched(message: Message) -> None:
            if self.fault is None:
                self.begun = True
                await send(message)

        return watched


def _lingering(receive: Receive, send: Send, seconds: float) -> Send:
    """Return ``send``, which ends an answer only when what was still sent to us has been read.

    A connection closed over unread bytes is reset, and a reset may overtake the answer.
    """

    async def sent(message: Message) -> None:
        if message["type"] != "http.response.body" or message.get("more_body", False):
            await send(message)
            return
        await send({**message, "more_body": True})
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while (await receive()).get("more_body", False):
                    pass
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return sent


def _dress(headers: MutableHeaders, number: str, scheme: str) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if scheme == "https":
        headers.update(SECURE)
    headers["X-Request-Id"] = number
    if headers.get("content-type", "").startswith(("application/json", "application/problem")):
        headers.setdefault("Cache-Control", "no-store")


def _from_elsewhere(scope: Scope, headers: Headers) -> bool:
    """Return whether a page of another site makes an unsafe request here (Fetch Metadata)."""
    if scope["method"] in SAFE:
        return False
    site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
    if site:
        return site not in {"same-origin", "none"}
    return bool(origin) and urlsplit(origin).netloc != headers.get("host", "")
