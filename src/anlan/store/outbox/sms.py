"""Tell somebody by a short message, through a gateway that takes web requests.

Every operator's gateway calls the same things by other names; a file says how ours does it, so that
none needs code. See docs/howto/short-messages.md for its keys.
"""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from anlan.model.errors import StoreError
from anlan.store.history import told
from anlan.store.outbox.deliver import RefusedError
from anlan.store.outbox.settings import settings
from anlan.store.outbox.tables import Delivery
from anlan.store.outbox.webhook import address, post
from anlan.store.outside import Network
from anlan.words import Language

NUMBER = re.compile(r"\+?[0-9]{5,15}")
"""A number as E.164 has it, or a short code of a duty desk."""
ABOUT = ("language", "places", "polygons", "circles")
"""What is known about a public alert beside its text; see :class:`Gateway`."""
_PLACE = re.compile(rf"\{{(to|text|id|{'|'.join(ABOUT)})\}}")
_MEDIA = {"json": "application/json", "form": "application/x-www-form-urlencoded"}
_SECRET = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


class Accepted(BaseModel):
    """How the gateway's answer says that it took a message: a key of its JSON, and its value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    equals: str


class Gateway(BaseModel):
    """How a gateway wants to be told.

    Attributes:
        url: where to.
        content: whether it takes JSON or a form.
        fields: what it wants, by its own names; in a value ``{to}``, ``{text}`` and ``{id}`` stand
            for the number, the words and the message's own id, and ``${NAME}`` for a variable of
            the environment, so that no secret stands in the file. Of a public alert ``{language}``,
            ``{places}``, ``{polygons}`` and ``{circles}`` say for whom it is; else they are empty.
        headers: the same for the request's headers.
        longest: so many characters of a notice are sent; a public alert is sent whole.
        accepted: None where any answer of success means that it was taken.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    content: Literal["json", "form"] = "json"
    fields: Mapping[str, str]
    headers: Mapping[str, str] = Field(default_factory=dict)
    longest: int = Field(default=500, ge=20, le=2000)
    accepted: Accepted | None = None

    @classmethod
    def read(cls, path: Path, environment: Mapping[str, str] = os.environ) -> "Gateway":
        """Return the gateway that a file declares.

        Raises:
            StoreError: it can't be read, declares no gateway, or names a variable that isn't set.
        """
        try:
            found = cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
            address(found.url)
            filled = {
                name: {key: _filled(text, environment) for key, text in part.items()}
                for name, part in (("fields", found.fields), ("headers", found.headers))
            }
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RefusedError) as error:
            raise StoreError("error.store.sms", file=path.name, reason=str(error)) from error
        except ValidationError as error:
            first = error.errors()[0]
            reason = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
            raise StoreError("error.store.sms", file=path.name, reason=reason) from error
        except KeyError as error:
            reason = f"{error.args[0]} is not set"
            raise StoreError("error.store.sms", file=path.name, reason=reason) from error
        return found.model_copy(update=filled)


def _filled(text: str, environment: Mapping[str, str]) -> str:
    return _SECRET.sub(lambda found: environment[found[1]], text)


@dataclass(frozen=True)
class SmsSender:
    """Sends messages as short messages.

    Attributes:
        gateway: through which.
        allowed: networks inside in which the gateway may be; by default none.
        lang: in which language.
    """

    gateway: Gateway
    allowed: tuple[Network, ...] = ()
    lang: Language = "en"
    timeout: float = field(default_factory=lambda: settings().timeout_seconds)

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Send the message; its id is the same at every attempt.

        Raises:
            RefusedError: the gateway is away, refuses it, or doesn't say that it took it.
        """
        sentence = told(delivery.entry).say(self.lang)
        self.post(delivery, sentence[: self.gateway.longest])

    def post(self, delivery: Delivery, text: str, about: Mapping[str, str] | None = None) -> None:
        """Send a text to the endpoint of a delivery, with what else is known about it.

        Raises:
            RefusedError: as by :meth:`send`.
        """
        values = (
            dict.fromkeys(ABOUT, "")
            | dict(about or {})
            | {
                "to": delivery.endpoint.address,
                "text": text,
                "id": f"msg_{delivery.seq}_{delivery.endpoint_id}",
            }
        )
        fields = {name: _put(text, values) for name, text in self.gateway.fields.items()}
        as_json = self.gateway.content == "json"
        body = json.dumps(fields, ensure_ascii=False) if as_json else urlencode(fields)
        headers = {"content-type": _MEDIA[self.gateway.content], **self.gateway.headers}
        answer = post(self.gateway.url, body.encode(), headers, self.allowed, self.timeout)
        self._check(answer)

    def _check(self, answer: bytes) -> None:
        wanted = self.gateway.accepted
        if wanted is None:
            return
        try:
            found: Any = json.loads(answer)
        except ValueError as error:
            raise RefusedError("the gateway's answer is no JSON") from error
        said = found.get(wanted.key) if isinstance(found, dict) else None
        if str(said) != wanted.equals:
            raise RefusedError(f"the gateway answered {wanted.key} = {str(said)[:60]}")


def _put(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its places filled, once: what is filled in is never looked through."""
    return _PLACE.sub(lambda found: values[found[1]], text)


def check_number(text: str) -> None:
    """Refuse what is no number to send to.

    Raises:
        RefusedError: it isn't one.
    """
    if not NUMBER.fullmatch(text):
        raise RefusedError(
            "the address must be a number or code that the gateway knows, like +862712345678"
        )
