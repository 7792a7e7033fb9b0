"""The risk register: points with why they are of their colour, and the risk of areas."""

from datetime import UTC, date, datetime
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends, Query, Request, Response

from anlan.api.guard import CityNeeds, cause, state_of
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Create, Cursor, Lang, Limit, Version, etag, refuse_unknown
from anlan.api.risk_areas import At, shown_at
from anlan.api.risk_shapes import (
    NewPoint,
    PointPut,
    RiskColumns,
    RiskDetail,
    RiskLines,
)
from anlan.api.risk_told import Teller
from anlan.api.view import CityView
from anlan.model.colour import COLOURS, Colour
from anlan.model.errors import AccessError, RegisterError
from anlan.model.permission import Area
from anlan.risk.register import Draft, Measure, Source, reading, rows
from anlan.store.change import Change, change

router = APIRouter(
    prefix="/api/cities/{city}/risk", tags=["risk"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("risk.read"))]
Keeper = Annotated[CityView, Depends(CityNeeds("risk.manage"))]


@router.get("/points")
def points(
    request: Request,
    city: City,
    lang: Lang = "en",
    colour: Annotated[list[Colour] | None, Query(description="Only of these, now.")] = None,
    field: Annotated[str, Query(max_length=64, description="Only of this field.")] = "",
    division: Annotated[str, Query(max_length=200, description="Only in this division.")] = "",
    unit_code: Annotated[str, Query(max_length=200, description="Only of this unit.")] = "",
    review_before: Annotated[
        date | None, Query(description="Only those to be reviewed by this day.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RiskLines:
    """Return the risk points within one's scope, the most dangerous first."""
    wanted = reading.Wanted(
        [COLOURS.index(each) for each in colour or ()],
        field,
        _path(city, division),
        unit_code,
        None
        if review_before is None
        else datetime.combine(review_before, datetime.max.time(), UTC),
    )
    after = numbers(cursor, 1)[0] if cursor else None
    with state_of(request).database.session() as session:
        found = reading.points(session, city.city.name, city.scope, wanted, after, limit)
        teller = Teller(city, lang)
        more = cursor_of(found[-1].id) if len(found) == limit else None
        return RiskLines(next=more, items=[teller.line(row) for row in found])


@router.get("/points/{code}")
def point(
    request: Request, response: Response, city: City, code: str, lang: Lang = "en"
) -> RiskDetail:
    """Return a risk point: what is dangerous, the measures, its grades and why, its history."""
    with state_of(request).database.session() as session:
        row = rows.find(session, city.city.name, code)
        if not city.scope.covers(Area(row.division, row.department)):
            raise rows.none(city.city.name, code)
        response.headers["ETag"] = etag(row.version)
        return Teller(city, lang).detail(session, row, datetime.now(UTC))


@router.post("/points", status_code=201, response_model=PointPut)
def register(city: Keeper, asked: NewPoint, create: Create) -> Response:
    """Register a risk point, or grade one anew whose code is known."""
    room, at = city.state.register, datetime.now(UTC)
    (placed,) = room.placed_many([_draft(city, asked)], at)
    if isinstance(placed, RegisterError):
        raise placed
    _check_area(city, placed.division, placed.department)

    def make(made: Change) -> PointPut:
        for row in rows.by_code(made.session, city.city.name, [placed.code]).values():
            _check_area(city, row.division, row.department)
        (put,) = room.put_many(made, [placed], at)
        return PointPut(code=put.code, fresh=put.fresh, colour=COLOURS[put.after])

    return create.make(city.person, make)


@router.delete("/points/{code}", status_code=204)
def retire(request: Request, city: Keeper, code: str, version: Version) -> None:
    """Take a risk point off the register; its history stays."""
    with change(state_of(request).database, cause(request, city.person)) as made:
        row = rows.find(made.session, city.city.name, code)
        _check_area(city, row.division, row.department)
        city.state.register.retire(made, code, version, datetime.now(UTC))


@router.get("/map")
def on_map(city: City, at: At = None, lang: Lang = "en") -> RiskColumns:
    """Return every risk point within one's scope that has a position, as columns."""
    shown = shown_at(city, at)
    seen = shown.within(city.scope) & ~np.isnan(shown.rows["lon"])
    rows_, names = shown.rows[seen], [shown.names[n] for n in np.flatnonzero(seen).tolist()]
    return RiskColumns(
        as_of=shown.at,
        id=[code for code, _ in names],
        name=[name for _, name in names],
        lon=rows_["lon"].round(6).tolist(),
        lat=rows_["lat"].round(6).tolist(),
        grade=[COLOURS[n] for n in rows_["now_colour"].tolist()],
        inherent=[COLOURS[n] for n in rows_["inherent_colour"].tolist()],
        score=rows_["now_value"].round(2).tolist(),
    )


def _check_area(city: CityView, division: str, department: str) -> None:
    """Refuse what lies outside of one's scope as if it weren't there.

    Raises:
        AccessError: it does.
    """
    if not city.scope.covers(Area(division, department)):
        raise AccessError("error.access.may_not", permission="risk.manage")


def _path(city: CityView, division: str) -> str:
    return city.state.division_path(division) if division else ""


def _draft(city: CityView, asked: NewPoint) -> Draft:
    given = asked.model_dump(exclude={"sources", "floors"})
    return Draft(
        **given,
        floors=tuple(asked.floors),
        sources=tuple(
            Source(
                each.name,
                each.event,
                each.inherent,
                each.residual,
                each.cause,
                each.consequence,
                tuple(Measure(m.group, m.text) for m in each.measures),
            )
            for each in asked.sources
        ),
    )
