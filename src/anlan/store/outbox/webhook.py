"""Tell a webhook, signed as the Standard Webhooks specification says, and never a host inside.

Specification: https://www.standardwebhooks.com, version 1.0.0 (headers ``webhook-id``,
``webhook-timestamp`` and ``webhook-signature``; HMAC-SHA256 of "id.timestamp.body").
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import httpx

from anlan.store.outbox.deliver import RefusedError
from anlan.store.outbox.lines import LineError, Lines
from anlan.store.outbox.settings import settings
from anlan.store.outbox.tables import Delivery
from anlan.store.outside import Network


class WebhookSender:
    """Posts messages as JSON.

    Args:
        open_secret: opens an endpoint's sealed secret.
        allowed: networks inside that may be told all the same; by default none.
        timeout: so many seconds a host may take; by default that of the settings.
    """

    def __init__(
        self,
        open_secret: Callable[[str], str],
        allowed: Iterable[Network] = (),
        timeout: float | None = None,
    ) -> None:
        chosen = settings()
        self._open = open_secret
        self._lines = Lines(allowed, timeout or chosen.timeout_seconds, chosen.line_seconds)

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Post the message; any answer but 2xx is a refusal.

        Raises:
            RefusedError: no such host, a host inside, no answer in time, or another answer.
        """
        self.post(delivery, content(delivery), now)

    def post(self, delivery: Delivery, body: bytes, now: datetime) -> None:
        """Post a body of JSON, signed, to the endpoint of a delivery.

        Raises:
            RefusedError: as by :meth:`send`.
        """
        secret = self._open(delivery.endpoint.secret)
        headers = signed(f"msg_{delivery.seq}", int(now.timestamp()), body, secret)
        headers["content-type"] = "application/json"
        _post(self._lines, delivery.endpoint.address, body, headers)


def post(
    to: str, body: bytes, headers: Mapping[str, str], allowed: Iterable[Network], timeout: float
) -> bytes:
    """Post ``body`` to an address outside, once; return the answer, if it is a success.

    Raises:
        RefusedError: no such host, a host inside, no answer in time, another answer, or one that
            is too long.
    """
    lines = Lines(allowed, timeout)
    try:
        return _post(lines, to, body, headers)
    finally:
        lines.close()


def _post(lines: Lines, to: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    try:
        return lines.post(to, body, headers)
    except LineError as error:
        raise RefusedError(str(error)) from error


def content(delivery: Delivery) -> bytes:
    """Return the body of a delivery's message."""
    entry = delivery.entry
    facts = json.loads(entry.after or "{}")
    told = {
        "type": entry.act,
        "timestamp": entry.moment,
        "data": facts | {"subject": entry.subject, "entry": entry.seq},
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def signed(number: str, moment: int, body: bytes, secret: str) -> dict[str, str]:
    """Return the headers that sign a message.

    >>> signed("msg_1", 1614265330, b"{}", "s3cret")["webhook-signature"][:3]
    'v1,'

    The receiver computes the same from its secret, the two other headers and the body.
    """
    text = b".".join((number.encode(), str(moment).encode(), body))
    digest = hmac.new(secret.encode(), text, hashlib.sha256).digest()
    signature = base64.b64encode(digest).decode("ascii")
    return {
        "webhook-id": number,
        "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,{signature}",
    }


def address(text: str) -> httpx.URL:
    """Return a webhook's address.

    Raises:
        RefusedError: it is no web address, or carries a user's name.
    """
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise RefusedError("the address is no web address") from error
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo:
        raise RefusedError("the address must be http:// or https:// with a host and no user")
    return url
