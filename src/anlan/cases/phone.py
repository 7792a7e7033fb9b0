"""When something was done by a phone's clock, which nobody sets right and which had no signal.

The phone tells when it was done and, as it sends, what its own clock says then. With :math:`s` our
clock when that arrives and :math:`p` the phone's, what was done at :math:`t` by the phone was done
at :math:`t + (s - p)` by ours: however wrong the phone's clock is, if nobody set it meanwhile. The
time on the way counts as its being behind, some seconds at most.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.cases.photos import settings


@dataclass(frozen=True, slots=True)
class Done:
    """When something was done by our clock, and by how many seconds the phone's was behind.

    ``seconds`` is None where the phone didn't say.
    """

    at: datetime
    seconds: int | None


def odd(seconds: int | None) -> int | None:
    """Return by how much a clock was behind where that is so much that people should know.

    >>> odd(-3600), odd(4)
    (-3600, None)
    """
    return seconds if seconds is not None and abs(seconds) > settings().skew_seconds else None


def done(at: datetime | None, clock: datetime | None, now: datetime) -> Done:
    """Return when something was done that arrives ``now``.

    Args:
        at: when, by the phone's clock; None if just now.
        clock: what the phone's clock says as it sends; None if it doesn't tell.
        now: our clock.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 7, 18, 12, tzinfo=UTC)
    >>> found = done(noon - timedelta(hours=3), noon - timedelta(hours=1), noon)
    >>> found.at.hour, found.seconds
    (10, 3600)

    Nothing is refused for a clock: what would lie ahead, or too far back, counts as done now.
    """
    behind = timedelta() if clock is None else now - clock
    seconds = None if clock is None else round(behind.total_seconds())
    earliest = now - timedelta(days=settings().late_days)
    try:
        moment = now if at is None else at + behind
    except OverflowError:
        return Done(now, seconds)
    return Done(moment if earliest <= moment <= now else now, seconds)
