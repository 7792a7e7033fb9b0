"""What lists and pages of the register show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from anlan.model.permission import Area, Scope
from anlan.store.areas import in_area, in_scope
from anlan.store.risk import RiskChange, RiskPoint


@dataclass(frozen=True)
class Wanted:
    """Which points a list shows; None and empty stand for all.

    Attributes:
        colours: places in ``COLOURS``.
        field: one of the fields.
        division: a path; points in it and below.
        unit_code: of whom.
        review_before: only those whose review is due by then.
    """

    colours: Sequence[int] = ()
    field: str = ""
    division: str = ""
    unit_code: str = ""
    review_before: datetime | None = None


def points(
    session: Session, city: str, scope: Scope, wanted: Wanted, after: int | None, limit: int
) -> Sequence[RiskPoint]:
    """Return points within a scope, the most dangerous first.

    Args:
        session: of the database.
        city: whose.
        scope: what somebody may see.
        wanted: which of them.
        after: the id of the last point of the page before.
        limit: how many at most.
    """
    query = select(RiskPoint).where(RiskPoint.city == city, RiskPoint.retired_at.is_(None))
    columns = (RiskPoint.division, RiskPoint.department)
    query = query.where(in_scope(session, scope, *columns))
    if wanted.colours:
        query = query.where(RiskPoint.now_colour.in_(wanted.colours))
    if wanted.field:
        query = query.where(RiskPoint.field == wanted.field)
    if wanted.division:
        query = query.where(in_area(session, Area(wanted.division), *columns))
    if wanted.unit_code:
        query = query.where(RiskPoint.unit_code == wanted.unit_code)
    if wanted.review_before is not None:
        query = query.where(RiskPoint.review_at <= wanted.review_before)
    place = (RiskPoint.now_colour, RiskPoint.now_value, RiskPoint.id)
    if after is not None:
        last = session.get(RiskPoint, after)
        if last is None:
            return []
        query = query.where(tuple_(*place) < (last.now_colour, last.now_value, last.id))
    return session.scalars(query.order_by(*(each.desc() for each in place)).limit(limit)).all()


def changes(session: Session, row: RiskPoint, limit: int = 100) -> Sequence[RiskChange]:
    """Return the changes of a point's colour, the newest first."""
    query = select(RiskChange).where(RiskChange.point_id == row.id)
    return session.scalars(query.order_by(RiskChange.id.desc()).limit(limit)).all()
