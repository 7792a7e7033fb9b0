"""Statutory duties of equipment: what is due, and that it was done; hazards found at a point."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from anlan.api.cases_shapes import Named
from anlan.api.guard import CityNeeds, state_of
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Create, Cursor, Lang, Limit, Strict, refuse_unknown
from anlan.api.view import CityView
from anlan.model.permission import Area
from anlan.risk.cycles import cycles, explain
from anlan.risk.register import equipment, rows
from anlan.risk.register.hazards import Finding, found
from anlan.store.change import Change
from anlan.store.risk import RiskDuty, RiskEquipment
from anlan.words import Language

router = APIRouter(
    prefix="/api/cities/{city}/risk", tags=["risk"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("risk.read"))]
Keeper = Annotated[CityView, Depends(CityNeeds("risk.manage"))]
Finder = Annotated[CityView, Depends(CityNeeds("case.report"))]
AHEAD_DAYS = 31


class DutyLine(BaseModel):
    """A duty of a piece of equipment, and when it is due."""

    equipment: str
    name: str
    unit: str
    division: list[str] = Field(description="The names of its divisions, the largest first.")
    point: str = Field(description="The risk point it belongs to; empty for none.")
    cycle: Named
    last: date | None
    due: date | None
    overdue_days: int = Field(description="How long it is overdue; 0 while it is in time.")
    why: str = Field(description="Why then, in words.")


class DutyLines(BaseModel):
    """Duties, the longest overdue first."""

    next: str | None
    items: list[DutyLine]


class NewDone(Strict):
    """That a duty was done."""

    last: date = Field(strict=False, description="On which day.")
    grade: int = Field(default=0, ge=0, le=5, description="The grade it gave; 0 for none.")
    stated: date | None = Field(
        default=None, strict=False, description="The next day that the report states."
    )


class DutyDone(BaseModel):
    """When a duty is next due."""

    equipment: str
    cycle: str
    due: date | None


class FailedMeasure(Strict):
    """Which measure is missing or has failed, counted from 1 as the point's page shows them."""

    source: int = Field(ge=1, le=1000)
    measure: int = Field(ge=1, le=1000)


class NewFinding(Strict):
    """A hazard found at a risk point."""

    title: str = Field(min_length=1, max_length=200)
    text: str = Field(default="", max_length=5000)
    key: str = Field(
        min_length=1, max_length=80, description="What the finder calls it; sent again it is one."
    )
    major: bool = Field(default=False, description="A person's conclusion.")
    measure: FailedMeasure | None = None
    photos: list[str] = Field(default_factory=list, max_length=20)


class HazardOpened(BaseModel):
    """The number of the case that a hazard became."""

    number: str


@router.get("/due")
def due(
    request: Request,
    city: City,
    lang: Lang = "en",
    until: Annotated[
        date | None, Query(description="By which day; a month from today unless given.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> DutyLines:
    """Return the statutory duties within one's scope that are due, the longest overdue first."""
    today = city.state.register.today(datetime.now(UTC))
    after: tuple[date, int] | None = None
    if cursor:
        day, key = numbers(cursor, 2)
        after = date.fromordinal(min(max(day, 1), date.max.toordinal())), key
    last = until or today + timedelta(days=AHEAD_DAYS)
    with state_of(request).database.session() as session:
        told = equipment.due_list(session, city.city.name, city.scope, last, after, limit)
        more = None
        if len(told) == limit and told[-1][1].due is not None:
            more = cursor_of(told[-1][1].due.toordinal(), told[-1][1].id)
        items = [_line(city, lang, row, duty, today) for row, duty in told]
        return DutyLines(next=more, items=items)


@router.post("/equipment/{code}/duties/{cycle}", status_code=201, response_model=DutyDone)
def done(city: Keeper, code: str, cycle: str, asked: NewDone, create: Create) -> Response:
    """Note that a duty of a piece was done; the answer says when it is next due."""
    room, at = city.state.register, datetime.now(UTC)

    def make(made: Change) -> DutyDone:
        row = equipment.find(made.session, city.city.name, code)
        if not city.scope.covers(Area(row.division, row.department)):
            raise equipment.none(city.city.name, code)
        told = equipment.Done(asked.last, asked.grade, asked.stated)
        following = equipment.done(made, room, code, cycle, told, at)
        return DutyDone(equipment=code, cycle=cycle, due=following)

    return create.make(city.person, make)


@router.post("/points/{code}/findings", status_code=201, response_model=HazardOpened)
def finding(city: Finder, code: str, asked: NewFinding, create: Create) -> Response:
    """Report a hazard found at a risk point: it becomes a case, and weighs on the point."""
    state, at = city.state, datetime.now(UTC)
    told = finding_of(asked)

    def make(made: Change) -> HazardOpened:
        row = rows.find(made.session, city.city.name, code)
        if not city.scope.covers(Area(row.division, row.department)):
            raise rows.none(city.city.name, code)
        return HazardOpened(number=found(made, state.register, state.cases, code, told, at))

    return create.make(city.person, make)


def finding_of(asked: NewFinding) -> Finding:
    """Return a finding as the register takes it."""
    failed = asked.measure
    return Finding(
        asked.title,
        asked.key,
        asked.text,
        asked.major,
        measure=(failed.source - 1, failed.measure - 1) if failed else None,
        photos=tuple(asked.photos),
    )


def _line(
    city: CityView, lang: Language, row: RiskEquipment, duty: RiskDuty, today: date
) -> DutyLine:
    cycle = cycles()[duty.cycle]
    late = (today - duty.due).days if duty.due else 0
    return DutyLine(
        equipment=row.code,
        name=row.name,
        unit=row.unit,
        division=city.division_names(row.division, lang),
        point=row.point_code,
        cycle=Named(name=cycle.id, title=cycle.name.of(lang)),
        last=duty.last,
        due=duty.due,
        overdue_days=max(late, 0),
        why=explain(cycle, equipment.told_of(duty), 0, duty.last, lang),
    )
