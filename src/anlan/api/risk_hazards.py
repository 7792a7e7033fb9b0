"""The hazard desk: hazards at risk points, how far their repair is, and its figures."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from anlan.api.cases_shapes import Named
from anlan.api.guard import CityNeeds, state_of
from anlan.api.paging import cursor_at, moment_of
from anlan.api.parameters import Cursor, Lang, Limit, refuse_unknown
from anlan.api.risk_hazards_shapes import (
    HazardCount,
    HazardFigure,
    HazardFiguresTold,
    HazardLine,
    HazardLines,
    HazardPoint,
)
from anlan.api.view import CityView
from anlan.model.colour import COLOURS, Colour
from anlan.risk.register import hazard_list, kinds
from anlan.risk.register.hazard_figures import HazardFigures, Share, hazard_figures
from anlan.risk.register.hazard_list import Hazard, HazardPlace, HazardState, WantedHazards
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/risk/hazards",
    tags=["risk"],
    dependencies=[Depends(refuse_unknown)],
)
City = Annotated[CityView, Depends(CityNeeds("risk.read"))]


def wanted_hazards(
    city: City,
    major: Annotated[bool | None, Query(description="Only major ones, or only general.")] = None,
    field: Annotated[
        str, Query(max_length=64, description="Only of risk points of this field.")
    ] = "",
    colour: Annotated[
        list[Colour] | None, Query(description="Only of risk points of these colours now.")
    ] = None,
    division: Annotated[str, Query(max_length=200, description="Only in this division.")] = "",
    unit_code: Annotated[str, Query(max_length=200, description="Only of this unit.")] = "",
) -> WantedHazards:
    """Return which hazards are asked for."""
    path = city.state.division_path(division) if division else ""
    return WantedHazards(
        major, field, [COLOURS.index(each) for each in colour or ()], path, unit_code
    )


Wanted = Annotated[WantedHazards, Depends(wanted_hazards)]


@router.get("")
def hazards(
    request: Request,
    city: City,
    wanted: Wanted,
    lang: Lang = "en",
    state: Annotated[
        HazardState, Query(description="Which list; those that have ended come latest first.")
    ] = "open",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> HazardLines:
    """Return the hazards at risk points within one's scope, the next due first."""
    at, after = datetime.now(UTC), None
    if cursor:
        moment, keys = moment_of(cursor, 2)
        after = HazardPlace(moment, *keys)
    with state_of(request).database.session() as session:
        page = hazard_list.hazards(
            session, city.city.name, city.scope, state, wanted, at, after, limit
        )
        ordered = hazard_list.ordered(session, [each.case for each in page])
        more = None
        if len(page) == limit:
            last = hazard_list.place_of(page[-1], state)
            more = cursor_at(last.at, last.case, last.fact)
        items = [_line(city, lang, each, ordered.get(each.case.id), at) for each in page]
        return HazardLines(next=more, items=items)


@router.get("/figures")
def hazards_figures(
    request: Request,
    city: City,
    wanted: Wanted,
    lang: Lang = "en",
    days: Annotated[
        int, Query(ge=1, le=731, description="Of hazards found within so many days.")
    ] = 90,
) -> HazardFiguresTold:
    """Return how many hazards each list has, and how well they are put right."""
    at, name, scope = datetime.now(UTC), city.city.name, city.scope
    with state_of(request).database.session() as session:
        many = hazard_list.counts(session, name, scope, wanted, at)
        since = at - timedelta(days=days)
        found = hazard_figures(session, name, scope, wanted, since, at)
    return HazardFiguresTold(
        days=days,
        counts=[
            HazardCount(name=each, title=say(f"risk.hazards.{each}", lang), hazards=n)
            for each, n in vars(many).items()
        ],
        figures=_figures(found, lang),
        fields=[Named(name=key, title=text.of(lang)) for key, text in kinds().fields.items()],
    )


def _figures(found: HazardFigures, lang: Language) -> list[HazardFigure]:
    told = []
    for name, value in vars(found).items():
        share = value if isinstance(value, Share) else None
        told.append(
            HazardFigure(
                name=name,
                title=say(f"risk.hazards.{name}", lang),
                definition=say(f"risk.hazards.{name}.help", lang),
                value=share.value if share else value,
                n=share.n if share else None,
                of=share.of if share else None,
            )
        )
    return told


def _line(
    city: CityView, lang: Language, hazard: Hazard, ordered: datetime | None, at: datetime
) -> HazardLine:
    row, point = hazard.case, hazard.point
    colour = COLOURS[point.now_colour]
    titles = {each.name: each.title.of(lang) for each in city.city.departments}
    office = row.department
    return HazardLine(
        number=row.number,
        title=row.title,
        kind=Named(name=row.kind, title=say(f"case.kind.{row.kind}", lang)),
        point=HazardPoint(
            code=point.code,
            name=point.name,
            unit=point.unit,
            unit_code=point.unit_code,
            field=Named(name=point.field, title=kinds().fields[point.field].of(lang)),
            division=city.division_names(point.division, lang),
            colour=Named(name=colour, title=say(f"risk.colour.{colour}", lang)),
        ),
        state=Named(name=row.state, title=say(f"case.state.{row.state}", lang)),
        ended=row.ended_at is not None,
        round=row.rework_count + 1,
        department=Named(name=office, title=titles.get(office, office)) if office else None,
        ordered=ordered,
        near_at=row.near_at,
        due_at=row.due_at,
        paused=row.paused,
        overdue=row.ended_at is None
        and not row.paused
        and row.due_at is not None
        and row.due_at < at,
        listed=row.listed,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
    )
