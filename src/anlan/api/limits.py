"""How often somebody may ask, a process each; the limits are data of the access room."""

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from anlan.access.settings import settings
from anlan.api.problems import RefusalError


class Limiter:
    """Counts requests."""

    def __init__(self) -> None:
        self._windows = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._requests = parse(settings().rate_requests)
        self._sign_in = parse(settings().rate_sign_in)

    def count(self, who: str) -> None:
        """Count a request of somebody.

        Raises:
            RefusalError: 429, there were too many.
        """
        self._hit(self._requests, who)

    def count_sign_in(self, address: str) -> None:
        """Count a try to sign in from an address.

        Raises:
            RefusalError: 429, there were too many.
        """
        self._hit(self._sign_in, address)

    def _hit(self, rule: RateLimitItem, key: str) -> None:
        if not self._windows.hit(rule, key):
            raise RefusalError(429, "error.access.rate", rule=str(rule))
