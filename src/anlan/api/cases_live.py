"""The open cases as a map and a board show them: counted, gathered, near their deadline or over."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from anlan.api.cases_shapes import Named
from anlan.api.guard import CityNeeds
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.cases import live
from anlan.cases.catalogue import catalogue
from anlan.cases.clock.wall import moment
from anlan.cases.flow import workflow
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/cases", tags=["cases"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("case.read"))]
MOST_CASES, MOST_SPOTS = 500, 1000
"""So many cases are told one by one, and so many places where there are more cases."""
Lon = Annotated[float, Query(ge=-180, le=180)]
Lat = Annotated[float, Query(ge=-90, le=90)]


class Counted(BaseModel):
    """How many cases are open, and of those how many near their deadline or over it."""

    open: int
    near: int
    overdue: int


class StateCount(Counted):
    """The open cases in a state."""

    state: Named
    step: int = Field(description="Of the seven, 1 to 7.")


class CaseCounts(BaseModel):
    """The open cases in each state, in the order of the workflow."""

    as_of: datetime
    states: list[StateCount]


class CaseSpot(Counted):
    """Cases that lie near each other, at their middle."""

    lon: float
    lat: float


class CaseOnMap(BaseModel):
    """An open case at its place."""

    number: str
    title: str
    class_: Named | None = Field(alias="class", serialization_alias="class")
    state: Named
    lon: float
    lat: float
    near_at: datetime | None
    due_at: datetime | None = Field(description="None where there is none or its clock stands.")
    urgent: bool


class CaseMap(BaseModel):
    """The open cases in a box: each by itself where they are few, else gathered."""

    as_of: datetime
    total: int
    cells: list[CaseSpot]
    cases: list[CaseOnMap]


@router.get("/counts")
def counts(city: City, lang: Lang = "en") -> CaseCounts:
    """Return how many cases are open in each state, within one's scope."""
    shown = city.state.open_cases.snapshot()
    rows, told = shown.within(city.scope), []
    for name in workflow().open_states:
        found = live.count(rows[rows["state"] == live.STATES[name]], shown.at)
        told.append(
            StateCount(
                state=_state(name, lang),
                step=workflow().states[name].step,
                open=found.open,
                near=found.near,
                overdue=found.overdue,
            )
        )
    return CaseCounts(as_of=shown.at, states=told)


@router.get("/map")
def on_map(
    city: City,
    west: Lon,
    south: Lat,
    east: Lon,
    north: Lat,
    zoom: Annotated[int, Query(ge=0, le=22, description="The map's, for the size of cells.")] = 12,
    state: Annotated[
        list[str] | None, Query(max_length=30, description="Only cases in these states.")
    ] = None,
    lang: Lang = "en",
) -> CaseMap:
    """Return the open cases in a box: one by one where they are few, else gathered on cells."""
    shown = city.state.open_cases.snapshot()
    rows = live.in_box(shown.within(city.scope), west, south, east, north)
    if state:
        rows = rows[live.in_states(rows, _known(state))]
    few = len(rows) <= MOST_CASES
    cells = [] if few else live.spots(rows, zoom, MOST_SPOTS, shown.at)
    return CaseMap(
        as_of=shown.at,
        total=len(rows),
        cells=[
            CaseSpot(
                lon=round(each.lon, 6),
                lat=round(each.lat, 6),
                open=each.count.open,
                near=each.count.near,
                overdue=each.count.overdue,
            )
            for each in cells
        ],
        cases=[_case(row, lang) for row in rows] if few else [],
    )


def _known(states: list[str]) -> list[str]:
    unknown = [each for each in states if each not in workflow().open_states]
    if unknown:
        known, found = ", ".join(workflow().open_states), ", ".join(unknown)[:200]
        raise RefusalError(422, "error.cases.no_state", "query.state", found=found, known=known)
    return states


def _case(row: live.Row, lang: Language) -> CaseOnMap:
    known = catalogue().classes.get(row["code"])
    return CaseOnMap(
        number=row["number"],
        title=row["title"],
        **{"class": Named(name=known.code, title=known.title.of(lang)) if known else None},
        state=_state(live.NAMES[row["state"]], lang),
        lon=row["lon"],
        lat=row["lat"],
        near_at=_moment(row["near"]),
        due_at=_moment(row["due"]),
        urgent=bool(row["urgent"]),
    )


def _state(name: str, lang: Language) -> Named:
    return Named(name=name, title=say(f"case.state.{name}", lang))


def _moment(micros: int) -> datetime | None:
    return None if micros == live.LATER else moment(int(micros))
