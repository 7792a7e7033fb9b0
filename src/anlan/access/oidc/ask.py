"""Ask a provider, and trust its answer with neither time nor memory.

A provider may stand on a private address, unlike a webhook's host: who the provider is, is said by
the administrator in a file on the server, never by somebody who uses the console, so it lets nobody
reach what they couldn't before; and a city's directory usually stands inside. Its own document says
where its other addresses are: whoever is trusted to say who people are, is trusted to say that too.

Certificates are checked against the machine's own store, so that a city's own authority counts
(``SSL_CERT_FILE`` names another). Proxies and passwords of the environment are not used.
"""

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx

from anlan.access.oidc.limits import limits
from anlan.model.errors import AccessError


@dataclass(frozen=True)
class Answer:
    """What a provider answered: JSON."""

    status: int
    data: Mapping[str, Any] = field(repr=False)


@cache
def _authorities() -> ssl.SSLContext:
    return ssl.create_default_context()


def ask(
    provider: str, method: str, url: str, headers: Mapping[str, str] | None = None, body: str = ""
) -> Answer:
    """Return the answer of ``provider`` at ``url``.

    Raises:
        AccessError: it can't be reached, is too slow, answers too much, no JSON object, or sends
            elsewhere. The sentence names its host, and nothing that it said.
    """
    host = httpx.URL(url).netloc.decode("ascii")
    asked = {"accept": "application/json", "accept-encoding": "identity"} | dict(headers or {})
    seconds = limits().seconds
    try:
        with (
            httpx.Client(timeout=seconds, trust_env=False, verify=_authorities()) as client,
            client.stream(method, url, headers=asked, content=body.encode()) as answer,
        ):
            if answer.is_redirect:
                raise AccessError("error.oidc.redirect", provider=provider, host=host)
            content = _bounded(provider, host, answer)
    except httpx.TimeoutException as error:
        raise AccessError(
            "error.oidc.slow", provider=provider, host=host, seconds=f"{seconds:g}"
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = type(error).__name__
        raise AccessError("error.oidc.away", provider=provider, host=host, reason=reason) from error
    return Answer(answer.status_code, _object(provider, host, answer.status_code, content))


def _bounded(provider: str, host: str, answer: httpx.Response) -> bytes:
    """Read a body that is neither too long nor too slow, as it came over the wire."""
    most, until = limits().bytes, time.monotonic() + limits().seconds
    content = b""
    for piece in answer.iter_raw():
        content += piece
        if len(content) > most:
            raise AccessError("error.oidc.big", provider=provider, host=host, bytes=most)
        if time.monotonic() > until:
            raise AccessError(
                "error.oidc.slow", provider=provider, host=host, seconds=f"{limits().seconds:g}"
            )
    return content


def _object(provider: str, host: str, status: int, content: bytes) -> dict[str, Any]:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise AccessError(
            "error.oidc.no_json", provider=provider, host=host, status=status
        ) from error
    if not isinstance(data, dict):
        raise AccessError("error.oidc.no_json", provider=provider, host=host, status=status)
    return data
