"""How far a source has been read: the greatest value of a column that grows.

A watermark is a time or a whole number. Clocks are set back, and rows are written late, so the next
reading begins somewhat before it; and a time that lies far ahead of ours isn't believed, since
nothing real would be new after it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from anlan.model.portal import Since, seconds

AHEAD = timedelta(days=1)
"""A time may be so far ahead of ours: clocks without a zone differ by less."""
_WHOLE = re.compile(r"-?\d{1,19}")


@dataclass(frozen=True)
class Watermark:
    """The column to follow.

    Attributes:
        column: its name, as the portal calls it.
        overlap: how far before the mark the next reading begins.
        per_second: for times given as numbers, how many make a second; 0 where numbers only count.
    """

    column: str
    overlap: timedelta
    per_second: int = 0

    @classmethod
    def of(cls, since: Since | None, per_second: int = 0) -> "Watermark | None":
        """Return what a pack asks for; None where it asks for whole readings."""
        if since is None:
            return None
        return cls(since.column, timedelta(seconds=seconds(since.overlap)), per_second)

    def highest(self, cells: Iterable[str | None], now: datetime, before: str | None) -> str | None:
        """Return the greatest believable value of ``cells`` and ``before``."""
        latest = None if before is None else self._value(before)
        for cell in cells:
            value = None if cell is None else self._value(cell)
            if value is None or not self._believed(value, now):
                continue
            if latest is None or (type(value) is type(latest) and value > latest):  # type: ignore[operator]
                latest = value
        if latest is None:
            return None
        return latest.isoformat() if isinstance(latest, datetime) else str(latest)

    def begin(self, kept: str) -> str:
        """Return from where to ask after a reading that ended at ``kept``.

        >>> Watermark("at", timedelta(hours=1)).begin("2026-03-01T00:30:00+00:00")
        '2026-02-28T23:30:00+00:00'
        """
        value = self._value(kept)
        if isinstance(value, datetime):
            return (value - self.overlap).isoformat()
        if value is None:
            raise ValueError(f"{kept!r} is no watermark")
        return str(value - int(self.overlap.total_seconds() * self.per_second))

    def _value(self, cell: str) -> datetime | int | None:
        text = cell.strip()
        if _WHOLE.fullmatch(text):
            return int(text)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def _believed(self, value: datetime | int, now: datetime) -> bool:
        limit = now + AHEAD
        if isinstance(value, datetime):
            return value <= limit
        return not self.per_second or value <= limit.timestamp() * self.per_second
