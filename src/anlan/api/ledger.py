"""The ledger: who changed what, for whom, from where and why."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from anlan.access.principal import Principal
from anlan.api.guard import Needs, state_of
from anlan.api.instants import Instant
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Cursor, Lang, Limit, refuse_unknown
from anlan.api.state import State
from anlan.model.permission import EVERYWHERE
from anlan.store import anchor as anchors
from anlan.store.history import Told, entries
from anlan.store.places import Asked

router = APIRouter(prefix="/api/ledger", tags=["ledger"], dependencies=[Depends(refuse_unknown)])
Reader = Annotated[Principal, Depends(Needs("ledger.read", anywhere=True))]


class EntryTold(BaseModel):
    """One entry, also in words."""

    seq: int
    moment: datetime
    who: str
    who_name: str
    for_whom: str
    origin: str
    subject: str
    act: str
    text: str
    before: dict[str, Any]
    after: dict[str, Any]
    why: str
    hash: str


class Entries(BaseModel):
    """A page of the ledger."""

    items: list[EntryTold]
    next: str | None


class LedgerState(BaseModel):
    """How far the ledger goes, and up to where a head was kept outside."""

    entries: int
    head: str
    instance: str
    anchored: int
    anchored_at: str | None


@router.get("")
def page(
    request: Request,
    person: Reader,
    lang: Lang = "en",
    subject: Annotated[str, Query(max_length=200, description="What it begins with.")] = "",
    who: Annotated[str, Query(max_length=100, description="Such as account:7.")] = "",
    act: Annotated[
        str, Query(max_length=60, description="Such as account.reset, or account.*.")
    ] = "",
    since: Annotated[Instant | None, Query(description="Not older than this.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Entries:
    """Return entries that the asker may see, the newest first."""
    state = state_of(request)
    [before] = numbers(cursor, 1) if cursor else (None,)
    found = entries(
        state.database,
        before=before,
        subject=subject,
        who=who,
        act=act,
        since=since,
        cities=_cities(state, person),
        limit=limit,
    )
    names = state.names_of(each.who for each in found)
    more = cursor_of(found[-1].seq) if len(found) == limit else None
    return Entries(items=[_told(each, names, lang) for each in found], next=more)


@router.get("/state")
def ledger_state(
    request: Request,
    person: Annotated[Principal, Depends(Needs("ledger.read"))],
    lang: Lang = "en",
) -> LedgerState:
    """Return how far the ledger goes, and the last head that was kept in the home's file."""
    state = state_of(request)
    head = anchors.head(state.database, datetime.now(UTC))
    [file] = Asked().files_in(state.home)
    # There is none until a head is kept for the first time.
    held = anchors.read(file) if file.exists() else []
    kept = [each for each in held if each.instance == head.instance]
    return LedgerState(
        entries=head.seq,
        head=head.hash,
        instance=head.instance,
        anchored=kept[-1].seq if kept else 0,
        anchored_at=kept[-1].at if kept else None,
    )


def _cities(state: State, person: Principal) -> list[str] | None:
    """Return the cities whose entries somebody may see; None for all, and the installation's."""
    if person.scope("ledger.read", EVERYWHERE).whole:
        return None
    return [city for city in state.names if person.scope("ledger.read", city).whole]


def _told(entry: Told, names: dict[str, str], lang: Lang) -> EntryTold:
    return EntryTold(
        seq=entry.seq,
        moment=entry.moment,
        who=entry.who,
        who_name=names.get(entry.who, entry.who),
        for_whom=entry.for_whom,
        origin=entry.origin,
        subject=entry.subject,
        act=entry.act,
        text=entry.say(lang),
        before=dict(entry.before),
        after=dict(entry.after),
        why=entry.why,
        hash=entry.hash,
    )
