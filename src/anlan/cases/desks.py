"""What the desks of cases look at: a board by step, what climbed the ladder, whom to call back."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, select, tuple_
from sqlalchemy.orm import Session

from anlan.cases import reading
from anlan.cases.flow import workflow
from anlan.cases.ladder import ladder
from anlan.model.permission import Scope
from anlan.store.cases import CaseMove, CaseRow, CaseRung

CALL_BACK = "close.call_back"
NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Climbed:
    """A case, and the rung of the ladder that its present deadline has reached, and when."""

    row: CaseRow
    rung: str
    at: datetime


def board(session: Session, city: str, scope: Scope, limit: int) -> dict[int, list[CaseRow]]:
    """Return the first cases of each step that has open ones, the next due first."""
    table = workflow()
    columns = {}
    for step in sorted({state.step for state in table.states.values()}):
        states = [name for name in table.open_states if table.states[name].step == step]
        columns[step] = reading.inbox(session, city, scope, states, limit=limit) if states else []
    return columns


def supervised(
    session: Session,
    city: str,
    scope: Scope,
    rungs: Sequence[str],
    after: reading.Place | None = None,
    limit: int = 50,
) -> list[Climbed]:
    """Return a page of the open cases whose deadline has reached one of some rungs.

    The longest overdue comes first. A rung counts as long as the deadline stands that reached it:
    a case that was handed on, or got more time, has a new one. As in an inbox, each state is
    asked for by itself, so that an index gives it in order.
    """
    if not scope:
        return []
    return list(
        heapq.merge(
            *(
                _supervised(session, city, scope, state, rungs, after, limit)
                for state in workflow().open_states
            ),
            key=lambda each: reading.place_of(each.row),
        )
    )[:limit]


def supervised_counts(session: Session, city: str, scope: Scope) -> dict[str, int]:
    """Return how many open cases stand at each rung, every rung named."""
    counts = dict.fromkeys((rung.name for rung in ladder().rungs), 0)
    if scope:
        query = (
            select(CaseRung.rung, func.count())
            .join(CaseRow, _highest())
            .where(
                CaseRow.city == city,
                CaseRow.state.in_(workflow().open_states),
                reading.in_scope(session, scope),
            )
            .group_by(CaseRung.rung)
        )
        counts |= dict(session.execute(query).all())
    return counts


def call_backs(
    session: Session, city: str, scope: Scope, after: int = 0, limit: int = 50
) -> list[CaseRow]:
    """Return a page of closed cases from the public that nobody was reached about yet.

    The earliest reported comes first; ``after`` is the id of the last one of the page before.
    """
    if not scope:
        return []
    table = workflow()
    public = [name for name, channel in table.channels.items() if channel.public]
    states = [name for name, acts in table.by_source.items() if CALL_BACK in acts]
    reached = CaseMove.fields["satisfaction"].as_string() != NOT_REACHED
    called = exists().where(CaseMove.case_id == CaseRow.id, CaseMove.act == CALL_BACK, reached)
    query = (
        select(CaseRow)
        .where(
            CaseRow.city == city,
            CaseRow.state.in_(states),
            CaseRow.channel.in_(public),
            CaseRow.id > after,
            reading.in_scope(session, scope),
            ~called,
        )
        .order_by(CaseRow.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def _supervised(
    session: Session,
    city: str,
    scope: Scope,
    state: str,
    rungs: Sequence[str],
    after: reading.Place | None,
    limit: int,
) -> list[Climbed]:
    query = (
        select(CaseRow, CaseRung.rung, CaseRung.at)
        .join(CaseRung, _highest())
        .where(
            CaseRow.city == city,
            CaseRow.state == state,
            CaseRung.rung.in_(rungs),
            reading.in_scope(session, scope),
        )
    )
    if after is not None:
        at = tuple_(CaseRow.inbox_at, CaseRow.id)
        query = query.where(at > tuple_(after.inbox_at, after.id))
    ordered = query.order_by(CaseRow.inbox_at, CaseRow.id).limit(limit)
    return [Climbed(*each) for each in session.execute(ordered)]


def _highest() -> ColumnElement[bool]:
    """Return what joins a case with the highest rung that its present deadline has reached."""
    names = {place: rung.name for place, rung in enumerate(ladder().rungs, start=1)}
    return and_(
        CaseRung.case_id == CaseRow.id,
        CaseRung.seq == CaseRow.due_seq,
        CaseRung.rung == case(names, value=CaseRow.rung),
    )
