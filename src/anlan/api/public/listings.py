"""The public list of cases under listed supervision: which office answers for what, until when."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from anlan.api.guard import PublicCity, state_of
from anlan.api.paging import cursor_at, moment_of
from anlan.api.parameters import Cursor, Lang, Limit, refuse_unknown
from anlan.api.public.told import PublicTeller
from anlan.api.state import CityState
from anlan.cases import listing

router = APIRouter(
    prefix="/api/public/cities/{city}/listings",
    tags=["public"],
    dependencies=[Depends(refuse_unknown)],
)
Public = Annotated[CityState, Depends(PublicCity())]


class PublicNotice(BaseModel):
    """A public notice of listed supervision; ``delisted_at`` is None while the case is on it."""

    number: str
    class_: str | None = Field(serialization_alias="class", description="What it is about.")
    place: list[str] = Field(description="The names of its divisions, the largest first.")
    issuer: str | None = Field(description="The office that put it on the list.")
    department: str | None = Field(description="Who has to solve it.")
    leader: str = Field(description="The responsible post, never a person's name.")
    reason: str
    deadline: datetime
    listed_at: datetime
    delisted_at: datetime | None


class PublicNotices(BaseModel):
    """A page of the public list, the newest first."""

    next: str | None
    items: list[PublicNotice]


@router.get("")
def listings(
    request: Request, city: Public, limit: Limit = 50, cursor: Cursor = None, lang: Lang = "en"
) -> PublicNotices:
    """Return the public notices of listed supervision, also of cases that were solved since."""
    with state_of(request).database.session() as session:
        found = listing.public_notices(session, city.public.city, _place(cursor), limit)
        teller = PublicTeller(city, session, lang)
        items = [_notice(teller, each) for each in found]
    last = listing.place_of(found[-1].notice) if len(found) == limit else None
    return PublicNotices(next=cursor_at(*last) if last else None, items=items)


def _notice(teller: PublicTeller, found: listing.Listed) -> PublicNotice:
    notice, row = found.notice, found.case
    return PublicNotice(
        number=notice.number,
        class_=teller.class_of(row),
        place=teller.place(row),
        issuer=teller.department(notice.issuer),
        department=teller.department(row.department),
        leader=notice.leader,
        reason=notice.reason,
        deadline=notice.deadline,
        listed_at=notice.listed_at,
        delisted_at=notice.delisted_at,
    )


def _place(cursor: str | None) -> listing.Place | None:
    if cursor is None:
        return None
    at, (case, seq) = moment_of(cursor, 2)
    return at, case, seq
