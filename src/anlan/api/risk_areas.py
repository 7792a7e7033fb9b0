"""The risk of divisions and cells, now or at a moment that is over, and how it came to be."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from anlan.api.guard import CityNeeds, state_of
from anlan.api.instants import Instant
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.model.colour import COLOURS, Colour
from anlan.model.declared import Level
from anlan.risk.living import Areas, area_rules
from anlan.risk.register.cells import COARSEST, FINEST, fitting, name, outline
from anlan.risk.register.ground import Known, known
from anlan.risk.register.live import Shown
from anlan.risk.register.past import by_day
from anlan.risk.register.shaded import Shaded, shaded_areas, shaded_cells
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/risk", tags=["risk"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("risk.read"))]
At = Annotated[Instant | None, Query(description="A moment that is over; now unless given.")]
Hour = Annotated[
    int | None,
    Query(ge=0, le=23, description="People at this hour of the day; that of `at` unless given."),
]
MOST_DAYS = 400


class PlaceRisk(BaseModel):
    """The risk of a division or a cell."""

    points: dict[Colour, int] = Field(description="How many are of each colour at the moment.")
    inherent_points: dict[Colour, int] = Field(description="How many without their measures.")
    worst: Colour | None = Field(description="The worst colour among its points.")
    index: float = Field(description="Danger on each square kilometre.")
    colour: Colour = Field(description="That of the index.")
    inherent_worst: Colour | None
    inherent_index: float
    inherent_colour: Colour
    km2: float = Field(description="Its size in square kilometres.")
    people: int = Field(description="How many people are there at the hour; 0 where not counted.")
    vulnerable: float = Field(
        description="The share of premises where people can't well help themselves."
    )


class AreaRisk(PlaceRisk):
    """The risk of a division."""

    code: str
    name: str


class AreaRisks(BaseModel):
    """The risk of all divisions of a level within one's scope, the most dangerous first."""

    as_of: datetime
    hour: int
    level: str
    formula: str
    areas: list[AreaRisk]


class CellRisk(PlaceRisk):
    """The risk of a cell of H3."""

    cell: str
    ring: list[tuple[float, float]] = Field(description="Its corners, longitude first.")


class CellRisks(BaseModel):
    """The risk of all cells that hold a point within one's scope, the most dangerous first."""

    as_of: datetime
    hour: int
    resolution: int
    formula: str
    cells: list[CellRisk]


class RiskDay(BaseModel):
    """How many points were of each colour at the end of a day."""

    day: date
    end: datetime = Field(description="When the day ended in the city; now for a day that goes on.")
    points: dict[Colour, int]


class RiskHistory(BaseModel):
    """Day by day how many points were of each colour."""

    days: list[RiskDay]


def shown_at(city: CityView, at: datetime | None) -> Shown:
    """Return the risk points at a moment that is over; now for none.

    Raises:
        RefusalError: it is to come.
    """
    if at is None:
        return city.state.risks.snapshot()
    if at > datetime.now(UTC):
        raise RefusalError(422, "api.risk_to_come", "query.at", found=at.isoformat())
    return city.state.past.at(at.astimezone(UTC))


@router.get("/areas")
def of_areas(
    request: Request,
    city: City,
    level: Level = "district",
    at: At = None,
    hour: Hour = None,
    lang: Lang = "en",
) -> AreaRisks:
    """Return the risk of the divisions of a level within one's scope, without measures and now."""
    shown, room = shown_at(city, at), city.state.register
    hour, counted = counted_at(request, city, shown.at, hour)
    paths = [each for each in room.paths(level) if city.scope.has_place(each)]
    rows = shown.rows[shown.within(city.scope)]
    found = _told(shaded_areas(room, rows, shown.areas, paths, counted))
    told = [
        AreaRisk(code=path.rpartition("/")[2], name=city.division_names(path, lang)[-1], **found[n])
        for n, path in enumerate(paths)
    ]
    told.sort(key=lambda each: -each.index)
    return AreaRisks(as_of=shown.at, hour=hour, level=level, formula=_formula(lang), areas=told)


@router.get("/cells")
def of_cells(
    request: Request,
    city: City,
    resolution: Annotated[
        int | None,
        Query(ge=COARSEST, le=FINEST, description="Of H3; what suits one page unless given."),
    ] = None,
    at: At = None,
    hour: Hour = None,
    lang: Lang = "en",
) -> CellRisks:
    """Return the risk of the cells that hold a point within one's scope."""
    shown, room = shown_at(city, at), city.state.register
    hour, counted = counted_at(request, city, shown.at, hour)
    rows = shown.rows[shown.within(city.scope)]
    resolution = fitting(rows) if resolution is None else resolution
    numbers, shaded = shaded_cells(room, rows, resolution, counted)
    found = _told(shaded)
    told = [
        CellRisk(cell=name(number), ring=outline(number), **found[n])
        for n, number in enumerate(numbers)
    ]
    told.sort(key=lambda each: -each.index)
    return CellRisks(
        as_of=shown.at, hour=hour, resolution=resolution, formula=_formula(lang), cells=told
    )


@router.get("/history")
def history(
    request: Request,
    city: City,
    since: Annotated[date, Query(description="The first day.")],
    until: Annotated[date | None, Query(description="The last day; today unless given.")] = None,
) -> RiskHistory:
    """Return how many points within one's scope were of each colour, at the end of each day."""
    at = datetime.now(UTC)
    last = min(until or city.state.register.today(at), city.state.register.today(at))
    many = (last - since).days + 1
    if not 1 <= many <= MOST_DAYS:
        raise RefusalError(422, "api.risk_days", "query.since", found=many, most=MOST_DAYS)
    days = [since + timedelta(days=n) for n in range(many)]
    zone = ZoneInfo(city.city.zone)
    ends = [datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC) for day in days]
    edges = [min(end, at) for end in ends]
    first = city.state.past.at(edges[0])
    with state_of(request).database.session() as session:
        counts = by_day(session, city.city.name, city.scope, first, edges)
    return RiskHistory(
        days=[
            RiskDay(day=day, end=end, points=dict(zip(COLOURS, row, strict=True)))
            for day, end, row in zip(days, edges, counts.tolist(), strict=True)
        ]
    )


def counted_at(
    request: Request, city: CityView, at: datetime, hour: int | None
) -> tuple[int, Known]:
    """Return the hour, that of the moment in the city unless given, and what was counted for it."""
    hour = city.state.register.hour(at) if hour is None else hour
    with state_of(request).database.session() as session:
        return hour, known(session, city.city.name, hour)


def _told(found: Shaded) -> list[dict[str, object]]:
    """Return what is told of places, beside what they are called."""
    inherent, now, ground = found.inherent, found.now, found.ground
    return [
        {
            "points": _counts(now, n),
            "inherent_points": _counts(inherent, n),
            "worst": _worst(now, n),
            "index": round(float(now.index[n]), 3),
            "colour": COLOURS[now.colour[n]],
            "inherent_worst": _worst(inherent, n),
            "inherent_index": round(float(inherent.index[n]), 3),
            "inherent_colour": COLOURS[inherent.colour[n]],
            "km2": round(float(ground.km2[n]), 4),
            "people": round(float(ground.people[n])),
            "vulnerable": round(float(ground.vulnerable[n]), 4),
        }
        for n in range(len(now.index))
    ]


def _counts(found: Areas, place: int) -> dict[Colour, int]:
    return {name: int(found.counts[place, n]) for n, name in enumerate(COLOURS)}


def _worst(found: Areas, place: int) -> Colour | None:
    worst = int(found.worst[place])
    return None if worst < 0 else COLOURS[worst]


def _formula(lang: Language) -> str:
    people = area_rules().exposure.people_per_km2
    return say("risk.area.formula", lang, people=f"{people:g}")
