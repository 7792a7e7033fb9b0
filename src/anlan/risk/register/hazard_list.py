"""Hazards as a desk lists them: which of them, in which order, page by page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, select, tuple_
from sqlalchemy.orm import Session

from anlan.cases.endings import UNFOUNDED
from anlan.cases.flow.fields import moment_of
from anlan.model.permission import Area, Scope
from anlan.risk.register import rows
from anlan.risk.register.hazards import KINDS
from anlan.store.areas import in_area, in_scope
from anlan.store.cases import CaseListing, CaseMove, CaseRow
from anlan.store.risk import RiskFact, RiskPoint

HazardState = Literal["open", "overdue", "listed", "ended"]
ORDERS = ("dispatch.send", "dispatch.redirect")
"""The acts that order a department to put a hazard right, with a deadline."""
WALKED = 200
"""So many cases are looked at in one step of a list."""


@dataclass(frozen=True)
class WantedHazards:
    """Which hazards a desk shows; None and empty stand for all.

    Attributes:
        major: only major ones, or only general ones.
        field: of the risk point.
        colours: of the risk point now, as places in ``COLOURS``.
        division: a path; hazards of points in it and below.
        unit_code: of whom.
    """

    major: bool | None = None
    field: str = ""
    colours: Sequence[int] = ()
    division: str = ""
    unit_code: str = ""


@dataclass(frozen=True)
class Hazard:
    """A hazard: its case, the risk point that it weighs on, and by which fact."""

    case: CaseRow
    point: RiskPoint
    fact: int


@dataclass(frozen=True)
class HazardPlace:
    """The place of a hazard in the desk's order, after which the next page begins."""

    at: datetime
    case: int
    fact: int


def place_of(hazard: Hazard, state: HazardState) -> HazardPlace:
    """Return the place of a hazard in the order of its list."""
    at = hazard.case.opened_at if state == "ended" else hazard.case.inbox_at
    return HazardPlace(at, hazard.case.id, hazard.fact)


def hazards(
    session: Session,
    city: str,
    scope: Scope,
    state: HazardState,
    wanted: WantedHazards,
    at: datetime,
    after: HazardPlace | None = None,
    limit: int = 50,
) -> list[Hazard]:
    """Return a page of the hazards at risk points within a scope.

    Those that are open come in the order in which they are due, those that have ended with the
    latest first; both are orders that an index of the cases has. It is walked, some cases at a
    time, until a page is full: databases left to plan one large join would read and sort all.
    """
    found: list[Hazard] = []
    last = None if after is None else (after.at, after.case)
    for cases in _walk(session, city, state, wanted, at, last):
        of = points_of(session, city, scope, wanted, [each.number for each in cases])
        for row in cases:
            for fact, point in of.get(row.number, ()):
                hazard = Hazard(row, session.get_one(RiskPoint, point), fact)
                if after is None or row.id != after.case or fact > after.fact:
                    found.append(hazard)
        if len(found) >= limit:
            break
    return found[:limit]


@dataclass(frozen=True)
class HazardCounts:
    """How many hazards are open, and of those how many are overdue and major; and are listed."""

    open: int
    overdue: int
    listed: int
    major: int


def counts(
    session: Session, city: str, scope: Scope, wanted: WantedHazards, at: datetime
) -> HazardCounts:
    """Return how many hazards each list has; ``listed`` holds also those still to be taken off."""
    told = {state: _states(session, city, scope, wanted, state, at) for state in ("open", "listed")}
    return HazardCounts(
        open=len(told["open"]),
        overdue=sum(overdue for overdue, _ in told["open"]),
        listed=len(told["listed"]),
        major=sum(kind == KINDS[True] for _, kind in told["open"]),
    )


def _states(
    session: Session,
    city: str,
    scope: Scope,
    wanted: WantedHazards,
    state: Literal["open", "listed"],
    at: datetime,
) -> list[tuple[bool, str]]:
    """Return of each hazard of a list whether it is overdue, and its kind."""
    query = select(CaseRow.number, CaseRow.kind, CaseRow.due_at, CaseRow.paused)
    query = query.where(*told_by(session, city, wanted), _in(session, city, state, at))
    # In the order of the list, so that its index is taken.
    found = session.execute(query.order_by(CaseRow.inbox_at)).all()
    of = points_of(session, city, scope, wanted, [number for number, *_ in found])
    return [
        (due is not None and due < at and not paused, kind)
        for number, kind, due, paused in found
        if number in of
    ]


def told_by(session: Session, city: str, wanted: WantedHazards) -> list[ColumnElement[bool]]:
    """Return which cases are hazards, as far as the cases themselves tell.

    What turned out to be none is left out, and a part of another case or one that was merged is
    none of its own. The hazards of one unit are found by its points: they are few.
    """
    kinds = KINDS.values() if wanted.major is None else [KINDS[wanted.major]]
    told: list[ColumnElement[bool]] = [
        CaseRow.city == city,
        CaseRow.kind.in_(kinds),
        CaseRow.state.not_in(UNFOUNDED),
        CaseRow.lead_id.is_(None),
        CaseRow.merged_into.is_(None),
    ]
    if wanted.unit_code:
        query = select(RiskFact.key).join(RiskPoint, RiskPoint.id == RiskFact.point_id)
        query = query.where(RiskPoint.city == city, RiskPoint.unit_code == wanted.unit_code)
        query = query.where(RiskFact.modifier.in_(KINDS.values()))
        told.append(CaseRow.number.in_(session.scalars(query.distinct()).all()))
    return told


def points_of(
    session: Session, city: str, scope: Scope, wanted: WantedHazards, numbers: Sequence[str]
) -> dict[str, list[tuple[int, int]]]:
    """Return by the number of its case the facts and risk points of each wanted hazard."""
    columns = (RiskPoint.division, RiskPoint.department)
    query = select(RiskFact.key, RiskFact.id, RiskFact.point_id)
    query = query.join(RiskPoint, RiskPoint.id == RiskFact.point_id)
    query = query.where(RiskFact.city == city, RiskFact.modifier.in_(KINDS.values()))
    query = query.where(in_scope(session, scope, *columns))
    if wanted.field:
        query = query.where(RiskPoint.field == wanted.field)
    if wanted.colours:
        query = query.where(RiskPoint.now_colour.in_(wanted.colours))
    if wanted.division:
        query = query.where(in_area(session, Area(wanted.division), *columns))
    if wanted.unit_code:
        query = query.where(RiskPoint.unit_code == wanted.unit_code)
    found: dict[str, list[tuple[int, int]]] = {}
    for part in rows.few(numbers):
        for number, fact, point in session.execute(query.where(RiskFact.key.in_(part))):
            found.setdefault(number, []).append((fact, point))
    return {number: sorted(each) for number, each in found.items()}


def _walk(
    session: Session,
    city: str,
    state: HazardState,
    wanted: WantedHazards,
    at: datetime,
    last: tuple[datetime, int] | None,
) -> Iterator[Sequence[CaseRow]]:
    """Yield the cases of a list in its order, some at a time, beginning with the last one seen."""
    ended = state == "ended"
    which = (*told_by(session, city, wanted), _in(session, city, state, at))
    if wanted.unit_code or state == "listed":
        # They are few: an index finds them, and none is asked to give them in order.
        found = sorted(session.scalars(select(CaseRow).where(*which)), key=_key(state))
        yield [each for each in found if last is None or _key(state)(each) >= _signed(last, state)]
        return
    place = (CaseRow.opened_at if ended else CaseRow.inbox_at, CaseRow.id)
    order = (each.desc() if ended else each for each in place)
    query = select(CaseRow).where(*which).order_by(*order).limit(WALKED)
    # The last case once more: it may weigh on further points.
    here = query if last is None else query.where(_from(place, last, ended=ended, too=True))
    while cases := session.scalars(here).all():
        yield cases
        if len(cases) < WALKED:
            return
        end = cases[-1]
        last = (end.opened_at if ended else end.inbox_at, end.id)
        here = query.where(_from(place, last, ended=ended, too=False))


def _from(
    place: tuple[Any, Any], last: tuple[datetime, int], *, ended: bool, too: bool
) -> ColumnElement[bool]:
    here, there = tuple_(*place), tuple_(*last)
    if ended:
        return here <= there if too else here < there
    return here >= there if too else here > there


def _key(state: HazardState) -> Callable[[CaseRow], tuple[float, int]]:
    """Return what gives a case's place in the order of a list."""
    ended = state == "ended"
    return lambda each: _signed((each.opened_at if ended else each.inbox_at, each.id), state)


def _signed(place: tuple[datetime, int], state: HazardState) -> tuple[float, int]:
    sign = -1 if state == "ended" else 1
    return sign * place[0].timestamp(), sign * place[1]


def _in(session: Session, city: str, state: HazardState, at: datetime) -> ColumnElement[bool]:
    """Return whether a case belongs in a list."""
    match state:
        case "open":
            return CaseRow.ended_at.is_(None)
        case "overdue":
            # By its place in the inbox, which is the deadline: an index is in its order.
            return and_(CaseRow.ended_at.is_(None), CaseRow.inbox_at < at, _overdue(at))
        case "listed":
            on = select(CaseListing.case_id).where(
                CaseListing.city == city, CaseListing.delisted_at.is_(None)
            )
            # No case has the number 0: of an empty list no index would be taken.
            return CaseRow.id.in_(session.scalars(on).all() or [0])
        case "ended":
            return CaseRow.ended_at.is_not(None)


def _overdue(at: datetime) -> ColumnElement[bool]:
    return and_(CaseRow.due_at < at, CaseRow.paused.is_(False))


def ordered(session: Session, cases: Sequence[CaseRow]) -> dict[int, datetime]:
    """Return by when each case is to be put right, as the latest order to a department says."""
    query = (
        select(CaseMove.case_id, CaseMove.fields)
        .where(CaseMove.case_id.in_([each.id for each in cases]), CaseMove.act.in_(ORDERS))
        .order_by(CaseMove.case_id, CaseMove.seq)
    )
    told: dict[int, datetime] = {}
    for key, fields in session.execute(query):
        deadline = moment_of(fields.get("deadline"))
        if deadline is not None:
            told[key] = deadline
    return told
