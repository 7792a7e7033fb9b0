"""Calendars as a pack declares them, and files of holidays."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from anlan.cases.clock.calendar import Calendar, weekday_numbers
from anlan.cases.clock.rules import DATA, rules
from anlan.model.calendar import (
    NO_HOLIDAYS,
    WEEKDAYS,
    HolidayFile,
    Shift,
    WorkCalendar,
    conflicts,
    shift,
)
from anlan.model.declared import Text
from anlan.model.errors import ClockError


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
        weekdays=weekday_numbers(declared.weekdays or rules().weekdays),
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
