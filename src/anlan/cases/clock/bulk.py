"""Deadlines of years of history at once."""

import numpy as np

from anlan.cases.clock.calendar import Calendar
from anlan.cases.clock.index import beyond
from anlan.cases.clock.limit import Limit, falls_due
from anlan.cases.clock.rules import rules
from anlan.cases.clock.wall import Micros


def due_many(starts: Micros, limit: Limit, calendar: Calendar) -> Micros:
    """Return when ``limit`` is up for each start, without pauses or extensions.

    Moments are in microseconds since 1970-01-01 UTC. The answers are those of
    :func:`anlan.cases.clock.deadline`, found by the same search for all starts together.

    >>> import numpy as np
    >>> from anlan.cases.clock import Calendar, Limit
    >>> starts = np.array(["2026-11-06T08:30", "2026-11-07T04:00"], "datetime64[us]")
    >>> office = Calendar("office", "Asia/Shanghai")
    >>> found = due_many(starts.astype(np.int64), Limit(4, "work_hour"), office)
    >>> found.astype("datetime64[us]").astype("datetime64[m]").tolist()
    [datetime.datetime(2026, 11, 9, 2, 30), datetime.datetime(2026, 11, 9, 4, 0)]

    What began on Friday at 16:30 in Shanghai is due on Monday at 10:30; what began on Saturday, on
    Monday at noon.

    Raises:
        ClockError: a start or a deadline lies outside the years in which clocks run.
    """
    return falls_due(limit, calendar.index.check(np.asarray(starts, np.int64)), calendar)


def near_many(starts: Micros, dues: Micros, limit: Limit, calendar: Calendar) -> Micros:
    """Return when each limit that begins at a start and is up at a due moment nears its end.

    With the counted time $c$ it is the first moment $t$ by which the usual share $q$ of the limit
    is used, $c(t) - c(start) ≥ q\\,(c(due) - c(start))$.

    >>> import numpy as np
    >>> from anlan.cases.clock import Calendar, Limit
    >>> starts = np.array(["2026-11-09T01:00"], "datetime64[us]").astype(np.int64)
    >>> office, limit = Calendar("office", "Asia/Shanghai"), Limit(1, "work_hour")
    >>> near = near_many(starts, due_many(starts, limit, office), limit, office)
    >>> near.astype("datetime64[us]").astype("datetime64[m]").tolist()
    [datetime.datetime(2026, 11, 9, 1, 48)]

    Of the hour from nine to ten in Shanghai four fifths are over at 9:48.

    Raises:
        ClockError: that is after the last year in which clocks run.
    """
    index = calendar.index
    if limit.rule.meter == "elapsed":
        near: Micros = starts + _nearly(dues - starts)
        if near.size and near.max() >= index.midnights[-1]:
            raise beyond()
        return near
    begun = index.worked(starts)
    used: Micros = index.reached(begun + _nearly(index.worked(dues) - begun))
    return used


def _nearly(amount: Micros) -> Micros:
    """Return the usual share of amounts of counted time, in whole microseconds above nought."""
    share: Micros = np.maximum(np.rint(amount * rules().near), 1).astype(np.int64)
    return share
