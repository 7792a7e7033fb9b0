"""Find a place, and everything known of it: from whom, since when, and what contradicts."""

import sqlite3
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from anlan.api.guard import CityNeeds
from anlan.api.linking import day_of, golden_fields
from anlan.api.linking_shapes import GoldenField
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Cursor, Lang, Limit, missing, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.schemas import Grade
from anlan.api.view import CityView
from anlan.pool import quarantine
from anlan.pool.assets import page
from anlan.pool.assets.search import Hit, search
from anlan.risk.part import Part
from anlan.words import Language

router = APIRouter(
    prefix="/api/cities/{city}/assets", tags=["assets"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("asset.read"))]
Question = Annotated[
    str,
    Query(max_length=100, description="Beginnings of words or ids, or any piece of Chinese text."),
]
Few = Annotated[int, Query(ge=1, le=50, description="How many items at most.")]


class AssetHit(BaseModel):
    """An asset that was found, as the source says by which it was; on the map, if it is ranked."""

    id: str
    kind: str
    kind_title: str
    name: str | None
    address: str | None
    division: list[str]
    source: str
    ranked: bool


class AssetHits(BaseModel):
    """What was found, the best first."""

    items: list[AssetHit]


class AssetSource(BaseModel):
    """A source that speaks of the asset: how many versions of records, known since when."""

    source: str
    title: str
    department: str
    records: int
    first_known: datetime
    last_known: datetime


class RecordValue(BaseModel):
    """A column of a record, as sent."""

    column: str
    value: str | None


class AssetRecord(BaseModel):
    """A version of a record: when it was so, and since when that is known."""

    source: str
    title: str
    key: str
    version: int
    day: str | None
    known_at: datetime
    values: list[RecordValue]


class AssetHeld(BaseModel):
    """A row for the asset that waits in quarantine."""

    id: str
    source: str
    title: str
    row: int
    text: str


class AssetPage(BaseModel):
    """Everything known of an asset, as far as the asker may see."""

    id: str
    kind: str
    kind_title: str
    ids: list[str]
    name: str | None
    address: str | None
    type: str | None
    lon: float | None
    lat: float | None
    division: list[str]
    grade: Grade | None
    rank: int | None
    sources: list[AssetSource]
    fields: list[GoldenField]
    records: list[AssetRecord]
    next: str | None
    quarantined: list[AssetHeld]


@router.get("")
def find(
    city: City,
    q: Question = "",
    lang: Lang = "en",
    kind: Annotated[str | None, Query(max_length=64)] = None,
    limit: Few = 8,
) -> AssetHits:
    """Find assets of all kinds by id, name or address, as they are typed."""
    hits = search(_index(city), q, city.scope, limit, kind)
    ranking = _ranking(city)
    ranked = ranking.holding(each.id for each in hits) if ranking else set()
    return AssetHits(items=[_hit(each, city, each.id in ranked, lang) for each in hits])


@router.get("/{asset:path}")
def one(
    city: City, asset: str, lang: Lang = "en", limit: Limit = 100, cursor: Cursor = None
) -> AssetPage:
    """Return everything known of an asset; of its records a page, the last known first."""
    index = _index(city)
    found = page.find(index, city.city, asset, city.scope)
    if found is None:
        raise RefusalError(404, "api.unknown_asset", "path.asset", asset=asset[:100])
    place = numbers(cursor, 2) if cursor else None
    after = (place[0], place[1]) if place else None
    told = page.records(index, city.city, found, city.scope, after, limit)
    values = page.golden_values(found, city.city)
    chosen = {each.field: each.value for each in values if each.chosen}
    where = next((doc for doc in found.docs if doc["lon"] is not None), {"lon": None, "lat": None})
    grade, rank = _ranked(city, found)
    more = len(told) == limit
    return AssetPage(
        id=found.id,
        kind=found.kind,
        kind_title=_kind(city, found.kind, lang),
        ids=list(found.ids),
        name=chosen.get("name"),
        address=chosen.get("address"),
        type=chosen.get("type"),
        lon=where["lon"],
        lat=where["lat"],
        division=city.division_names(found.division, lang),
        grade=grade,
        rank=rank,
        sources=_sources(city, found, lang),
        fields=golden_fields(values, city, lang),
        records=[_record(each, city, lang) for each in told],
        next=cursor_of(told[-1].known, told[-1].number) if more else None,
        quarantined=_held(city, index, found, lang),
    )


def _index(city: CityView) -> sqlite3.Connection:
    found = city.state.assets.index()
    if found is None:
        raise missing("index", city)
    return found


def _hit(hit: Hit, city: CityView, ranked: bool, lang: Language) -> AssetHit:
    return AssetHit(
        id=hit.id,
        kind=hit.kind,
        kind_title=_kind(city, hit.kind, lang),
        name=hit.name,
        address=hit.address,
        division=city.division_names(hit.division, lang),
        source=_title(city, hit.source, lang),
        ranked=ranked,
    )


def _kind(city: CityView, kind: str, lang: Language) -> str:
    return next((e.title.of(lang) for e in city.city.asset_kinds if e.name == kind), kind)


def _title(city: CityView, source: str, lang: Language) -> str:
    return next((e.title.of(lang) for e in city.city.sources if e.name == source), source)


def _ranked(city: CityView, found: page.Asset) -> tuple[Grade | None, int | None]:
    """Return the asset's grade and rank, where it has one and the asker may see it."""
    ranking = _ranking(city)
    row = ranking.one(found.id) if ranking else None
    return (row["grade"], row["rank"]) if row else (None, None)


def _ranking(city: CityView) -> Part | None:
    """Return the ranked places that the asker may see."""
    scope = city.person.scope("premises.read", city.city.name)
    return city.state.ranking_within(scope.divisions) if scope else None


def _sources(city: CityView, found: page.Asset, lang: Language) -> list[AssetSource]:
    departments = {each.name: each.title.of(lang) for each in city.city.departments}
    of = {each.name: each.department for each in city.city.sources}
    return [
        AssetSource(
            source=name,
            title=_title(city, name, lang),
            department=departments.get(of.get(name, ""), ""),
            records=count,
            first_known=page.moment(first),
            last_known=page.moment(last),
        )
        for name, count, first, last in found.sources
    ]


def _record(told: page.Told, city: CityView, lang: Language) -> AssetRecord:
    return AssetRecord(
        source=told.source,
        title=_title(city, told.source, lang),
        key=told.key,
        version=told.version,
        day=day_of(page.day_of(told.event, city.city)),
        known_at=page.moment(told.known),
        values=[RecordValue(column=name, value=value) for name, value in told.values.items()],
    )


def _held(
    city: CityView, index: sqlite3.Connection, found: page.Asset, lang: Language
) -> list[AssetHeld]:
    """Return the rows in quarantine, of the departments whose quarantine the asker may see."""
    scope = city.person.scope("quarantine.read", city.city.name)
    mine = {each.name for each in city.city.sources if scope.has_department(each.department)}
    items = [item for item in page.held(index, found) if item.source in mine]
    return [
        AssetHeld(
            id=item.id,
            source=item.source,
            title=_title(city, item.source, lang),
            row=item.row,
            text=item.say(lang),
        )
        for item in quarantine.waiting(city.state.workspace, items)
    ]
