"""Readings as people look at them: an object with its limits, charts, a map played back."""

import math
from datetime import UTC, datetime, timedelta
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from anlan.api.cases_shapes import Named
from anlan.api.guard import CityNeeds, state_of
from anlan.api.instants import Instant
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.cases.clock.wall import micros
from anlan.model.colour import Colour
from anlan.store.watch import WatchStream
from anlan.watch import sights
from anlan.watch.batch import Floats
from anlan.watch.history.held import Place
from anlan.watch.history.series import Series, series
from anlan.watch.live.plans import switched_on
from anlan.watch.rules import Rules
from anlan.watch.rules.kinds import FEWEST, kinds
from anlan.watch.rules.rule import Sense
from anlan.words import Language

router = APIRouter(
    prefix="/api/cities/{city}/watch", tags=["watch"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("sensing.read"))]
Kind = Annotated[str, Query(max_length=64, description="What is measured.")]
POINTS = 600
MOST_DAYS = 3_660
MILLISECOND = 1_000


class LevelTold(BaseModel):
    """From which reading on a rule shows a colour."""

    colour: Colour
    limit: float


class LimitsTold(BaseModel):
    """What the readings of a datastream are held against by a rule that is on."""

    rule: str
    name: str
    sense: Sense
    levels: list[LevelTold] = Field(description="From the lowest colour to the worst.")


class SeenStream(BaseModel):
    """A datastream of an object."""

    id: int
    key: str
    name: str
    thing: str = Field(description="The key of its thing.")
    kind: Named
    unit: str = Field(description="In which its readings are told.")
    interval_s: float | None
    limits: list[LimitsTold]


class ObjectTold(BaseModel):
    """An object as rules speak of it."""

    object: str
    name: str
    asset: str | None
    area: str
    division: list[str] = Field(description="The names of its divisions, the largest first.")
    lon: float | None
    lat: float | None
    streams: list[SeenStream]


class SeriesTold(BaseModel):
    """The readings of a datastream; where they are many, steps with the least and the most."""

    stream: int
    step_s: float = Field(
        description="How long a step is; 0 where the readings are told as they are."
    )
    at: list[int] = Field(description="When each reading was, or step begins: ms since 1970 UTC.")
    value: list[float | None] = Field(description="The reading, or the mean of the usable ones.")
    least: list[float | None]
    most: list[float | None]
    count: list[int] = Field(description="How many readings.")
    bad: list[int] = Field(description="How many of them aren't usable.")


class SeriesLines(BaseModel):
    """Readings over a time, without its end."""

    since: datetime
    until: datetime
    items: list[SeriesTold]


class SensorKindTold(BaseModel):
    """A kind of sensor that the city has."""

    kind: Named
    unit: str
    streams: int


class KindLines(BaseModel):
    """The kinds of sensors within one's scope, the most first."""

    items: list[SensorKindTold]


class SpotColumns(BaseModel):
    """The datastreams of a kind that have a place, column by column."""

    kind: Named
    unit: str
    id: list[int]
    object: list[str]
    name: list[str]
    lon: list[float]
    lat: list[float]


class MomentColumns(BaseModel):
    """What datastreams read at a moment: only those that spoke of late; see `place`."""

    at: datetime
    place: list[int] = Field(description="Of each reading among the spots of the kind.")
    value: list[float | None] = Field(description="None for a count of people too small to tell.")
    suspect: list[bool]
    colour: list[int] = Field(description="0 blue, 1 yellow, 2 orange, 3 red; -1 for none.")


@router.get("/object")
def one(
    city: City,
    object: Annotated[str, Query(max_length=200, description="What rules call it.")],
    lang: Lang = "en",
) -> ObjectTold:
    """Return an object: its datastreams, and the limits that the rules that are on hold them to."""
    name = city.city.name
    with city.state.workspace.database.session() as session:
        found = sights.of_object(session, name, city.scope.divisions, object)
        rules, claiming = switched_on(session, name)
        first = found[0]
        return ObjectTold(
            object=object,
            name=first.thing.name,
            asset=next((each.thing.asset_id for each in found if each.thing.asset_id), None),
            area=first.stream.area,
            division=city.division_names(first.thing.division, lang),
            lon=first.thing.lon,
            lat=first.thing.lat,
            streams=[_stream(each.stream, each.thing.key, rules, claiming, lang) for each in found],
        )


@router.get("/series")
def over_time(
    request: Request,
    city: City,
    stream: Annotated[
        list[Annotated[int, Field(ge=1, le=2**53)]], Query(min_length=1, max_length=20)
    ],
    since: Instant,
    until: Instant,
    points: Annotated[int, Query(ge=2, le=5_000, description="So many of each at most.")] = POINTS,
) -> SeriesLines:
    """Return what some datastreams read over a time.

    Where that is more than `points`, each step tells the mean, the least and the most, so that no
    peak is lost.
    """
    if until - since > timedelta(days=MOST_DAYS):
        raise RefusalError(422, "api.watch_long", "query.since", days=MOST_DAYS)
    with city.state.workspace.database.session() as session:
        seen = sights.seen_by(session, city.city.name, city.scope.divisions, stream)
        few = {each.stream.id for each in seen if _people(each.stream) and not _exact(city)}
    found = series(_place(request, city), stream, micros(since), micros(until), points)
    items = [_series(each, few=each.stream in few) for each in found]
    return SeriesLines(since=since, until=until, items=items)


@router.get("/kinds")
def what_is_measured(city: City, lang: Lang = "en") -> KindLines:
    """Return which kinds of sensors there are within one's scope."""
    with city.state.workspace.database.session() as session:
        told = sights.kinds_of(session, city.city.name, city.scope.divisions)
    return KindLines(
        items=[
            SensorKindTold(kind=_kind(name, lang), unit=kinds()[name].unit, streams=n)
            for name, n in told
        ]
    )


@router.get("/spots")
def spots(city: City, kind: Kind, lang: Lang = "en") -> SpotColumns:
    """Return where the datastreams of a kind are."""
    found = _spots(city, kind).table
    return SpotColumns(
        kind=_kind(kind, lang),
        unit=kinds()[kind].unit,
        **{name: found[name].to_pylist() for name in ("id", "object", "name", "lon", "lat")},
    )


@router.get("/spots/readings")
def readings(
    request: Request,
    city: City,
    kind: Kind,
    at: Annotated[Instant | None, Query(description="When; now unless given.")] = None,
) -> MomentColumns:
    """Return what the datastreams of a kind read at a moment, with the colours of their limits."""
    moment = at or datetime.now(UTC) + timedelta(seconds=1)
    found = _spots(city, kind)
    with city.state.workspace.database.session() as session:
        rules, claiming = switched_on(session, city.city.name)
    place = _place(request, city)
    told = sights.shown_at(place, found, micros(moment), rules, claiming, exact=_exact(city))
    return MomentColumns(
        at=moment,
        place=told.slot.tolist(),
        value=_numbers(told.value),
        suspect=(told.quality > 0).tolist(),
        colour=told.colour.tolist(),
    )


def _place(request: Request, city: CityView) -> Place:
    return Place(state_of(request).database, city.state.home, city.city.name)


def _spots(city: CityView, kind: str) -> sights.Spots:
    if kind not in kinds():
        known = ", ".join(kinds())
        raise RefusalError(422, "error.streams.kind", "query.kind", kind=kind, known=known)
    with city.state.workspace.database.session() as session:
        return sights.spots_of(session, city.city.name, city.scope.divisions, kind)


def _exact(city: CityView) -> bool:
    """Return whether somebody may know of few people how many they are."""
    return bool(city.person.scope("crowd.exact", city.city.name))


def _people(stream: WatchStream) -> bool:
    return stream.kind in kinds() and kinds()[stream.kind].people


def _kind(name: str, lang: Language) -> Named:
    return Named(name=name, title=kinds()[name].name.of(lang) if name in kinds() else name)


def _stream(
    row: WatchStream, thing: str, rules: Rules, claiming: tuple[str, ...], lang: Language
) -> SeenStream:
    limits = sights.limits_of(rules, claiming, row.kind, row.class_, row.figures)
    unit = kinds()[row.kind].unit if row.kind in kinds() else str(row.unit.get("symbol", ""))
    return SeenStream(
        id=row.id,
        key=row.key,
        name=row.name,
        thing=thing,
        kind=_kind(row.kind, lang),
        unit=unit,
        interval_s=row.interval_s,
        limits=[
            LimitsTold(
                rule=each.rule.id,
                name=each.rule.name.of(lang),
                sense=each.rule.sense,
                levels=[LevelTold(colour=colour, limit=limit) for colour, limit in each.levels],
            )
            for each in limits
        ],
    )


def _series(found: Series, *, few: bool) -> SeriesTold:
    rows = found.rows
    name = "mean" if found.step else "last"
    column = {
        to: rows[of].to_numpy()
        for to, of in (("value", name), ("least", "least"), ("most", "most"))
    }
    if few:
        column = {to: np.where(np.abs(each) < FEWEST, np.nan, each) for to, each in column.items()}
    return SeriesTold(
        stream=found.stream,
        step_s=found.step / 1_000_000,
        at=(rows["at"].to_numpy() // MILLISECOND).tolist(),
        count=rows["count"].to_pylist(),
        bad=rows["bad"].to_pylist(),
        **{to: _numbers(each) for to, each in column.items()},
    )


def _numbers(column: Floats) -> list[float | None]:
    return [None if math.isnan(each) else each for each in column.tolist()]
