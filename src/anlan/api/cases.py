"""Cases: the inbox, one case with its history and what may be done, reports and moves."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from sqlalchemy.orm import Session

from anlan.api.cases_shapes import (
    BatchAnswer,
    BatchReport,
    CaseDetail,
    CaseLines,
    CaseMoved,
    CaseOpened,
    ClassGuess,
    NewCall,
    NewMove,
)
from anlan.api.cases_told import Teller
from anlan.api.guard import CityNeeds, cause, state_of
from anlan.api.paging import cursor_at, moment_of
from anlan.api.parameters import (
    Clock,
    Create,
    Cursor,
    Lang,
    Limit,
    Repeat,
    Version,
    etag,
    refuse_unknown,
)
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.cases import field, reading, rows
from anlan.cases.catalogue import catalogue
from anlan.cases.flow import Move, workflow
from anlan.cases.flow.words import Words
from anlan.cases.opening import Opened
from anlan.cases.phone import done, odd
from anlan.cases.public import Contact
from anlan.cases.report import Report
from anlan.cases.room import CaseRoom, acts_for, roles_of
from anlan.model.errors import AccessError, AnlanError, CaseError
from anlan.model.permission import Area
from anlan.store.cases import CaseRow
from anlan.store.change import Change, change

router = APIRouter(
    prefix="/api/cities/{city}/cases", tags=["cases"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("case.read"))]
Reporter = Annotated[CityView, Depends(CityNeeds("case.report"))]


@router.get("")
def inbox(
    request: Request,
    city: City,
    lang: Lang = "en",
    state: Annotated[
        list[str] | None,
        Query(max_length=30, description="Only cases in these states; the open ones if none."),
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CaseLines:
    """Return the cases within one's scope, the next due first; those without a deadline last."""
    wanted = state or list(workflow().open_states)
    unknown = [each for each in wanted if each not in workflow().states]
    if unknown:
        known = ", ".join(workflow().states)
        raise RefusalError(
            422, "error.cases.no_state", "query.state", found=", ".join(unknown)[:200], known=known
        )
    with state_of(request).database.session() as session:
        found = reading.inbox(
            session, city.city.name, city.scope, wanted, inbox_place(cursor), limit
        )
        teller = Teller(request, city, lang, session)
        last = reading.place_of(found[-1]) if len(found) == limit else None
        after = cursor_at(last.inbox_at, last.id) if last else None
        return CaseLines(next=after, items=[teller.line(row) for row in found])


@router.get("/guess")
def guess(
    request: Request,
    city: Reporter,
    text: Annotated[str, Query(max_length=5000)] = "",
    lon: Annotated[float | None, Query(ge=-180, le=180)] = None,
    lat: Annotated[float | None, Query(ge=-90, le=90)] = None,
    lang: Lang = "en",
) -> list[ClassGuess]:
    """Return the classes that a text may mean, the likeliest first.

    At a place, what has been usual there counts, too; without words it alone.
    """
    known, usual = catalogue(), None
    if lon is not None and lat is not None:
        with state_of(request).database.session() as session:
            usual = field.usual(session, city.city.name, _room(city).path_of(lon, lat) or "")
    told = []
    for each in known.guess(text, usual):
        found = known.classes[each.code]
        told.append(
            ClassGuess(
                code=each.code,
                title=found.title.of(lang),
                group=known.groups[found.group].title.of(lang),
                phrases=list(each.phrases),
                limit=found.remedy.limit.say(lang),
            )
        )
    return told


@router.get("/{number}")
def one(
    request: Request, response: Response, city: City, number: str, lang: Lang = "en"
) -> CaseDetail:
    """Return a case: what is known, by when and why, what may be done and why not, its history."""
    with state_of(request).database.session() as session:
        row = _within(session, city, number)
        response.headers["ETag"] = etag(row.version)
        return Teller(request, city, lang, session).detail(row, _room(city))


@router.post("", status_code=201, response_model=CaseOpened)
def report(
    request: Request, city: Reporter, asked: NewCall, create: Create, clock: Clock = None
) -> Response:
    """Report a problem: it becomes a case, in the division that holds its place.

    For somebody of the public, such as a caller, a contact may be left, and there is a code by
    which they ask again.
    """
    room, now = _room(city), datetime.now(UTC)
    seen = done(asked.at, clock, now)
    given = asked.model_dump(exclude={"at", "photos", "phone", "email"})
    told = room.placed(
        Report(
            at=seen.at,
            known_at=now,
            skew_s=seen.seconds,
            photos=tuple(asked.photos),
            source=city.person.who,
            **given,
        )
    )
    if not city.scope.has_place(told.division):
        raise AccessError("error.access.not_yours")
    contact = Contact.of({"phone": asked.phone, "email": asked.email})
    public = workflow().channels[told.channel].public
    if contact.fields and not public:
        raise CaseError("error.cases.contact", channel=Words.of("channel", told.channel))

    def make(made: Change) -> CaseOpened:
        code = None
        if public:
            ring = state_of(request).keyring
            lang = city.city.languages[0]
            left = city.state.public.open(made, ring, told, create.key, contact, lang)
            row = rows.find(made.session, city.city.name, left.number)
            opened, code = Opened(left.number, row.version, left.fresh), left.code
        else:
            opened = room.open(made, told)
        return CaseOpened(
            number=opened.number,
            version=opened.version,
            fresh=opened.fresh,
            skew_s=odd(seen.seconds),
            code=code,
        )

    return create.make(city.person, make)


@router.post("/batch")
def batch(
    request: Request,
    city: Reporter,
    asked: Annotated[list[BatchReport], Body(min_length=1, max_length=500)],
    lang: Lang = "en",
) -> list[BatchAnswer]:
    """Report many problems in one journey, such as a department's own cases.

    Each is told by itself: its case, or why it was refused. What can become a case is kept in one
    transaction before the answer is given; a batch sent again makes nothing twice.
    """
    room, now = _room(city), datetime.now(UTC)
    placed = room.placed_many([_dated(each, now, city.person.who) for each in asked])
    told = [_in_scope(city, each) for each in placed]
    good = [each for each in told if isinstance(each, Report)]
    with change(state_of(request).database, cause(request, city.person)) as made:
        opened = iter(room.open_many(made, good))
    return [
        _refused(sent, found.say(lang))
        if isinstance(found, AnlanError)
        else _opened(sent, next(opened))
        for sent, found in zip(asked, told, strict=True)
    ]


@router.post("/{number}/moves", response_model=CaseMoved)
def move(
    request: Request,
    city: City,
    number: str,
    asked: NewMove,
    version: Version,
    repeat: Repeat,
    clock: Clock = None,
    lang: Lang = "en",
) -> Response:
    """Do an act on a case; who may, and when, is in the workflow's table.

    With an idempotency key, the same act sent again is done once, whatever became of the answer.
    """
    with state_of(request).database.session() as session:
        by = _move(city, _within(session, city, number), asked, clock)

    def make(made: Change) -> CaseMoved:
        moved = _room(city).move(made, number, by, version)
        row = rows.find(made.session, city.city.name, number)
        teller = Teller(request, city, lang, made.session)
        return CaseMoved(
            number=number,
            state=teller.named("state", moved.case.state),
            version=moved.version,
            due_at=row.due_at,
        )

    response = repeat.make(city.person, make)
    moved = CaseMoved.model_validate_json(bytes(response.body))
    response.headers["ETag"] = etag(moved.version)
    return response


def _dated(asked: BatchReport, now: datetime, who: str) -> Report:
    """Return a report of a batch with its moments; a sender's clock may be ahead."""
    told = asked.model_dump(exclude={"at", "photos"})
    at = min(asked.at or now, now)
    return Report(at=at, known_at=now, photos=tuple(asked.photos), source=who, **told)


def _in_scope(city: CityView, found: Report | AnlanError) -> Report | AnlanError:
    if isinstance(found, Report) and not city.scope.has_place(found.division):
        return AccessError("error.access.not_yours")
    return found


def _opened(sent: BatchReport, case: Opened) -> BatchAnswer:
    return BatchAnswer(outside_key=sent.outside_key, number=case.number, fresh=case.fresh)


def _refused(sent: BatchReport, why: str) -> BatchAnswer:
    return BatchAnswer(outside_key=sent.outside_key, refused=why)


def _move(city: CityView, row: CaseRow, asked: NewMove, clock: datetime | None) -> Move:
    """Return the move somebody asks for, in the first of the act's roles that they have."""
    edge = workflow().by_source[row.state].get(asked.act)
    roles = roles_of(city.person, city.city.name, row)
    role = next((each for each in edge.actors if each in roles), "") if edge else ""
    now = datetime.now(UTC)
    told = done(asked.at, clock, now)
    # Time runs by our clock, which nobody can set back; what a phone says is told beside it.
    late = told.at if told.at != now else None
    department = acts_for(city.person, city.city.name, row, asked.act, role)
    return Move(asked.act, city.person.who, role, now, department, asked.fields, late, told.seconds)


def _within(session: Session, city: CityView, number: str) -> CaseRow:
    """Return a case in scope; one outside is as one that isn't there."""
    row = rows.find(session, city.city.name, number)
    if not city.scope.covers(Area(row.division, row.department)):
        raise CaseError("error.cases.none", city=city.city.name, number=number)
    return row


def _room(city: CityView) -> CaseRoom:
    return city.state.cases


def inbox_place(cursor: str | None) -> reading.Place | None:
    """Return the place in an inbox that a cursor stands for; None for its beginning.

    Raises:
        RefusalError: it is no cursor of ours.
    """
    if cursor is None:
        return None
    at, (key,) = moment_of(cursor, 1)
    return reading.Place(at, key)
