"""One alarm with its history and its receipts; groups; alarms that are closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, contains_eager

from anlan.model.permission import Scope
from anlan.store.outbox.tables import Delivery, Endpoint
from anlan.store.watch import AlarmGroup, AlarmMove, AlarmRow
from anlan.watch.alarms.figures import within_scope
from anlan.watch.alarms.handle import none
from anlan.watch.alarms.site import Site

MOST, MOST_AT_ONCE = 500, 20_000
"""So many alarms of an object, and of all on a map, are told."""


@dataclass(frozen=True)
class Receipt:
    """That somebody was told of an alarm, or not yet.

    Attributes:
        endpoint: who is told.
        act: of what.
        state: waiting, delivered or dead.
        at: when it was taken, None as long as it wasn't.
        error: what came back the last time, empty where nothing did.
    """

    endpoint: str
    kind: str
    act: str
    state: str
    attempts: int
    at: datetime | None
    next_at: datetime
    error: str


def one(session: Session, site: Site, number: int, scope: Scope) -> AlarmRow:
    """Return an alarm within a scope.

    Raises:
        WatchError: there is none.
    """
    row = session.get(AlarmRow, (site.city, number))
    if row is None or not scope.has_place(row.division):
        raise none(site, number)
    return row


def moves(session: Session, site: Site, number: int) -> Sequence[AlarmMove]:
    """Return what was done to an alarm, in order."""
    query = select(AlarmMove).where(AlarmMove.city == site.city, AlarmMove.number == number)
    return session.scalars(query.order_by(AlarmMove.seq)).all()


def receipts(session: Session, site: Site, row: AlarmRow) -> list[Receipt]:
    """Return to whom an alarm's news, and its group's, is on its way or was told, in order."""
    subjects = [site.subject(row.number)]
    if row.group_number is not None:
        subjects.append(site.group(row.group_number))
    query = (
        select(Delivery)
        .join(Delivery.endpoint)
        .options(contains_eager(Delivery.endpoint))
        .where(Delivery.subject.in_(subjects))
        .order_by(Delivery.seq, Endpoint.name)
    )
    return [
        Receipt(
            each.endpoint.name,
            each.endpoint.kind,
            each.entry.act,
            each.state,
            each.attempts,
            each.delivered_at,
            each.next_at,
            each.error,
        )
        for each in session.scalars(query)
    ]


def of_object(
    session: Session, site: Site, scope: Scope, object_: str, since: datetime, until: datetime
) -> Sequence[AlarmRow]:
    """Return the alarms of an object that were open at some time between two moments, in order."""
    query = select(AlarmRow).where(
        AlarmRow.city == site.city,
        AlarmRow.object == object_,
        AlarmRow.raised_at < until,
        AlarmRow.closed_at.is_(None) | (AlarmRow.closed_at >= since),
        within_scope(scope),
    )
    return session.scalars(query.order_by(AlarmRow.raised_at, AlarmRow.number).limit(MOST)).all()


def standing_at(
    session: Session, site: Site, scope: Scope, at: datetime
) -> Sequence[Row[int, str, str, float | None, float | None]]:
    """Return number, name, colour and place of the alarms whose condition stood at a moment.

    The colour is the one it came to in the end; alarms without a place are left out.
    """
    query = select(
        AlarmRow.number, AlarmRow.name, AlarmRow.colour, AlarmRow.lon, AlarmRow.lat
    ).where(
        AlarmRow.city == site.city,
        AlarmRow.raised_at <= at,
        AlarmRow.cleared_at.is_(None) | (AlarmRow.cleared_at > at),
        AlarmRow.closed_at.is_(None) | (AlarmRow.closed_at > at),
        AlarmRow.lon.is_not(None),
        within_scope(scope),
    )
    return session.execute(query.order_by(AlarmRow.number.desc()).limit(MOST_AT_ONCE)).all()


def closed(
    session: Session,
    site: Site,
    scope: Scope,
    before: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> Sequence[AlarmRow]:
    """Return alarms that are closed, the last first; ``before`` one by its moment and number."""
    query = select(AlarmRow).where(
        AlarmRow.city == site.city, AlarmRow.closed_at.is_not(None), within_scope(scope)
    )
    if before is not None:
        at, number = before
        earlier = (AlarmRow.closed_at == at) & (AlarmRow.number < number)
        query = query.where((AlarmRow.closed_at < at) | earlier)
    order = (AlarmRow.closed_at.desc(), AlarmRow.number.desc())
    return session.scalars(query.order_by(*order).limit(limit)).all()


def groups(session: Session, site: Site, scope: Scope, limit: int = 200) -> list[AlarmGroup]:
    """Return the groups and storms that aren't over and have more than one alarm, newest first."""
    query = select(AlarmGroup).where(
        AlarmGroup.city == site.city, AlarmGroup.closed_at.is_(None), AlarmGroup.count > 1
    )
    found = session.scalars(query.order_by(AlarmGroup.last_at.desc()))
    return [each for each in found if scope.has_place(each.division)][:limit]
