"""The page for those outside: all it needs for a day without signal, in one answer."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from anlan.api.cases_shapes import CaseLine, CaseOption, Named
from anlan.api.cases_told import Teller
from anlan.api.guard import CityNeeds, state_of
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.view import CityView
from anlan.cases import field
from anlan.cases.catalogue import catalogue
from anlan.cases.nearby import nearby

router = APIRouter(
    prefix="/api/cities/{city}/field", tags=["cases"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("case.read"))]
Lon = Annotated[float | None, Query(ge=-180, le=180, description="Where one stands (WGS 84).")]
Lat = Annotated[float | None, Query(ge=-90, le=90, description="Where one stands (WGS 84).")]


class FieldClass(BaseModel):
    """A class of the catalogue, with the words that mean it."""

    code: str
    title: str
    group: str
    words: list[str]


class FieldOption(CaseOption):
    """An act, and how the case stands once it is done: for the next one, done with no signal."""

    state: Named
    then: list["FieldOption"] = Field(description="The acts one may do then.")


class FieldTask(CaseLine):
    """A case in which one has to act: how far it is, and the acts one may do."""

    text: str
    metres: float | None
    options: list[FieldOption]


class FieldRoute(BaseModel):
    """By what rule the phone finds the way for the day."""

    overdue: float = Field(description="How much more a metre counts before an overdue task.")
    near: float = Field(description="Likewise before one near its deadline.")
    other: float = Field(description="Likewise before any other.")
    anew_metres: float = Field(description="The way is found anew after so many metres.")


class FieldNear(CaseLine):
    """An open case close by."""

    metres: float


class FieldKit(BaseModel):
    """What a phone keeps for the day."""

    now: datetime = Field(description="The server's clock.")
    may_report: bool
    place: list[str] = Field(description="The names of the divisions one stands in.")
    offered: list[str] = Field(description="Codes of the classes that are usual here.")
    classes: list[FieldClass]
    tasks: list[FieldTask] = Field(description="The nearest first, else the next due.")
    near: list[FieldNear] = Field(description="Open cases close by: is it one of these?")
    route: FieldRoute


@router.get("")
def kit(
    request: Request, city: City, lang: Lang = "en", lon: Lon = None, lat: Lat = None
) -> FieldKit:
    """Return one's tasks, what is usual and open here, and the catalogue."""
    name, room = city.city.name, city.state.cases
    here = field.Spot(lon, lat) if lon is not None and lat is not None else None
    path = (room.path_of(here.lon, here.lat) or "") if here else ""
    now = datetime.now(UTC)
    with state_of(request).database.session() as session:
        teller = Teller(request, city, lang, session)
        tasks = []
        for row in field.tasks(session, name, city.scope, city.person.who, here):
            standing = room.standing(session, row, city.person)
            acts = field.acts(standing, now, own=row.source == city.person.who)
            if acts:
                options = [_option(teller, each) for each in acts]
                told = teller.line(row).model_dump(by_alias=True)
                metres = here.metres(row.lon, row.lat) if here else None
                tasks.append(FieldTask(**told, text=row.text, metres=metres, options=options))
            if len(tasks) == field.settings().tasks:
                break
        near = []
        if here and path and city.scope.has_place(path):
            shown = city.state.open_cases.snapshot(fresh=True).within(city.scope)
            far, most = field.settings().near_metres, field.settings().near
            near = [
                FieldNear(**teller.line(each.row).model_dump(by_alias=True), metres=each.metres)
                for each in nearby(session, shown, (here.lon, here.lat), far, most)
            ]
        usual = field.usual(session, name, path)
    return FieldKit(
        now=now,
        may_report=bool(city.person.scope("case.report", name)),
        place=city.division_names(path, lang),
        offered=field.offered("", usual),
        classes=_classes(lang),
        tasks=tasks,
        near=near,
        route=FieldRoute(**asdict(field.settings().route)),
    )


def _option(teller: Teller, act: field.Act) -> FieldOption:
    return FieldOption(
        **teller.option(act.option).model_dump(),
        state=teller.named("state", act.state),
        then=[_option(teller, each) for each in act.then],
    )


def _classes(lang: Lang) -> list[FieldClass]:
    known = catalogue()
    return [
        FieldClass(
            code=each.code,
            title=each.title.of(lang),
            group=known.groups[each.group].title.of(lang),
            words=list(each.phrases),
        )
        for each in known.classes.values()
    ]
