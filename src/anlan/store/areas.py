"""Whether a row lies in a scope or an area, said such as an index can answer."""

from typing import Any

from sqlalchemy import ColumnElement, and_, between, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from anlan.model.permission import Area, Scope

Column = InstrumentedAttribute[Any]


def in_scope(
    session: Session, scope: Scope, division: Column, department: Column
) -> ColumnElement[bool]:
    """Return whether a row lies in a scope, by its division's path and its department."""
    if scope.whole:
        return true()
    return or_(false(), *(in_area(session, area, division, department) for area in scope.areas))


def in_area(
    session: Session, area: Area, division: Column, department: Column
) -> ColumnElement[bool]:
    """Return whether a row lies in an area, by its division's path and its department."""
    kept = [department == area.department] if area.department else []
    if area.division:
        below = f"{area.division}/"
        within = (
            division.startswith(below, autoescape=True)
            if session.get_bind().dialect.name == "postgresql"
            else between(division, below, f"{below}\U0010ffff")
        )
        kept.append(or_(division == area.division, within))
    return and_(true(), *kept)
