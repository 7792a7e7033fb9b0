"""The fleet, changed: devices taken in, that they answered, looks, outages, repairs."""

import math
from datetime import UTC, datetime
from typing import Annotated

import polars as pl
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from anlan.api.cases_shapes import Named
from anlan.api.guard import CityNeeds, cause, state_of
from anlan.api.instants import Instant
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Create, Cursor, Lang, Limit, refuse_unknown
from anlan.api.photos import BODY
from anlan.api.view import CityView
from anlan.api.watch_fleet_shapes import (
    DevicesTaken,
    FrameTold,
    LookLine,
    LookLines,
    LookTold,
    NewDevices,
    NewLook,
    NewOutage,
    OutageLine,
    OutageLines,
    PictureFault,
    RefusedDevice,
    RepairPut,
    SeenDevices,
    SeenTaken,
)
from anlan.cases.clock.counter import aware
from anlan.model.errors import AccessError
from anlan.model.permission import Area
from anlan.store.change import Change, change
from anlan.store.watch import WatchDevice
from anlan.watch.fleet import acts, frames, rows, seen
from anlan.watch.fleet.given import check, checked_columns
from anlan.watch.fleet.intake import take
from anlan.watch.fleet.settings import settings
from anlan.watch.pictures.faults import measured
from anlan.words import Language

router = APIRouter(
    prefix="/api/cities/{city}/watch/fleet", tags=["watch"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("fleet.read"))]
Keeper = Annotated[CityView, Depends(CityNeeds("fleet.manage"))]
Looker = Annotated[CityView, Depends(CityNeeds("fleet.look"))]
Auditor = Annotated[CityView, Depends(CityNeeds("ledger.read"))]


@router.post("/devices")
def taken(request: Request, city: Keeper, asked: NewDevices, lang: Lang = "en") -> DevicesTaken:
    """Take devices in: new ones are added, changed ones changed; the same again changes nothing.

    What is wrong is refused row by row, and the rest is taken.
    """
    texts = [
        {name: "" if value is None else str(value) for name, value in each.model_dump().items()}
        for each in asked.devices
    ]
    table = checked_columns(pl.DataFrame(texts), "devices")
    given = check(table, city.city, city.state.divisions)
    for division, department in given.rows.select("division", "department").unique().iter_rows():
        if not city.scope.covers(Area(division, department)):
            raise AccessError("error.access.may_not", permission="fleet.manage")
    by, at = cause(request, city.person), datetime.now(UTC)
    done = take(state_of(request).database, by, city.city.name, given.rows, "api", at)
    refused = [RefusedDevice(row=e.row, key=e.key, reason=e.say(lang)) for e in given.refused]
    return DevicesTaken(new=done.new, changed=done.changed, same=done.same, refused=refused)


@router.post("/seen")
def answered(request: Request, city: Keeper, asked: SeenDevices) -> SeenTaken:
    """Note that devices answered; a moment in the future is taken for now.

    Heartbeats are not in the ledger; what a silence makes of a device is.
    """
    now, shown = datetime.now(UTC), city.state.fleet.snapshot()
    told = [
        (each.key, aware(each.at or now), math.nan if each.battery is None else each.battery)
        for each in asked.devices
    ]
    allowed = shown.within(city.scope.areas)
    ids, at, battery, unknown = seen.by_keys(shown, allowed, told, now)
    with state_of(request).database.writing() as session:
        seen.tell(session, ids, at, battery)
    return SeenTaken(noted=len(ids), unknown=unknown[:100])


@router.post("/devices/{device}/looks", status_code=201, response_model=LookTold)
def look(city: Looker, device: str, asked: NewLook, create: Create) -> Response:
    """Answer where a camera's stream is shown by the city's video platform.

    Who looks at which camera, when, why and for how long stands in the ledger. Anlan itself shows
    and keeps no video.
    """

    def make(made: Change) -> LookTold:
        _own(city, made, device)
        told = acts.look(
            made, city.city.name, city.city.fleet, device, asked.minutes, datetime.now(UTC)
        )
        return LookTold(address=told.address, until=told.until)

    return create.make(city.person, make, asked.purpose)


@router.get("/looks")
def looks(
    request: Request,
    city: Auditor,
    device: Annotated[str, Query(max_length=200, description="Only at this one.")] = "",
    who: Annotated[str, Query(max_length=80, description="Only by this account.")] = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> LookLines:
    """Return who looked at which stream, when, why and for how long, the latest first."""
    city.whole()
    before = numbers(cursor, 1)[0] if cursor else None
    with state_of(request).database.session() as session:
        found = acts.looks(session, city.city.name, before, limit, device, who)
    more = cursor_of(found[-1].seq) if len(found) == limit else None
    return LookLines(next=more, items=[LookLine(**acts.told(each)) for each in found])


@router.get("/outages")
def outages(request: Request, city: City, lang: Lang = "en") -> OutageLines:
    """Return the planned outages that last or are to come."""
    with state_of(request).database.session() as session:
        found = acts.outages(session, city.city.name, datetime.now(UTC))
    return OutageLines(
        items=[
            OutageLine(
                key=each.key,
                title=each.title,
                since=each.since,
                until=each.until,
                place=city.division_names(each.division, lang),
                department=each.department,
                type=each.type,
            )
            for each in found
        ]
    )


@router.put("/outages/{outage}", status_code=204)
def plan(request: Request, city: Keeper, outage: str, asked: NewOutage) -> None:
    """Plan an outage: the devices of a part of the fleet count for no rate while it lasts."""
    division = city.state.division_path(asked.division) if asked.division else ""
    if asked.department:
        city.state.cases.check_department(asked.department)
    if not city.scope.covers(Area(division, asked.department)):
        raise AccessError("error.access.may_not", permission="fleet.manage")
    planned = acts.Outage(
        outage, asked.title, asked.since, asked.until, division, asked.department, asked.type
    )
    with change(state_of(request).database, cause(request, city.person)) as made:
        acts.plan(made, city.city.name, planned)


@router.delete("/outages/{outage}", status_code=204)
def call_off(request: Request, city: Keeper, outage: str) -> None:
    """Take a planned outage back."""
    with change(state_of(request).database, cause(request, city.person)) as made:
        found = acts.outage(made.session, city.city.name, outage)
        if not city.scope.covers(Area(found.division, found.department)):
            raise AccessError("error.access.may_not", permission="fleet.manage")
        acts.call_off(made, city.city.name, outage)


@router.put("/devices/{device}/repair", status_code=204)
def repair(request: Request, city: Keeper, device: str, asked: RepairPut) -> None:
    """Note that a device is in repair, or no longer; then its own words say how it is."""
    with change(state_of(request).database, cause(request, city.person)) as made:
        row = _own(city, made, device)
        acts.repair(made, city.city.name, row, datetime.now(UTC), begins=asked.repair)


@router.post("/devices/{device}/frames", openapi_extra=BODY)
async def frame(
    request: Request,
    city: Keeper,
    device: str,
    at: Annotated[Instant | None, Query(description="When it was taken; now unless given.")] = None,
    reference: Annotated[
        bool, Query(description="Later frames are compared with this one from now on.")
    ] = False,
    lang: Lang = "en",
) -> FrameTold:
    """Measure the quality of a camera's still frame, and drop it.

    Nothing in it is recognised: what is kept are numbers from which no picture can be made.
    """
    body = await request.body()
    return await run_in_threadpool(_measured, request, city, device, body, at, reference, lang)


def _measured(
    request: Request,
    city: CityView,
    device: str,
    body: bytes,
    at: datetime | None,
    reference: bool,
    lang: Language,
) -> FrameTold:
    found = measured(body)
    moment = min(at or datetime.now(UTC), datetime.now(UTC))
    with change(state_of(request).database, cause(request, city.person)) as made:
        row = _own(city, made, device)
        told = frames.take(made, city.city.name, row, found, moment, reference=reference)
    faults = settings().fault
    return FrameTold(
        measures=told.frame.measures.told(),
        found=[
            PictureFault(
                fault=Named(name=each.id, title=faults[each.id].name.of(lang)),
                value=each.value,
                limit=each.limit,
                why=each.say(lang),
            )
            for each in told.frame.faults
        ],
        standing=[Named(name=each, title=faults[each].name.of(lang)) for each in told.standing],
    )


def _own(city: CityView, made: Change, device: str) -> WatchDevice:
    """Return a device within one's scope; out of it and not there are told alike."""
    row = rows.find(made.session, city.city.name, device)
    if not city.scope.covers(Area(row.division, row.department)):
        raise rows.none(city.city.name, device)
    return row
