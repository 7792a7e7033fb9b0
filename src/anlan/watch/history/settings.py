"""How the history is kept, from ``watch/data/history.toml`` and ``watch/data/retention.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field

from anlan.model.declared import Declared, Slug

DATA = Path(__file__).parents[1] / "data"
READING = "reading"
"""The grain of readings themselves."""
GRAINS: Mapping[str, int] = {"5min": 300_000_000, "1h": 3_600_000_000, "1d": 86_400_000_000}
"""The steps of roll-ups in microseconds, the finest first."""
Days = int
_Positive = Field(gt=0, le=36_600)


@dataclass(frozen=True)
class Settings:
    """See the file for what each means."""

    settle_seconds: float
    most_rows: int
    most_chunks: int
    merge_factor: int
    piece_rows: int
    row_group_rows: int
    removed_at_once: int
    grace_seconds: float
    rollup_after_seconds: float
    most_streams: int
    most_points: int
    playback_seconds: int
    most_read: int


class Kept(Declared):
    """For how many days readings, and roll-ups of each step, are kept."""

    reading: Days = _Positive
    five_minutes: Days = Field(gt=0, le=36_600, alias="5min")
    hour: Days = Field(gt=0, le=36_600, alias="1h")
    day: Days = Field(gt=0, le=36_600, alias="1d")

    def days(self, grain: str) -> Days:
        """Return for how many days what is of a grain is kept."""
        by = {READING: self.reading, "5min": self.five_minutes, "1h": self.hour, "1d": self.day}
        return by[grain]


class Retention(Declared):
    """How long what is kept, kind by kind."""

    otherwise: Kept
    kinds: Mapping[Slug, Kept]

    def over(self, grain: str, age: Days) -> frozenset[str]:
        """Return the kinds that are named whose time is over at an age in days."""
        return frozenset(name for name, kept in self.kinds.items() if kept.days(grain) < age)

    def otherwise_over(self, grain: str, age: Days) -> bool:
        """Return whether the time of all other kinds is over at an age in days."""
        return self.otherwise.days(grain) < age


@cache
def settings() -> Settings:
    """Return the settings."""
    return Settings(**tomllib.loads((DATA / "history.toml").read_text(encoding="utf-8")))


@cache
def retention() -> Retention:
    """Return how long what is kept."""
    read = tomllib.loads((DATA / "retention.toml").read_text(encoding="utf-8"))
    return Retention.model_validate(read)
