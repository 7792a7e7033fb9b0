"""Datastreams as they are registered, and what was refused of what was sent."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from anlan.api.guard import CityNeeds
from anlan.api.paging import cursor_at, cursor_of, moment_of, numbers
from anlan.api.parameters import Cursor, Lang, Limit, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.store.watch import WatchRefused
from anlan.watch.intake import refused
from anlan.watch.registry import Listed, listed
from anlan.watch.rules.kinds import kinds
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/watch", tags=["sensing"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("sensing.read"))]


class StreamTold(BaseModel):
    """A datastream as it is registered."""

    id: int
    key: str
    name: str
    thing: str = Field(description="The key of its thing.")
    kind: str
    kind_title: str
    class_: str = Field(alias="class", serialization_alias="class")
    object: str
    area: str
    unit: dict[str, Any] = Field(description="What is sent; scale and shift make the kind's of it.")
    scale: float
    shift: float
    interval_s: float | None
    figures: dict[str, float]
    client: str | None = Field(description="Who may send it; null for the city's own programs.")
    division: list[str] = Field(description="The names of its divisions, the largest first.")


class StreamsTold(BaseModel):
    """A page of datastreams."""

    next: str | None
    items: list[StreamTold]


class RefusedTold(BaseModel):
    """What was refused of one sender for one reason within a minute."""

    id: int
    source: str
    sender: str
    reason: str
    text: str = Field(description="Why, in words.")
    sample: str = Field(description="The first of them, cut short.")
    times: int
    first_at: datetime
    last_at: datetime


class RefusedPage(BaseModel):
    """What was refused, the latest first."""

    next: str | None
    items: list[RefusedTold]


@router.get("/streams")
def streams(
    city: City,
    key: Annotated[str, Query(max_length=200, description="What its key begins with.")] = "",
    kind: Annotated[str, Query(max_length=64)] = "",
    object: Annotated[str, Query(max_length=200, description="What rules speak of.")] = "",
    lang: Lang = "en",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> StreamsTold:
    """Return the datastreams in use within one's scope."""
    if kind and kind not in kinds():
        known = ", ".join(kinds())
        raise RefusalError(422, "error.streams.kind", "query.kind", kind=kind, known=known)
    [after] = numbers(cursor, 1) if cursor else (0,)
    with city.state.workspace.database.session() as session:
        found = listed(
            session, city.city.name, city.scope.divisions, after, limit,
            key=key, kind=kind, object_=object,
        )  # fmt: skip
    more = cursor_of(found[-1].stream.id) if len(found) == limit else None
    return StreamsTold(next=more, items=[_stream(city, each, lang) for each in found])


@router.get("/refused")
def what_was_refused(
    city: City,
    sender: Annotated[str, Query(max_length=200)] = "",
    reason: Annotated[str, Query(max_length=40)] = "",
    lang: Lang = "en",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RefusedPage:
    """Return what was refused of what was sent, the latest first; it has no place of its own."""
    if not city.scope.whole:
        raise RefusalError(403, "error.watch.refused_whole_city")
    before = None
    if cursor:
        at, (number,) = moment_of(cursor, 1)
        before = at, number
    with city.state.workspace.database.session() as session:
        found = refused(session, city.city.name, before, limit, sender=sender, reason=reason)
    more = cursor_at(found[-1].last_at, found[-1].id) if len(found) == limit else None
    return RefusedPage(next=more, items=[_refused(each, lang) for each in found])


def _stream(city: CityView, listed_: Listed, lang: Language) -> StreamTold:
    row = listed_.stream
    return StreamTold(
        id=row.id,
        key=row.key,
        name=row.name,
        thing=listed_.thing,
        kind=row.kind,
        kind_title=kinds()[row.kind].name.of(lang) if row.kind else "",
        **{"class": row.class_},
        object=row.object,
        area=row.area,
        unit=row.unit,
        scale=row.scale,
        shift=row.shift,
        interval_s=row.interval_s,
        figures=row.figures,
        client=listed_.client,
        division=city.division_names(listed_.division, lang),
    )


def _refused(row: WatchRefused, lang: Language) -> RefusedTold:
    return RefusedTold(
        id=row.id,
        source=row.source,
        sender=row.sender,
        reason=row.reason,
        text=say(f"watch.refused.{row.reason}", lang),
        sample=row.sample,
        times=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
    )
