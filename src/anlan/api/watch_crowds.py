"""Crowds as counts only: what counting sensors deliver, and how full areas are."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from anlan.api.cases_shapes import Named
from anlan.api.guard import CityNeeds, state_of
from anlan.api.instants import Instant, Moment
from anlan.api.parameters import Lang, Strict, refuse_unknown
from anlan.api.problems import RefusalError, language
from anlan.api.view import CityView
from anlan.api.watch_readings import ReadingsTaken, Sending, Sends, taken, told
from anlan.cases.clock.counter import aware
from anlan.cases.clock.wall import moment
from anlan.model.permission import WHOLE, Scope
from anlan.watch.crowd import areas
from anlan.watch.crowd.adapter import KINDS, Counted, readings
from anlan.watch.crowd.areas import CountingArea
from anlan.watch.history.held import Place
from anlan.watch.history.series import series
from anlan.watch.intake import Rows
from anlan.watch.rules.kinds import FEWEST, kinds

router = APIRouter(
    prefix="/api/cities/{city}/watch/crowds", tags=["watch"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("crowd.read"))]
EVERYWHERE = Scope((WHOLE,))
MOST_DAYS, POINTS = 31, 500


class CrowdValue(BaseModel):
    """A figure of an area."""

    kind: Named
    unit: str
    value: float | None = Field(description="None where it counts too few people to be told.")
    few: bool = Field(description=f"Whether it counts fewer than {FEWEST} people.")


class CrowdArea(BaseModel):
    """A counting area as it was a moment ago."""

    area: str
    name: str
    place: list[str] = Field(description="The names of its divisions, the largest first.")
    lon: float | None
    lat: float | None
    way: Named = Field(description="Whether people stand or walk there.")
    area_m2: float | None
    capacity: float | None
    at: datetime | None = Field(description="When it was last counted; none: not of late.")
    level: Named | None = Field(description="Of service after Fruin, A to F.")
    share: float | None = Field(description="Of the capacity, 0 to 1 and more.")
    values: list[CrowdValue]


class CrowdAreas(BaseModel):
    """The counting areas, by their keys."""

    as_of: datetime
    items: list[CrowdArea]


class CrowdSteps(BaseModel):
    """The figures of an area over time: one kind, step by step."""

    kind: Named
    unit: str
    at: list[datetime]
    mean: list[float | None]
    most: list[float | None]


class CrowdHistory(BaseModel):
    """An area over time."""

    area: str
    items: list[CrowdSteps]


class NewCount(Strict):
    """What a counting sensor tells of an area: any of the figures."""

    area: str = Field(min_length=1, max_length=200)
    at: Moment | None = Field(default=None, description="When; now unless given.")
    density: float | None = Field(default=None, description="People per square metre.")
    count: float | None = Field(default=None, description="People in the area.")
    inflow: float | None = Field(default=None, description="People who come in, per minute.")
    outflow: float | None = Field(default=None, description="People who go out, per minute.")
    speed: float | None = Field(default=None, description="Mean speed in m/s.")
    variance: float | None = Field(
        default=None, description="Of the velocity, m²/s²; makes the crowd pressure."
    )


class NewCounts(Strict):
    """What counting sensors tell."""

    counts: list[NewCount] = Field(min_length=1, max_length=1000)


@router.get("")
def now(request: Request, city: City, lang: Lang = "en") -> CrowdAreas:
    """Return the counting areas within one's scope, and how full they are.

    Counts under ten are told to nobody outside the control room, nor what would give them away.
    """
    at, database = datetime.now(UTC), state_of(request).database
    with database.session() as session:
        found = areas.areas(session, city.city.name, city.scope)
    streams = [number for each in found for number in each.streams.values()]
    latest = city.state.crowds.of(streams, aware(at))
    return CrowdAreas(as_of=at, items=[_area(city, each, latest, at, lang) for each in found])


@router.post("")
async def counted(
    request: Request,
    sending: Annotated[Sending, Depends(Sends())],
    asked: NewCounts,
    lang: Lang = "en",
) -> ReadingsTaken:
    """Take what counting sensors tell; answer when it is on disk, each counted once.

    Each figure is a reading of the area's datastream of its kind: who may send that, may send this.
    """
    rows = await run_in_threadpool(_rows, request, sending, asked)
    receipt = await taken(sending, rows, language(request))
    return told(receipt, lang)


@router.get("/{area}/history")
def history(
    request: Request,
    city: City,
    area: str,
    since: Instant,
    until: Instant | None = None,
    lang: Lang = "en",
) -> CrowdHistory:
    """Return an area over time, at most a month of it, step by step."""
    end = until or datetime.now(UTC)
    if not timedelta(0) < end - since <= timedelta(days=MOST_DAYS):
        raise RefusalError(422, "error.history.time", "query.since")
    state, name = state_of(request), city.city.name
    with state.database.session() as session:
        found = areas.one(session, name, city.scope, area)
    place = Place(state.database, state.home, name)
    by_stream = {number: kind for kind, number in found.streams.items()}
    charts = series(place, list(by_stream), aware(since), aware(end), POINTS)
    exact = _exact(city, found)
    items = []
    for each in charts:
        kind = by_stream[each.stream]
        mean, most = (
            areas.told_steps(found, kind, each.rows[column].to_pylist(), exact=exact)
            for column in ("mean", "most")
        )
        at = [moment(when) for when in each.rows["at"].to_pylist()]
        items.append(
            CrowdSteps(kind=_kind(kind, lang), unit=kinds()[kind].unit, at=at, mean=mean, most=most)
        )
    return CrowdHistory(area=area, items=items)


def _rows(request: Request, sending: Sending, asked: NewCounts) -> Rows:
    at = datetime.now(UTC)
    with state_of(request).database.session() as session:
        found = areas.areas(session, sending.city.pack.city.name, EVERYWHERE)
    streams = {(area.key, kind): number for area in found for kind, number in area.streams.items()}
    counts = [
        Counted(
            each.area, aware(each.at or at), each.density, each.count, each.inflow, each.outflow,
            each.speed, each.variance,
        )
        for each in asked.counts
    ]  # fmt: skip
    return readings(streams, counts)


def _exact(city: CityView, area: CountingArea) -> bool:
    """Return whether somebody sits in the control room that is over an area."""
    return city.person.scope("crowd.exact", city.city.name).has_place(area.division)


def _area(
    city: CityView,
    area: CountingArea,
    latest: dict[int, tuple[int, float]],
    at: datetime,
    lang: Lang,
) -> CrowdArea:
    shown = areas.tell(area, latest, aware(at), exact=_exact(city, area))
    way = areas.way(area.way)
    level = shown.level
    return CrowdArea(
        area=area.key,
        name=area.name,
        place=city.division_names(area.division, lang),
        lon=area.lon,
        lat=area.lat,
        way=Named(name=way.id, title=way.name.of(lang)),
        area_m2=area.area_m2,
        capacity=area.capacity,
        at=moment(shown.at) if shown.at is not None else None,
        level=Named(name=level.level, title=level.name.of(lang)) if level else None,
        share=shown.share,
        values=[
            CrowdValue(
                kind=_kind(kind, lang),
                unit=kinds()[kind].unit,
                value=shown.values[kind],
                few=shown.values[kind] is None,
            )
            for kind in KINDS
            if kind in shown.values
        ],
    )


def _kind(kind: str, lang: Lang) -> Named:
    return Named(name=kind, title=kinds()[kind].name.of(lang))
