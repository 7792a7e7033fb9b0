"""Cases between the tables and the machine: found, locked, read as facts, written back."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from anlan.cases.flow import Around, Case, Move, workflow
from anlan.cases.flow.words import Words
from anlan.cases.ladder import ladder
from anlan.cases.routing import Office
from anlan.model.errors import CaseError
from anlan.store.cases import CaseMove, CasePause, CaseRow
from anlan.store.cases.tables import NEVER


@dataclass(slots=True)
class Held:
    """A case that nobody else can change until the end of the transaction, and those around it."""

    row: CaseRow
    lead: CaseRow | None
    target: CaseRow | None


def find(session: Session, city: str, number: str) -> CaseRow:
    """Return a case.

    Raises:
        CaseError: there is none of that number.
    """
    row = session.scalar(select(CaseRow).where(CaseRow.city == city, CaseRow.number == number))
    if row is None:
        raise none(city, number)
    return row


def none(city: str, number: str) -> CaseError:
    """Return the error that there is no such case."""
    return CaseError("error.cases.none", city=city, number=number)


def hold(session: Session, city: str, number: str, version: int, into: str = "") -> Held:
    """Return a case, locked with its lead and the case it is to be merged into, in one order.

    Raises:
        CaseError: there is no such case, or it isn't in the version somebody saw.
    """
    row = find(session, city, number)
    wanted = {row.id, row.lead_id}
    if into:
        at = (CaseRow.city == city, CaseRow.number == into)
        wanted.add(session.scalar(select(CaseRow.id).where(*at)))
    query = select(CaseRow).where(CaseRow.id.in_(wanted - {None})).order_by(CaseRow.id)
    # What was read before the lock may have changed meanwhile.
    fresh = query.with_for_update().execution_options(populate_existing=True)
    rows = {each.id: each for each in session.scalars(fresh)}
    if row.version != version:
        raise CaseError(
            "error.cases.conflict",
            number=number,
            state=Words.of("state", row.state),
            version=row.version,
            seen=version,
        )
    target = next((each for each in rows.values() if each.number == into), None)
    return Held(row, rows.get(row.lead_id or 0), target)


def facts(session: Session, row: CaseRow) -> Case:
    """Return what the machine knows of a case."""
    duties = or_(
        *(CaseMove.act.startswith(f"{family}.") for family in ("handle", "check", "close"))
    )
    done = session.execute(
        select(CaseMove.who, CaseMove.act).where(CaseMove.case_id == row.id, duties)
    ).all()
    handlers = frozenset(who for who, act in done if act.startswith("handle."))
    return Case(
        kind=row.kind,
        channel=row.channel,
        state=row.state,
        department=row.department,
        division=row.division,
        class_code=row.class_code or "",
        handled_by=row.handled_by or "",
        verified_by=row.verified_by or "",
        handlers=handlers,
        verifiers=frozenset(who for who, act in done if not act.startswith("handle.")),
        seen=row.seen,
        urgent=row.urgent,
        raised=row.raised,
        listed=row.listed,
        paused=row.paused,
        rework_count=row.rework_count,
        return_count=row.return_count,
        reopen_count=row.reopen_count,
        lead=_number(session, row.lead_id),
        merged_into=_number(session, row.merged_into),
        ended_at=row.ended_at,
    )


def joined_to(session: Session, row: CaseRow) -> CaseRow | None:
    """Return the case that a case was joined to, if any."""
    return None if row.merged_into is None else session.get_one(CaseRow, row.merged_into)


def _number(session: Session, key: int | None) -> str:
    return "" if key is None else session.get_one(CaseRow, key).number


def around(session: Session, held: Held) -> Around:
    """Return what other cases have to do with a case."""
    row, target = held.row, held.target
    parts = (
        select(func.count())
        .where(CaseRow.lead_id == row.id, CaseRow.ended_at.is_(None))
        .scalar_subquery()
    )
    merged = exists().where(CaseRow.merged_into == row.id)
    open_parts, holds_merged = session.execute(select(parts, merged)).one()
    return Around(
        open_parts=open_parts,
        lead_ended=held.lead is not None and held.lead.ended_at is not None,
        holds_merged=holds_merged,
        target_open=target is not None and target is not row and target.ended_at is None,
    )


def write(row: CaseRow, case: Case) -> None:
    """Write the facts after a move into the case's row."""
    row.state, row.step = case.state, workflow().states[case.state].step
    row.department, row.division = case.department, case.division
    row.class_code = case.class_code or None
    row.handled_by, row.verified_by = case.handled_by or None, case.verified_by or None
    row.seen, row.urgent, row.paused = case.seen, case.urgent, case.paused
    row.raised, row.listed = case.raised, case.listed
    row.rework_count, row.return_count = case.rework_count, case.return_count
    row.reopen_count, row.ended_at = case.reopen_count, case.ended_at
    if row.paused:
        row.next_at = None
    row.version += 1


def moves(session: Session, row: CaseRow) -> list[CaseMove]:
    """Return the rows of the moves that made a case, in order."""
    query = select(CaseMove).where(CaseMove.case_id == row.id).order_by(CaseMove.seq)
    return list(session.scalars(query))


def made_moves(session: Session, row: CaseRow) -> list[Move]:
    """Return the moves that made a case, in order."""
    return [
        Move(each.act, each.who, each.role, each.at, each.department, each.fields)
        for each in moves(session, row)
    ]


def pauses(session: Session, row: CaseRow) -> list[CasePause]:
    """Return the times in which a case's clock stood, in order; an open one has no end."""
    query = select(CasePause).where(CasePause.case_id == row.id).order_by(CasePause.seq)
    return list(session.scalars(query))


def due_before(session: Session, row: CaseRow, stage: str) -> CaseMove | None:
    """Return the move that last stopped the clock of a stage; it holds the deadline that stood."""
    query = select(CaseMove).where(CaseMove.case_id == row.id).order_by(CaseMove.seq.desc())
    stopped = (each for each in session.scalars(query) if f"stop {stage}" in each.clock)
    return next(stopped, None)


def load(session: Session, city: str) -> dict[Office, int]:
    """Return how many open cases each office has: a department's in a division and all below."""
    at = (CaseRow.city == city, CaseRow.ended_at.is_(None), CaseRow.department != "")
    query = select(CaseRow.department, CaseRow.division, func.count()).where(*at)
    found: Counter[Office] = Counter()
    for department, path, many in session.execute(
        query.group_by(CaseRow.department, CaseRow.division)
    ):
        codes = path.split("/")
        for depth in range(1, len(codes) + 1):
            found[Office(department, "/".join(codes[:depth]))] += many
    return found


def put_due(row: CaseRow, due_at: datetime | None, near_at: datetime | None = None) -> None:
    """Put a case's deadline, its place in an inbox, and its next rung, where nobody else does."""
    row.due_at, row.near_at = due_at, near_at
    row.inbox_at = row.due_at or NEVER
    # A deadline set anew is climbed anew, from its beginning.
    row.next_at, row.due_seq = row.near_at or row.due_at, row.moves
    row.rung = ladder().first(near=row.near_at is not None)
