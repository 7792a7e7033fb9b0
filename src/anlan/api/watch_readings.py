"""Readings sent over HTTP: taken in many at once, answered when they are on disk."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from anlan.api.guard import Rule, known, state_of
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.problems import RefusalError, language
from anlan.api.state import CityState
from anlan.model.errors import AccessError, WatchError
from anlan.model.permission import Permission
from anlan.watch.intake import (
    ANY_CLIENT,
    REASONS,
    BusyError,
    By,
    Receipt,
    Rows,
    from_arrow,
    from_json,
    settings,
    unreadable,
)
from anlan.watch.registry import CLIENT_PREFIX
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/watch", tags=["sensing"], dependencies=[Depends(refuse_unknown)]
)
ARROW, JSON = "application/vnd.apache.arrow.stream", "application/json"
SOURCE = "http"
AGAIN_SECONDS = 2
"""So much later somebody who was turned away may come back."""
_SAMPLE = 100


@dataclass(frozen=True)
class Sending:
    """Who sends, to which city."""

    city: CityState
    by: By


class Sends(Rule):
    """The rule of the route that takes readings: a sender's secret, or an account's permission."""

    permission: Permission = "sensing.send"

    def __call__(self, request: Request, city: str) -> Sending:
        """Return who sends.

        Raises:
            AccessError: nobody that may.
            RefusalError: the city isn't here, or too much was sent.
        """
        state = state_of(request)
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and secret.strip().startswith(CLIENT_PREFIX):
            found = state.city(city)
            sender = found.senders.snapshot().of_secret(secret.strip()) if found else None
            if found is None or sender is None:
                raise AccessError("error.access.expired")
            state.limiter.count_sends(f"client:{city}/{sender.name}")
            return Sending(city=found, by=By(sender.id, sender.name))
        person = known(request)
        scope = person.scope(self.permission, city)
        if not scope:
            raise AccessError("error.access.may_not", permission=self.permission)
        if not scope.whole:
            raise RefusalError(403, "error.watch.whole_city")
        found = state.city(city)
        if found is None:
            names = ", ".join(state.names)
            raise RefusalError(404, "api.no_city", "path.city", city=city, names=names)
        return Sending(city=found, by=By(ANY_CLIENT, person.who))


class RefusedRow(BaseModel):
    """A reading that was not taken."""

    row: int = Field(description="Its place among those sent; 0 is the first.")
    reason: str = Field(examples=["not_owner"])
    text: str = Field(description="Why, in words.")


class ReadingsTaken(BaseModel):
    """What became of the readings; all that were taken are on disk."""

    taken: int = Field(description="New ones.")
    repeated: int = Field(description="Those that were had already; each counts once.")
    refused: int
    reasons: dict[str, int] = Field(description="How many were refused for each reason.")
    rows: list[RefusedRow] = Field(description="The first of those that were refused.")


_READING = {
    "type": "object",
    "required": ["stream", "value"],
    "additionalProperties": False,
    "properties": {
        "stream": {
            "description": "The datastream's key, or its number.",
            "anyOf": [{"type": "string"}, {"type": "integer", "format": "int64"}],
        },
        "value": {"anyOf": [{"type": t} for t in ("number", "boolean", "string", "null")]},
        "at": {
            "description": "When: a moment with its zone, or whole microseconds since 1970."
            " Without it: when it comes in.",
            "anyOf": [
                {"type": "string", "format": "date-time"},
                {"type": "integer", "format": "int64"},
            ],
        },
        "unit": {"type": "string", "description": "Refused where it isn't the one registered."},
    },
}
_COLUMNS = {
    "streams": _READING["properties"]["stream"],  # type: ignore[index]
    "at": _READING["properties"]["at"],  # type: ignore[index]
    "values": {"anyOf": [{"type": t} for t in ("number", "boolean", "null")]},
    "units": {"type": "string"},
}
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "additionalProperties": False,
                    "description": "Rows in `readings`, or columns of the same length.",
                    "properties": {
                        "readings": {"type": "array", "items": _READING},
                        **{n: {"type": "array", "items": each} for n, each in _COLUMNS.items()},
                    },
                }
            },
            ARROW: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.post("/readings", openapi_extra=BODY)
async def take(
    request: Request, sending: Annotated[Sending, Depends(Sends())], lang: Lang = "en"
) -> ReadingsTaken:
    """Take readings in; answer when those that are taken are on disk, each counted once.

    A sender may send what is registered as its own. What is refused is told row by row; the rest
    is taken. After 503, or no answer, send the same again.
    """
    body = await request.body()
    intake = sending.city.readings
    try:
        rows = await run_in_threadpool(
            _rows, request.headers.get("content-type", ""), body, sending
        )
    except WatchError as error:
        with suppress(BusyError):
            intake.put(unreadable(_sample(body)), sending.by, SOURCE, _nobody)
        raise RefusalError(422, error.key, "body", **error.values) from error
    receipt = await taken(sending, rows, language(request))
    return told(receipt, lang)


def _rows(media: str, body: bytes, sending: Sending) -> Rows:
    kind = media.partition(";")[0].strip().lower()
    streams = sending.city.streams.snapshot()
    if kind == ARROW:
        return from_arrow(body, streams)
    if kind == JSON:
        return from_json(body, streams, sending.city.readings.now())
    raise WatchError("error.watch.media", found=kind[:_SAMPLE])


async def taken(sending: Sending, rows: Rows, lang: Language) -> Receipt:
    """Hand readings to intake and wait until they are on disk.

    Raises:
        RefusalError: too much waits already, or the database refuses for too long.
    """
    intake, loop = sending.city.readings, asyncio.get_running_loop()
    done: asyncio.Future[Receipt] = loop.create_future()

    def then(receipt: Receipt) -> None:
        loop.call_soon_threadsafe(_settle, done, receipt)

    try:
        intake.put(rows, sending.by, SOURCE, then)
        return await asyncio.wait_for(done, settings().http.wait_s)
    except BusyError as error:
        raise _later(error.key, error.values) from error
    except TimeoutError as error:
        reason = intake.trouble.say(lang) if intake.trouble else ""
        raise _later("error.watch.slow", {"reason": reason}) from error


def _later(key: str, values: dict[str, object]) -> RefusalError:
    refusal = RefusalError(503, key, None, **values)
    refusal.retry_after = AGAIN_SECONDS
    return refusal


def _settle(done: "asyncio.Future[Receipt]", receipt: Receipt) -> None:
    if not done.done():  # who waited may have gone
        done.set_result(receipt)


def _nobody(_receipt: Receipt) -> None:
    """Take the receipt of what nobody waits for."""


def told(receipt: Receipt, lang: Language) -> ReadingsTaken:
    """Return what became of readings, for whoever sent them."""
    most = settings().http.told_rows
    first = zip(receipt.refused[:most].tolist(), receipt.why[:most].tolist(), strict=True)
    return ReadingsTaken(
        taken=receipt.taken,
        repeated=receipt.repeated,
        refused=len(receipt.refused),
        reasons=receipt.reasons(),
        rows=[
            RefusedRow(
                row=row, reason=REASONS[why], text=say(f"watch.refused.{REASONS[why]}", lang)
            )
            for row, why in first
        ],
    )


def _sample(body: bytes) -> str:
    return body[:_SAMPLE].decode("utf-8", "replace")
