"""Patrols of risk points: which are due, and that one was done."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from anlan.api.cases_shapes import Named
from anlan.api.guard import CityNeeds, state_of
from anlan.api.instants import Moment
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Create, Cursor, Lang, Limit, Strict, refuse_unknown
from anlan.api.risk_duties import NewFinding, finding_of
from anlan.api.view import CityView
from anlan.model.colour import COLOURS
from anlan.model.errors import RegisterError
from anlan.model.permission import Area
from anlan.risk.register import kinds, patrols, rows
from anlan.risk.register.patrols import Patrol
from anlan.store.change import Change
from anlan.store.risk import RiskPoint
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/risk", tags=["risk"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("risk.read"))]
Finder = Annotated[CityView, Depends(CityNeeds("case.report"))]


class PatrolLine(BaseModel):
    """A risk point to be patrolled."""

    code: str
    name: str
    unit: str
    owner: str = Field(description="The post that answers for it.")
    division: list[str] = Field(description="The names of its divisions, the largest first.")
    lon: float | None
    lat: float | None
    inherent: Named = Field(
        description="The colour without its measures, by which it is patrolled."
    )
    now: Named
    every_days: int
    last: datetime | None
    due: date
    overdue_days: int = Field(description="How long it is overdue; 0 while it is in time.")


class PatrolLines(BaseModel):
    """Patrols, the longest overdue first."""

    next: str | None
    items: list[PatrolLine]


class NewPatrol(Strict):
    """That a risk point was patrolled."""

    key: str = Field(
        min_length=1, max_length=80, description="What the patrol calls itself; again it is one."
    )
    at: Moment | None = Field(default=None, description="When, with a zone; now unless given.")
    outcome: Literal["fine", "finding"]
    findings: list[NewFinding] = Field(
        default_factory=list, max_length=20, description="What was found; each becomes a case."
    )


class PatrolNoted(BaseModel):
    """A patrol that was noted."""

    code: str
    fresh: bool = Field(description="Whether it wasn't noted before.")
    due: date = Field(description="The last day in time for the next.")
    findings: list[str] = Field(description="The numbers of the cases it opened.")


@router.get("/patrols")
def due(
    request: Request,
    city: City,
    lang: Lang = "en",
    until: Annotated[
        date | None, Query(description="By which day; today in the city unless given.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PatrolLines:
    """Return the risk points within one's scope to be patrolled, the longest overdue first."""
    today = city.state.register.today(datetime.now(UTC))
    after: tuple[date, int] | None = None
    if cursor:
        day, key = numbers(cursor, 2)
        after = date.fromordinal(min(max(day, 1), date.max.toordinal())), key
    with state_of(request).database.session() as session:
        found = patrols.due_list(session, city.city.name, city.scope, until or today, after, limit)
        more = None
        if len(found) == limit:
            more = cursor_of(found[-1].patrol_due.toordinal(), found[-1].id)
        return PatrolLines(next=more, items=[_line(city, lang, row, today) for row in found])


@router.post("/points/{code}/patrols", status_code=201, response_model=PatrolNoted)
def patrolled(city: Finder, code: str, asked: NewPatrol, create: Create) -> Response:
    """Note that a risk point was patrolled; what was found becomes cases, and weighs on it."""
    if (asked.outcome == "finding") != bool(asked.findings):
        raise RegisterError("error.patrol.outcome")
    state, at = city.state, datetime.now(UTC)
    told = Patrol(
        code, asked.key, asked.at or at, tuple(finding_of(each) for each in asked.findings)
    )

    def make(made: Change) -> PatrolNoted:
        row = rows.find(made.session, city.city.name, code)
        if not city.scope.covers(Area(row.division, row.department)):
            raise rows.none(city.city.name, code)
        (noted,) = patrols.note(made, state.register, state.cases, [told], at)
        return PatrolNoted(
            code=code, fresh=noted.fresh, due=noted.due, findings=list(noted.findings)
        )

    return create.make(city.person, make)


def _line(city: CityView, lang: Language, row: RiskPoint, today: date) -> PatrolLine:
    def colour(place: int) -> Named:
        name = COLOURS[place]
        return Named(name=name, title=say(f"risk.colour.{name}", lang))

    return PatrolLine(
        code=row.code,
        name=row.name,
        unit=row.unit,
        owner=row.owner,
        division=city.division_names(row.division, lang),
        lon=row.lon,
        lat=row.lat,
        inherent=colour(row.inherent_colour),
        now=colour(row.now_colour),
        every_days=kinds().control[COLOURS[row.inherent_colour]].patrol_days,
        last=row.patrolled_at,
        due=row.patrol_due,
        overdue_days=max((today - row.patrol_due).days, 0),
    )
