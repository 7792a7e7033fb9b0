"""When duties that come again are next due: a million at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.risk.cycles.months import NEVER, Days, Months, first_day, last_day, later, month_of
from anlan.risk.cycles.table import Cycle, Span

WHY = (
    "first",
    "next",
    "year",
    "stated",
    "capped",
    "agency",
    "repair",
    "done",
    "no_anchor",
    "idle",
    "restart",
)
"""Why a duty is due when it is, or why there is no date; an array holds the place here."""


@dataclass(frozen=True)
class Duties:
    """n duties of equipment, one row for each cycle of each piece.

    Attributes:
        cycle: int16[n], the place of the cycle in the list given beside.
        anchor: datetime64[D][n], when it was accepted or first used; NaT where unknown.
        last: datetime64[D][n], when the duty was last done; NaT for never.
        grade: int8[n], the grade that the last inspection gave, 1 to 5; 0 for none.
        stated: datetime64[D][n], the next date that the last report states; NaT for none.
        idle: datetime64[D][n], when it last went out of use; NaT where it never did.
        restarted: datetime64[D][n], since when it is used again; NaT while it is out of use.
    """

    cycle: npt.NDArray[np.int16]
    anchor: Days
    last: Days
    grade: npt.NDArray[np.int8]
    stated: Days
    idle: Days
    restarted: Days


@dataclass(frozen=True)
class Due:
    """When n duties are due.

    Attributes:
        at: datetime64[D][n], the last day on which it is in time; NaT where there is none.
        earliest: datetime64[D][n], from when doing it counts for that date.
        why: int8[n], the place of the reason in ``WHY``.
    """

    at: Days
    earliest: Days
    why: npt.NDArray[np.int8]


def due(known: Sequence[Cycle], duties: Duties) -> Due:
    r"""Return when each duty is next due, and why then.

    With :math:`a` the anchor, :math:`l` the last time and :math:`\Delta` the cycle, a duty of the
    form ``every`` is due at :math:`l + \Delta`, the first at :math:`a + \Delta_1`; whole months
    later is the same day of the month, or its last. A ``graded`` one takes :math:`\Delta` from the
    grade of the last inspection. With ``years`` it is due by the end of the anchor's month in the
    years :math:`k \in K` after it: with :math:`e` months that it may be early and months counted
    by :math:`m(\cdot)`, the last one served for every year up to :math:`q = \lfloor (m(l) + e -
    m(a)) / 12 \rfloor`, so next is the least :math:`k > q` of K. A date that the report states
    counts where it is earlier, and where a grade leaves the date to the agency. Rules and their
    sources stand in ``risk/data/cycles.csv``.

    Args:
        known: the cycles that ``duties.cycle`` counts by.
        duties: whose dates are asked for.

    >>> from anlan.risk.cycles.table import cycles
    >>> day = lambda *told: np.array(told, "datetime64[D]")
    >>> lift = Duties(np.zeros(2, np.int16), day("2019-05-20", "2019-05-20"),
    ...               day("2020-03-11", "2023-08-01"), np.zeros(2, np.int8),
    ...               *(day("NaT", "NaT") for _ in range(3)))
    >>> due([cycles()["lift_inspection"]], lift).at.tolist()
    [datetime.date(2023, 5, 31), datetime.date(2026, 5, 31)]

    Accepted in May 2019, inspected two months early in 2020: next in year 4. The other was three
    months late in year 4 and keeps its month: next in year 7.
    """
    n = len(duties.cycle)
    found = Due(np.full(n, NEVER), np.full(n, NEVER), np.full(n, WHY.index("no_anchor"), np.int8))
    for at, cycle in enumerate(known):
        rows = np.flatnonzero(duties.cycle == at)
        if len(rows):
            _of_cycle(cycle, duties, rows, found)
    idle = ~np.isnat(duties.idle) & np.isnat(duties.restarted)
    found.at[idle] = found.earliest[idle] = NEVER
    found.why[idle] = WHY.index("idle")
    return found


def _of_cycle(cycle: Cycle, duties: Duties, rows: npt.NDArray[np.intp], found: Due) -> None:
    anchor, last = duties.anchor[rows], duties.last[rows]
    if cycle.form in ("years", "other_years"):
        at, why = _in_years(cycle, anchor, last)
    else:
        at, why = _after(cycle, anchor, last, duties.grade[rows])
    at, why = _stated(cycle, at, why, duties, rows)
    found.at[rows], found.why[rows] = at, why
    if cycle.idle is not None:
        _restarted(cycle, duties, rows, found)
    found.earliest[rows] = _earliest(cycle, found.at[rows])


def _in_years(cycle: Cycle, anchor: Days, last: Days) -> tuple[Days, npt.NDArray[np.int8]]:
    from_month = month_of(anchor)
    done = np.where(np.isnat(last), 0, (month_of(last) + cycle.early - from_month) // 12)
    done = np.clip(done, 0, None)
    following = _following(cycle)
    served = following[np.minimum(done, len(following) - 1)]
    beyond = done >= cycle.years[-1]
    year = np.where(beyond & (cycle.form == "years"), done + 1, served)
    none = np.isnat(anchor) | (year == 0)
    at = np.where(none, NEVER, last_day(from_month + 12 * year))
    why = np.where(np.isnat(anchor), WHY.index("no_anchor"), WHY.index("year"))
    return at, np.where(~np.isnat(anchor) & (year == 0), WHY.index("done"), why).astype(np.int8)


def _following(cycle: Cycle) -> Months:
    """Return for each year q the next year of the list, 0 where there is none."""
    last = cycle.years[-1]
    told = set(cycle.years)
    asked = [k for k in range(1, last + 1) if (k in told) == (cycle.form == "years")]
    return np.array([next((k for k in asked if k > q), 0) for q in range(last + 1)], np.int64)


def _after(
    cycle: Cycle, anchor: Days, last: Days, grade: npt.NDArray[np.int8]
) -> tuple[Days, npt.NDArray[np.int8]]:
    never = np.isnat(last)
    first = cycle.first or cycle.every
    at = np.full(len(anchor), NEVER)
    why = np.where(np.isnat(anchor), WHY.index("no_anchor"), WHY.index("first")).astype(np.int8)
    if first is not None:
        at[never] = later(anchor[never], first)
    why[~never] = WHY.index("next")
    if cycle.every is not None:
        at[~never] = later(last[~never], cycle.every)
        return at, why
    why[~never] = WHY.index("agency")
    for of, term in cycle.terms.items():
        rows = ~never & (grade == of)
        if term.months is not None:
            at[rows], why[rows] = later(last[rows], Span(term.months, "months")), WHY.index("next")
        elif term.repair:
            why[rows] = WHY.index("repair")
    return at, why


def _stated(
    cycle: Cycle,
    at: Days,
    why: npt.NDArray[np.int8],
    duties: Duties,
    rows: npt.NDArray[np.intp],
) -> tuple[Days, npt.NDArray[np.int8]]:
    """Let a date that the last report states count, within what the rule allows at most."""
    stated, last, grade = duties.stated[rows], duties.last[rows], duties.grade[rows]
    given = ~np.isnat(stated) & ~np.isnat(last) & (why != WHY.index("repair"))
    most = at.copy()
    for of, term in cycle.terms.items():
        of_grade = grade == of
        limit = Span(term.most, "months") if term.most else None
        most[of_grade] = later(last[of_grade], limit) if limit else NEVER
    over = given & ~np.isnat(most) & (stated > most)
    at = np.where(given, np.where(over, most, stated), at)
    why = np.where(over, WHY.index("capped"), np.where(given, WHY.index("stated"), why))
    return at, why.astype(np.int8)


def _restarted(cycle: Cycle, duties: Duties, rows: npt.NDArray[np.intp], found: Due) -> None:
    """What lay idle too long and wasn't inspected since is due on the day it is used again."""
    idle, restarted, last = duties.idle[rows], duties.restarted[rows], duties.last[rows]
    within = later(idle, Span(cycle.idle or 0, "months"))
    late = ~np.isnat(restarted) & (restarted > within) & ~(last >= idle)
    found.at[rows[late]] = restarted[late]
    found.why[rows[late]] = WHY.index("restart")


def _earliest(cycle: Cycle, at: Days) -> Days:
    if not cycle.early:
        return at.copy()
    return np.where(np.isnat(at), NEVER, first_day(month_of(at) - cycle.early))
