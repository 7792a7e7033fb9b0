"""The clock on the wall of a time zone, read as if it were never put back.

Summer time puts clocks forward and back, so a local time may come twice or never. Here it means one
moment: the first at which the clock on the wall shows it, or has passed it. A time in the hour that
is left out in spring is then the moment of the change; one in the hour that comes twice in autumn
is the first of the two; and a later local time is never an earlier moment, which keeps deadlines in
order.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from anlan.cases.clock.rules import rules

Micros = NDArray[np.int64]
"""Moments in microseconds since 1970-01-01 UTC, local times likewise, or amounts of time."""

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Return an aware moment in microseconds since 1970."""
    return (moment - EPOCH) // _MICROSECOND


def moment(at: int) -> datetime:
    """Return the moment, in UTC, that lies so many microseconds after the beginning of 1970."""
    return EPOCH + timedelta(microseconds=at)


def local_midnight(day: date) -> int:
    """Return the local time 00:00 of a day, in microseconds."""
    return (day.toordinal() - EPOCH.toordinal()) * DAY


class Wall:
    """The wall clock of a zone: turns moments into local times and back, many at once.

    With offsets $o_0, o_1, …$ that hold from the moments $T_0 < T_1 < …$ on, the clock shows
    $t + o_i$; by the end of each period it has shown at most $M_i = \\max_{j≤i} (T_{j+1} + o_j)$.

    >>> chicago = wall("America/Chicago")
    >>> spring, autumn = datetime(2026, 3, 8, 2, 30), datetime(2026, 11, 1, 1, 30)
    >>> [moment(chicago.first_at(local)).strftime("%H:%M") for local in (spring, autumn)]
    ['08:00', '06:30']

    02:30 doesn't come on the day summer time begins: the change is at 08:00 UTC. 01:30 comes twice
    on the day it ends, at 06:30 and at 07:30 UTC: the first counts.
    """

    def __init__(self, zone: str) -> None:
        moments, offsets = _periods(ZoneInfo(zone))
        self._from = np.array(moments, np.int64)
        self._offset = np.array(offsets, np.int64)
        shown = np.append(self._from[1:], np.iinfo(np.int64).max // 2) + self._offset
        self._highest = np.maximum.accumulate(shown)

    def first(self, local: Micros) -> Micros:
        """Return the first moment at which the clock shows each local time, or has passed it."""
        period = self._highest.searchsorted(local, side="right")
        first: Micros = np.maximum(self._from[period], local - self._offset[period])
        return first

    def shown(self, at: Micros) -> Micros:
        """Return the local time at each moment; it stands still where the clock is put back."""
        period = np.maximum(self._from.searchsorted(at, side="right") - 1, 0)
        before = np.append(np.iinfo(np.int64).min, self._highest)[period]
        shown: Micros = np.maximum(at + self._offset[period], before)
        return shown

    def first_at(self, local: datetime) -> int:
        """Return the first moment at which the clock shows one local time without a zone."""
        return int(self.first(np.array([micros(local.replace(tzinfo=UTC))]))[0])


@cache
def wall(zone: str) -> Wall:
    """Return the wall clock of a zone; it is worked out once."""
    return Wall(zone)


def _periods(zone: ZoneInfo) -> tuple[list[int], list[int]]:
    """Return the moments from which on each offset from UTC holds, in the years of the rules."""
    begin = micros(datetime.combine(rules().first_day, datetime.min.time(), UTC)) - 2 * DAY
    days = (rules().last_day - rules().first_day).days + 5
    moments, offsets = [begin], [_offset(zone, begin)]
    for early, late in pairwise(range(begin, begin + days * DAY, DAY)):
        if _offset(zone, late) != offsets[-1]:
            moments.append(_change(zone, early, late))
            offsets.append(_offset(zone, late))
    return moments, offsets


def _change(zone: ZoneInfo, early: int, late: int) -> int:
    """Return the second at which the offset changes between two moments."""
    before = _offset(zone, early)
    while late - early > SECOND:
        middle = early + (late - early) // (2 * SECOND) * SECOND
        early, late = (middle, late) if _offset(zone, middle) == before else (early, middle)
    return late


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = moment(at).astimezone(zone).utcoffset()
    assert offset is not None  # noqa: S101  # a zone always has one
    return offset // _MICROSECOND
