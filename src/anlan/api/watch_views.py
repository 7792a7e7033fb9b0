"""Frames for a city's own model: scored for smoke, flame or water, and dropped."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from anlan.api.guard import CityNeeds, state_of
from anlan.api.instants import Instant
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.photos import BODY
from anlan.api.view import CityView
from anlan.api.watch_readings import ReadingsTaken, Sending, taken, told
from anlan.cases.clock.counter import aware
from anlan.model.permission import Area
from anlan.watch.fleet import rows
from anlan.watch.intake import ANY_CLIENT, By, Rows
from anlan.watch.views.frames import readings

router = APIRouter(
    prefix="/api/cities/{city}/watch/views", tags=["watch"], dependencies=[Depends(refuse_unknown)]
)
Keeper = Annotated[CityView, Depends(CityNeeds("fleet.manage"))]


class FrameScored(BaseModel):
    """What a frame scored; the frame itself is gone."""

    model: str = Field(description="The SHA-256 of the model's file.")
    scores: dict[str, float] = Field(description="Of smoke, flame, water; each 0 to 1.")
    readings: ReadingsTaken


@router.post("/{view}/frames", openapi_extra=BODY)
async def frame(
    request: Request,
    city: Keeper,
    view: str,
    device: Annotated[str, Query(max_length=200, description="The camera's key.")],
    at: Annotated[Instant | None, Query(description="When it was taken; now unless given.")] = None,
    lang: Lang = "en",
) -> FrameScored:
    """Let a model of the city's own look at a camera's still frame, and drop the frame.

    The scores become readings of the camera's datastreams of the kinds `view_smoke`, `view_flame`
    and `view_water`; the rules say how many of the last frames must show something. A model that
    tells of anything else is refused: never persons, faces or plates.
    """
    body = await request.body()
    moment = min(at or datetime.now(UTC), datetime.now(UTC))
    digest, scores, found = await run_in_threadpool(
        _scored, request, city, view, device, body, moment
    )
    sending = Sending(city=city.state, by=By(ANY_CLIENT, city.person.who))
    receipt = await taken(sending, found, lang)
    return FrameScored(model=digest, scores=scores, readings=told(receipt, lang))


def _scored(
    request: Request, city: CityView, view: str, device: str, body: bytes, at: datetime
) -> tuple[str, dict[str, float], Rows]:
    model = city.state.views.model(view)
    with state_of(request).database.session() as session:
        row = rows.find(session, city.city.name, device)
        if not city.scope.covers(Area(row.division, row.department)):
            raise rows.none(city.city.name, device)
        scores = model.scores(body)
        found = readings(session, city.city.name, row.key, row.thing, scores, aware(at))
    return model.digest, scores, found
