"""Moments by the local clock; offsets of zones change on whole quarters of an hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from anlan.watch.engine.arrays import Ints, Small

QUARTER, SECOND = 900_000_000, 1_000_000
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def hours_and_months(at: Ints, zone: str) -> tuple[Small, Small]:
    """Return the local hour and month of moments in microseconds."""
    there, which = _quarters(at, zone)
    hour = np.array([each.hour for each in there], np.int8)
    month = np.array([each.month for each in there], np.int8)
    return hour[which], month[which]


def seconds(at: Ints, zone: str) -> Ints:
    """Return moments in microseconds as seconds since 1970 by the local clock."""
    there, which = _quarters(at, zone)
    ahead = [each.replace(tzinfo=UTC).timestamp() - each.timestamp() for each in there]
    return at // SECOND + np.array(ahead, np.int64)[which]


def _quarters(at: Ints, zone: str) -> tuple[list[datetime], Ints]:
    """Return the local beginnings of all quarters that moments lie in, and which each lies in."""
    quarters, which = np.unique(at // QUARTER, return_inverse=True)
    local = ZoneInfo(zone)
    there = [_BEGIN + timedelta(microseconds=int(each) * QUARTER) for each in quarters]
    return [each.astimezone(local) for each in there], which
