"""Alerts of other authorities, and how their feeds are doing."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from sqlalchemy import select

from anlan.api.guard import CityNeeds, state_of
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Cursor, Lang, Limit, refuse_unknown
from anlan.api.view import CityView
from anlan.store.alerts import AlertFeed, AlertInbound

router = APIRouter(
    prefix="/api/cities/{city}/alerts/inbound",
    tags=["alerts"],
    dependencies=[Depends(refuse_unknown)],
)
Reader = Annotated[CityView, Depends(CityNeeds("alert.read"))]


class FeedTold(BaseModel):
    """How a feed is doing; one that was never asked has no moments yet."""

    name: str
    title: str
    url: str
    checked_at: datetime | None
    ok_at: datetime | None
    failures: int
    error: str
    reason: str
    entries: int
    refused: int


class FeedsTold(BaseModel):
    """The feeds that a city follows."""

    items: list[FeedTold]


class InboundTold(BaseModel):
    """A message of another authority."""

    id: int
    feed: str
    sender: str
    identifier: str
    status: str
    msg_type: str
    event: str
    severity: str
    headline: str
    signature: str
    signer: str
    places: list[str]
    problems: list[str]
    sent_at: datetime
    expires_at: datetime | None
    received_at: datetime
    ended_at: datetime | None
    ended_how: str


class InboundsTold(BaseModel):
    """A page of them, the newest first."""

    next: str | None
    items: list[InboundTold]


@router.get("/feeds")
def feeds(request: Request, city: Reader, lang: Lang = "en") -> FeedsTold:
    """Return the feeds that the city follows, and what is wrong with each."""
    declared = city.city.alerts.feeds if city.city.alerts else []
    query = select(AlertFeed).where(AlertFeed.city == city.city.name)
    with state_of(request).database.session() as session:
        known = {each.name: each for each in session.scalars(query)}
    items = []
    for feed in declared:
        row = known.get(feed.name)
        items.append(
            FeedTold(
                name=feed.name,
                title=feed.title.of(lang),
                url=feed.url,
                checked_at=row.checked_at if row else None,
                ok_at=row.ok_at if row else None,
                failures=row.failures if row else 0,
                error=row.error if row else "",
                reason=row.reason if row else "",
                entries=row.entries if row else 0,
                refused=row.refused if row else 0,
            )
        )
    return FeedsTold(items=items)


@router.get("")
def listed(
    request: Request,
    city: Reader,
    in_force: Annotated[bool, Query(description="Only what is in force.")] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
    lang: Lang = "en",
) -> InboundsTold:
    """Return what other authorities told, the newest first."""
    query = select(AlertInbound).where(AlertInbound.city == city.city.name)
    if in_force:
        query = query.where(AlertInbound.ended_at.is_(None))
    if cursor:
        query = query.where(AlertInbound.id < numbers(cursor, 1)[0])
    with state_of(request).database.session() as session:
        found = session.scalars(query.order_by(AlertInbound.id.desc()).limit(limit)).all()
    more = cursor_of(found[-1].id) if len(found) == limit else None
    return InboundsTold(next=more, items=[_told(each, lang) for each in found])


def _told(row: AlertInbound, lang: str) -> InboundTold:
    told = {
        name: getattr(row, name)
        for name in InboundTold.model_fields
        if name not in {"headline", "places"}
    }
    headline = row.headlines.get(lang) or next(iter(row.headlines.values()), row.event)
    places = [path.rpartition("/")[2] for path in row.places]
    return InboundTold(**told, headline=headline, places=places)
