"""Reports of the public: left without an account, found again by number and code."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from anlan.api.guard import PublicCity, public_cause, state_of
from anlan.api.parameters import Create, Lang, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.public.shapes import (
    Forgetting,
    NewAnswer,
    NewPublicReport,
    NewSecond,
    PublicAnswered,
    PublicLeft,
    PublicNear,
    PublicSeconded,
    PublicStatus,
    PublicStep,
)
from anlan.api.public.told import PublicTeller
from anlan.api.state import CityState
from anlan.cases.flow import workflow
from anlan.cases.public import Album, Asked, Contact, told
from anlan.cases.public.room import Left
from anlan.store.change import Change, change

CHANNEL = "resident_page"
router = APIRouter(
    prefix="/api/public/cities/{city}/reports",
    tags=["public"],
    dependencies=[Depends(refuse_unknown)],
)
Public = Annotated[CityState, Depends(PublicCity())]
Number = Annotated[str, Path(max_length=40, examples=["4201002026063000001"])]


@router.get("/nearby")
def nearby(
    request: Request,
    city: Public,
    lon: Annotated[float, Query(ge=-180, le=180)],
    lat: Annotated[float, Query(ge=-90, le=90)],
    class_: Annotated[
        str, Query(alias="class", max_length=10, description="Only what means the same.")
    ] = "",
    lang: Lang = "en",
) -> list[PublicNear]:
    """Return open reports near a place, the nearest first: is it one of these?"""
    with state_of(request).database.session() as session:
        teller = PublicTeller(city, session, lang)
        shown = city.open_cases.snapshot(fresh=True).rows
        found = told.near(session, shown, (lon, lat), class_)
        return [teller.near(each) for each in found]


@router.post("", status_code=201, response_model=PublicLeft)
def leave(
    request: Request, city: Public, asked: NewPublicReport, create: Create, lang: Lang = "en"
) -> Response:
    """Report a problem; the answer holds the code by which its sender asks again, told once."""
    if len(create.key) < 16:
        raise RefusalError(422, "error.public.key", "header.Idempotency-Key")
    state, room = state_of(request), city.public
    contact = Contact.of({"phone": asked.phone, "email": asked.email})
    words = asked.model_dump(exclude={"phone", "email", "sender", "photos", "album"})
    album = Album(asked.album, tuple(asked.photos))
    now = datetime.now(UTC)
    others = [each.public for each in state.all() if each is not city]
    report = room.placed(Asked(CHANNEL, create.key, now, **words), others)

    def make(made: Change) -> PublicLeft:
        sender = asked.sender or create.key
        left = room.open(made, state.keyring, report, sender, contact, lang, album)
        return _left(state.address or str(request.base_url).rstrip("/"), room.city, left)

    return create.make_as(public_cause(request, CHANNEL), make)


@router.get("/{number}")
def status(
    request: Request,
    city: Public,
    number: Number,
    code: Annotated[str | None, Query(max_length=40, description="The sender's code.")] = None,
    lang: Lang = "en",
) -> PublicStatus:
    """Return how a report stands; with its code, the sender's own words too."""
    with state_of(request).database.session() as session:
        row = told.of_number(session, city.public.city, number)
        own = city.public.own(session, row, code) if code else None
        return PublicTeller(city, session, lang).status(row, own)


@router.get("/{number}/history")
def history(request: Request, city: Public, number: Number, lang: Lang = "en") -> list[PublicStep]:
    """Return what became of a report, and when: states in plain words, nobody's name."""
    with state_of(request).database.session() as session:
        row = told.of_number(session, city.public.city, number)
        return PublicTeller(city, session, lang).steps(row)


@router.post("/{number}/too")
def second(
    request: Request, city: Public, number: Number, asked: NewSecond, lang: Lang = "en"
) -> PublicSeconded:
    """Say that one saw the same: a further report of the same case, once for each sender."""
    by = public_cause(request, CHANNEL)
    with change(state_of(request).database, by) as made:
        count = city.public.second(made, number, asked.sender, datetime.now(UTC))
    return PublicSeconded(number=number, reports=count)


@router.post("/{number}/satisfaction")
def satisfaction(
    request: Request, city: Public, number: Number, asked: NewAnswer, lang: Lang = "en"
) -> PublicAnswered:
    """Say, once and after it was closed, how it was solved; the office may open it again."""
    now = datetime.now(UTC)
    with change(state_of(request).database, public_cause(request, CHANNEL)) as made:
        city.public.answer(made, number, asked.code, asked.satisfaction, asked.note, now)
        row = told.of_number(made.session, city.public.city, number)
        until = None
        if asked.satisfaction == "unsatisfied" and row.ended_at is not None:
            until = row.ended_at + timedelta(days=workflow().reopen_term(row.kind))
    return PublicAnswered(number=number, until=until)


@router.post("/{number}/forget", status_code=204)
def forget(
    request: Request, city: Public, number: Number, asked: Forgetting, lang: Lang = "en"
) -> Response:
    """Erase the contact that was left with a report, now."""
    by = replace(public_cause(request, CHANNEL), why="asked by the sender")
    with change(state_of(request).database, by) as made:
        city.public.forget(made, number, asked.code, datetime.now(UTC))
    return Response(status_code=204)


def _left(base: str, city: str, left: Left) -> PublicLeft:
    # What stands after # is for the page alone: no server and no log sees the code.
    address = f"{base}/report/?city={city}#{left.number}/{left.code}" if left.code else None
    picture = segno.make(address).svg_data_uri() if address else None
    return PublicLeft(
        number=left.number, code=left.code, address=address, picture=picture, fresh=left.fresh
    )
