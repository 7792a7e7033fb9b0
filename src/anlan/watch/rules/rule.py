"""What every rule declares: whom it watches, what it costs to miss, and what to do."""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from anlan.model.colour import COLOURS, Colour
from anlan.model.declared import Declared, Slug, Text
from anlan.watch.rules.kinds import kinds
from anlan.watch.rules.span import Span

Priority = Literal["low", "medium", "high", "critical"]
Sense = Literal["above", "below", "either"]
MOST_LEVELS = len(COLOURS)


class Of(Declared):
    """A limit that each datastream brings itself: a share of its figure, and perhaps some more."""

    of: Slug
    share: float = Field(default=1, gt=0)
    plus: float = 0


class Level(Declared):
    """From which value on a rule shows a colour."""

    colour: Colour
    limit: float | Of


class Readings(Declared):
    """So many of the last so many readings."""

    least: int = Field(ge=1)
    of: int = Field(ge=2, le=64)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.least > self.of:
            raise PydanticCustomError("readings", "`least` must not be more than `of`")
        return self


class Rule(Declared):
    """A rule; the fields from ``priority`` on are those that ISA-18.2 asks of each alarm.

    Attributes:
        silent: it makes no claims itself; other rules combine it.
        basis: whether the limits were found in the source, written down from memory, or chosen.
    """

    id: Slug
    version: int = Field(ge=1)
    name: Text
    silent: bool = False
    priority: Priority
    consequence: Text
    response: Text
    respond_within: Span
    source: Text
    basis: Literal["found", "from memory", "choice"]


Hour = Annotated[int, Field(ge=0, le=24)]
Month = Annotated[int, Field(ge=1, le=12)]


class Sensed(Rule):
    """A rule over the readings of one kind of sensor.

    ``classes`` are those of the datastreams it holds for; none named means all.
    """

    kind: Slug
    unit: str
    classes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _measures(self) -> Self:
        known = kinds().get(self.kind)
        if known is None:
            raise PydanticCustomError(
                "kind", "no kind of sensor is known as `{kind}`", {"kind": self.kind}
            )
        if self.unit != known.unit:
            raise PydanticCustomError(
                "unit",
                "`{kind}` is measured in {known}, not in {unit}",
                {"kind": self.kind, "known": known.unit, "unit": self.unit},
            )
        return self


class Valued(Sensed):
    """A rule that compares a figure made of the readings with limits.

    Attributes:
        sense: a limit is reached from below, from above, or by the size regardless of the sign.
        dead: the dead band in the unit of the limits; ``dead_share`` as a share of each limit.
        lasting: for how long a limit must be reached before it shows.
        clear_after: for how long the figure must be beyond the dead band before it clears.
        readings: instead of ``lasting``, so many of the last so many readings.
        hours: local hours of the day in which it holds, over midnight if the first is the later.
        months: months in which it holds; none named means all.
    """

    sense: Sense = "above"
    dead: float = Field(default=0, ge=0)
    dead_share: float = Field(default=0, ge=0, lt=1)
    lasting: Span = 0
    clear_after: Span = 0
    readings: Readings | None = None
    hours: tuple[Hour, Hour] | None = None
    months: tuple[Month, ...] = ()
    levels: tuple[Level, ...] = Field(min_length=1, max_length=MOST_LEVELS)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.dead and self.dead_share:
            raise PydanticCustomError("dead", "`dead` or `dead_share`, not both")
        if self.readings and self.lasting:
            raise PydanticCustomError("lasting", "`lasting` or `readings`, not both")
        if self.hours and self.hours[0] == self.hours[1]:
            raise PydanticCustomError("hours", "the first and the last hour are the same")
        ascending([each.colour for each in self.levels])
        return self

    def level_limits_ascend(self) -> None:
        """Check that a worse colour has a farther limit, where limits are plain numbers."""
        sign = -1 if self.sense == "below" else 1
        plain = [sign * each.limit for each in self.levels if isinstance(each.limit, float)]
        if any(later <= one for one, later in pairwise(plain)):
            raise PydanticCustomError("limits", "a worse colour needs a farther limit")


def ascending(colours: list[Colour]) -> None:
    """Check that colours go from the lowest to the highest, each once.

    Raises:
        PydanticCustomError: they don't.
    """
    places = [COLOURS.index(each) for each in colours]
    if places != sorted(set(places)):
        raise PydanticCustomError("colours", "colours go from blue to red, each once")
