"""Public alerts that were published: what became of each, who got it when, and taking it back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from anlan.alerts import channels, publish, rows
from anlan.alerts.history import versions
from anlan.api import alerts_told as told
from anlan.api.alerts_shapes import (
    AlertReason,
    AlertReceiptTold,
    EventTold,
    MessagesTold,
    MessageTold,
    ReceiptsTold,
    StandingsTold,
    VersionTold,
)
from anlan.api.guard import CityNeeds, state_of
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Cursor, Lang, Limit, Repeat, refuse_unknown
from anlan.api.view import CityView
from anlan.model.errors import AccessError, AlertError
from anlan.model.permission import Area
from anlan.store.alerts import AlertDraft, AlertRow
from anlan.store.change import Change

router = APIRouter(
    prefix="/api/cities/{city}/alerts", tags=["alerts"], dependencies=[Depends(refuse_unknown)]
)
Reader = Annotated[CityView, Depends(CityNeeds("alert.read"))]
Canceller = Annotated[CityView, Depends(CityNeeds("alert.cancel"))]
Number = Annotated[int, Path(ge=1, le=2**53)]
Seq = Annotated[int, Path(ge=1, le=10_000)]


@router.get("")
def listed(
    request: Request,
    city: Reader,
    in_force: Annotated[bool, Query(description="Only what is in force.")] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
    lang: Lang = "en",
) -> MessagesTold:
    """Return messages, the newest first."""
    now, name = datetime.now(UTC), city.city.name
    before = numbers(cursor, 1)[0] if cursor else None
    with state_of(request).database.session() as session:
        if in_force:
            found = rows.in_force(session, name, now)
        else:
            found = rows.latest(session, name, before, limit)
    names = state_of(request).names_of(told.people(found))
    more = None if in_force or len(found) < limit else cursor_of(found[-1].id)
    return MessagesTold(next=more, items=[told.message(each, names, now, lang) for each in found])


@router.get("/standing")
def standing(request: Request, city: Reader, lang: Lang = "en") -> StandingsTold:
    """Return all that is in force, with its shape and the residents inside."""
    with state_of(request).database.session() as session:
        found = city.state.alert_counts.in_force(session, datetime.now(UTC))
    return StandingsTold(items=[told.standing(each, lang) for each in found])


@router.get("/{number}")
def one(request: Request, city: Reader, number: Number, lang: Lang = "en") -> EventTold:
    """Return all messages of an event: who gave them, what each changed, how many have it."""
    now, name = datetime.now(UTC), city.city.name
    with state_of(request).database.session() as session:
        event = rows.event(session, name, number)
        found = versions(rows.messages(session, name, number))
        tallies = [channels.tally(session, each.row) for each in found]
        drafts = [session.get_one(AlertDraft, each.row.draft_id) for each in found]
    names = state_of(request).names_of(told.people(each.row for each in found))
    return EventTold(
        number=number,
        status=event.status,
        template=told.named(event.template, lang),
        opened_at=event.opened_at,
        versions=[
            VersionTold(
                message=told.message(each.row, names, now, lang),
                changes=each.say(lang),
                channels=count,
                taken=taken,
                alarm=draft.alarm,
                form=draft.form,
                map=told.map_of_alert(each.alert, each.row, lang),
            )
            for each, (count, taken), draft in zip(found, tallies, drafts, strict=True)
        ],
    )


@router.get("/{number}/messages/{seq}/receipts")
def receipts(
    request: Request,
    city: Reader,
    number: Number,
    seq: Seq,
    limit: Limit = 100,
    cursor: Cursor = None,
    lang: Lang = "en",
) -> ReceiptsTold:
    """Return who got a message when, and who didn't yet."""
    after = numbers(cursor, 1)[0] if cursor else 0
    with state_of(request).database.session() as session:
        row = _message(rows.messages(session, city.city.name, number), number, seq)
        found = list(channels.receipts(session, row, after, limit))
    items = [
        AlertReceiptTold(
            channel=each.channel,
            kind=each.kind,
            state=each.state,
            attempts=each.attempts,
            at=each.at,
            error=each.error,
        )
        for _, each in found
    ]
    return ReceiptsTold(next=cursor_of(found[-1][0]) if len(found) == limit else None, items=items)


@router.post("/{number}/cancel", response_model=MessageTold)
def cancel(
    request: Request, city: Canceller, number: Number, asked: AlertReason, repeat: Repeat,
    lang: Lang = "en",
) -> Response:  # fmt: skip
    """Take an alert back, at once and alone: what is wrong must go fast."""
    desk, now, ring = city.state.alert_desk, datetime.now(UTC), state_of(request).keyring

    def make(made: Change) -> MessageTold:
        for each in rows.messages(made.session, city.city.name, number):
            _check_scope(city, each)
        row = publish.cancel(made, desk, number, asked.reason, ring, now)
        return told.message(row, state_of(request).names_of(told.people([row])), now, lang)

    return repeat.make(city.person, make)


def _message(found: Sequence[AlertRow], number: int, seq: int) -> AlertRow:
    for each in found:
        if each.seq == seq:
            return each
    raise AlertError("error.alerts.none", number=f"{number}/{seq}")


def _check_scope(city: CityView, row: AlertRow) -> None:
    whole = row.division == city.city.name
    if not (city.scope.whole if whole else city.scope.covers(Area(row.division))):
        raise AccessError("error.access.may_not", permission="alert.cancel")
