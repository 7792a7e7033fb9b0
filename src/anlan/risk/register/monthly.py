"""The figures of dual prevention that a city sends up each month, by division.

Each figure is defined once: here by what is counted, and in words in the catalogue
(``risk.monthly.<name>.words``). All of them are as of the month's end, whenever they are asked for.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from anlan.cases.endings import RIGHT, UNFOUNDED
from anlan.cases.evaluation.periods import Period, period
from anlan.model.colour import COLOURS
from anlan.model.errors import RegisterError
from anlan.risk.register.hazards import KINDS
from anlan.risk.register.then import colours_at, duties_between
from anlan.store.cases import CaseListing, CaseMilestones, CaseRow
from anlan.store.risk import RiskChange, RiskPoint
from anlan.words import Language, say

Group = Literal["hazards", "deadlines", "points", "duties"]
GROUPS: tuple[Group, ...] = get_args(Group)
Counts = Mapping[str, int]
"""How many of what, by the names of figures that are counted."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: counted, or the share of one that is counted in another.

    ``state`` says that it tells how things stood at the month's end, so that months don't add up.
    """

    name: str
    group: Group
    above: str = ""
    below: str = ""
    state: bool = False

    def title(self, lang: Language) -> str:
        """Return what it is called."""
        return say(f"risk.monthly.{self.name}", lang)

    def words(self, lang: Language) -> str:
        """Return what it means."""
        return say(f"risk.monthly.{self.name}.words", lang)

    def of(self, counts: Counts) -> float | None:
        """Return its value; None for a share of nothing."""
        if not self.above:
            return counts.get(self.name, 0)
        below = counts.get(self.below, 0)
        return counts.get(self.above, 0) / below if below else None


FIGURES = (
    Figure("general_found", "hazards"),
    Figure("general_right", "hazards"),
    Figure("general_rate", "hazards", "general_right", "general_found"),
    Figure("major_found", "hazards"),
    Figure("major_right", "hazards"),
    Figure("major_rate", "hazards", "major_right", "major_found"),
    Figure("major_planned", "hazards"),
    Figure("listed", "hazards"),
    Figure("under_listing", "hazards", state=True),
    Figure("by_inspection", "deadlines"),
    Figure("due", "deadlines"),
    Figure("in_time", "deadlines"),
    Figure("in_time_rate", "deadlines", "in_time", "due"),
    Figure("general_open", "deadlines", state=True),
    Figure("major_open", "deadlines", state=True),
    Figure("overdue_open", "deadlines", state=True),
    Figure("points", "points", state=True),
    Figure("points_red", "points", state=True),
    Figure("points_orange", "points", state=True),
    Figure("points_yellow", "points", state=True),
    Figure("points_blue", "points", state=True),
    Figure("worse", "points"),
    Figure("better", "points"),
    Figure("duties_due", "duties"),
    Figure("duties_done", "duties"),
    Figure("duties_overdue", "duties", state=True),
)


@dataclass(frozen=True)
class Month:
    """A month of a city, as far as it has passed.

    Attributes:
        name: such as ``2026-10``.
        first, end: its first day, and the first after it or after today.
        begin_at, end_at: the moments at which these begin in the city.
        over: whether all of it has passed.
    """

    name: str
    first: date
    end: date
    begin_at: datetime
    end_at: datetime
    over: bool

    @classmethod
    def of(cls, text: str, zone: str, now: datetime) -> "Month":
        """Return the month that a text such as ``2026-10`` names.

        Raises:
            CaseError: the text names no period.
            RegisterError: it names no month, or one that hasn't begun.
        """
        found = period(text)
        if found.kind != "month":
            raise RegisterError("error.monthly.month", found=text)
        begin, end = (_at(day, zone) for day in (found.first, found.end))
        if begin > now:
            raise RegisterError("error.monthly.future", month=text)
        if end <= now:
            return cls(found.name, found.first, found.end, begin, end, over=True)
        today = now.astimezone(ZoneInfo(zone)).date()
        return cls(found.name, found.first, today, begin, now, over=False)

    def before(self, zone: str) -> "Month":
        """Return the month before it."""
        found = Period("month", self.first).before
        begin, end = (_at(day, zone) for day in (found.first, found.end))
        return Month(found.name, found.first, found.end, begin, end, over=True)


def monthly(session: Session, city: str, month: Month, depth: int) -> dict[str, Counts]:
    """Return what is counted of a month by the path of the division.

    Args:
        session: of the database.
        city: whose.
        month: which.
        depth: how many codes of the path count: 1 for the city, 2 for its districts.
    """
    told: dict[str, Counter[str]] = {}
    for path, name, many in _counted(session, city, month):
        told.setdefault("/".join(path.split("/")[:depth]), Counter())[name] += many
    return dict(sorted(told.items()))


def total(told: Mapping[str, Counts]) -> Counts:
    """Return the sums over divisions."""
    sums: Counter[str] = Counter()
    for each in told.values():
        sums.update(each)
    return sums


Counting = Iterator[tuple[str, str, int]]
"""Division, the name of a figure, and how many more of it there are."""


def _counted(session: Session, city: str, month: Month) -> Counting:
    yield from _hazards(session, city, month)
    yield from _listings(session, city, month)
    yield from _points(session, city, month)
    yield from _duties(session, city, month)


def _hazards(session: Session, city: str, month: Month) -> Counting:
    """Count hazards; a part of another case is none of its own."""
    begin, end = month.begin_at, month.end_at
    due = CaseMilestones.handling_due_at
    seconds = int(begin.timestamp()), int(end.timestamp())
    standing = or_(CaseRow.ended_at.is_(None), CaseRow.ended_at >= end)
    query = (
        select(
            CaseRow.division, CaseRow.kind, CaseRow.state, CaseRow.channel, CaseRow.opened_at,
            CaseRow.ended_at, CaseMilestones.dispatched_at, due, CaseMilestones.handled_at,
            CaseMilestones.handled_in_time,
        )
        .outerjoin(CaseMilestones, CaseMilestones.case_id == CaseRow.id)
        .where(
            CaseRow.city == city, CaseRow.kind.in_(KINDS.values()), CaseRow.opened_at < end,
            CaseRow.lead_id.is_(None), CaseRow.merged_into.is_(None),
            CaseRow.state.not_in(UNFOUNDED),
            or_(CaseRow.opened_at >= begin, standing, due.between(seconds[0], seconds[1] - 1)),
        )
    )  # fmt: skip
    for row in session.execute(query):
        for name in _names(row, month, *seconds):
            yield row.division, name, 1


def _names(row: Any, month: Month, begin: int, end: int) -> Iterator[str]:
    """Yield the figures in which a hazard counts."""
    of = "major" if row.kind == KINDS[True] else "general"
    # What was opened again since, and still is open, isn't right.
    right = row.state in RIGHT and row.ended_at < month.end_at
    if row.opened_at >= month.begin_at:
        yield f"{of}_found"
        if right:
            yield f"{of}_right"
        if row.channel == "inspection":
            yield "by_inspection"
        if of == "major" and row.dispatched_at is not None and row.dispatched_at < end:
            yield "major_planned"
    if not right:
        yield f"{of}_open"
    due = row.handling_due_at
    if due is None or due >= end:
        return
    handled = row.handled_at is not None and row.handled_at < end
    if due >= begin:
        yield "due"
        if handled and row.handled_in_time:
            yield "in_time"
    if not right and not handled:
        yield "overdue_open"


def _listings(session: Session, city: str, month: Month) -> Counting:
    query = (
        select(CaseRow.division, CaseListing.listed_at, CaseListing.delisted_at)
        .join(CaseListing, CaseListing.case_id == CaseRow.id)
        .where(
            CaseRow.city == city,
            CaseRow.kind.in_(KINDS.values()),
            CaseListing.listed_at < month.end_at,
        )
    )
    for path, listed, delisted in session.execute(query):
        if listed >= month.begin_at:
            yield path, "listed", 1
        if delisted is None or delisted >= month.end_at:
            yield path, "under_listing", 1


def _points(session: Session, city: str, month: Month) -> Counting:
    for path, colour, many in colours_at(session, city, month.end_at):
        yield path, "points", many
        yield path, f"points_{COLOURS[colour]}", many
    query = (
        select(RiskPoint.division, RiskChange.before, RiskChange.after)
        .join(RiskPoint, RiskPoint.id == RiskChange.point_id)
        .where(
            RiskChange.city == city,
            RiskChange.at >= month.begin_at,
            RiskChange.at < month.end_at,
            RiskChange.before.is_not(None),
        )
    )
    for path, before, after in session.execute(query):
        yield path, "worse" if before is None or after > before else "better", 1


def _duties(session: Session, city: str, month: Month) -> Counting:
    for each in duties_between(session, city, month.first, month.end, month.end_at):
        yield each.division, "duties_done", each.done
        days = [*each.was_due, *([each.due] if each.due else [])]
        yield each.division, "duties_due", sum(month.first <= day < month.end for day in days)
        yield each.division, "duties_overdue", int(each.due is not None and each.due < month.end)


def _at(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
