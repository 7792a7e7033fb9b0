"""Notices: a warning, an event, works or an outage moves all risk points of an area."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from anlan.api.cases_shapes import Named
from anlan.api.guard import CityNeeds, cause, state_of
from anlan.api.instants import Moment
from anlan.api.parameters import Create, Lang, Strict, refuse_unknown
from anlan.api.view import CityView
from anlan.model.errors import AccessError
from anlan.model.permission import Area
from anlan.risk.living import rules
from anlan.risk.register import notices
from anlan.risk.register.notices import Around, Notice
from anlan.risk.register.renewing import renew_all
from anlan.store.change import Change, change
from anlan.store.risk import RiskNotice
from anlan.words import Language

router = APIRouter(
    prefix="/api/cities/{city}/risk", tags=["risk"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("risk.read"))]
Keeper = Annotated[CityView, Depends(CityNeeds("risk.manage"))]


class Reach(Strict):
    """All that lies within so many metres of a place."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    metres: float = Field(gt=0)


class NewNotice(Strict):
    """What moves all risk points of an area, said in one of three ways."""

    key: str = Field(
        min_length=1, max_length=80, pattern=r"^[\w .:-]+$",
        description="What it calls itself; the same key again takes the old one's place.",
    )  # fmt: skip
    modifier: str = Field(max_length=64, description="What it tells of, such as ``storm``.")
    title: str = Field(min_length=1, max_length=200)
    since: Moment | None = Field(default=None, description="With a zone; now unless given.")
    until: Moment | None = Field(default=None, description="Until it is ended unless given.")
    divisions: list[str] = Field(
        default_factory=list, max_length=500, description="By their codes; the city by its name."
    )
    around: Reach | None = None
    assets: list[str] = Field(
        default_factory=list, max_length=50,
        description="What is down, by its code: it tells of all that fails with it.",
    )  # fmt: skip
    fields: list[str] = Field(
        default_factory=list, max_length=20,
        description="Only points of these; those that its modifier moves unless given.",
    )  # fmt: skip


class NoticeTold(BaseModel):
    """A notice that was told."""

    key: str
    fresh: bool = Field(description="Whether it is new, or another than before.")
    points: int = Field(description="How many risk points it moves.")


class NoticeLine(BaseModel):
    """A notice that holds or is to come."""

    key: str
    modifier: Named
    title: str
    since: datetime
    until: datetime | None
    divisions: list[str] = Field(description="Their codes.")
    around: Reach | None
    assets: list[str]
    points: int


class NoticeLines(BaseModel):
    """The notices that hold or are to come, the newest first."""

    items: list[NoticeLine]


@router.get("/notices")
def standing(request: Request, city: City, lang: Lang = "en") -> NoticeLines:
    """Return the notices that hold or are to come and reach into one's scope."""
    with state_of(request).database.session() as session:
        found = notices.standing(session, city.city.name, datetime.now(UTC))
        return NoticeLines(items=[_line(each, lang) for each in found if _seen(city, each)])


@router.post("/notices", status_code=201, response_model=NoticeTold)
def told(request: Request, city: Keeper, asked: NewNotice, create: Create) -> Response:
    """Tell all risk points of an area of a warning, an event, works or an outage."""
    room, at = city.state.register, datetime.now(UTC)
    given = asked.model_dump(exclude={"since", "around", "divisions", "assets", "fields"})
    around = Around(**asked.around.model_dump()) if asked.around else None
    notice = notices.placed(
        room,
        Notice(
            **given,
            since=asked.since or at,
            around=around,
            divisions=tuple(asked.divisions),
            assets=tuple(asked.assets),
            fields=tuple(asked.fields),
        ),
    )
    _check_area(city, notice.divisions)
    touched: list[int] = []

    def make(made: Change) -> NoticeTold:
        row = notices.find(made.session, city.city.name, notice.key)
        if row is not None:
            _check_area(city, row.divisions)
        found = notices.tell(made, room, notice, at)
        touched.extend(found.touched)
        return NoticeTold(key=notice.key, fresh=found.fresh, points=found.points)

    answer = create.make(city.person, make)
    # Apart from it, part by part: nobody waits for a whole city to be graded.
    database = state_of(request).database
    renew_all(database, cause(request, city.person), room, touched, at)
    return answer


@router.delete("/notices/{key}", status_code=204)
def ended(
    request: Request,
    city: Keeper,
    key: str,
    void: Annotated[bool, Query(description="It was a mistake: nothing of it is left.")] = False,
) -> None:
    """End a notice now."""
    room, at, by = city.state.register, datetime.now(UTC), cause(request, city.person)
    database = state_of(request).database
    with change(database, by) as made:
        row = notices.find(made.session, city.city.name, key)
        if row is None or not _seen(city, row):
            raise notices.none(city.city.name, key)
        _check_area(city, row.divisions)
        touched = notices.end(made, room, key, at, void=void).touched
    renew_all(database, by, room, touched, at)


def _check_area(city: CityView, divisions: Sequence[str]) -> None:
    """Refuse a notice that reaches beyond one's scope; one without divisions may reach anywhere.

    Raises:
        AccessError: it does.
    """
    if not divisions:
        city.whole()
    for path in divisions:
        mine = "" in city.scope.divisions if path == city.city.name else False
        if not mine and not city.scope.covers(Area(path)):
            raise AccessError("error.access.may_not", permission="risk.manage")


def _seen(city: CityView, row: RiskNotice) -> bool:
    """Return whether a notice may reach a point in scope."""
    places = city.scope.divisions
    if "" in places or not row.divisions:
        return True
    return any(
        Area(here).covers(Area(there)) or Area(there).covers(Area(here))
        for here in places
        for there in row.divisions
    )


def _line(row: RiskNotice, lang: Language) -> NoticeLine:
    around = None
    if row.lon is not None and row.lat is not None and row.metres is not None:
        around = Reach(lon=row.lon, lat=row.lat, metres=row.metres)
    return NoticeLine(
        key=row.key,
        modifier=Named(name=row.modifier, title=rules().of(row.modifier).name.of(lang)),
        title=row.title,
        since=row.since,
        until=row.until,
        divisions=[each.rpartition("/")[2] for each in row.divisions],
        around=around,
        assets=row.assets,
        points=row.points,
    )
