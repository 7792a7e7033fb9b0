"""Patrols of risk points: due by the colour, noted once, and felt by the point while late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from anlan.cases.room import CaseRoom
from anlan.model.errors import RegisterError
from anlan.model.permission import Scope
from anlan.risk.register import rows
from anlan.risk.register.draft import Told
from anlan.risk.register.hazards import Finding, found
from anlan.risk.register.renewing import renew
from anlan.risk.register.room import RegisterRoom
from anlan.risk.register.terms import patrol_due
from anlan.store.areas import in_scope
from anlan.store.change import Change
from anlan.store.risk import RiskFact, RiskPatrol, RiskPoint

Turned = list[ColumnElement[bool]]
LATE = "patrol_overdue"
AT_ONCE = 1000
"""So many points become late, or are so no more, in one transaction."""


@dataclass(frozen=True)
class Patrol:
    """Somebody was at a point and looked.

    Attributes:
        code: the point's.
        key: what the patrol calls itself; the same again is the same patrol.
        at: when it was there.
        findings: the hazards it found; none means that all was fine.
    """

    code: str
    key: str
    at: datetime
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Patrolled:
    """A patrol as it was noted: whether it is new, the next one's last day, the cases it opened."""

    code: str
    fresh: bool
    due: date
    findings: tuple[str, ...]


def note(
    made: Change, room: RegisterRoom, cases: CaseRoom, patrols: Sequence[Patrol], at: datetime
) -> list[Patrolled]:
    """Note that points were patrolled; what a patrol found becomes cases.

    Raises:
        RegisterError: a point isn't there, or a patrol is still to come; then none is noted.
        CaseError: a finding can't become a case.
    """
    points = rows.by_code(made.session, room.city.name, [each.code for each in patrols])
    for each in patrols:
        if each.code not in points:
            raise rows.none(room.city.name, each.code)
        if each.at > at:
            raise RegisterError("error.patrol.future", code=each.code, found=each.at.isoformat())
    known = _known(made.session, points, patrols)
    told = []
    for each in patrols:
        row = points[each.code]
        kept = known.get((row.id, each.key))
        fresh = kept is None
        if kept is None:
            numbers = [found(made, room, cases, each.code, one, at) for one in each.findings]
            kept = _write(made, room, row, each, numbers)
            known[row.id, each.key] = kept
        told.append((row, fresh, kept))
    made.session.flush()
    today = room.today(at)
    in_time = {row.id: row for row, _, _ in told if row.patrol_late and row.patrol_due >= today}
    _settle(made, room, list(in_time.values()), at)
    return [
        Patrolled(row.code, fresh, row.patrol_due, tuple(kept.findings))
        for row, fresh, kept in told
    ]


def waiting(session: Session, room: RegisterRoom, at: datetime) -> bool:
    """Return whether a point has become late or is so no more, and doesn't feel it yet."""
    return any(
        session.scalars(select(RiskPoint.id).where(*turned).limit(1)).first() is not None
        for turned in _turned(room, at)
    )


def overdue(made: Change, room: RegisterRoom, at: datetime) -> list[str]:
    """Let overdue patrols weigh on their points, those of some at once; the first go first.

    Returns:
        The codes of the points whose colour changed.
    """
    become, over = (
        made.session.scalars(
            select(RiskPoint)
            .where(*turned)
            .order_by(RiskPoint.patrol_due, RiskPoint.id)
            .limit(AT_ONCE)
            .with_for_update()
        ).all()
        for turned in _turned(room, at)
    )
    for row in become:
        row.patrol_late = True
    facts = [Told(row.code, LATE, _key(row), at) for row in become]
    changed = room.tell(made, facts, at) if facts else []
    return changed + _settle(made, room, over, at)


def due_list(
    session: Session,
    city: str,
    scope: Scope,
    until: date,
    after: tuple[date, int] | None,
    limit: int,
) -> Sequence[RiskPoint]:
    """Return the points within a scope to be patrolled by a day, the longest overdue first.

    Args:
        session: of the database.
        city: whose.
        scope: what somebody may see.
        until: the last day.
        after: the day and the id of the last one of the page before.
        limit: how many at most.
    """
    day, key = RiskPoint.patrol_due, RiskPoint.id
    query = select(RiskPoint).where(
        RiskPoint.city == city,
        RiskPoint.retired_at.is_(None),
        day <= until,
        in_scope(session, scope, RiskPoint.division, RiskPoint.department),
    )
    if after is not None:
        query = query.where(or_(day > after[0], (day == after[0]) & (key > after[1])))
    return session.scalars(query.order_by(day, key).limit(limit)).all()


def _turned(room: RegisterRoom, at: datetime) -> tuple[Turned, Turned]:
    """Return which points have become late, and which are so no more."""
    today = room.today(at)
    standing = [RiskPoint.city == room.city.name, RiskPoint.retired_at.is_(None)]
    become = [*standing, RiskPoint.patrol_late == false(), RiskPoint.patrol_due < today]
    over = [*standing, RiskPoint.patrol_late == true(), RiskPoint.patrol_due >= today]
    return become, over


def _settle(
    made: Change, room: RegisterRoom, points: Sequence[RiskPoint], at: datetime
) -> list[str]:
    """End the lateness of points that have been patrolled, or are to be later now."""
    keys = [_key(row) for row in points]
    for part in rows.few(keys):
        query = select(RiskFact).where(RiskFact.city == room.city.name, RiskFact.key.in_(part))
        query = query.where(RiskFact.modifier == LATE, RiskFact.ended_at.is_(None))
        for fact in made.session.scalars(query):
            fact.ended_at = max(at, fact.began_at)
    for row in points:
        row.patrol_late = False
    made.session.flush()
    return renew(made, room, points, at)


def _known(
    session: Session, points: dict[str, RiskPoint], patrols: Sequence[Patrol]
) -> dict[tuple[int, str], RiskPatrol]:
    """Return those of the patrols that were noted before."""
    found: dict[tuple[int, str], RiskPatrol] = {}
    for part in rows.few(patrols):
        query = select(RiskPatrol).where(
            RiskPatrol.point_id.in_({points[each.code].id for each in part}),
            RiskPatrol.key.in_({each.key for each in part}),
        )
        found |= {(each.point_id, each.key): each for each in session.scalars(query)}
    return found


def _write(
    made: Change, room: RegisterRoom, row: RiskPoint, told: Patrol, numbers: list[str]
) -> RiskPatrol:
    """Write a patrol; the next is due after the last, whichever is told last."""
    kept = RiskPatrol(city=row.city, point_id=row.id, key=told.key, at=told.at, findings=numbers)
    made.session.add(kept)
    row.patrolled_at = max(told.at, row.patrolled_at or told.at)
    row.patrol_due = patrol_due(row.inherent_colour, room.today(row.patrolled_at))
    row.version += 1
    after = {"at": told.at.isoformat(), "findings": numbers, "due": str(row.patrol_due)}
    made.record(rows.subject(row), "risk.patrolled", None, after)
    return kept


def _key(row: RiskPoint) -> str:
    return f"{row.code} patrol"
