"""Look into cases: an inbox page by page, a case's history."""

import heapq
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from anlan.cases.flow import workflow
from anlan.cases.rows import find, moves
from anlan.model.permission import Area, Scope
from anlan.store import areas as store_areas
from anlan.store.cases import CaseMove, CaseRow


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in an inbox: the last case of a page, after which the next one begins."""

    inbox_at: datetime
    id: int


def place_of(row: CaseRow) -> Place:
    """Return a case's place in an inbox."""
    return Place(row.inbox_at, row.id)


def inbox(
    session: Session,
    city: str,
    scope: Scope,
    states: Collection[str],
    after: Place | None = None,
    limit: int = 50,
    source: str | None = None,
) -> list[CaseRow]:
    """Return a page of the cases in some states and within a scope: the next due first.

    Of one source only, where it is given.

    Those without a deadline come last, in the order they were opened. All open states are asked
    for at once, by the index of open cases; each other state by itself, so that an index gives it
    in order, however many cases there are.
    """
    if not scope:
        return []
    of = () if source is None else (CaseRow.source == source,)
    wanted = set(states)
    every_open = wanted >= set(workflow().open_states)
    apart = wanted - set(workflow().open_states) if every_open else wanted
    found = [
        _ordered(session, city, scope, (CaseRow.state == state, *of), after, limit)
        for state in sorted(apart)
    ]
    if every_open:
        still = (CaseRow.ended_at.is_(None), *of)
        found.append(_ordered(session, city, scope, still, after, limit))
    return list(heapq.merge(*found, key=place_of))[:limit]


def named(
    session: Session, city: str, scope: Scope, channel: str, keys: Collection[str]
) -> dict[str, CaseRow]:
    """Return the cases within a scope that somebody else's system sent, by its names for them."""
    if not scope:
        return {}
    query = select(CaseRow).where(CaseRow.city == city, CaseRow.channel == channel)
    query = query.where(CaseRow.outside_key.in_(keys), in_scope(session, scope))
    return {str(row.outside_key): row for row in session.scalars(query)}


def history(session: Session, city: str, number: str) -> list[CaseMove]:
    """Return the moves of a case, the first one first.

    Raises:
        CaseError: there is no such case.
    """
    return moves(session, find(session, city, number))


def _ordered(
    session: Session,
    city: str,
    scope: Scope,
    which: tuple[ColumnElement[bool], ...],
    after: Place | None,
    limit: int,
) -> list[CaseRow]:
    query = select(CaseRow).where(CaseRow.city == city, *which)
    query = query.where(in_scope(session, scope))
    if after is not None:
        at = tuple_(CaseRow.inbox_at, CaseRow.id)
        query = query.where(at > tuple_(after.inbox_at, after.id))
    return list(session.scalars(query.order_by(CaseRow.inbox_at, CaseRow.id).limit(limit)))


def in_scope(session: Session, scope: Scope) -> ColumnElement[bool]:
    """Return whether a case lies in a scope, such as an index can answer."""
    return store_areas.in_scope(session, scope, CaseRow.division, CaseRow.department)


def in_area(session: Session, area: Area) -> ColumnElement[bool]:
    """Return whether a case lies in an area, such as an index can answer."""
    return store_areas.in_area(session, area, CaseRow.division, CaseRow.department)
