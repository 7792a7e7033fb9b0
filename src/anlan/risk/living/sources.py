"""Where living facts come from that nobody tells point by point; ``risk/data/sources.toml``."""

from datetime import date, timedelta
from functools import cache

from pydantic import Field

from anlan.model.declared import Declared, Slug, Text
from anlan.risk.declared import DATA, read_declared

FILE = DATA / "sources.toml"
_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


class Season(Declared):
    """A time of the year in which a trade is in high season; days as month and day, both in it."""

    id: Slug
    name: Text
    fields: tuple[Slug, ...] = Field(min_length=1)
    from_: str = Field(alias="from", pattern=_DAY)
    to: str = Field(pattern=_DAY)
    source: str

    def at(self, day: date) -> tuple[date, date] | None:
        """Return the first day of the season that a day lies in, and the first one after it.

        >>> winter = Season.model_validate({
        ...     "id": "winter", "name": {"en": "w", "zh": "冬"}, "fields": ["fire"],
        ...     "from": "12-15", "to": "02-28", "source": "doc"})
        >>> [each.isoformat() for each in winter.at(date(2026, 1, 3))]
        ['2025-12-15', '2026-03-01']
        >>> winter.at(date(2026, 6, 1))

        One that runs over the year's end began in the year before.
        """
        for year in (day.year - 1, day.year):
            first = _of(year, self.from_)
            last = _of(year + (self.to < self.from_), self.to)
            if first <= day <= last:
                return first, last + timedelta(days=1)
        return None


class Sources(Declared):
    """Of what notices may tell, and the seasons; see the file for what each means."""

    modifiers: tuple[Slug, ...]
    most_metres: float = Field(gt=0)
    seasons: tuple[Season, ...]


@cache
def sources() -> Sources:
    """Return what ships with Anlan."""
    return read_declared(FILE, Sources)


def _of(year: int, day: str) -> date:
    """Return a day of a year; where it hasn't a 29th of February, the one before."""
    month, number = map(int, day.split("-"))
    if (month, number) == (2, 29):
        return date(year, 3, 1) - timedelta(days=1)
    return date(year, month, number)
