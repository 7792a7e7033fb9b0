"""How long a personal value can be read, from ``pool/data/personal.toml`` and the contract."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

FILE = Path(__file__).parent / "data" / "personal.toml"


@dataclass(frozen=True)
class Terms:
    """See the file for what each means."""

    most_days: int


@cache
def settings() -> Terms:
    """Return the settings."""
    return Terms(**tomllib.loads(FILE.read_text(encoding="utf-8")))


def end(day: date, days: int, zone: str) -> datetime:
    """Return when what was received on ``day`` can't be read any more.

    It is the end of the day that is so many days later, by the city's clock.

    >>> end(date(2024, 3, 1), 60, "Asia/Shanghai").isoformat()
    '2024-04-30T16:00:00+00:00'
    """
    return datetime.combine(day + timedelta(days + 1), time(), ZoneInfo(zone)).astimezone(UTC)
