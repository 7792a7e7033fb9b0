"""How alarms are handled, from ``watch/data``: ladder, inhibition, groups, cases, causes."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from anlan.model.colour import Colour
from anlan.model.declared import Declared, Slug, Text
from anlan.watch.rules.rule import Priority
from anlan.watch.rules.span import Span

FOLDER = Path(__file__).parents[1] / "data"
PRIORITIES: tuple[Priority, ...] = ("low", "medium", "high", "critical")
"""From the lowest to the highest."""


class Step(Declared):
    """A step of the ladder: who is told there."""

    name: Slug
    title: Text


class Waits(Declared):
    """How long an alarm of a priority waits at each step; see ``ladder.toml``."""

    unacknowledged: tuple[Span, ...]
    unowned: tuple[Span, ...]
    climbs_cleared: bool


class Climbing(Declared):
    """How the worker climbs."""

    ahead: Span
    batch: int = Field(ge=1)


class Ladder(Declared):
    """See ``ladder.toml``."""

    steps: tuple[Step, ...] = Field(min_length=1)
    priorities: Mapping[Priority, Waits]
    work: Climbing

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for name in PRIORITIES:
            waits = self.priorities[name]
            if {len(waits.unacknowledged), len(waits.unowned)} != {len(self.steps) - 1}:
                raise PydanticCustomError("ladder", "a time for each step but the last")
        return self


class Same(Declared):
    """What counts as the same place."""

    same: Literal["object", "area", "division", "metres"]
    level: int = Field(default=1, ge=1)
    metres: float = Field(default=0, ge=0)


class Inhibition(Same):
    """A law of ``inhibit.toml``."""

    id: Slug
    title: Text
    by: tuple[Slug, ...]
    quiets: tuple[Slug, ...]


class Grouping(Same):
    """A law of grouping in ``groups.toml``."""

    id: Slug
    title: Text
    rules: tuple[Slug, ...]
    within: Span


class Summary(Declared):
    """When a group is told."""

    after: Span
    again: Span


class Flapping(Declared):
    """When an alarm counts as flapping."""

    rises: int = Field(ge=1)
    window: Span
    steady: Span
    never: tuple[Priority, ...]


class Storm(Declared):
    """When so many alarms come that they are told as one."""

    alarms: int = Field(ge=1)
    window: Span
    level: int = Field(ge=1)
    step: int = Field(ge=0)
    calm: int = Field(ge=0)
    again: Span
    never: tuple[Priority, ...]


class Silencing(Declared):
    """How long a silence may last."""

    longest: Span


class Damping(Declared):
    """See ``groups.toml``."""

    groups: tuple[Grouping, ...]
    summary: Summary
    flapping: Flapping
    storm: Storm
    silence: Silencing

    def law(self, rule: str) -> Grouping | None:
        """Return the law that a rule's alarms are grouped by."""
        return next((each for each in self.groups if rule in each.rules), None)


class Opening(Declared):
    """Which alarms open a case; see ``opens.toml``."""

    rules: tuple[Slug, ...]
    colour: Colour


class Cause(Declared):
    """Why an alarm was false."""

    id: Slug
    title: Text


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def ladder() -> Ladder:
    """Return the ladder."""
    return Ladder.model_validate(_read("ladder.toml"))


@cache
def inhibitions() -> tuple[Inhibition, ...]:
    """Return the laws of inhibition."""
    return tuple(Inhibition.model_validate(each) for each in _read("inhibit.toml")["laws"])


@cache
def damping() -> Damping:
    """Return how alarms are grouped and damped."""
    return Damping.model_validate(_read("groups.toml"))


@cache
def openings() -> tuple[Opening, ...]:
    """Return which alarms open a case."""
    return tuple(Opening.model_validate(each) for each in _read("opens.toml")["opens"])


@cache
def causes() -> dict[str, Cause]:
    """Return the causes of false alarms by their id."""
    found = [Cause.model_validate(each) for each in _read("causes.toml")["causes"]]
    return {each.id: each for each in found}
