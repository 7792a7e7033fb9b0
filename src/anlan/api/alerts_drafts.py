"""Public alerts that are being composed: begun, looked at, changed, approved by a second person."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from anlan.alerts import drafts, publish, rows
from anlan.alerts.alarm import proposed
from anlan.alerts.settings import Status, levels, templates
from anlan.api import alerts_told as told
from anlan.api.alerts_shapes import (
    Approval,
    AreaTold,
    AskedArea,
    ChangedDraft,
    ColourTold,
    DraftsTold,
    DraftTold,
    Means,
    MessageTold,
    NewDraft,
    Preview,
    ProposedTold,
    TemplateTold,
)
from anlan.api.cases_shapes import Named
from anlan.api.guard import CityNeeds, cause, state_of
from anlan.api.parameters import Create, Lang, Repeat, Version, etag, refuse_unknown
from anlan.api.view import CityView
from anlan.model.errors import AccessError
from anlan.model.permission import Area, Permission
from anlan.store.alerts import AlertDraft
from anlan.store.change import Change, change
from anlan.words import say

router = APIRouter(
    prefix="/api/cities/{city}/alerts", tags=["alerts"], dependencies=[Depends(refuse_unknown)]
)
Reader = Annotated[CityView, Depends(CityNeeds("alert.read"))]
Composer = Annotated[CityView, Depends(CityNeeds("alert.compose"))]
Approver = Annotated[CityView, Depends(CityNeeds("alert.approve"))]
Number = Annotated[int, Path(ge=1, le=2**53)]


@router.get("/means")
def means(city: Reader, lang: Lang = "en") -> Means:
    """Return what a composer chooses from: templates, colours, statuses."""
    found = [
        TemplateTold(
            name=each.name,
            title=each.title.of(lang),
            category=each.category,
            hours=each.hours,
            metres=each.metres,
            headline=each.headline.model_dump(),
            description=each.description.model_dump(),
            instruction=each.instruction.model_dump(),
        )
        for each in templates().values()
    ]
    colours = [
        ColourTold(
            name=name,
            title=each.name.of(lang),
            severity=each.severity,
            urgency=each.urgency,
            certainty=each.certainty,
        )
        for name, each in levels().colours.items()
    ]
    statuses = [
        Named(name=each, title=say(f"alerts.status.{each}", lang))
        for each in ("Actual", *levels().statuses)
    ]
    return Means(templates=found, colours=colours, statuses=statuses)


@router.post("/area")
def look(request: Request, city: Composer, asked: AskedArea, lang: Lang = "en") -> AreaTold:
    """Return an area as it is understood: divisions, residents inside, what is in force there."""
    placed = city.state.alert_desk.atlas.placed(asked.area)
    now, board = datetime.now(UTC), city.state.alert_board
    with state_of(request).database.session() as session:
        shown = told.map_of_area(placed, lang)
        return told.area(session, city, board, placed, shown, now, lang)


@router.get("/from-alarm/{alarm}")
def from_alarm(
    request: Request,
    city: Composer,
    alarm: Number,
    status: Annotated[Status, Query(description="What it will be.")] = "Actual",
    lang: Lang = "en",
) -> ProposedTold:
    """Return the form that an open alarm proposes; nothing is composed yet."""
    with state_of(request).database.session() as session:
        found = proposed(session, city.state.alert_desk, alarm, status, datetime.now(UTC))
    return ProposedTold(alarm=found.alarm, form=found.form.model_dump(mode="json"))


@router.get("/drafts")
def listed(request: Request, city: Reader, lang: Lang = "en") -> DraftsTold:
    """Return what is being composed in one's scope, the newest first."""
    with state_of(request).database.session() as session:
        found = rows.drafts(session, city.city.name)
    mine = [each for each in found if _in_scope(city, each.division)]
    names = state_of(request).names_of(told.people(mine))
    return DraftsTold(items=[told.draft(each, names, city.person.who, lang) for each in mine])


@router.post("/drafts", status_code=201, response_model=DraftTold)
def compose(
    request: Request, city: Composer, asked: NewDraft, create: Create, lang: Lang = "en"
) -> Response:
    """Compose a message: saved with whatever is wrong with it; offered only if nothing is."""
    desk, now = city.state.alert_desk, datetime.now(UTC)

    def make(made: Change) -> DraftTold:
        row = drafts.compose(
            made, desk, asked.form, now,
            offered=asked.offered, number=asked.number, alarm=asked.alarm,
        )  # fmt: skip
        _check_scope(city, row, "alert.compose")
        names = state_of(request).names_of(told.people([row]))
        return told.draft(row, names, city.person.who, lang)

    return create.make(city.person, make)


@router.get("/drafts/{draft}")
def one(
    request: Request, response: Response, city: Reader, draft: Number, lang: Lang = "en"
) -> DraftTold:
    """Return a draft."""
    with state_of(request).database.session() as session:
        row = rows.draft(session, city.city.name, draft)
    _check_scope(city, row, "alert.read")
    response.headers["ETag"] = etag(row.version)
    names = state_of(request).names_of(told.people([row]))
    return told.draft(row, names, city.person.who, lang)


@router.put("/drafts/{draft}")
def edit(
    request: Request,
    response: Response,
    city: Composer,
    draft: Number,
    asked: ChangedDraft,
    version: Version,
    lang: Lang = "en",
) -> DraftTold:
    """Change a draft; whoever does can't approve it any more."""
    desk, now = city.state.alert_desk, datetime.now(UTC)
    with change(state_of(request).database, cause(request, city.person)) as made:
        _check_scope(city, rows.draft(made.session, city.city.name, draft), "alert.compose")
        row = drafts.edit(made, desk, draft, version, asked.form, now, offered=asked.offered)
        _check_scope(city, row, "alert.compose")
        names = state_of(request).names_of(told.people([row]))
        answer = told.draft(row, names, city.person.who, lang)
    response.headers["ETag"] = etag(answer.version)
    return answer


@router.delete("/drafts/{draft}", status_code=204)
def discard(
    request: Request, city: Composer, draft: Number, version: Version, lang: Lang = "en"
) -> None:
    """Throw a draft away."""
    with change(state_of(request).database, cause(request, city.person)) as made:
        _check_scope(city, rows.draft(made.session, city.city.name, draft), "alert.compose")
        drafts.discard(made, city.state.alert_desk, draft, version)


@router.get("/drafts/{draft}/preview")
def preview(request: Request, city: Reader, draft: Number, lang: Lang = "en") -> Preview:
    """Return what people would see and hear, who is inside, and all that is wrong."""
    desk, now = city.state.alert_desk, datetime.now(UTC)
    with state_of(request).database.session() as session:
        row = rows.draft(session, city.city.name, draft)
        _check_scope(city, row, "alert.read")
        before = drafts.chain(session, city.city.name, row.number, now)
        found = drafts.reopened(session, desk, row, now)
        return told.preview(session, city, city.state.alert_board, row, found, before, lang)


@router.post("/drafts/{draft}/approve", response_model=MessageTold)
def approve(
    request: Request,
    city: Approver,
    draft: Number,
    asked: Approval,
    repeat: Repeat,
    lang: Lang = "en",
) -> Response:
    """Approve the very message that was looked at, and publish it; never one's own."""
    desk, now, ring = city.state.alert_desk, datetime.now(UTC), state_of(request).keyring

    def make(made: Change) -> MessageTold:
        _check_scope(city, rows.draft(made.session, city.city.name, draft), "alert.approve")
        row = publish.approve(made, desk, draft, asked.digest, ring, now)
        return told.message(row, state_of(request).names_of(told.people([row])), now, lang)

    return repeat.make(city.person, make)


def _in_scope(city: CityView, division: str) -> bool:
    whole = division == city.city.name
    return city.scope.whole if whole else city.scope.covers(Area(division))


def _check_scope(city: CityView, row: AlertDraft, permission: Permission) -> None:
    """Refuse what reaches beyond one's scope.

    Raises:
        AccessError: it does.
    """
    if not _in_scope(city, row.division):
        raise AccessError("error.access.may_not", permission=permission)
