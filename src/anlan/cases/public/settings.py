"""What the public is told of cases, from ``cases/data/public.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "public.toml"


@dataclass(frozen=True, slots=True)
class PublicState:
    """What states of the workflow are called in public, and whether somebody still works on it."""

    name: str
    of: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Which cases are near a place."""

    metres: float
    most: int
    step_metres: int


@dataclass(frozen=True)
class PublicSettings:
    """See the file for what each means."""

    kinds: tuple[str, ...]
    near: Near
    longest_days: int
    states: tuple[PublicState, ...]

    @cached_property
    def by_state(self) -> dict[str, PublicState]:
        """What each state of the workflow is called in public."""
        return {name: each for each in self.states for name in each.of}


@cache
def settings() -> PublicSettings:
    """Return the settings."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    states = (each | {"of": tuple(each["of"])} for each in told["states"])
    return PublicSettings(
        tuple(told["kinds"]),
        Near(**told["near"]),
        told["contact"]["longest_days"],
        tuple(PublicState(**each) for each in states),
    )
