"""Around the alarm desk: groups, silences, wardens, and what was decided of each rule."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from anlan.api import watch_alarms
from anlan.api.cases_shapes import Named
from anlan.api.guard import CityNeeds, cause, state_of
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Create, Cursor, Lang, Limit, Repeat, Version, refuse_unknown
from anlan.api.view import CityView
from anlan.api.watch_alarms import City, Handler
from anlan.api.watch_alarms_shapes import (
    DeskTold,
    GroupActed,
    GroupTold,
    NewAct,
    NewSilence,
    NewWarden,
    Rationalised,
    SilenceTold,
    StepTold,
    Wardens,
    WardenTold,
)
from anlan.model.errors import AccessError
from anlan.store.change import Change, change
from anlan.store.watch import AlarmGroup, AlarmSilence, AlarmWarden
from anlan.watch.alarms import Site, duty, reading, silences
from anlan.watch.alarms.crowd import handle_group
from anlan.watch.alarms.posts import posts
from anlan.watch.alarms.rational import rational
from anlan.watch.alarms.settings import causes
from anlan.words import Language, say

router = APIRouter(
    prefix="/api/cities/{city}/watch/alarms",
    tags=["alarms"],
    dependencies=[Depends(refuse_unknown)],
)
Manager = Annotated[CityView, Depends(CityNeeds("alarm.manage"))]
Number = Annotated[int, Path(ge=1, le=2**53)]
SECOND = 1_000_000


@router.get("/desk")
def about(city: City, lang: Lang = "en") -> DeskTold:
    """Return what the desk's acts may be given: steps of the ladder, causes, one's own posts."""
    site = Site(city.city.name)
    return DeskTold(
        steps=[
            StepTold(step=n, name=Named(name=each.name, title=each.title.of(lang)))
            for n, each in enumerate(site.ladder.steps)
        ],
        causes=[Named(name=each.id, title=each.title.of(lang)) for each in causes().values()],
        posts=list(posts(city.person, city.city.name)),
    )


@router.get("/rules")
def rules(request: Request, city: City, lang: Lang = "en") -> list[Rationalised]:
    """Return what was decided of each rule that is on: priority, consequence, response, time."""
    with state_of(request).database.session() as session:
        site, found = rational(session, city.city.name)
    return [
        Rationalised(
            rule=Named(name=each.id, title=each.name.of(lang)),
            version=each.version,
            priority=each.priority,
            consequence=each.consequence.of(lang),
            response=each.response.of(lang),
            respond_within_s=each.respond_within / SECOND,
            opens_case=any(each.id in one.rules for one in site.openings),
            group=law.id if (law := site.damping.law(each.id)) else "",
            source=each.source.of(lang),
        )
        for each in found
    ]


@router.get("/groups")
def groups(request: Request, city: City, lang: Lang = "en") -> list[GroupTold]:
    """Return the groups and storms within one's scope that aren't over, the newest first."""
    site = Site(city.city.name)
    with state_of(request).database.session() as session:
        found = reading.groups(session, site, city.scope)
    return [_group(city, lang, site, each) for each in found]


@router.post("/groups/{number}/acts", response_model=GroupActed)
def act_on_group(
    request: Request,
    city: Handler,
    number: Number,
    asked: NewAct,
    repeat: Repeat,
    lang: Lang = "en",
) -> Response:
    """Do an act to every open alarm of a group within one's scope for which it is possible."""
    site = Site(city.city.name)

    def make(made: Change) -> GroupActed:
        done, left = handle_group(
            made,
            site,
            number,
            lambda row: watch_alarms.handling(city, asked, row["division"]),
            city.scope,
            datetime.now(UTC),
        )
        return GroupActed(done=done, left=left)

    return repeat.make_as(cause(request, city.person), make)


@router.get("/silences")
def listed(request: Request, city: City, lang: Lang = "en") -> list[SilenceTold]:
    """Return the silences and maintenance windows that hold or are to come."""
    with state_of(request).database.session() as session:
        found = silences.silences(session, Site(city.city.name), datetime.now(UTC))
    return [_silence(each) for each in found if city.scope.has_place(each.division)]


@router.post("/silences", status_code=201, response_model=SilenceTold)
def silence(city: Manager, asked: NewSilence, create: Create, lang: Lang = "en") -> Response:
    """Let alarms be quiet for a time, with a reason; each stays at the desk."""
    given = asked.model_dump(exclude={"division"})
    path = _division(city, asked.division)
    wanted = silences.Wanted(**given, division=path)

    def make(made: Change) -> SilenceTold:
        return _silence(silences.silence(made, Site(city.city.name), wanted, datetime.now(UTC)))

    return create.make(city.person, make)


@router.delete("/silences/{number}", status_code=204)
def end(
    request: Request, city: Manager, number: Number, version: Version, lang: Lang = "en"
) -> Response:
    """End a silence before its time; what still stands is told."""
    site = Site(city.city.name)
    with change(state_of(request).database, cause(request, city.person)) as made:
        row = silences.find(made.session, site, number, lock=True)
        if not city.scope.has_place(row.division):
            raise AccessError("error.access.not_yours")
        silences.end(made, site, number, version, datetime.now(UTC))
    return Response(status_code=204)


@router.get("/wardens")
def wardens(
    request: Request,
    city: City,
    of: Annotated[
        str, Query(max_length=200, description="Only of one object, asset or division's path.")
    ] = "",
    lang: Lang = "en",
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Wardens:
    """Return who is told of alarms, by number."""
    [after] = numbers(cursor, 1) if cursor else (0,)
    with state_of(request).database.session() as session:
        found = duty.wardens(session, Site(city.city.name), of, after, limit)
    more = cursor_of(found[-1].id) if len(found) == limit else None
    mine = [each for each in found if city.scope.has_place(each.division)]
    return Wardens(next=more, items=[_warden(each) for each in mine])


@router.post("/wardens", status_code=201, response_model=WardenTold)
def name(city: Manager, asked: NewWarden, create: Create, lang: Lang = "en") -> Response:
    """Say who is told of alarms of an object or a division."""
    path = _division(city, asked.division) if asked.division else ""
    if not asked.division:
        city.whole()
    post = duty.Post(asked.post, asked.endpoint, asked.step, asked.object, asked.floor, path)

    def make(made: Change) -> WardenTold:
        return _warden(duty.name(made, Site(city.city.name), post, datetime.now(UTC)))

    return create.make(city.person, make)


@router.delete("/wardens/{number}", status_code=204)
def take_away(
    request: Request, city: Manager, number: Number, version: Version, lang: Lang = "en"
) -> Response:
    """Let somebody be told of alarms no more."""
    site = Site(city.city.name)
    with change(state_of(request).database, cause(request, city.person)) as made:
        row = duty.find(made.session, site, number)
        if not city.scope.has_place(row.division):
            raise AccessError("error.access.not_yours")
        duty.take_away(made, site, number, version)
    return Response(status_code=204)


def _division(city: CityView, code_or_path: str) -> str:
    """Return a division's path, within one's scope.

    Raises:
        AccessError: there is none, or it is out of scope.
    """
    path = city.state.division_path(code_or_path) if code_or_path else ""
    if not city.scope.has_place(path):
        raise AccessError("error.access.not_yours")
    return path


def _group(city: CityView, lang: Language, site: Site, each: AlarmGroup) -> GroupTold:
    laws = {law.id: law.title.of(lang) for law in site.damping.groups}
    title = laws.get(each.law) or say("alarm.group.storm", lang)
    return GroupTold(
        number=each.number,
        law=Named(name=each.law, title=title),
        place=each.place,
        division=each.division,
        names=city.division_names(each.division, lang),
        priority=each.priority,
        colour=each.colour,
        opened_at=each.opened_at,
        last_at=each.last_at,
        count=each.count,
        told_count=each.told_count,
        version=each.version,
    )


def _silence(row: AlarmSilence) -> SilenceTold:
    return SilenceTold(
        id=row.id,
        maintenance=row.maintenance,
        rule=row.rule,
        kind=row.kind,
        **{"class": row.class_},
        object=row.object,
        area=row.area,
        division=row.division,
        reason=row.reason,
        begins_at=row.begins_at,
        until_at=row.until_at,
        version=row.version,
    )


def _warden(row: AlarmWarden) -> WardenTold:
    return WardenTold(
        id=row.id,
        post=row.post,
        endpoint=row.endpoint_id,
        step=row.step,
        object=row.object,
        floor=row.floor,
        division=row.division,
        version=row.version,
    )
