"""The working time of a calendar, added up once, so that a deadline is a search and no count.

Shifts become segments $[s_i, e_i)$ of moments in order, and $A_i = \\sum_{j≤i} (e_j - s_j)$ is the
time worked by the end of segment $i$. The time worked between two moments is a difference of two
readings, and the moment by which so much is worked is found in $A$ by bisection: both take
$O(\\log n)$ for $n$ segments, however long the limit.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from anlan.cases.clock.rules import rules
from anlan.cases.clock.wall import DAY, Micros, Wall, local_midnight, moment
from anlan.model.calendar import Shift
from anlan.model.errors import ClockError

_MINUTE = 60_000_000


class WorkIndex:
    """All shifts of all the years in which clocks run.

    Days are numbered from the first day of the first year. A shift belongs to the day on which it
    begins, and so does each moment of it, also after midnight.
    """

    def __init__(self, wall: Wall, kinds: Micros, shifts: Mapping[int, Sequence[Shift]]) -> None:
        """Add up the ``shifts`` of each kind of day; ``kinds`` says of which kind each day is."""
        local = local_midnight(rules().first_day) + np.arange(kinds.size + 1) * DAY
        self.midnights = wall.first(local)
        """The moment at which each day begins, and at which the last one ends."""
        day, begin, end = _shifts(kinds, shifts)
        starts = wall.first(local[day] + begin)
        ends = np.maximum.accumulate(wall.first(local[day] + end))
        # A night shift that runs into the next day's first one: nobody works a minute twice.
        starts[1:] = np.maximum(starts[1:], ends[:-1])
        some = ends > starts
        starts, ends, day = starts[some], ends[some], day[some]
        closing = np.append(day[1:] != day[:-1], True)
        self.work_days = day[closing]
        """The numbers of the days on which anybody works."""
        self.closes = ends[closing]
        """When the last shift of each of these days ends."""
        # One of no length at the very beginning, so that each moment has one that began before it.
        self._starts = np.append(self.midnights[0], starts)
        self._ends = np.append(self.midnights[0], ends)
        self._day = np.append(0, day)
        self._after = np.cumsum(self._ends - self._starts)

    def day_of(self, at: Micros) -> Micros:
        """Return the number of the day that each moment belongs to."""
        segment = self._starts.searchsorted(at, side="right") - 1
        inside = at < self._ends[segment]
        day: Micros = np.where(inside, self._day[segment], self.date_of(at))
        return day

    def date_of(self, at: Micros) -> Micros:
        """Return the number of the day whose date it is at each moment."""
        day: Micros = self.midnights.searchsorted(at, side="right") - 1
        return day

    def begins(self, day: int) -> int:
        """Return the first moment that belongs to a day: midnight, or when a night shift ends."""
        earlier = int(self.work_days.searchsorted(day))
        night = self.closes[earlier - 1] if earlier else self.midnights[day]
        return int(max(self.midnights[day], night))

    def works(self, day: int) -> bool:
        """Tell whether anybody works in a shift of a day."""
        at = int(self.work_days.searchsorted(day))
        return at < self.work_days.size and int(self.work_days[at]) == day

    def worked(self, at: Micros) -> Micros:
        """Return the time worked by each moment since the beginning of the first year."""
        segment = self._starts.searchsorted(at, side="right") - 1
        worked: Micros = self._after[segment] - np.maximum(self._ends[segment] - at, 0)
        return worked

    def reached(self, worked: Micros) -> Micros:
        """Return the first moment by which so much is worked; it lies in a shift or at its end.

        Raises:
            ClockError: that is after the last year.
        """
        segment = self._after.searchsorted(worked, side="left")
        if segment.size and segment.max() >= self._after.size:
            raise beyond()
        reached: Micros = self._ends[segment] - (self._after[segment] - worked)
        return reached

    def check(self, at: Micros) -> Micros:
        """Return the moments.

        Raises:
            ClockError: one lies outside the years in which clocks run.
        """
        wrong = (at < self.midnights[0]) | (at >= self.midnights[-1])
        if wrong.any():
            raise outside(int(at[wrong][0]))
        return at


def _shifts(kinds: Micros, shifts: Mapping[int, Sequence[Shift]]) -> tuple[Micros, Micros, Micros]:
    """Return of each shift, in order, its day, and when it begins and ends after midnight."""
    days, begins, ends = [], [], []
    for kind, its in shifts.items():
        of_kind = np.flatnonzero(kinds == kind)
        for each in its:
            days.append(of_kind)
            begins.append(np.full(of_kind.size, each.begin * _MINUTE, np.int64))
            ends.append(np.full(of_kind.size, each.end * _MINUTE, np.int64))
    day, begin, end = np.concatenate(days), np.concatenate(begins), np.concatenate(ends)
    order = np.lexsort((begin, day))
    return day[order], begin[order], end[order]


def outside(at: int) -> ClockError:
    """Return the error that a moment lies outside the years in which clocks run."""
    try:
        said = f"{moment(at):%Y-%m-%d %H:%M}"
    except OverflowError:
        said = str(at)
    years = {"first": rules().first_year, "last": rules().last_year}
    return ClockError("error.clock.moment", at=said, **years)


def beyond() -> ClockError:
    """Return the error that a deadline lies after the last year."""
    return ClockError("error.clock.beyond", last=rules().last_year)
