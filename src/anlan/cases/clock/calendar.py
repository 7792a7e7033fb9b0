"""A calendar: the days and hours an office works, and for which years its holidays are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from anlan.cases.clock.index import WorkIndex
from anlan.cases.clock.rules import rules
from anlan.cases.clock.wall import Wall, wall
from anlan.model.calendar import WEEKDAYS, Shift, overlap
from anlan.model.declared import Text
from anlan.model.errors import ClockError

_UNNAMED = Text(en="", zh="")
OFF = -1
MADE_UP = 7
"""Kinds of days beside the days of the week."""


@dataclass(frozen=True, eq=False)
class Calendar:
    """The working days and shifts of an office, in its time zone.

    ``weekdays`` are 0 for Monday to 6 for Sunday. ``holidays`` and ``made_up`` hold the name of the
    holiday by day: a holiday is off; a made-up day is worked, with the ``shifts`` of all days, even
    if its day of the week is free. ``known_from`` and ``known_until`` bound the days for which
    holidays are declared; None, for an office that has none, is for ever.
    """

    name: str
    zone: str
    title: Text = _UNNAMED
    weekdays: frozenset[int] = field(default_factory=lambda: weekday_numbers(rules().weekdays))
    shifts: Sequence[Shift] = field(default_factory=lambda: rules().shifts)
    weekday_shifts: Mapping[int, Sequence[Shift]] = field(default_factory=dict)
    holidays: Mapping[date, Text] = field(default_factory=dict)
    made_up: Mapping[date, Text] = field(default_factory=dict)
    known_from: date | None = None
    known_until: date | None = None

    def __post_init__(self) -> None:
        """Refuse a calendar that contradicts itself.

        Raises:
            ClockError: the zone is unknown, nobody ever works, shifts overlap, or a day is both.
        """
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError) as error:
            raise ClockError("error.clock.zone", calendar=self.name, zone=self.zone) from error
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ClockError("error.clock.weekdays", calendar=self.name)
        for shifts in (self.shifts, *self.weekday_shifts.values()):
            if not shifts or overlap(shifts):
                raise ClockError("error.clock.overlap", calendar=self.name, shifts=_said(shifts))
        both = sorted(self.holidays.keys() & self.made_up.keys())
        if both:
            raise ClockError("error.clock.both", calendar=self.name, day=both[0])

    @cached_property
    def index(self) -> WorkIndex:
        """Return the working time of all years, worked out once."""
        first = rules().first_day
        days = (rules().last_day - first).days + 1
        kinds = (np.arange(days) + first.weekday()) % 7
        kinds[~np.isin(kinds, list(self.weekdays))] = OFF
        for kind, dates in ((OFF, self.holidays), (MADE_UP, self.made_up)):
            numbers = np.array([(day - first).days for day in dates], np.int64)
            kinds[numbers[(numbers >= 0) & (numbers < days)]] = kind
        shifts = {kind: self.weekday_shifts.get(kind, self.shifts) for kind in range(MADE_UP + 1)}
        return WorkIndex(self.wall, kinds, shifts)

    @property
    def wall(self) -> Wall:
        """Return the wall clock of the office."""
        return wall(self.zone)

    def dates_of(self, *at: int) -> list[date]:
        """Return the local date at each moment."""
        return [_day(number) for number in self.index.date_of(np.array(at))]

    def days_of(self, *at: int) -> list[date]:
        """Return the day that each moment belongs to: in a night shift, that on which it began."""
        return [_day(number) for number in self.index.day_of(np.array(at))]

    def begins(self, day: date) -> int:
        """Return the first moment that belongs to a day."""
        return self.index.begins((day - rules().first_day).days)

    def works(self, day: date) -> bool:
        """Tell whether anybody works in a shift of that day."""
        return self.index.works((day - rules().first_day).days)

    def unknown_from(self, first: date, last: date) -> date | None:
        """Return the first of the days whose holidays nobody declared; None if all are known."""
        if self.known_from is None or self.known_until is None:
            return None
        if first < self.known_from:
            return first
        beyond = date.fromordinal(self.known_until.toordinal() + 1)
        return max(first, beyond) if last >= beyond else None


def _day(number: int) -> date:
    return date.fromordinal(rules().first_day.toordinal() + int(number))


def weekday_numbers(weekdays: Sequence[str]) -> frozenset[int]:
    """Return days of the week as numbers, from 0 for Monday to 6 for Sunday."""
    return frozenset(index for index, day in enumerate(WEEKDAYS) if day in weekdays)


def _said(shifts: Sequence[Shift]) -> str:
    times = [tuple(f"{at // 60 % 24:02}:{at % 60:02}" for at in each) for each in shifts]
    return ", ".join("-".join(each) for each in times)
