"""What ``watch/data/fleet.toml`` declares: types, states, offline rules, rates, faults, cases."""

import tomllib
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from pydantic import Field

from anlan.model.declared import Declared, Level, Slug, Text

FILE = Path(__file__).parents[1] / "data" / "fleet.toml"
STATES = ("online", "faulty", "offline", "repair", "retired")
"""In this order they are counted and shown."""


class Rate(Declared):
    """A share of the fleet, with its one definition."""

    id: Slug
    name: Text
    formula: Text
    of: tuple[str, ...]
    source: str


class Fault(Declared):
    """What can be wrong with a device; after so many hours, by tier, it becomes a case."""

    id: Slug
    name: Text
    after_h: Mapping[int, float]
    picture: bool = False


class Health(Declared):
    """When a battery, a certificate or a picture is a fault."""

    battery_low: float
    certificate_days: int
    picture_n: int
    picture_m: int


class Cases(Declared):
    """How faults become cases; see the file."""

    group_least: int = Field(ge=2)
    group_level: Level
    group_minutes: float
    verify_h: float
    at_once: int


class Settings(Declared):
    """All of the file."""

    types: tuple[str, ...]
    counted: tuple[str, ...]
    tiers: Mapping[str, int]
    states: Mapping[str, str]
    interval_s: Mapping[str, float]
    missed: Mapping[str, float]
    rates: tuple[Rate, ...]
    faults: tuple[Fault, ...]
    health: Health
    cases: Cases

    @cached_property
    def fault(self) -> dict[str, Fault]:
        """Each fault by its id, in order."""
        return {each.id: each for each in self.faults}

    def rate(self, name: str) -> Rate:
        """Return the rate of an id."""
        return next(each for each in self.rates if each.id == name)

    def named(self, faults: set[str]) -> str:
        """Return faults as a device's row has them: in order, with commas between them."""
        return ",".join(each.id for each in self.faults if each.id in faults)


@cache
def settings() -> Settings:
    """Return the settings."""
    return Settings.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
