"""Limits: so many urgent hours, work hours, work days or calendar days."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from anlan.cases.clock.calendar import Calendar
from anlan.cases.clock.index import WorkIndex, beyond
from anlan.cases.clock.rules import UNITS, Ends, Unit, UnitRule, rules
from anlan.cases.clock.wall import DAY, HOUR, Micros
from anlan.model.errors import ClockError
from anlan.words import Language, say


@dataclass(frozen=True)
class Limit:
    """How long something may take: a number above zero and a unit; days are whole.

    >>> Limit(3, "work_day").say("en"), Limit(1, "work_hour").say("zh")
    ('3 work days', '1 个工作时')
    """

    number: float
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse what is no length of time.

        Raises:
            ClockError: the unit is unknown, or the number isn't above zero, finite, or whole.
        """
        if self.unit not in UNITS:
            raise ClockError("error.clock.unit", unit=self.unit, units=", ".join(UNITS))
        if not (math.isfinite(self.number) and self.number > 0):
            raise ClockError("error.clock.limit", number=self.number)
        if self.rule.step == "day" and self.number != int(self.number):
            raise ClockError("error.clock.whole", number=self.number)
        if self.number * (HOUR if self.rule.step == "hour" else DAY) > _longest():
            raise beyond()
        if self.rule.step == "hour" and not self.micros:
            raise ClockError("error.clock.limit", number=self.number)

    @property
    def rule(self) -> UnitRule:
        """Return how the unit counts."""
        return rules().units[self.unit]

    @property
    def micros(self) -> int:
        """Return a limit in hours in microseconds."""
        return round(self.number * HOUR)

    def say(self, lang: Language = "en") -> str:
        """Return the limit in words."""
        return say(f"clock.unit.{self.unit}", lang, n=number(self.number))


def number(value: float) -> float | int:
    """Return a number without a fraction it doesn't need.

    >>> number(3.0), number(1.5), number(2.0004)
    (3, 1.5, 2)
    """
    shown = round(value, 2)
    return int(shown) if shown == int(shown) else shown


def merged(limits: Sequence[Limit]) -> list[Limit]:
    """Join limits of one unit that follow one another: 3 work days and 2 more are 5."""
    runs = groupby(limits, key=lambda limit: limit.unit)
    return [Limit(sum(each.number for each in run), unit) for unit, run in runs]


def falls_due(limit: Limit, start: Micros, calendar: Calendar, ended: bool = False) -> Micros:
    """Return when a limit that begins at each start is up, if nothing pauses it.

    ``ended``: another limit was up at the start, which so belongs to the day that ends there.

    Raises:
        ClockError: that is after the last year in which clocks run.
    """
    rule, index = limit.rule, calendar.index
    if rule.step == "hour":
        if rule.meter == "work":
            return index.reached(index.worked(start) + limit.micros)
        due = start + limit.micros
    elif rule.meter == "work":
        return _end_of_work_day(int(limit.number), index, start, rule.ends, ended)
    else:
        due = _end_of_day(int(limit.number), calendar, start, rule.ends, ended)
    if due.size and due.max() >= index.midnights[-1]:
        raise beyond()
    return due


def _end_of_work_day(days: int, index: WorkIndex, start: Micros, ends: Ends, ended: bool) -> Micros:
    """Return when the last shift of the last of so many working days ends."""
    day = index.day_of(start - ended)
    first = index.work_days.searchsorted(day, side="right")
    if ends == "same_day" and not ended:
        # The start's own day is the first one where any of its working time is left.
        own = np.maximum(first - 1, 0)
        first -= (index.work_days[own] == day) & (start < index.closes[own])
    last = first + days - 1
    if last.size and last.max() >= index.closes.size:
        raise beyond()
    due: Micros = index.closes[last]
    return due


def _end_of_day(days: int, calendar: Calendar, start: Micros, ends: Ends, ended: bool) -> Micros:
    """Return when the last of so many days ends, or the same time of day comes."""
    if ends == "same_time":
        return calendar.wall.first(calendar.wall.shown(start) + days * DAY)
    day = calendar.index.date_of(start - ended)
    next_ = day + (ended or ends == "day_after") + days
    if next_.size and next_.max() >= calendar.index.midnights.size:
        raise beyond()
    return calendar.index.midnights[next_]


def _longest() -> int:
    return ((rules().last_day - rules().first_day).days + 1) * DAY
