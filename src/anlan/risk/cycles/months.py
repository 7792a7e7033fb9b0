"""Days and months: so many later, with the ends of months."""

import numpy as np
import numpy.typing as npt

from anlan.risk.cycles.table import Span

Days = npt.NDArray[np.datetime64]
Months = npt.NDArray[np.int64]
NEVER = np.datetime64("NaT", "D")


def later(days: Days, span: Span) -> Days:
    """Return the day so much later: the same of its month, or the month's last.

    Args:
        days: datetime64[D][n]; NaT stays NaT.
        span: how much later.

    >>> later(np.array(["2024-01-31", "2024-02-29"], "datetime64[D]"), Span(1, "months")).tolist()
    [datetime.date(2024, 2, 29), datetime.date(2024, 3, 29)]

    February has no 31st day: its last is a month after January's.
    """
    if span.unit == "days":
        return days + np.timedelta64(span.number, "D")
    month = month_of(days)
    of_month = (days - first_day(month)).astype(np.int64)
    last = last_day(month + span.number)
    moved = first_day(month + span.number) + of_month.astype("timedelta64[D]")
    return np.where(np.isnat(days), NEVER, np.minimum(moved, last))


def month_of(days: Days) -> Months:
    """Return the months since January 1970; of NaT, 0."""
    return np.where(np.isnat(days), 0, days.astype("datetime64[M]").astype(np.int64))


def first_day(month: Months) -> Days:
    """Return the first day of months since January 1970."""
    return month.astype("datetime64[M]").astype("datetime64[D]")


def last_day(month: Months) -> Days:
    """Return the last day of months since January 1970."""
    return first_day(month + 1) - np.timedelta64(1, "D")
