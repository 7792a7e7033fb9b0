"""Lengths of time as rules write them: ``30s``, ``5min``, ``1h``, ``2d``."""

import re
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from anlan.words import Language, say

UNITS = {"s": 1_000_000, "min": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000}
"""Microseconds by the word for the unit."""
_FORM = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|h|d)")


def span(text: str) -> int:
    """Return a length of time in microseconds.

    >>> span("90s") == span("1.5min")
    True

    Raises:
        ValueError: it isn't written so.
    """
    found = _FORM.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    return round(float(found[1]) * UNITS[found[2]])


def _read(value: object) -> int:
    try:
        return span(value)  # type: ignore[arg-type]
    except (ValueError, TypeError, AttributeError) as error:
        raise PydanticCustomError(
            "span", "a length of time, as `30s`, `5min`, `1h` or `2d`"
        ) from error


def _written(length: int) -> str:
    return f"{length / UNITS['s']:.6f}".rstrip("0").rstrip(".") + "s"


Span = Annotated[
    int,
    BeforeValidator(_read),
    PlainSerializer(_written, return_type=str, when_used="json"),
    Field(ge=0),
]
"""Microseconds; written with its unit."""


def words(length: int, lang: Language) -> str:
    """Return a length of time in words, in the largest unit that fits it whole.

    >>> words(5_400_000_000, "en"), words(7_200_000_000, "zh")
    ('90 min', '2 小时')
    """
    unit = next((u for u in ("d", "h", "min") if length and length % UNITS[u] == 0), "s")
    return say(f"watch.span.{unit}", lang, n=f"{length / UNITS[unit]:g}")
