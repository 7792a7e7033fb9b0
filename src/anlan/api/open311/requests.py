"""Service requests: sent, asked for, and what became of them."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy import select

from anlan.access.principal import Principal
from anlan.access.secrets import digest
from anlan.api.guard import public_cause
from anlan.api.open311.asked import (
    Fmt,
    Form,
    FormNeeds,
    Look,
    city_of,
    form,
    holder,
    listed,
    moment,
)
from anlan.api.open311.formats import GeoRoute, answer, language
from anlan.api.open311.sent import sent
from anlan.api.open311.services import Jurisdiction
from anlan.api.open311.told import CHANNEL, GeoTeller
from anlan.api.problems import RefusalError
from anlan.api.state import CityState
from anlan.cases.public import listing, told
from anlan.cases.public.listing import Wanted
from anlan.cases.public.room import Left
from anlan.model.cause import Cause
from anlan.store.cases import CaseReport, CaseRow
from anlan.store.change import change

SPAN = timedelta(days=90)
MOST = 1000
"""An answer holds at most so many requests, of at most so long a time (GeoReport v2)."""
router = APIRouter(
    prefix="/open311/v2", tags=["open311"], route_class=GeoRoute, include_in_schema=False
)
Text = Annotated[str, Query()]


@router.post("/requests.{fmt}")
def send(
    request: Request,
    fmt: Fmt,
    person: Annotated[Principal, Depends(FormNeeds("case.report"))],
    asked: Annotated[Form, Depends(form)],
) -> Response:
    """Take a service request; the same one again within a minute is the same case."""
    state = request.app.state.anlan
    city = city_of(
        state, asked["jurisdiction_id"] or request.query_params.get("jurisdiction_id", "")
    )
    state.limiter.count_program(person.who)
    name, now = city.pack.city.name, datetime.now(UTC)
    others = [each for each in state.all() if each is not city]
    wanted = sent(city, others, person, asked, now)
    lang = language(request, city.pack.city.languages[0])
    with change(state.database, _cause(request, person)) as made:
        number = wanted.known(made.session, name)
        if number is not None:
            left = Left(number, None, fresh=False)
        else:
            key = wanted.report.outside_key or ""
            left = city.public.open(made, state.keyring, wanted.report, key, wanted.contact, lang)
    return answer(fmt, "service_requests", [_taken(city, left, asked, lang)])


@router.get("/tokens/{token}.{fmt}")
def token(
    request: Request, state: Look, token: str, fmt: Fmt, jurisdiction: Jurisdiction = ""
) -> Response:
    """Return the number that a token stands for."""
    city = city_of(state, jurisdiction)
    query = select(CaseRow.number).join(CaseReport, CaseReport.case_id == CaseRow.id)
    query = query.where(CaseReport.code == digest(token), CaseRow.city == city.pack.city.name)
    with state.database.session() as session:
        number = session.scalar(query)
    if number is None:
        raise RefusalError(404, "error.open311.token", "path.token")
    return answer(fmt, "service_requests", [{"service_request_id": number, "token": token}])


@router.get("/requests.{fmt}")
def requests(
    request: Request,
    state: Look,
    fmt: Fmt,
    jurisdiction: Jurisdiction = "",
    service_request_id: Text = "",
    service_code: Text = "",
    start_date: Text = "",
    end_date: Text = "",
    status: Text = "",
    page: Text = "",
    page_size: Text = "",
    extensions: Text = "",
    api_key: Text = "",
) -> Response:
    """Return requests of a time, the latest first; numbers that are named decide alone."""
    city = city_of(state, jurisdiction)
    size = _number("page_size", page_size, MOST, MOST)
    passed = (_number("page", page, 1, 1_000_000) - 1) * size
    with state.database.session() as session:
        if service_request_id:
            numbers = listed(service_request_id)[:MOST]
            found = listing.of_numbers(session, city.pack.city.name, numbers)
        else:
            begin, end = _span(start_date, end_date)
            codes, open_ = listed(service_code), _open(status)
            wanted = Wanted(city.pack.city.name, begin, end, codes, open_)
            found = listing.made_in(session, wanted, size, passed)
        lang = language(request, city.pack.city.languages[0])
        teller = GeoTeller(city, session, lang, holder(state, api_key))
        told_ = [teller.request(each, extensions=extensions == "true") for each in found]
    return answer(fmt, "service_requests", told_)


@router.get("/requests/{number}.{fmt}")
def one(
    request: Request,
    state: Look,
    number: str,
    fmt: Fmt,
    jurisdiction: Jurisdiction = "",
    extensions: Text = "",
    api_key: Text = "",
) -> Response:
    """Return one request."""
    city = city_of(state, jurisdiction)
    with state.database.session() as session:
        row = told.of_number(session, city.pack.city.name, number)
        lang = language(request, city.pack.city.languages[0])
        teller = GeoTeller(city, session, lang, holder(state, api_key))
        found = listing.standing(session, [row])
        told_ = [teller.request(each, extensions=extensions == "true") for each in found]
    return answer(fmt, "service_requests", told_)


@router.get("/requests/{number}/history.{fmt}")
def history(
    request: Request, state: Look, number: str, fmt: Fmt, jurisdiction: Jurisdiction = ""
) -> Response:
    """Return what a request went through, and when (an extension of ours)."""
    city = city_of(state, jurisdiction)
    with state.database.session() as session:
        row = told.of_number(session, city.pack.city.name, number)
        lang = language(request, city.pack.city.languages[0])
        events = GeoTeller(city, session, lang).history(row)
    return answer(fmt, "history", events)


@router.get("/servicerequestupdates.{fmt}")
def updates(
    request: Request,
    state: Look,
    fmt: Fmt,
    jurisdiction: Jurisdiction = "",
    start_date: Text = "",
    end_date: Text = "",
    page: Text = "",
    page_size: Text = "",
) -> Response:
    """Return what changed in a time, the earliest first (the updates' extension)."""
    city = city_of(state, jurisdiction)
    size = _number("page_size", page_size, MOST, MOST)
    passed = (_number("page", page, 1, 1_000_000) - 1) * size
    begin, end = _span(start_date, end_date)
    with state.database.session() as session:
        found = listing.updates(session, city.pack.city.name, begin, end, size, passed)
        lang = language(request, city.pack.city.languages[0])
        teller = GeoTeller(city, session, lang)
        told_ = [teller.update(each) for each in found]
    return answer(fmt, "service_request_updates", told_)


def _cause(request: Request, person: Principal) -> Cause:
    """Return the cause of a report that a program relays: its account, and nobody's address."""
    return Cause(person.who, origin=public_cause(request, CHANNEL).origin)


def _taken(city: CityState, left: Left, asked: Form, lang: Any) -> dict[str, Any]:
    """Return the answer to a request that was taken: its number, or a token for it."""
    batch = city.public.door.gives_token(asked["service_code"]) and left.code is not None
    known: dict[str, Any] = {"token": left.code} if batch else {"service_request_id": left.number}
    known |= {"service_notice": None, "account_id": None}
    if asked["extensions"] == "true" and not batch:
        known["extended_attributes"] = {"code": left.code}
    return known


def _span(start: str, end: str) -> tuple[datetime, datetime]:
    """Return the time that is asked for, the last 90 days if none is.

    Raises:
        RefusalError: it is longer than 90 days, or ends before it begins.
    """
    begin, until = moment("start_date", start), moment("end_date", end)
    try:
        if begin is None:
            until = until or datetime.now(UTC)
            begin = until - SPAN
        elif until is None:
            until = begin + SPAN
    except OverflowError as error:
        raise RefusalError(400, "error.open311.span", "query.start_date") from error
    if not begin <= until <= begin + SPAN:
        raise RefusalError(400, "error.open311.span", "query.end_date")
    return begin, until


def _open(status: str) -> bool | None:
    """Return whether only open or only closed requests are asked for."""
    named = {each.lower() for each in listed(status)}
    if named - {"open", "closed"}:
        raise RefusalError(400, "error.open311.status", "query.status", found=status[:40])
    return None if len(named) != 1 else named == {"open"}


def _number(name: str, text: str, default: int, most: int) -> int:
    """Return a whole number from one on; at most ``most``."""
    if not text.strip():
        return default
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 7 or int(plain) < 1:
        raise RefusalError(
            400, "error.open311.number", f"query.{name}", field=name, found=text[:20]
        )
    return min(int(plain), most)
