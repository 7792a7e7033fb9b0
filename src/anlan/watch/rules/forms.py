"""The forms a rule can have."""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from anlan.model.colour import Colour
from anlan.model.declared import Declared, Slug
from anlan.watch.detectors import Combined, Density, shipped
from anlan.watch.detectors.plain import AnyPlain
from anlan.watch.rules.rule import MOST_LEVELS, Level, Of, Rule, Sensed, Valued, ascending
from anlan.watch.rules.span import Span

MOST_STEPS = 10_080
"""A week by minutes: how much of the past a rolling rule may keep."""


class Threshold(Valued):
    """The reading itself."""

    form: Literal["threshold"]

    @model_validator(mode="after")
    def _limits(self) -> Self:
        self.level_limits_ascend()
        return self


class Rate(Valued):
    """How much the readings change per ``per``, against the oldest of the last ``over``."""

    form: Literal["rate"]
    over: Span = Field(gt=0)
    per: Span = Field(gt=0)

    @model_validator(mode="after")
    def _limits(self) -> Self:
        self.level_limits_ascend()
        return self


class Relation(Valued):
    """The reading less its forecast, or as a ratio to it.

    The forecast is the newest that was known at the reading's time, for a time no more than
    ``within`` before it.
    """

    form: Literal["relation"]
    measure: Literal["difference", "ratio"]
    within: Span = Field(gt=0)

    @model_validator(mode="after")
    def _limits(self) -> Self:
        self.level_limits_ascend()
        return self


class Window(Level):
    """From which sum or mean over a window on a rule shows a colour."""

    window: Span = Field(gt=0)


class Rolling(Valued):
    """The sum or mean of the readings over windows, counted in whole steps.

    A mean of fewer than ``least`` readings is none.
    """

    form: Literal["rolling"]
    measure: Literal["sum", "mean"]
    step: Span = Field(gt=0)
    least: int = Field(default=1, ge=1)
    levels: tuple[Window, ...] = Field(min_length=1, max_length=MOST_LEVELS)

    @model_validator(mode="after")
    def _steps(self) -> Self:
        for each in self.levels:
            if each.window % self.step:
                raise PydanticCustomError("window", "a window is a whole number of steps")
            if each.window // self.step > MOST_STEPS:
                raise PydanticCustomError(
                    "window", "a window has at most {most} steps", {"most": MOST_STEPS}
                )
        return self


def _named(value: object) -> object:
    """Let a detector be named that is to have the settings it ships with."""
    if not isinstance(value, str):
        return value
    found = shipped().get(value)
    if not isinstance(found, AnyPlain | Combined | Density):
        known = sorted(
            name
            for name, each in shipped().items()
            if isinstance(each, AnyPlain | Combined | Density)
        )
        told = {"name": value, "known": ", ".join(known)}
        raise PydanticCustomError("detector", "`{name}` is none of: {known}", told)
    return found.model_dump(mode="json")


class Detected(Valued):
    """The score that a detector gives the reading, each datastream being a series of its own.

    ``detector`` is one with its settings, or the name of one with the settings it ships with.
    """

    form: Literal["detector"]
    detector: Annotated[
        Annotated[AnyPlain | Combined | Density, Field(discriminator="detector")],
        BeforeValidator(_named),
    ]

    @model_validator(mode="after")
    def _limits(self) -> Self:
        self.level_limits_ascend()
        return self


class Silence(Declared):
    """After which time without a reading a rule shows a colour."""

    colour: Colour
    longest: Span | Of


class Missing(Sensed):
    """No usable reading for longer than allowed; ``of`` a figure of the datastream in seconds."""

    form: Literal["missing"]
    levels: tuple[Silence, ...] = Field(min_length=1, max_length=MOST_LEVELS)

    @model_validator(mode="after")
    def _ascends(self) -> Self:
        ascending([each.colour for each in self.levels])
        plain = [each.longest for each in self.levels if isinstance(each.longest, int)]
        if any(later <= one for one, later in pairwise([0, *plain])):
            raise PydanticCustomError("longest", "a worse colour needs a longer time, from 0 on")
        return self


class Part(Declared):
    """A condition of a combination: at least so many sensors show this rule from a colour on."""

    rule: Slug
    colour: Colour = "blue"
    sensors: int = Field(default=1, ge=1)


class Combine(Rule):
    """Conditions that hold at once at one object, or in one area.

    ``need`` says how many of the parts: all, any, or a number.
    """

    form: Literal["combine"]
    across: Literal["object", "area"]
    need: Literal["all", "any"] | int
    colour: Colour
    parts: tuple[Part, ...] = Field(min_length=1, max_length=8)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if not 1 <= self.least <= len(self.parts):
            raise PydanticCustomError("need", "`need` is `all`, `any`, or at most the parts")
        return self

    @property
    def least(self) -> int:
        """How many parts must hold."""
        if isinstance(self.need, int):
            return self.need
        return len(self.parts) if self.need == "all" else 1


AnyRule = Annotated[
    Threshold | Rate | Relation | Rolling | Detected | Missing | Combine,
    Field(discriminator="form"),
]
