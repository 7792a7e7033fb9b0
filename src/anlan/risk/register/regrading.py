"""Points graded by one scheme are graded by another: what moves is told before and after."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from anlan.model.colour import COLOURS
from anlan.model.errors import RegisterError
from anlan.risk.register import reviews, rows
from anlan.risk.register.grading import colour_of
from anlan.risk.register.renewing import renew
from anlan.risk.register.room import RegisterRoom
from anlan.risk.register.terms import patrol_due
from anlan.risk.schemes import Scheme, verdict
from anlan.store.change import Change
from anlan.store.risk import RiskPoint, RiskSource

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Moved:
    """A point whose colour another scheme changes: places in ``COLOURS`` before and after."""

    code: str
    name: str
    before: int
    after: int


def regrade(made: Change, room: RegisterRoom, old: str, new: str, at: datetime) -> list[Moved]:
    """Grade all standing points of one scheme by another; return those whose colour moved.

    The scores stay: the other scheme must have the same factors.

    Raises:
        RegisterError: a scheme isn't known, the factors differ, or a point has a score that the
            other scheme doesn't; then nothing is graded anew.
    """
    scheme = _alike(room, old, new)
    moved: list[Moved] = []
    last = 0
    while True:
        query = select(RiskPoint).where(
            RiskPoint.city == room.city.name,
            RiskPoint.scheme == old,
            RiskPoint.retired_at.is_(None),
            RiskPoint.id > last,
        )
        points = made.session.scalars(query.order_by(RiskPoint.id).limit(AT_ONCE)).all()
        if not points:
            return moved
        last = points[-1].id
        before = {row.id: row.now_colour for row in points}
        for row in points:
            _grade(made, row, scheme)
            day = room.today(row.patrolled_at or row.made_at)
            row.patrol_due = patrol_due(row.inherent_colour, day)
            reviews.ask(made, row, "scheme", at)
        made.session.flush()
        renew(made, room, points, at)
        moved += [
            Moved(row.code, row.name, before[row.id], row.now_colour)
            for row in points
            if before[row.id] != row.now_colour
        ]


def _alike(room: RegisterRoom, old: str, new: str) -> Scheme:
    known = ", ".join(room.schemes)
    for each in (old, new):
        if each not in room.schemes:
            raise RegisterError("error.register.scheme", found=each, known=known)
    one, other = ([factor.symbol for factor in room.schemes[each].factors] for each in (old, new))
    if one != other:
        raise RegisterError(
            "error.register.factors",
            old=room.schemes[old].name,
            new=room.schemes[new].name,
            one=", ".join(one),
            other=", ".join(other),
        )
    return room.schemes[new]


def _grade(made: Change, row: RiskPoint, scheme: Scheme) -> None:
    """Grade a point and its sources by a scheme, and note it in the ledger."""
    sources = made.session.scalars(select(RiskSource).where(RiskSource.point_id == row.id)).all()
    for source in sources:
        try:
            source.inherent_value, _ = verdict(scheme, source.inherent)
            source.residual_value, _ = verdict(scheme, source.residual)
        except RegisterError as error:
            raise RegisterError("error.register.point", code=row.code, reason=error) from error
    before = {"scheme": f"{row.scheme} {row.scheme_version}"}
    row.scheme, row.scheme_version = scheme.id, scheme.version
    row.inherent_value = max(each.inherent_value for each in sources)
    row.residual_value = max(each.residual_value for each in sources)
    row.inherent_colour = max(colour_of(scheme, row.inherent_value), row.floor)
    row.residual_colour = max(colour_of(scheme, row.residual_value), row.floor)
    row.version += 1
    after = {
        "scheme": f"{row.scheme} {row.scheme_version}",
        "residual": [row.residual_value, COLOURS[row.residual_colour]],
    }
    made.record(rows.subject(row), "risk.regraded", before, after)
