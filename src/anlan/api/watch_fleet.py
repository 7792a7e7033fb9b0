"""The fleet: pages, counts, rates and maps of a city's cameras, sensors and gateways."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from anlan.api.guard import CityNeeds, state_of
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Cursor, Lang, Limit, refuse_unknown
from anlan.api.view import CityView
from anlan.api.watch_fleet_shapes import (
    DeviceLines,
    DevicePage,
    FleetMap,
    FleetRates,
    FleetSpot,
    RateDay,
    RateDays,
    VersionLine,
    VersionLines,
)
from anlan.api.watch_fleet_told import Teller
from anlan.cases.clock.counter import aware
from anlan.model.permission import Area
from anlan.watch.fleet import lists, rates, rows
from anlan.watch.fleet.asking import Ask, Found, find
from anlan.watch.fleet.cells import COARSEST, spots
from anlan.watch.fleet.live import CELL, LATER

router = APIRouter(
    prefix="/api/cities/{city}/watch/fleet", tags=["watch"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("fleet.read"))]
Several = Annotated[list[str] | None, Query(max_length=50)]
Lon = Annotated[float, Query(ge=-180, le=180)]
Lat = Annotated[float, Query(ge=-90, le=90)]
By = Annotated[rates.By, Query(description="What they are told apart by.")]
MOST_DAYS = 366


def asked(
    city: City,
    type: Several = None,
    tier: Annotated[list[int] | None, Query(max_length=10)] = None,
    department: Several = None,
    division: Annotated[str, Query(max_length=200, description="Only in this division.")] = "",
    state: Several = None,
    fault: Several = None,
    model: Several = None,
    firmware: Several = None,
    text: Annotated[
        str, Query(max_length=80, description="What key, name, model or thing holds.")
    ] = "",
    certificate_days: Annotated[
        int | None, Query(ge=0, le=3660, description="Certificate ends within so many days.")
    ] = None,
    old_firmware: Annotated[bool, Query(description="Only those whose firmware is old.")] = False,
) -> Found:
    """Return the devices within one's scope that are asked for."""
    shown = city.state.fleet.snapshot()
    ends = LATER
    if certificate_days is not None:
        ends = aware(shown.at + timedelta(days=certificate_days))
    old: tuple[tuple[str, str], ...] = ()
    if old_firmware:
        old = lists.old(shown, city.city.fleet.firmware) or (("", "\x00"),)
    ask = Ask(
        tuple(type or ()), tuple(tier or ()), tuple(department or ()),
        city.state.division_path(division) if division else "", tuple(state or ()),
        tuple(fault or ()), tuple(model or ()), tuple(firmware or ()), text.strip(), ends, old,
    )  # fmt: skip
    return find(shown, city.scope, ask)


Asked = Annotated[Found, Depends(asked)]


@router.get("")
def devices(
    request: Request,
    city: City,
    found: Asked,
    lang: Lang = "en",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> DeviceLines:
    """Return a page of the devices within one's scope, and how many there are of what.

    Retired devices are left out unless their state is asked for.
    """
    after = numbers(cursor, 1)[0] if cursor else 0
    ids = found.page(after, limit).tolist()
    more = cursor_of(ids[-1]) if len(ids) == limit else None
    with state_of(request).database.session() as session:
        items = Teller(city, lang).lines(session, ids)
    return DeviceLines(
        as_of=found.shown.at,
        total=found.total,
        facets=found.facets,
        titles=Teller(city, lang).titles(found.facets),
        next=more,
        items=items,
    )


@router.get("/map")
def on_map(
    city: City,
    found: Asked,
    west: Lon,
    south: Lat,
    east: Lon,
    north: Lat,
    resolution: Annotated[
        int, Query(ge=COARSEST, le=CELL, description="Of H3; coarser where there are too many.")
    ] = 7,
    lang: Lang = "en",
) -> FleetMap:
    """Return how many of the devices that are asked for lie in each cell of H3 of a box."""
    cells = spots(found, (west, south, east, north), resolution)
    return FleetMap(
        as_of=found.shown.at,
        total=sum(each.total for each in cells),
        cells=[
            FleetSpot(
                cell=f"{each.cell:x}",
                lon=round(each.lon, 6),
                lat=round(each.lat, 6),
                total=each.total,
                states=each.states,
            )
            for each in cells
        ],
    )


@router.get("/rates")
def rates_now(request: Request, city: City, by: By = "whole", lang: Lang = "en") -> FleetRates:
    """Return how much of the fleet within one's scope answers now, with what each rate means."""
    shown = city.state.fleet.snapshot()
    with state_of(request).database.session() as session:
        out = rates.excused(session, city.city.name, shown, shown.at)
    told = Teller(city, lang)
    lines = [told.rate(by, each) for each in rates.now(shown, city.scope, out, by)]
    return FleetRates(as_of=shown.at, defined=told.defined(), items=lines)


@router.get("/rates/days")
def rates_by_day(
    request: Request,
    city: City,
    since: date,
    until: date,
    by: By = "whole",
    lang: Lang = "en",
) -> RateDays:
    """Return the rates of days within one's scope; days are counted by districts and departments.

    At most a year of them.
    """
    if until - since > timedelta(days=MOST_DAYS):
        since = until - timedelta(days=MOST_DAYS)
    told = Teller(city, lang)
    with state_of(request).database.session() as session:
        found = rates.history(session, city.city.name, city.scope, by, since, until)
    items = [RateDay(day=day, **told.rate(by, each).model_dump()) for day, each in found]
    return RateDays(defined=told.defined(), items=items)


@router.get("/firmware")
def firmware(city: City, lang: Lang = "en") -> VersionLines:
    """Return which versions of firmware the devices within one's scope run."""
    shown = city.state.fleet.snapshot()
    told = lists.versions(shown, city.scope, city.city.fleet.firmware)
    return VersionLines(
        items=[
            VersionLine(
                model=each.model,
                firmware=each.firmware,
                devices=each.devices,
                wanted=each.wanted,
                old=each.old,
            )
            for each in told
        ]
    )


@router.get("/devices/{device}")
def one(request: Request, city: City, device: str, lang: Lang = "en") -> DevicePage:
    """Return all that is known of a device."""
    with state_of(request).database.session() as session:
        row = rows.find(session, city.city.name, device)
        # Out of scope and not there are told alike.
        if not city.scope.covers(Area(row.division, row.department)):
            raise rows.none(city.city.name, device)
        return Teller(city, lang).page(session, row)
