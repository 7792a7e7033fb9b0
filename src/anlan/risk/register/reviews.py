"""Reviews of risk points are cases: opened when a term is over or something changed, and counted.

A review is done when the point is graded anew, or when its case is closed with nothing changed.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from anlan.cases.endings import RIGHT
from anlan.cases.report import Report
from anlan.cases.room import CaseRoom
from anlan.cases.rows import joined_to
from anlan.model.colour import COLOURS
from anlan.risk.register import rows
from anlan.risk.register.kinds import kinds
from anlan.risk.register.terms import review_at
from anlan.store.cases import CaseRow
from anlan.store.change import Change
from anlan.store.risk import RiskPoint
from anlan.words import say

KIND, TERM = "risk_review", "term"
AT_ONCE = 200
"""So many cases are opened in one transaction."""


def ask(made: Change, row: RiskPoint, why: str, at: datetime) -> None:
    """Let a point be reviewed now, unless it is being reviewed or should have been already."""
    if not row.review_case and row.review_at > at:
        row.review_at, row.review_why = at, why
        row.version += 1
        made.record(rows.subject(row), "risk.review_asked", None, {"review": why})


def ask_if(
    made: Change, row: RiskPoint, modifier: str, when: Literal["began", "ended"], at: datetime
) -> None:
    """Let a point be reviewed if that a fact began or ended is a reason for it."""
    for each in kinds().reviews.values():
        if modifier in getattr(each, when):
            ask(made, row, each.id, at)


def waiting(session: Session, city: str, at: datetime) -> bool:
    """Return whether a point is to be reviewed and has no case yet."""
    query = _due(city, at).with_only_columns(RiskPoint.id)
    return session.scalars(query.limit(1)).first() is not None


def open_due(made: Change, cases: CaseRoom, city: str, at: datetime) -> list[str]:
    """Open the cases of reviews that are due, of some points at once; return their numbers."""
    query = _due(city, at).order_by(RiskPoint.review_at, RiskPoint.id).limit(AT_ONCE)
    due = made.session.scalars(query.with_for_update()).all()
    if not due:
        return []
    opened = cases.open_many(made, [cases.placed(_report(row, at)) for row in due])
    for row, case in zip(due, opened, strict=True):
        row.review_case = case.number
        row.version += 1
        made.record(rows.subject(row), "risk.review_opened", None, {"case": case.number})
    made.session.flush()
    return [each.number for each in opened]


def any_of(session: Session, city: str, numbers: Sequence[str] | None) -> bool:
    """Return whether one of some cases, of any where none are named, is a review."""
    return any(session.scalars(part.limit(1)).first() for part in _reviewed(city, numbers))


def follow(made: Change, city: str, numbers: Sequence[str] | None) -> None:
    """Count reviews whose case has ended; what was no review is due as before.

    Args:
        made: the transaction.
        city: whose.
        numbers: of which cases; None for all.
    """
    for part in _reviewed(city, numbers):
        joined = part.join(
            CaseRow, (CaseRow.city == RiskPoint.city) & (CaseRow.number == RiskPoint.review_case)
        ).where(CaseRow.ended_at.is_not(None))
        query = joined.add_columns(CaseRow).order_by(RiskPoint.id).with_for_update(of=RiskPoint)
        for row, case in made.session.execute(query):
            _count(made, row, case)
    made.session.flush()


def _count(made: Change, row: RiskPoint, case: CaseRow) -> None:
    """Count one review whose case has ended."""
    row.version += 1
    lead = joined_to(made.session, case)
    if lead is not None:
        row.review_case = lead.number
        made.record(rows.subject(row), "risk.review_joined", None, {"case": lead.number})
        return
    right = case.state in RIGHT and case.ended_at is not None
    if right and case.ended_at is not None:
        row.reviewed_at = case.ended_at
    if right or row.review_why != TERM:
        row.review_at, row.review_why = review_at(row.inherent_colour, row.reviewed_at), TERM
    row.review_case = ""
    after = {"case": case.number, "next": row.review_at.isoformat()}
    if right:
        made.record(rows.subject(row), "risk.reviewed", None, after)
    else:
        made.record(rows.subject(row), "risk.review_void", None, after)


def _due(city: str, at: datetime) -> Select[RiskPoint]:
    return select(RiskPoint).where(
        RiskPoint.city == city,
        RiskPoint.retired_at.is_(None),
        RiskPoint.review_case == "",
        RiskPoint.review_at <= at,
    )


def _reviewed(city: str, numbers: Sequence[str] | None) -> Iterator[Select[RiskPoint]]:
    """Yield queries for the points that are reviewed in some cases."""
    query = select(RiskPoint).where(RiskPoint.city == city, RiskPoint.retired_at.is_(None))
    if numbers is None:
        yield query.where(RiskPoint.review_case != "")
        return
    for part in rows.few(numbers):
        yield query.where(RiskPoint.review_case.in_(part))


def _report(row: RiskPoint, at: datetime) -> Report:
    """Return what the case of a review says, in the language of its city's desks."""
    colours = {
        kind: say(f"risk.colour.{COLOURS[getattr(row, f'{kind}_colour')]}", "zh")
        for kind in ("inherent", "residual")
    }
    name = kinds().reviews[row.review_why].name.of("zh")
    text = say(
        "risk.review.text", "zh", why=name, unit=row.unit or "-", owner=row.owner or "-", **colours
    )
    return Report(
        kind=KIND,
        channel="department",
        title=say("risk.review.title", "zh", code=row.code, name=row.name)[:200],
        text=text,
        at=at,
        known_at=at,
        division=row.division,
        lon=row.lon,
        lat=row.lat,
        asset_id=row.asset_id,
        source=rows.subject(row),
        # With the version: one that led to nothing is opened again.
        outside_key=f"{row.code} review {row.review_at:%Y-%m-%d} {row.version}",
    )
