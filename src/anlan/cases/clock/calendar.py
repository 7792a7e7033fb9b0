"""A calendar: the days and hours an office works, and for which years its holidays are known."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from pydantic import ValidationError

from anlan.cases.clock.index import WorkIndex
from anlan.cases.clock.rules import DATA, rules
from anlan.cases.clock.wall import Wall, wall
from anlan.model.calendar import (
    NO_HOLIDAYS,
    WEEKDAYS,
    HolidayFile,
    Shift,
    WorkCalendar,
    conflicts,
    overlap,
    shift,
)
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
    weekdays: frozenset[int] = field(default_factory=lambda: _numbers(rules().weekdays))
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
        return WorkIndex(self.wall, kinds, {kind: self._shifts(kind) for kind in range(8)})

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

    def _shifts(self, kind: int) -> Sequence[Shift]:
        return self.weekday_shifts.get(kind, self.shifts)

    def unknown_from(self, first: date, last: date) -> date | None:
        """Return the first of the days whose holidays nobody declared; None if all are known."""
        if self.known_from is None or self.known_until is None:
            return None
        if first < self.known_from:
            return first
        beyond = date.fromordinal(self.known_until.toordinal() + 1)
        return max(first, beyond) if last >= beyond else None


def calendars(
    declared: Sequence[WorkCalendar], zone: str, find: Callable[[str], Path]
) -> dict[str, Calendar]:
    """Return the calendars that a pack declares, by name and in its order.

    ``zone`` is the city's, for calendars that give none; ``find`` turns the name of a file of the
    pack into its path.

    Raises:
        ClockError: a file of holidays can't be read, a name refers to nothing or to itself, or a
            calendar contradicts itself.
    """
    by_name = {each.name: each for each in declared}
    return {each.name: _calendar(_whole(each, by_name), zone, find) for each in declared}


def shipped() -> dict[str, Path]:
    """Return the files of holidays that ship with Anlan, by the name a pack calls them by."""
    return {file.stem.removeprefix("calendar_"): file for file in DATA.glob("calendar_*.toml")}


def holidays(file: Path) -> HolidayFile:
    """Read a file of holidays.

    Raises:
        ClockError: it isn't there, isn't TOML, isn't of that shape, or contradicts itself.
    """
    try:
        read = HolidayFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError) as error:  # also TOML, encoding and shape
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise ClockError("error.clock.file", file=file, reason=reason) from error
    for conflict in conflicts(read):
        at = " ".join(str(part) for part in conflict.place)
        raise ClockError("error.clock.file", file=file, reason=f"{at}: {conflict.found}")
    return read


def _whole(declared: WorkCalendar, by_name: Mapping[str, WorkCalendar]) -> WorkCalendar:
    """Return a declared calendar with what it takes from those it extends."""
    seen, base = {declared.name}, declared.extends
    while base is not None:
        if base in seen or base not in by_name:
            raise ClockError("error.clock.extends", calendar=declared.name, base=base)
        seen.add(base)
        # What it gives itself stands before what the base gives.
        own = {key: value for key, value in declared if value is not None}
        declared = WorkCalendar.model_validate(dict(by_name[base]) | own)
        base = by_name[base].extends
    return declared


def _calendar(declared: WorkCalendar, zone: str, find: Callable[[str], Path]) -> Calendar:
    days: dict[date, Text] = {}
    worked: dict[date, Text] = {}
    first = last = None
    if declared.holidays is None:
        raise ClockError("error.clock.no_holidays", calendar=declared.name)
    if declared.holidays != NO_HOLIDAYS:
        read = holidays(shipped().get(declared.holidays) or find(declared.holidays))
        days, worked = dict(_off(read)), dict(_made_up(read))
        first, last = date(read.years[0].year, 1, 1), date(read.years[-1].year, 12, 31)
    return Calendar(
        name=declared.name,
        zone=declared.zone or zone,
        title=declared.title,
        weekdays=_numbers(declared.weekdays or rules().weekdays),
        shifts=_shifts(declared.shifts) if declared.shifts else rules().shifts,
        weekday_shifts={
            WEEKDAYS.index(day): _shifts(shifts)
            for day, shifts in (declared.weekday_shifts or {}).items()
        },
        holidays=days,
        made_up=worked,
        known_from=first,
        known_until=last,
    )


def _off(read: HolidayFile) -> Iterator[tuple[date, Text]]:
    for year in read.years:
        for off in year.off:
            for number in range(off.first.toordinal(), off.end.toordinal() + 1):
                yield date.fromordinal(number), read.names[off.name]


def _made_up(read: HolidayFile) -> Iterator[tuple[date, Text]]:
    for year in read.years:
        for off in year.off:
            for day in off.work:
                yield day, read.names[off.name]


def _shifts(texts: Sequence[str]) -> tuple[Shift, ...]:
    return tuple(sorted(shift(text) for text in texts))


def _day(number: int) -> date:
    return date.fromordinal(rules().first_day.toordinal() + int(number))


def _numbers(weekdays: Sequence[str]) -> frozenset[int]:
    return frozenset(index for index, day in enumerate(WEEKDAYS) if day in weekdays)


def _said(shifts: Sequence[Shift]) -> str:
    times = [tuple(f"{at // 60 % 24:02}:{at % 60:02}" for at in each) for each in shifts]
    return ", ".join("-".join(each) for each in times)
