"""The figures of dual prevention that a city sends up each month, by division."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from anlan.model.colour import COLOURS
from anlan.risk.register.hazards import KINDS, UNFOUNDED
from anlan.store.cases import CaseListing, CaseMilestones, CaseRow
from anlan.store.risk import RiskChange, RiskPoint

RIGHT = ("closed", "forced_closed", "evaluated")
"""States in which a hazard has been put right."""


@dataclass
class Figures:
    """What a month was in a division.

    ``points_*`` are standing points by their colour now; found and put right are hazards whose case
    came in in the month, and of those the ones that have ended; ``in_time`` were handled in time,
    ``listed`` came under listed supervision; ``worse`` and ``better`` are changes of colour.
    """

    points_red: int = 0
    points_orange: int = 0
    points_yellow: int = 0
    points_blue: int = 0
    general_found: int = 0
    general_right: int = 0
    major_found: int = 0
    major_right: int = 0
    in_time: int = 0
    listed: int = 0
    worse: int = 0
    better: int = 0


NAMES = tuple(each.name for each in fields(Figures))


def monthly(
    session: Session, city: str, begin: datetime, end: datetime, depth: int
) -> dict[str, Figures]:
    """Return the figures of a month by the path of the division.

    Args:
        session: of the database.
        city: whose.
        begin: the month's beginning.
        end: that of the next.
        depth: how many codes of the path count: 1 for the city, 2 for its districts.
    """
    told: dict[str, Figures] = {}

    def of(path: str) -> Figures:
        return told.setdefault("/".join(path.split("/")[:depth]), Figures())

    standing = select(RiskPoint.division, RiskPoint.now_colour)
    standing = standing.where(RiskPoint.city == city, RiskPoint.retired_at.is_(None))
    for path, colour in session.execute(standing):
        _add(of(path), f"points_{COLOURS[colour]}")
    for path, of_kind, state, in_time in session.execute(_hazards(city, begin, end)):
        kind = "major" if of_kind == KINDS[True] else "general"
        _add(of(path), f"{kind}_found")
        if state in RIGHT:
            _add(of(path), f"{kind}_right")
        if state in RIGHT and in_time:
            _add(of(path), "in_time")
    listed = select(CaseRow.division).join(CaseListing, CaseListing.case_id == CaseRow.id)
    listed = listed.where(
        CaseRow.city == city, CaseListing.listed_at >= begin, CaseListing.listed_at < end
    )
    for path in session.scalars(listed.where(CaseRow.kind.in_(KINDS.values()))):
        _add(of(path), "listed")
    moved = select(RiskPoint.division, RiskChange.before, RiskChange.after)
    moved = moved.join(RiskPoint, RiskPoint.id == RiskChange.point_id).where(
        RiskChange.city == city, RiskChange.at >= begin, RiskChange.at < end
    )
    for path, before, after in session.execute(moved.where(RiskChange.before.is_not(None))):
        _add(of(path), "better" if before is not None and after < before else "worse")
    return dict(sorted(told.items()))


def _hazards(city: str, begin: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    """Ask for division, kind, state, and whether it was handled in time, of a month's hazards.

    A part of another case is none of its own.
    """
    query = select(
        CaseRow.division, CaseRow.kind, CaseRow.state, CaseMilestones.handled_in_time
    ).outerjoin(CaseMilestones, CaseMilestones.case_id == CaseRow.id)
    query = query.where(CaseRow.city == city, CaseRow.kind.in_(KINDS.values()))
    query = query.where(CaseRow.opened_at >= begin, CaseRow.opened_at < end)
    query = query.where(CaseRow.lead_id.is_(None), CaseRow.merged_into.is_(None))
    return query.where(CaseRow.state.not_in(UNFOUNDED))


def total(told: Sequence[Figures]) -> Figures:
    """Return the sum of figures."""
    return Figures(**{name: sum(getattr(each, name) for each in told) for name in NAMES})


def _add(figures: Figures, name: str) -> None:
    setattr(figures, name, getattr(figures, name) + 1)
