"""What is declared of calendars: which days and hours an office works, and a country's holidays.

A pack declares its calendars under ``[[calendars]]``; holidays come from a file of their own, which
is China's (it ships with Anlan) or one of the pack. Shapes only; ``anlan.cases.clock`` counts by
them.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from anlan.model.declared import Declared, Slug, Text, Zone

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
DAY = 24 * 60
"""The minutes of a day."""
NO_HOLIDAYS = "none"
"""What ``holidays`` says where an office works on holidays as on other days."""

_SHIFT = re.compile(r"(\d\d):([0-5]\d)-(\d\d):([0-5]\d)")


class Shift(NamedTuple):
    """Minutes after the midnight that begins the day; ``end`` is past 1440 over midnight."""

    begin: int
    end: int


def shift(text: str) -> Shift:
    """Read a shift; one that ends no later than it begins runs over midnight.

    >>> shift("08:00-12:00"), shift("22:00-06:00")
    (Shift(begin=480, end=720), Shift(begin=1320, end=1800))

    Raises:
        ValueError: it isn't two times of a day, or has no length.
    """
    match = _SHIFT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    hours = [int(group) for group in match.groups()]
    begin, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if begin >= DAY or end > DAY or begin == end:
        raise ValueError(text)
    return Shift(begin, end if end > begin else end + DAY)


def overlap(shifts: Sequence[Shift]) -> bool:
    """Tell whether two shifts of one day, or the last of it and the first, have time in common."""
    ordered = sorted(shifts)
    rounds = [*ordered, *(Shift(each.begin + DAY, each.end + DAY) for each in ordered[:1])]
    return any(one.end > next_.begin for one, next_ in pairwise(rounds))


def _shift_text(text: str) -> str:
    try:
        shift(text)
    except ValueError as error:
        raise PydanticCustomError("shift", "a shift such as 08:00-12:00") from error
    return text


def _apart(shifts: list[str]) -> list[str]:
    if overlap([shift(text) for text in shifts]):
        raise PydanticCustomError("overlap", "shifts that don't overlap")
    return shifts


ShiftText = Annotated[str, AfterValidator(_shift_text)]
Shifts = Annotated[list[ShiftText], Field(min_length=1), AfterValidator(_apart)]


class WorkCalendar(Declared):
    """When an office works: its zone, days of the week, shifts and holidays.

    ``holidays`` is ``"cn"`` for China's, which ship with Anlan, a TOML file of the pack, or
    ``"none"`` for an office that works on holidays too. ``extends`` names a calendar of the pack
    whose keys hold where this one gives none. ``weekday_shifts`` are the shifts of single days of
    the week; a shift that ends no later than it begins runs over midnight and belongs to the day on
    which it begins; ``["00:00-24:00"]`` is the whole day. Make-up working days have the ``shifts``
    of all days. The first calendar of a pack is the city's own.
    """

    name: Slug
    title: Text
    extends: Slug | None = None
    zone: Zone | None = None
    holidays: str | None = None
    weekdays: Annotated[list[Weekday], Field(min_length=1)] | None = None
    shifts: Shifts | None = None
    weekday_shifts: dict[Weekday, Shifts] | None = None


class Off(Declared):
    """A holiday: the days off from ``first`` to ``last``, and the days worked in exchange."""

    name: str
    first: date
    last: date | None = None
    work: list[date] = []

    @property
    def end(self) -> date:
        """Return the last day off."""
        return self.last or self.first


class HolidayYear(Declared):
    """The holidays of one year, all of them, and the paper that fixed them."""

    year: Annotated[int, Field(ge=1, le=9998)]
    source: str
    off: list[Off]


class HolidayFile(Declared):
    """The holidays of a country or city, for years on end without a gap."""

    title: Text
    names: dict[str, Text]
    years: list[HolidayYear] = Field(min_length=1)


class Conflict(NamedTuple):
    """What contradicts itself in a file of holidays: where, of what kind, what was found."""

    place: tuple[str | int, ...]
    kind: str
    found: str


def conflicts(file: HolidayFile) -> Iterator[Conflict]:
    """Yield what a file of holidays contradicts itself in."""
    days: dict[date, str] = {}
    for number, year in enumerate(file.years):
        here: tuple[str | int, ...] = ("years", number)
        if number and year.year != file.years[number - 1].year + 1:
            yield Conflict((*here, "year"), "year_gap", str(year.year))
        for index, off in enumerate(year.off):
            at = (*here, "off", index)
            if off.name not in file.names:
                yield Conflict((*at, "name"), "reference", off.name)
            wrong = _strays(off, year.year)
            if wrong:
                yield Conflict(at, "holiday_dates", wrong)
                continue
            for day, kind in _days(off):
                if days.setdefault(day, kind) != kind:
                    yield Conflict(at, "off_and_work", day.isoformat())


def _strays(off: Off, year: int) -> str:
    """Say which dates are in no order, or too far from the year to belong to it."""
    first, last = date(year - 1, 12, 1), date(year + 1, 1, 31)
    ordered = off.first <= off.end
    near = all(first <= day <= last for day in (off.first, off.end, *off.work))
    return "" if ordered and near else ", ".join(map(str, (off.first, off.end, *off.work)))


def _days(off: Off) -> Iterator[tuple[date, str]]:
    for number in range(off.first.toordinal(), off.end.toordinal() + 1):
        yield date.fromordinal(number), "off"
    for day in off.work:
        yield day, "work"
