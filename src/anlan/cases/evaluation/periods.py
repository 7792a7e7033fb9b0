"""Periods of evaluation: a day, a week, a month, a quarter, half a year or a year of a city."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from anlan.model.errors import CaseError

Kind = Literal["day", "week", "month", "quarter", "half_year", "year"]
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_FORMS: dict[Kind, str] = {
    "day": r"(\d{4})-(\d\d)-(\d\d)",
    "week": r"(\d{4})-W(\d\d)",
    "month": r"(\d{4})-(\d\d)",
    "quarter": r"(\d{4})-Q([1-4])",
    "half_year": r"(\d{4})-H([12])",
    "year": r"(\d{4})",
}


@dataclass(frozen=True, slots=True)
class Period:
    """A period by the calendar of a city: from the beginning of ``first`` on.

    >>> period("2026-Q3").name, period("2026-Q3").before.name, period("2026-Q3").year_before.name
    ('2026-Q3', '2026-Q2', '2025-Q3')

    A quarter is compared with the one before it, and with the same quarter of the year before.
    """

    kind: Kind
    first: date

    @property
    def name(self) -> str:
        """What it is called, as :func:`period` reads it."""
        year, month = self.first.year, self.first.month
        if self.kind == "week":
            of_year, week, _ = self.first.isocalendar()
            return f"{of_year:04d}-W{week:02d}"
        told = {
            "day": self.first.isoformat(),
            "month": f"{year:04d}-{month:02d}",
            "quarter": f"{year:04d}-Q{(month + 2) // 3}",
            "half_year": f"{year:04d}-H{(month + 5) // 6}",
        }
        return told.get(self.kind, f"{year:04d}")

    @property
    def end(self) -> date:
        """The first day after it."""
        if self.kind in ("day", "week"):
            return self.first + timedelta(days=1 if self.kind == "day" else 7)
        return _months_on(self.first, _MONTHS[self.kind])

    @property
    def before(self) -> "Period":
        """The period before it, of the same kind."""
        if self.kind in ("day", "week"):
            return Period(self.kind, self.first - timedelta(days=1 if self.kind == "day" else 7))
        return Period(self.kind, _months_on(self.first, -_MONTHS[self.kind]))

    @property
    def year_before(self) -> "Period":
        """The same period of the year before; where there is none, the last one before it."""
        if self.kind == "week":
            year, week, _ = self.first.isocalendar()
            last = date(year - 1, 12, 28).isocalendar().week
            return Period("week", date.fromisocalendar(year - 1, min(week, last), 1))
        leap = (self.first.month, self.first.day) == (2, 29)
        day = 28 if leap else self.first.day
        return Period(self.kind, self.first.replace(year=self.first.year - 1, day=day))

    def seconds(self, zone: ZoneInfo) -> tuple[int, int]:
        """Return its beginning and its end in seconds since 1970 UTC, by the clock of a zone."""
        begin, end = (
            int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
            for day in (self.first, self.end)
        )
        return begin, end


def period(text: str) -> Period:
    """Return the period that a text names.

    Raises:
        CaseError: it names none.
    """
    try:
        for kind, form in _FORMS.items():
            if found := re.fullmatch(form, text, re.ASCII):
                return _checked(Period(kind, _first(kind, *map(int, found.groups()))))
    except (ValueError, OverflowError) as error:
        raise CaseError("error.evaluation.period", found=text[:40]) from error
    raise CaseError("error.evaluation.period", found=text[:40])


def containing(kind: Kind, day: date) -> Period:
    """Return the period of a kind that holds a day.

    >>> from datetime import date
    >>> containing("half_year", date(2026, 10, 5)).name
    '2026-H2'

    October is in the second half of the year.
    """
    if kind in ("day", "week"):
        return Period(kind, day - timedelta(days=day.weekday() if kind == "week" else 0))
    length = _MONTHS[kind]
    return Period(kind, date(day.year, (day.month - 1) // length * length + 1, 1))


def _checked(found: Period) -> Period:
    """Return a period that can be compared with those before, and reaches no end of time."""
    if not 1970 < found.first.year < 3000:
        raise ValueError(found.first)
    return found


def _first(kind: Kind, year: int, number: int = 1, day: int = 1) -> date:
    if kind == "week":
        return date.fromisocalendar(year, number, 1)
    if kind in ("day", "month"):
        return date(year, number, day)
    return date(year, (number - 1) * _MONTHS[kind] + 1, 1)


def _months_on(day: date, count: int) -> date:
    month = day.year * 12 + day.month - 1 + count
    return date(month // 12, month % 12 + 1, 1)
