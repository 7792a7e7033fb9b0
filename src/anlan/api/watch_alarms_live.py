"""The alarm desk live: what changes is told as it happens, by server-sent events.

The event stream is that of the HTML standard (section 9.2): an event has the ledger's entry as its
id, so that a desk that lost its line goes on from there, by ``Last-Event-ID``.
"""

import asyncio
import json
import time
import weakref
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from anlan.api import watch_alarms_told as told
from anlan.api.guard import CityNeeds, recognise
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.settings import Streams, settings
from anlan.api.view import CityView
from anlan.api.watch_alarms import Asked
from anlan.model.errors import AccessError
from anlan.model.permission import Scope
from anlan.watch.alarms.desk import Wanted
from anlan.words import Language

router = APIRouter(
    prefix="/api/cities/{city}/watch/alarms",
    tags=["alarms"],
    dependencies=[Depends(refuse_unknown)],
)
City = Annotated[CityView, Depends(CityNeeds("alarm.read"))]
MEDIA = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Lines:
    """How many streams are open, of each person and of all; a process each."""

    def __init__(self, chosen: Streams) -> None:
        self._chosen = chosen
        self._lock = Lock()
        self._open = Counter[str]()

    def take(self, who: str) -> None:
        """Open a stream.

        Raises:
            RefusalError: too many are open.
        """
        with self._lock:
            chosen = self._chosen
            full = self._open.total() >= chosen.most or self._open[who] >= chosen.most_each
            if full:
                refusal = RefusalError(429, "api.streams", times=chosen.most_each)
                refusal.retry_after = round(chosen.beat_seconds)
                raise refusal
            self._open[who] += 1

    def give_back(self, who: str) -> None:
        """Note that a stream is over."""
        with self._lock:
            self._open[who] -= 1
            if not self._open[who]:
                del self._open[who]


_lines = Lines(settings().streams)


@router.get(
    "/live",
    response_class=StreamingResponse,
    responses={
        200: {"content": {MEDIA: {"schema": {"type": "string"}}}, "description": "Events."},
        406: {"description": "It was asked for as something else."},
    },
)
async def live(
    request: Request,
    city: City,
    asked: Asked,
    lang: Lang = "en",
    last_event_id: Annotated[
        str | None, Header(max_length=20, description="The last event that was seen.")
    ] = None,
) -> StreamingResponse:
    """Tell what changes among the open alarms within one's scope, until one signs out.

    `begin` says from which entry on it is told; `alarms` which have `changed` (as in the list) and
    which are `gone`; `reset` that the list is to be read anew; `end` that one isn't let in now.
    """
    if MEDIA not in request.headers.get("accept", ""):
        raise RefusalError(406, "api.event_stream", "header.Accept", media=MEDIA)
    if last_event_id is not None and not last_event_id.isdecimal():
        raise RefusalError(422, "api.event_id", "header.Last-Event-ID", found=last_event_id)
    _lines.take(city.person.who)
    seen = None if last_event_id is None else int(last_event_id)
    stream = _Stream(request, city, asked, lang, seen)
    # Also where nobody ever listens, because the line was lost before the first event.
    stream.over = weakref.finalize(stream, _lines.give_back, city.person.who)
    return StreamingResponse(stream.events(), media_type=MEDIA, headers=HEADERS)


@dataclass
class _Stream:
    """One desk's line."""

    request: Request
    city: CityView
    asked: Wanted
    lang: Language
    seen: int | None
    over: Callable[[], object] = field(default=lambda: None)

    async def events(self) -> AsyncIterator[str]:
        """Yield events, and a beat now and then, as long as whoever asked is let in."""
        chosen = settings().streams
        beat = checked = time.monotonic()
        try:
            while not await self.request.is_disconnected():
                event = await run_in_threadpool(self._next)
                now = time.monotonic()
                if event:
                    yield event
                    beat = now
                elif now - beat > chosen.beat_seconds:
                    yield ": beat\n\n"
                    beat = now
                if now - checked > chosen.check_seconds:
                    if not await run_in_threadpool(self._still_let_in):
                        yield _event("end", {}, self.seen)
                        return
                    checked = now
                await asyncio.sleep(chosen.look_seconds)
        finally:
            self.over()

    def _next(self) -> str:
        """Return what there is to tell by now; empty where there is nothing."""
        shown = self.city.state.open_alarms.snapshot()
        if self.seen is None:
            self.seen = shown.seq
            return _event("begin", {"seq": shown.seq}, shown.seq)
        if self.seen > shown.seq or (self.seen < shown.since):
            # Another ledger, or so long ago that what was closed since is forgotten.
            self.seen = shown.seq
            return _event("reset", {"seq": shown.seq}, shown.seq)
        if self.seen == shown.seq:
            return ""
        mine = shown.within(self.city.scope)
        fits = shown.only(mine, self.asked)
        changed = shown.changed(fits, self.seen)
        # What no longer fits what was asked for is gone from this desk.
        left = set(shown.changed(mine, self.seen)["id"].tolist()) - set(changed["id"].tolist())
        gone = sorted(left | set(shown.closed(self.seen)))
        self.seen = shown.seq
        if not len(changed) and not gone:
            return ""
        lines = [told.line(self.city, self.lang, shown, row) for row in changed]
        body = {
            "seq": shown.seq,
            "total": len(fits),
            "changed": [each.model_dump(mode="json") for each in lines],
            "gone": gone,
        }
        return _event("alarms", body, shown.seq)

    def _still_let_in(self) -> bool:
        """Return whether who asked may still see the same; what they may is looked up anew."""
        try:
            person = recognise(self.request)
        except AccessError:
            return False
        name = self.city.city.name
        scope = person.scope("alarm.read", name) if person else Scope()
        return scope == self.city.scope


def _event(name: str, body: dict[str, Any], seq: int | None) -> str:
    number = "" if seq is None else f"id: {seq}\n"
    return f"{number}event: {name}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n"
