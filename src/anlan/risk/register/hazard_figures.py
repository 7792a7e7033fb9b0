"""The figures of hazards and their repair: what each is stands here and nowhere else.

========================  ==========================================================================
rectified                 put right / found
on_time                   reported as put right within the term of handling / those reported so and
                          those whose term is over
major_removed             major ones put right and under listed supervision no more / major ones
recurred                  found where another had been put right within the 90 days before / found
mean_days                 the mean of the days from the report to the end, of those put right
========================  ==========================================================================

All are of the hazards whose case came in within a stretch of time, whatever became of them since.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.cases.endings import RIGHT
from anlan.model.permission import Scope
from anlan.risk.register import rows
from anlan.risk.register.hazard_list import WantedHazards, points_of, told_by
from anlan.risk.register.hazards import KINDS
from anlan.store.cases import CaseMilestones, CaseRow
from anlan.store.risk import RiskFact

RECURS_WITHIN = timedelta(days=90)
"""Of the facts of dual prevention: the same again at the same point within 90 days."""


@dataclass(frozen=True)
class Repair:
    """A hazard as the figures count it.

    Attributes:
        point: of which risk point.
        major: whether it is a major one.
        found: when its case came in.
        ended: when it was put right; None where it hasn't been.
        in_time: whether it was reported as put right in time; None where it hasn't been reported.
        due: the term of handling, where there is one.
        listed: whether it is under listed supervision.
    """

    point: int
    major: bool
    found: datetime
    ended: datetime | None = None
    in_time: bool | None = None
    due: datetime | None = None
    listed: bool = False


@dataclass(frozen=True)
class Share:
    """So many of so many.

    >>> Share(3, 4).value
    0.75
    >>> Share(0, 0).value is None
    True

    Of none there is no share.
    """

    n: int
    of: int

    @property
    def value(self) -> float | None:
        """The share itself."""
        return self.n / self.of if self.of else None


@dataclass(frozen=True)
class HazardFigures:
    """The figures of the hazards that were found in a stretch of time."""

    rectified: Share
    on_time: Share
    major_removed: Share
    recurred: Share
    mean_days: float | None


def figures(
    repairs: Sequence[Repair], before: Mapping[int, Sequence[datetime]], at: datetime
) -> HazardFigures:
    """Return the figures of hazards.

    Args:
        repairs: the hazards.
        before: by risk point, in order, when any hazard there was put right.
        at: now.
    """
    right = [each for each in repairs if each.ended is not None]
    due = [
        each
        for each in repairs
        if each.in_time is not None or (each.due is not None and each.due < at)
    ]
    major = [each for each in repairs if each.major]
    removed = [each for each in major if each.ended is not None and not each.listed]
    days = [(each.ended - each.found) / timedelta(days=1) for each in right if each.ended]
    return HazardFigures(
        rectified=Share(len(right), len(repairs)),
        on_time=Share(sum(each.in_time is True for each in due), len(due)),
        major_removed=Share(len(removed), len(major)),
        recurred=Share(sum(_again(each, before) for each in repairs), len(repairs)),
        mean_days=sum(days) / len(days) if days else None,
    )


def _again(repair: Repair, before: Mapping[int, Sequence[datetime]]) -> bool:
    moments = before.get(repair.point, ())
    first = bisect_left(moments, repair.found - RECURS_WITHIN)
    return first < len(moments) and moments[first] <= repair.found


def hazard_figures(
    session: Session, city: str, scope: Scope, wanted: WantedHazards, since: datetime, at: datetime
) -> HazardFigures:
    """Return the figures of the wanted hazards within a scope that were found since a moment."""
    query = select(
        CaseRow.number,
        CaseRow.kind,
        CaseRow.state,
        CaseRow.opened_at,
        CaseRow.ended_at,
        CaseRow.listed,
        CaseMilestones.handled_in_time,
        CaseMilestones.handling_due_at,
    )
    query = query.outerjoin(CaseMilestones, CaseMilestones.case_id == CaseRow.id)
    query = query.where(*told_by(session, city, wanted), CaseRow.opened_at >= since)
    found = session.execute(query).all()
    of = points_of(session, city, scope, wanted, [number for number, *_ in found])
    repairs = [
        Repair(
            # A case that two points share, as after a merger, is one hazard.
            of[number][0][1],
            kind == KINDS[True],
            opened,
            ended if state in RIGHT else None,
            None if in_time is None else bool(in_time),
            None if due is None else datetime.fromtimestamp(due, UTC),
            listed,
        )
        for number, kind, state, opened, ended, listed, in_time, due in found
        if number in of
    ]
    return figures(repairs, _before(session, city, {each.point for each in repairs}), at)


def _before(session: Session, city: str, points: set[int]) -> dict[int, list[datetime]]:
    """Return when hazards at points were put right, in order."""
    known: dict[str, list[int]] = {}
    for part in rows.few(sorted(points)):
        query = select(RiskFact.key, RiskFact.point_id).where(RiskFact.point_id.in_(part))
        for number, point in session.execute(query.where(RiskFact.modifier.in_(KINDS.values()))):
            known.setdefault(number, []).append(point)
    found: dict[int, list[datetime]] = {}
    for numbers in rows.few(list(known)):
        cases = select(CaseRow.number, CaseRow.state, CaseRow.ended_at)
        cases = cases.where(CaseRow.city == city, CaseRow.number.in_(numbers))
        for number, state, ended in session.execute(cases):
            if ended is not None and state in RIGHT:
                for point in known[number]:
                    found.setdefault(point, []).append(ended)
    return {point: sorted(moments) for point, moments in found.items()}
