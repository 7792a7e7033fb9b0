"""Feature values as phrases, from the catalogue (keys ``features.…``)."""

import math
from dataclasses import dataclass

from anlan.model.target import By
from anlan.words import Language, say

DAYS_A_MONTH = 365.25 / 12
LONG_DAYS = 60
"""From so many days on a span is said in months, and its length is what is worth saying."""
AS_EXPECTED = 0.005
"""An excess below this is said to be as expected."""


@dataclass(frozen=True)
class Saying:
    """What a phrase is about; ``row`` and ``what`` may hold two forms, ``one | many``."""

    statistic: str
    by: By | None
    own: bool
    binary: bool
    row: str
    what: str
    days: int | None
    half_life: int | None
    radius: float | None
    categories: tuple[str, ...]


def sentence(saying: Saying, value: float, lang: Language, of: float | None) -> str:
    """Return the phrase for ``value``; ``of`` is the count of rows a sum is part of."""
    whole = of is not None and saying.binary and saying.statistic == "sum"
    key = "sum_of" if whole else saying.statistic
    number = 100 * value if key == "mean" and saying.binary else value
    words = {
        "n": figure(number),
        "of": figure(of or 0.0),
        "row": form(saying.row, 1),
        "rows": form(saying.row, of if whole else value if key == "count" else 0),
        "what": form(saying.what, value if key in ("sum", "sum_of") else 0),
        "one": form(saying.what, 1),
        "where": _where(saying, lang),
        "period": _period(saying, lang),
        "span": span(value, lang),
        "half": span(saying.half_life or 0, lang),
        "category": _category(saying, value),
    }
    return say(f"features.{key}{_variant(saying, key, value)}", lang, **words)


def figure(value: float) -> str:
    """Return a number as one reads it: whole ones whole, large ones rounded, others short.

    >>> figure(3.0), figure(0.256), figure(1234.5), figure(float("nan"))
    ('3', '0.26', '1234', '?')
    """
    if math.isnan(value):
        return "?"
    if abs(value) >= 100 or value == round(value):
        return f"{value:.0f}"
    return f"{value:.2f}".rstrip("0").rstrip(".")


def span(days: float, lang: Language) -> str:
    """Return a span of days in words, from two months on in months.

    >>> span(12, "en"), span(425, "en"), span(425, "zh")
    ('12 days', '14 months', '14 个月')
    """
    if math.isnan(days) or days < LONG_DAYS:
        return say("unit.days", lang, n=0 if math.isnan(days) else round(days))
    return say("unit.months", lang, n=round(days / DAYS_A_MONTH))


def form(title: str, n: float | None) -> str:
    """Return the form of a title for ``n`` of it.

    >>> form("visit | visits", 1), form("visit | visits", 0), form("检查", 2)
    ('visit', 'visits', '检查')
    """
    forms = title.split(" | ")
    return forms[0] if n == 1 else forms[-1]


def _variant(saying: Saying, key: str, value: float) -> str:
    """Return which of the texts of a statistic fits the value."""
    if math.isnan(value):
        return ".unknown"
    if key in ("count", "sum", "sum_of") and value == 0:
        return ".none"
    if key in ("days_since", "days_since_positive"):
        return ".long" if value >= LONG_DAYS else ".short"
    if key == "excess":
        return ".same" if abs(value) < AS_EXPECTED else ".more" if value > 0 else ".fewer"
    if key == "flag" or (key in ("last", "previous") and saying.binary):
        return ".yes" if value > 0 else ".no"
    return ".binary" if key in ("sum", "mean") and saying.binary else ""


def _where(saying: Saying, lang: Language) -> str:
    if saying.by is None or (saying.by, saying.own) == ("asset", True):
        return ""
    others = "" if saying.own or saying.by == "asset" else ".others"
    return say(f"features.by.{saying.by}{others}", lang, radius=figure(saying.radius or 0.0))


def _period(saying: Saying, lang: Language) -> str:
    if saying.half_life is not None:
        return say("features.period.lately", lang)
    if saying.days is None:
        return ""
    if saying.days == 1:
        return say("features.period.day", lang)
    return say("features.period.span", lang, span=span(saying.days, lang))


def _category(saying: Saying, value: float) -> str:
    if math.isnan(value) or not 0 <= value < len(saying.categories):
        return "?"
    return saying.categories[int(value)]
