"""How often somebody may ask, a process each; the limits are data of the access room.

This is on the way of every request. The libraries that do it start a thread or look through all
keys for every few of them, which costs more than the request at 100,000 accounts; two counters a
key cost nothing to keep, and are thrown away together.
"""

import time
from collections import Counter
from collections.abc import Callable
from threading import Lock

from anlan.access.settings import Rate, settings
from anlan.api.problems import RefusalError


class Window:
    """Counts in a sliding window by two fixed ones, of which the older counts in part.

    With ``b`` requests in the window before and ``n`` in this one, of which the share ``f`` has
    passed, the sliding window is taken to hold ``b (1 - f) + n``: exact where the older window's
    requests came evenly. What is refused isn't counted.

    Args:
        rate: how many in how long.
        clock: seconds that only go forward.
    """

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._lock = Lock()
        self._at = 0
        self._before, self._now = Counter[str](), Counter[str]()

    def hit(self, key: str) -> bool:
        """Count one of ``key``; return whether that is still within the rate.

        >>> moment = 0.0
        >>> window = Window(Rate(times=2, seconds=60), lambda: moment)
        >>> [window.hit("a") for _ in range(3)], window.hit("b")
        ([True, True, False], True)
        >>> moment = 95.0
        >>> window.hit("a"), window.hit("a")
        (True, False)

        35 seconds into the next minute, 25/60 of the two of the last one still count.
        """
        passed = self._clock() / self._rate.seconds
        with self._lock:
            self._turn(int(passed))
            old = self._before.get(key, 0) * (1 - passed % 1)
            if old + self._now.get(key, 0) + 1 > self._rate.times:
                return False
            self._now[key] += 1
            return True

    def _turn(self, at: int) -> None:
        if at == self._at:
            return
        self._before = self._now if at == self._at + 1 else Counter()
        self._now, self._at = Counter(), at


class Limiter:
    """Counts requests."""

    def __init__(self) -> None:
        self._requests = Window(settings().rate_requests)
        self._sign_in = Window(settings().rate_sign_in)

    def count(self, who: str) -> None:
        """Count a request of somebody.

        Raises:
            RefusalError: 429, there were too many.
        """
        if not self._requests.hit(who):
            raise _refusal(settings().rate_requests)

    def count_sign_in(self, address: str) -> None:
        """Count a try to sign in from an address.

        Raises:
            RefusalError: 429, there were too many.
        """
        if not self._sign_in.hit(address):
            raise _refusal(settings().rate_sign_in)


def _refusal(rate: Rate) -> RefusalError:
    return RefusalError(429, "error.access.rate", times=rate.times, seconds=round(rate.seconds))
