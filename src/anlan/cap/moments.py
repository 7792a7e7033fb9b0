"""Times as CAP writes them: whole seconds and a numeric zone, never ``Z``."""

import re
from datetime import UTC, datetime
from functools import lru_cache

BLANK = " \t\r\n"
"""What XML counts as white space around a value."""
SHAPE = re.compile(
    r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)",
    re.ASCII,
)
FAULTS = (
    ("time.zulu", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)),
    ("time.fraction", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d[^Z]*", re.ASCII)),
    ("time.blank", re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d.*", re.ASCII | re.DOTALL)),
    ("time.zone", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)),
)


@lru_cache(4096)
def moment(text: str | None) -> datetime | None:
    """Return the moment a CAP time names; None where it is none."""
    if text is None:
        return None
    text = text.strip(BLANK)
    if SHAPE.fullmatch(text) is None:
        return None
    try:
        # Moments are compared with each other, which the ends of the calendar must stand.
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def fault(text: str) -> str:
    """Return the rule that a text breaks which names no moment."""
    text = text.strip(BLANK)
    return next((rule for rule, shape in FAULTS if shape.fullmatch(text)), "time.invalid")


def wire(at: datetime) -> str:
    """Return a moment as CAP writes it, to the second.

    >>> wire(datetime(2026, 7, 1, 8, 30, tzinfo=UTC))
    '2026-07-01T08:30:00+00:00'

    Raises:
        ValueError: it has no zone.
    """
    if at.utcoffset() is None:
        raise ValueError("a moment of an alert needs a zone")
    return at.replace(microsecond=0).isoformat()
