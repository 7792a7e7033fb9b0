"""Public cases in lists: those made in a time, and what changed in a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from anlan.cases.public.settings import PublicState, settings
from anlan.store.cases import CaseMove, CaseRow


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are asked for: made in a time, of classes (all if none), open, ended or both."""

    city: str
    begin: datetime
    end: datetime
    codes: Collection[str] = ()
    open: bool | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A case with its public state and the moment of its last move."""

    row: CaseRow
    state: PublicState
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class Update:
    """A change of a case's public state."""

    number: str
    seq: int
    at: datetime
    state: PublicState


def made_in(session: Session, wanted: Wanted, limit: int, passed: int = 0) -> list[Standing]:
    """Return cases made in a time, the latest first; ``passed`` of them are passed over."""
    query = _of(wanted.city).where(CaseRow.opened_at.between(wanted.begin, wanted.end))
    if wanted.codes:
        query = query.where(CaseRow.class_code.in_(wanted.codes))
    if wanted.open is not None:
        ended = CaseRow.ended_at.is_not(None)
        query = query.where(~ended if wanted.open else ended)
    query = query.order_by(CaseRow.opened_at.desc(), CaseRow.id.desc())
    return standing(session, session.scalars(query.limit(limit).offset(passed)).all())


def of_numbers(session: Session, city: str, numbers: Collection[str]) -> list[Standing]:
    """Return the public cases of some numbers."""
    query = _of(city).where(CaseRow.number.in_(numbers)).order_by(CaseRow.id.desc())
    return standing(session, session.scalars(query).all())


def standing(session: Session, rows: Sequence[CaseRow]) -> list[Standing]:
    """Return how cases stand."""
    ids = [row.id for row in rows]
    last = select(CaseMove.case_id, func.max(CaseMove.at)).where(CaseMove.case_id.in_(ids))
    moved = {made[0]: made[1] for made in session.execute(last.group_by(CaseMove.case_id))}
    before = select(CaseMove.case_id, CaseMove.from_state).where(
        CaseMove.case_id.in_(row.id for row in rows if row.state not in settings().by_state),
        CaseMove.act.startswith("evaluate."),
    )
    kept = {made[0]: made[1] for made in session.execute(before)}
    return [
        Standing(row, settings().by_state[kept.get(row.id, row.state)], moved[row.id])
        for row in rows
    ]


def updates(
    session: Session, city: str, begin: datetime, end: datetime, limit: int, passed: int = 0
) -> list[Update]:
    """Return the changes of public states in a time, the earliest first."""
    query = (
        select(CaseMove, CaseRow.number)
        .join(CaseRow, CaseRow.id == CaseMove.case_id)
        .where(
            CaseMove.at.between(begin, end),
            _changes(),
            CaseRow.city == city,
            CaseRow.kind.in_(settings().kinds),
        )
        .order_by(CaseMove.at, CaseMove.case_id, CaseMove.seq)
    )
    return [
        Update(number, made.seq, made.at, settings().by_state[made.to_state])
        for made, number in session.execute(query.limit(limit).offset(passed))
    ]


def _changes() -> ColumnElement[bool]:
    """Return whether a move leads into another public state."""
    return or_(
        *(
            CaseMove.to_state.in_(each.of) & CaseMove.from_state.not_in(each.of)
            # A case that is new has been told to nobody.
            | (CaseMove.from_state == "new") & CaseMove.to_state.in_(each.of)
            for each in settings().states
        )
    )


def _of(city: str) -> Select[CaseRow]:
    return select(CaseRow).where(CaseRow.city == city, CaseRow.kind.in_(settings().kinds))
