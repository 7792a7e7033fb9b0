"""How limits are counted, from ``cases/clock/data/clock.toml``."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from anlan.model.calendar import Shift, Weekday, shift

DATA = Path(__file__).parent / "data"

Unit = Literal["urgent_hour", "work_hour", "work_day", "calendar_day"]
UNITS: tuple[Unit, ...] = get_args(Unit)
Meter = Literal["elapsed", "work"]
Ends = Literal["day_after", "same_day", "same_time"]


@dataclass(frozen=True)
class UnitRule:
    """What a unit counts, in hours or in days, and when the last of its days ends."""

    meter: Meter
    step: Literal["hour", "day"]
    ends: Ends = "day_after"


@dataclass(frozen=True)
class Rules:
    """See the file for what each means."""

    near: float
    first_year: int
    last_year: int
    weekdays: tuple[Weekday, ...]
    shifts: tuple[Shift, ...]
    most_stretches: int
    units: dict[Unit, UnitRule]

    @property
    def first_day(self) -> date:
        """Return the first day on which clocks run."""
        return date(self.first_year, 1, 1)

    @property
    def last_day(self) -> date:
        """Return the last day on which clocks run."""
        return date(self.last_year, 12, 31)


@cache
def rules() -> Rules:
    """Return the rules."""
    read = tomllib.loads((DATA / "clock.toml").read_text(encoding="utf-8"))
    units: dict[Unit, UnitRule] = {unit: UnitRule(**read["units"][unit]) for unit in UNITS}
    return Rules(
        near=read["near"],
        first_year=read["first_year"],
        last_year=read["last_year"],
        weekdays=tuple(read["weekdays"]),
        shifts=tuple(shift(text) for text in read["shifts"]),
        most_stretches=read["most_stretches"],
        units=units,
    )
