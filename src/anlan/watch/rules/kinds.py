"""The kinds of sensors, ``watch/data/kinds.toml``: unit and plausible range of each."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from anlan.model.declared import Declared, Slug, Text

FILE = Path(__file__).parents[1] / "data" / "kinds.toml"
WIDEST = 1e7
"""Values are added up exactly, as whole numbers of parts; that takes values no larger."""

FEWEST = 10
"""Counts of people below this are suppressed."""


class Kind(Declared):
    """What a kind of sensor measures.

    A value outside ``least`` to ``most`` is none that it can have measured: no rule takes it.
    Of a kind that counts ``people``, fewer than ``FEWEST`` are never told as a number.
    """

    id: Slug
    name: Text
    unit: str = Field(min_length=1)
    least: float = Field(ge=-WIDEST)
    most: float = Field(le=WIDEST)
    people: bool = False

    def told(self, value: float, *, exact: bool = False) -> float | None:
        """Return a value as it may be told; None where it counts too few people for that.

        This is the one place that says so. ``exact`` is for the control room, whose people may
        see every count.
        """
        few = self.people and abs(value) < FEWEST
        return None if few and not exact else value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.least >= self.most:
            raise PydanticCustomError("range", "`least` must be less than `most`")
        return self


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind by its id."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {one["id"]: Kind.model_validate(one) for one in read["kinds"]}
