"""The alarm desk: the open alarms, one alarm with its history and receipts, acts on it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from anlan.api import watch_alarms_told as told
from anlan.api.cases_shapes import Named
from anlan.api.guard import CityNeeds, cause, state_of
from anlan.api.instants import Instant
from anlan.api.paging import cursor_at, cursor_of, moment_of, numbers
from anlan.api.parameters import Cursor, Lang, Limit, Repeat, Version, etag, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.api.watch_alarms_shapes import (
    AlarmActed,
    AlarmDetail,
    AlarmFigure,
    AlarmLines,
    AlarmSpots,
    ClosedAlarms,
    Colour,
    NewAct,
    ObjectAlarm,
    OpenState,
    PackedAlarms,
    Priority,
)
from anlan.model.colour import COLOURS
from anlan.model.errors import AccessError
from anlan.store.change import Change
from anlan.watch.alarms import Handling, Site, handle, reading
from anlan.watch.alarms.desk import Rows, Snapshot, Wanted, after, place_of
from anlan.watch.alarms.figures import figures, measures
from anlan.watch.alarms.posts import post, posts

router = APIRouter(
    prefix="/api/cities/{city}/watch/alarms",
    tags=["alarms"],
    dependencies=[Depends(refuse_unknown)],
)
City = Annotated[CityView, Depends(CityNeeds("alarm.read"))]
Handler = Annotated[CityView, Depends(CityNeeds("alarm.handle"))]
Number = Annotated[int, Path(ge=1, le=2**53)]


def wanted(
    city: City,
    state: Annotated[list[OpenState] | None, Query(max_length=4)] = None,
    colour: Annotated[list[Colour] | None, Query(max_length=4)] = None,
    priority: Annotated[list[Priority] | None, Query(max_length=4)] = None,
    rule: Annotated[list[str] | None, Query(max_length=50)] = None,
    division: Annotated[
        str, Query(max_length=200, description="A code or a path, with all below it.")
    ] = "",
    group: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    mine: Annotated[bool, Query(description="Only what one's own posts have taken on.")] = False,
    quiet: Annotated[bool | None, Query(description="Only what is quiet, or isn't.")] = None,
) -> Wanted:
    """Return which alarms are asked for."""
    return Wanted(
        states=tuple(state or ()),
        colours=tuple(colour or ()),
        priorities=tuple(priority or ()),
        rules=tuple(rule or ()),
        division=city.state.division_path(division) if division else "",
        group=group,
        owners=posts(city.person, city.city.name) if mine else None,
        quiet=quiet,
    )


Asked = Annotated[Wanted, Depends(wanted)]


def shown(city: CityView, asked: Wanted) -> tuple[Snapshot, Rows]:
    """Return the open alarms as they now are, and those among them that are asked for."""
    found = city.state.open_alarms.snapshot()
    return found, found.only(found.within(city.scope), asked)


@router.get("")
def desk(
    city: City, asked: Asked, lang: Lang = "en", limit: Limit = 100, cursor: Cursor = None
) -> AlarmLines:
    """Return the open alarms within one's scope, the most urgent first."""
    found, rows = shown(city, asked)
    left = rows
    if cursor:
        urgency, raised, number = numbers(cursor, 3)
        left = after(rows, (urgency, raised, number))
    page = left[:limit]
    return AlarmLines(
        as_of=found.at,
        seq=found.seq,
        total=len(rows),
        next=cursor_of(*place_of(page[-1])) if len(left) > limit else None,
        items=[told.line(city, lang, found, row) for row in page],
    )


@router.get("/packed")
def packed(city: City, asked: Asked, lang: Lang = "en") -> PackedAlarms:
    """Return all open alarms within one's scope as columns."""
    found, rows = shown(city, asked)
    return told.packed(lang, found, rows)


@router.get("/closed")
def closed(
    request: Request, city: City, lang: Lang = "en", limit: Limit = 50, cursor: Cursor = None
) -> ClosedAlarms:
    """Return the alarms within one's scope that are closed, the last first."""
    before = None
    if cursor:
        at, (number,) = moment_of(cursor, 1)
        before = at, number
    with state_of(request).database.session() as session:
        rows = reading.closed(session, Site(city.city.name), city.scope, before, limit)
    last = rows[-1] if len(rows) == limit else None
    more = cursor_at(last.closed_at, last.number) if last and last.closed_at else None
    return ClosedAlarms(next=more, items=[told.closed(each, lang) for each in rows])


@router.get("/figures")
def figures_of(
    request: Request,
    city: City,
    lang: Lang = "en",
    hours: Annotated[
        int, Query(ge=1, le=24 * measures().settings.most_days, description="How far back.")
    ] = 24,
    posts: Annotated[int, Query(ge=1, le=1000, description="Posts on duty.")] = 1,
) -> list[AlarmFigure]:
    """Return how well the alarms themselves do: how many, how long, how often false."""
    now = datetime.now(UTC)
    since = now - timedelta(hours=hours)
    with state_of(request).database.session() as session:
        found = figures(session, city.city.name, city.scope, since, now, posts)
    return [
        AlarmFigure(
            id=each.measure.id,
            title=each.measure.title.of(lang),
            value=None if each.value is None else round(each.value, 2),
            unit=each.measure.unit,
            formula=each.measure.formula.of(lang),
            aim=each.measure.aim.of(lang),
        )
        for each in found
    ]


@router.get("/of")
def of_object(
    request: Request,
    city: City,
    object: Annotated[str, Query(max_length=200, description="What rules call it.")],
    since: Instant,
    until: Instant,
    lang: Lang = "en",
) -> list[ObjectAlarm]:
    """Return the alarms of an object that were open at some time between two moments."""
    with state_of(request).database.session() as session:
        rows = reading.of_object(session, Site(city.city.name), city.scope, object, since, until)
    return [
        ObjectAlarm(
            number=each.number,
            rule=Named(name=each.rule, title=each.title[lang]),
            priority=each.priority,
            colour=each.colour,
            state=each.state,
            stream=each.stream,
            raised_at=each.raised_at,
            cleared_at=each.cleared_at,
            closed_at=each.closed_at,
        )
        for each in rows
    ]


@router.get("/at")
def standing(request: Request, city: City, at: Instant) -> AlarmSpots:
    """Return the alarms whose condition stood at a moment, for a map that is played back."""
    with state_of(request).database.session() as session:
        rows = reading.standing_at(session, Site(city.city.name), city.scope, at)
    return AlarmSpots(
        at=at,
        number=[each.number for each in rows],
        name=[each.name for each in rows],
        colour=[COLOURS.index(each.colour) for each in rows],
        lon=[each.lon for each in rows],
        lat=[each.lat for each in rows],
    )


@router.get("/{number}")
def one(
    request: Request, response: Response, city: City, number: Number, lang: Lang = "en"
) -> AlarmDetail:
    """Return an alarm: why it is there, what may be done, what was done, and who was told."""
    site = Site(city.city.name)
    with state_of(request).database.session() as session:
        row = reading.one(session, site, number, city.scope)
        response.headers["ETag"] = etag(row.version)
        return told.detail(session, city, lang, site, row)


@router.post("/{number}/acts", response_model=AlarmActed)
def act(
    request: Request,
    city: Handler,
    number: Number,
    asked: NewAct,
    version: Version,
    repeat: Repeat,
    lang: Lang = "en",
) -> Response:
    """Do an act to an alarm, in one's own post for its place."""
    site = Site(city.city.name)
    with state_of(request).database.session() as session:
        row = reading.one(session, site, number, city.scope)
    by = handling(city, asked, row.division)

    def make(made: Change) -> AlarmActed:
        done = handle(made, site, number, by, datetime.now(UTC), version)
        return AlarmActed(number=number, state=done.alarm.state, version=done.row["version"])

    response = repeat.make_as(replace(cause(request, city.person), why=asked.note), make)
    acted = AlarmActed.model_validate_json(bytes(response.body))
    response.headers["ETag"] = etag(acted.version)
    return response


def handling(city: CityView, asked: NewAct, division: str) -> Handling:
    """Return an act as the room takes it, in the post that somebody has for a place.

    Raises:
        AccessError: they have none.
    """
    mine = post(city.person, city.city.name, division)
    if mine is None:
        raise AccessError("error.access.not_yours")
    if asked.owner and asked.act != "own":
        raise RefusalError(422, "error.alarm.owner", "body.owner")
    return Handling(
        asked.act, mine, asked.until, asked.reason, asked.cause, asked.note, asked.owner
    )
