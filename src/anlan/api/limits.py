"""How often somebody may ask, a process each; the limits are data of the access room.

This is on the way of every request. The libraries that do it start a thread or look through all
keys for every few of them, which costs more than the request at 100,000 accounts; two counters a
key cost nothing to keep, and are thrown away together.
"""

import time
from collections import Counter
from collections.abc import Callable
from ipaddress import ip_address, ip_network
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
        self.rate = rate
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
        passed = self._clock() / self.rate.seconds
        with self._lock:
            self._turn(int(passed))
            old = self._before.get(key, 0) * (1 - passed % 1)
            if old + self._now.get(key, 0) + 1 > self.rate.times:
                return False
            self._now[key] += 1
            return True

    def _turn(self, at: int) -> None:
        if at == self._at:
            return
        self._before = self._now if at == self._at + 1 else Counter()
        self._now, self._at = Counter(), at


class Limiter:
    """Counts requests; each of these raises a refusal (429) where there were too many."""

    def __init__(self) -> None:
        chosen = settings()
        self._requests = [Window(chosen.rate_requests)]
        self._sign_in = [Window(chosen.rate_sign_in)]
        self._sends = [Window(chosen.rate_sends)]
        self._public_look = [Window(each) for each in chosen.public_look]
        self._public_send = [Window(each) for each in chosen.public_send]
        self._public_photo = [Window(each) for each in chosen.public_photo]
        self._public_program = [Window(each) for each in chosen.public_program]
        self._public_all = [Window(each) for each in chosen.public_all]

    def count(self, who: str) -> None:
        """Count a request of somebody."""
        _count(self._requests, who)

    def count_sign_in(self, address: str) -> None:
        """Count a try to sign in from an address."""
        _count(self._sign_in, address)

    def count_sends(self, who: str) -> None:
        """Count a message with readings that somebody sends."""
        _count(self._sends, who)

    def count_public(self, address: str, *, sends: bool) -> None:
        """Count what an address without an account looks up or sends at the public door.

        What is refused by the address's own limit doesn't count for all: one who floods the door
        doesn't close it to others.
        """
        if not sends:
            _count(self._public_look, sender(address))
            return
        _count(self._public_send, sender(address))
        _count(self._public_all, "")

    def count_public_photo(self, address: str) -> None:
        """Count a photo that an address without an account sends."""
        _count(self._public_photo, sender(address))
        _count(self._public_all, "")

    def count_program(self, who: str) -> None:
        """Count a report that a program sends with its key."""
        _count(self._public_program, who)
        _count(self._public_all, "")


def sender(address: str) -> str:
    """Return whom an address stands for: itself, or the /64 that one sender has in IPv6.

    >>> sender("192.0.2.7"), sender("2001:db8::1"), sender("2001:db8::2")
    ('192.0.2.7', '2001:db8::/64', '2001:db8::/64')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found, 64), strict=False))


def _count(windows: list[Window], key: str) -> None:
    for window in windows:
        if not window.hit(key):
            rate = window.rate
            seconds = round(rate.seconds)
            refusal = RefusalError(429, "error.access.rate", times=rate.times, seconds=seconds)
            refusal.retry_after = seconds
            raise refusal
