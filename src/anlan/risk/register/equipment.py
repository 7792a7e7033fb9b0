"""Equipment under statutory cycles: registered, inspected, and due again; overdue it is a fact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from anlan.model.errors import RegisterError
from anlan.model.permission import Scope
from anlan.risk.cycles import Due, Duties, cycles, due
from anlan.risk.register import rows
from anlan.risk.register.draft import Told
from anlan.risk.register.room import RegisterRoom
from anlan.store.areas import in_scope
from anlan.store.change import Change
from anlan.store.risk import RiskDuty, RiskEquipment, RiskFact, RiskPoint

OVERDUE = "inspection_overdue"
GRADES = range(6)


@dataclass(frozen=True)
class Done:
    """When a duty was last done: the grade it gave (0 for none), and the next date it states."""

    last: date | None = None
    grade: int = 0
    stated: date | None = None


@dataclass(frozen=True)
class Piece:
    """A piece of equipment; see :class:`anlan.store.risk.tables.RiskEquipment`.

    ``done`` is by the id of the cycle; a duty that isn't in it was never done.
    """

    code: str
    kind: str
    name: str
    division: str
    accepted: date | None = None
    used_from: date | None = None
    department: str = ""
    lon: float | None = None
    lat: float | None = None
    unit: str = ""
    unit_code: str = ""
    point_code: str = ""
    idle: date | None = None
    restarted: date | None = None
    done: Mapping[str, Done] = field(default_factory=dict)

    def check(self) -> None:
        """See that its kind and cycles are known, and its days in order.

        Raises:
            RegisterError: they aren't; it is named with the piece's code.
        """
        known = sorted({each.equipment for each in cycles().values()})
        if self.kind not in known:
            raise RegisterError(
                "error.equipment.kind", code=self.code, found=self.kind, known=", ".join(known)
            )
        mine = [name for name, each in cycles().items() if each.equipment == self.kind]
        for name, told in self.done.items():
            if name not in mine:
                choices = ", ".join(mine)
                raise RegisterError(
                    "error.equipment.cycle", code=self.code, found=name, known=choices
                )
            if told.grade not in GRADES:
                raise RegisterError("error.equipment.grade", code=self.code, found=told.grade)
        if self.idle and self.restarted and self.restarted < self.idle:
            raise RegisterError("error.equipment.restarted", code=self.code)


def put_many(made: Change, room: RegisterRoom, pieces: Sequence[Piece]) -> int:
    """Register pieces with their duties, each with when it is due; return how many were new.

    Raises:
        RegisterError: a piece makes no sense, or names a risk point that isn't there; then none is
            registered.
    """
    for piece in pieces:
        piece.check()
    city, session = room.city.name, made.session
    _check_points(session, city, pieces)
    known: dict[str, RiskEquipment] = {}
    for part in rows.few([each.code for each in pieces]):
        query = select(RiskEquipment).where(
            RiskEquipment.city == city, RiskEquipment.code.in_(part)
        )
        known |= {row.code: row for row in session.scalars(query)}
    fresh = 0
    kept: list[tuple[RiskEquipment, Piece]] = []
    for piece in pieces:
        row = known.get(piece.code)
        if row is None:
            row, fresh = RiskEquipment(city=city, code=piece.code, version=0), fresh + 1
            session.add(row)
        _write(row, piece, room)
        kept.append((row, piece))
    session.flush()
    _write_duties(session, kept)
    for row, _ in kept:
        made.record(_subject(row), "risk.equipment", None, {"kind": row.kind, "name": row.name})
    return fresh


def find(session: Session, city: str, code: str) -> RiskEquipment:
    """Return a piece, which nobody else can change until the end of the transaction.

    Raises:
        RegisterError: there is none of that code.
    """
    query = select(RiskEquipment).where(RiskEquipment.city == city, RiskEquipment.code == code)
    row = session.scalar(query.with_for_update())
    if row is None:
        raise none(city, code)
    return row


def none(city: str, code: str) -> RegisterError:
    """Return the error that there is no such piece."""
    return RegisterError("error.equipment.none", city=city, code=code)


def done(
    made: Change, room: RegisterRoom, code: str, cycle: str, told: Done, at: datetime
) -> date | None:
    """Note that a duty was done; return when it is next due.

    Raises:
        RegisterError: there is no such piece or duty, or it is said to be done in the future.
    """
    session, city = made.session, room.city.name
    row = find(session, city, code)
    duty = session.scalar(
        select(RiskDuty).where(RiskDuty.equipment_id == row.id, RiskDuty.cycle == cycle)
    )
    if duty is None:
        mine = [name for name, each in cycles().items() if each.equipment == row.kind]
        raise RegisterError("error.equipment.cycle", code=code, found=cycle, known=", ".join(mine))
    if told.last is not None and told.last > room.today(at):
        raise RegisterError("error.equipment.future", code=code, found=told.last)
    before = {"due": str(duty.due or "")}
    duty.last, duty.grade, duty.stated = told.last, told.grade, told.stated
    _compute([(row, duty)])
    row.version += 1
    after = {"cycle": cycle, "last": str(told.last or ""), "due": str(duty.due or "")}
    made.record(_subject(row), "risk.duty_done", before, after)
    session.flush()
    if duty.due is None or duty.due >= room.today(at):
        room.end(made, _key(row, duty), at)
    return duty.due


def overdue(made: Change, room: RegisterRoom, at: datetime) -> list[str]:
    """Let what is overdue weigh on the points it belongs to; return whose colour changed."""
    today = room.today(at)
    query = (
        select(RiskEquipment, RiskDuty)
        .join(RiskDuty, RiskDuty.equipment_id == RiskEquipment.id)
        .where(
            RiskDuty.city == room.city.name,
            RiskDuty.due < today,
            RiskEquipment.point_code != "",
            RiskEquipment.retired_at.is_(None),
        )
    )
    late = list(made.session.execute(query))
    told_already = set(
        made.session.scalars(
            select(RiskFact.key).where(
                RiskFact.city == room.city.name,
                RiskFact.modifier == OVERDUE,
                RiskFact.ended_at.is_(None),
            )
        )
    )
    facts = [
        Told(row.point_code, OVERDUE, _key(row, duty), at)
        for row, duty in late
        if _key(row, duty) not in told_already
    ]
    return room.tell(made, facts, at) if facts else []


def due_list(
    session: Session,
    city: str,
    scope: Scope,
    until: date,
    after: tuple[date, int] | None,
    limit: int,
) -> list[tuple[RiskEquipment, RiskDuty]]:
    """Return the duties within a scope that are due by a day, the longest overdue first.

    Args:
        session: of the database.
        city: whose.
        scope: what somebody may see.
        until: the last day.
        after: the day and the id of the last one of the page before.
        limit: how many at most.
    """
    query = (
        select(RiskEquipment, RiskDuty)
        .join(RiskDuty, RiskDuty.equipment_id == RiskEquipment.id)
        .where(
            RiskDuty.city == city,
            RiskDuty.due <= until,
            RiskEquipment.retired_at.is_(None),
            in_scope(session, scope, RiskDuty.division, RiskDuty.department),
        )
    )
    if after is not None:
        day, key = after
        query = query.where(or_(RiskDuty.due > day, (RiskDuty.due == day) & (RiskDuty.id > key)))
    return list(session.execute(query.order_by(RiskDuty.due, RiskDuty.id).limit(limit)))


def told_of(duty: RiskDuty) -> Due:
    """Return when a duty is due as the cycles' own shape has it, for its reason in words."""
    none = np.datetime64("NaT", "D")
    return Due(
        np.array([duty.due or none], "datetime64[D]"),
        np.array([duty.earliest or none], "datetime64[D]"),
        np.array([duty.why], np.int8),
    )


def _subject(row: RiskEquipment) -> str:
    return f"risk_equipment:{row.city}/{row.code}"


def _key(row: RiskEquipment, duty: RiskDuty) -> str:
    return f"{row.code} {duty.cycle}"


def _check_points(session: Session, city: str, pieces: Sequence[Piece]) -> None:
    wanted = sorted({each.point_code for each in pieces} - {""})
    there: set[str] = set()
    for part in rows.few(wanted):
        query = select(RiskPoint.code).where(RiskPoint.city == city, RiskPoint.code.in_(part))
        there |= set(session.scalars(query))
    for each in wanted:
        if each not in there:
            raise rows.none(city, each)


def _write(row: RiskEquipment, piece: Piece, room: RegisterRoom) -> None:
    row.kind, row.name = piece.kind, piece.name
    row.division, row.department = room.path_of(piece.code, piece.division), piece.department
    row.lon, row.lat = piece.lon, piece.lat
    row.unit, row.unit_code, row.point_code = piece.unit, piece.unit_code, piece.point_code
    row.accepted, row.used_from = piece.accepted, piece.used_from
    row.idle, row.restarted = piece.idle, piece.restarted
    row.retired_at = None
    row.version += 1


def _write_duties(session: Session, kept: Sequence[tuple[RiskEquipment, Piece]]) -> None:
    """Write the duties of pieces, all that their kinds have."""
    there: dict[tuple[int, str], RiskDuty] = {}
    for part in rows.few([row.id for row, _ in kept]):
        query = select(RiskDuty).where(RiskDuty.equipment_id.in_(part))
        there |= {(each.equipment_id, each.cycle): each for each in session.scalars(query)}
    by_kind: dict[str, list[str]] = {}
    for name, cycle in cycles().items():
        by_kind.setdefault(cycle.equipment, []).append(name)
    made: list[tuple[RiskEquipment, RiskDuty]] = []
    for row, piece in kept:
        for name in by_kind[row.kind]:
            duty = there.get((row.id, name))
            if duty is None:
                duty = RiskDuty(city=row.city, equipment_id=row.id, cycle=name)
                session.add(duty)
            duty.division, duty.department = row.division, row.department
            told = piece.done.get(name, Done())
            duty.last, duty.grade, duty.stated = told.last, told.grade, told.stated
            made.append((row, duty))
    _compute(made)
    session.flush()


def _compute(duties: Sequence[tuple[RiskEquipment, RiskDuty]]) -> None:
    """Set when duties are due."""
    known = list(cycles().values())
    places = {each.id: n for n, each in enumerate(known)}
    columns = [
        _days([getattr(row, known[places[duty.cycle]].anchor) for row, duty in duties]),
        _days([duty.last for _, duty in duties]),
        _days([duty.stated for _, duty in duties]),
        _days([row.idle for row, _ in duties]),
        _days([row.restarted for row, _ in duties]),
    ]
    anchor, last, stated, idle, restarted = columns
    cycle = np.array([places[duty.cycle] for _, duty in duties], np.int16)
    grade = np.array([duty.grade for _, duty in duties], np.int8)
    found = due(known, Duties(cycle, anchor, last, grade, stated, idle, restarted))
    told = zip(duties, found.at.tolist(), found.earliest.tolist(), found.why.tolist(), strict=True)
    for (_, duty), at, earliest, why in told:
        duty.due, duty.earliest, duty.why = at, earliest, why


def _days(values: Sequence[date | None]) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    return np.array([each or np.datetime64("NaT") for each in values], "datetime64[D]")
