"""Evaluation of cases: leagues, the cases behind each figure, appeals, the report of a month."""

from datetime import UTC, datetime
from typing import Annotated, Literal, cast

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.api.cases_shapes import Named
from anlan.api.evaluation_shapes import (
    AppealsTold,
    AppealTold,
    BehindLine,
    BehindLines,
    League,
    NewAppeal,
    NewDecision,
)
from anlan.api.evaluation_told import Names, league_told
from anlan.api.guard import CityNeeds, cause, state_of
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Create, Cursor, Lang, Limit, Version, etag, refuse_unknown
from anlan.api.view import CityView
from anlan.cases import rows
from anlan.cases.evaluation import appeals
from anlan.cases.evaluation.figures import Side
from anlan.cases.evaluation.indicators import Object, indicators
from anlan.cases.evaluation.periods import period
from anlan.cases.evaluation.report import as_report, tell
from anlan.cases.evaluation.room import Asking
from anlan.model.errors import AccessError, CaseError
from anlan.model.permission import Area, Scope
from anlan.paper import FORMS, MEDIA
from anlan.store.cases import CaseAppeal, CaseRow
from anlan.store.change import Change, change
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/evaluation",
    tags=["evaluation"],
    dependencies=[Depends(refuse_unknown)],
)
City = Annotated[CityView, Depends(CityNeeds("case.read"))]
When = Annotated[
    str,
    Query(
        alias="period",
        max_length=20,
        description="A day, week, month, quarter, half-year or year of the city.",
        examples=["2026-10", "2026-W41", "2026-Q4"],
    ),
]
What = Annotated[Object, Query(alias="object", description="What is evaluated.")]
Level = Annotated[str, Query(max_length=40, description="Of areas and posts.")]
PostName = Annotated[str, Query(max_length=40, description="Which post, where posts are.")]


def asking(
    city: City, when: When, what: What = "area", level: Level = "district", post: PostName = ""
) -> Asking:
    """Return what is asked, within one's scope."""
    subject = city.state.evaluation.subject(what, level, post)
    return Asking(subject, period(when), city.scope.areas)


Asked = Annotated[Asking, Depends(asking)]


@router.get("")
def league(
    city: City, asked: Asked, lang: Lang = "en", limit: Limit = 50, cursor: Cursor = None
) -> League:
    """Return the league of a period: figures, changes, ranks; those that lie in one's scope."""
    start = numbers(cursor, 1)[0] if cursor else 0
    return league_told(city, asked, lang, start, limit)


@router.get("/appeals")
def list_appeals(
    request: Request,
    city: City,
    lang: Lang = "en",
    state: Annotated[Literal["open", "accepted", "refused"] | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> AppealsTold:
    """Return the appeals about cases in one's scope, the newest first."""
    query = (
        select(CaseAppeal, CaseRow)
        .join(CaseRow, CaseRow.id == CaseAppeal.case_id)
        .where(CaseAppeal.city == city.city.name)
        .order_by(CaseAppeal.id.desc())
    )
    if state:
        query = query.where(CaseAppeal.state == state)
    if cursor:
        query = query.where(CaseAppeal.id < numbers(cursor, 1)[0])
    with state_of(request).database.session() as session:
        found = []
        for each, row in session.execute(query):
            if city.scope.covers(Area(row.division, row.department)):
                found.append((each, row))
            if len(found) == limit:
                break
        after = cursor_of(found[-1][0].id) if len(found) == limit else None
        return AppealsTold(
            next=after, items=[_appeal(request, city, lang, *each) for each in found]
        )


@router.post("/appeals", status_code=201, response_model=AppealTold)
def ask(
    request: Request, city: City, asked: NewAppeal, create: Create, lang: Lang = "en"
) -> Response:
    """Contest that a case counts; for those who handle, or supervise, in the office it is about."""
    path = city.state.division_path(asked.division) if asked.division else ""

    def make(made: Change) -> AppealTold:
        row = _within(made.session, city, asked.number)
        _check_theirs(city, row)
        office = Area(path, asked.department)
        now = datetime.now(UTC)
        told = (city.city.name, asked.number, office, asked.indicator, asked.reason, now)
        return _appeal(request, city, lang, appeals.appeal(made, *told), row)

    return create.make(city.person, make)


@router.post("/appeals/{key}/decision")
def decide(
    request: Request,
    response: Response,
    city: Annotated[CityView, Depends(CityNeeds("case.supervise"))],
    key: int,
    asked: NewDecision,
    version: Version,
    lang: Lang = "en",
) -> AppealTold:
    """Decide an appeal; for a supervisor of another office."""
    if asked.to_department:
        city.state.cases.check_department(asked.to_department)
    with change(state_of(request).database, cause(request, city.person)) as made:
        found = made.session.get(CaseAppeal, key) if key < 2**31 else None
        row = made.session.get(CaseRow, found.case_id) if found else None
        if row is None or not city.scope.covers(Area(row.division, row.department)):
            raise CaseError("error.evaluation.no_appeal", id=key)
        told = appeals.decide(
            made, city.city.name, key, city.scope, asked.effect, asked.answer, version,
            datetime.now(UTC), asked.to_department,
        )  # fmt: skip
        response.headers["ETag"] = etag(told.version)
        return _appeal(request, city, lang, told, row)


@router.get("/report", response_class=Response)
def report(
    city: City,
    when: When,
    form: Annotated[Literal["html", "pdf", "xlsx"], Query(alias="format")] = "html",
    level: Level = "district",
    lang: Lang = "en",
) -> Response:
    """Return the report of a period of the whole city, as a page, a PDF or a spreadsheet."""
    city.whole()
    room, found = city.state.evaluation, period(when)
    room.subject("area", level, "")
    name = f"{city.city.name}-{found.name}-{lang}.{form}"
    written = FORMS[form](as_report(tell(room, found, lang, level)))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written, 200, headers, MEDIA[form])


@router.get("/{indicator}/cases")
def behind(
    city: City,
    asked: Asked,
    indicator: str,
    key: Annotated[str, Query(max_length=200, description="The object: a path, or a department.")],
    side: Annotated[Side, Query(description="Those above the line, or all below it.")] = "below",
    lang: Lang = "en",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> BehindLines:
    """Return the cases behind a figure, in the order in which they came."""
    after = numbers(cursor, 1)[0] if cursor else 0
    found = city.state.evaluation.behind(asked, indicator, key, side, after, limit)
    names = Names(city, lang)
    lines = [
        BehindLine(
            number=row.number,
            title=row.title,
            **{"class": names.class_(row.class_code)},
            state=Named(name=row.state, title=say(f"case.state.{row.state}", lang)),
            place=city.division_names(row.division, lang),
            department=names.department(row.department),
            opened_at=row.opened_at,
            ended_at=row.ended_at,
        )
        for row in found
    ]
    return BehindLines(next=cursor_of(found[-1].id) if len(found) == limit else None, items=lines)


def _within(session: Session, city: CityView, number: str) -> CaseRow:
    """Return a case in scope; one outside is as one that isn't there."""
    row = rows.find(session, city.city.name, number)
    if not city.scope.covers(Area(row.division, row.department)):
        raise CaseError("error.cases.none", city=city.city.name, number=number)
    return row


def _check_theirs(city: CityView, row: CaseRow) -> None:
    """Refuse an appeal by somebody who neither handles nor supervises such cases."""
    area = Area(row.division, row.department)
    for permission in ("case.handle", "case.supervise"):
        scope: Scope = city.person.scope(cast("Literal['case.handle']", permission), city.city.name)
        if scope.covers(area):
            return
    raise AccessError("error.access.not_yours")


def _appeal(
    request: Request, city: CityView, lang: Language, each: CaseAppeal, row: CaseRow
) -> AppealTold:
    names = Names(city, lang)
    people = state_of(request).names_of([each.asked_by, each.decided_by])
    one = indicators().get(each.indicator)
    return AppealTold(
        id=each.id,
        number=row.number,
        indicator=Named(name=one.name, title=one.title.of(lang)) if one else None,
        department=names.department(each.department),
        place=city.division_names(each.division, lang),
        reason=each.reason,
        asked_by=people.get(each.asked_by, each.asked_by),
        asked_at=each.asked_at,
        state=each.state,
        effect=each.effect,
        to_department=names.department(each.to_department),
        answer=each.answer,
        decided_by=people.get(each.decided_by, each.decided_by) or None,
        decided_at=each.decided_at,
        version=each.version,
    )
