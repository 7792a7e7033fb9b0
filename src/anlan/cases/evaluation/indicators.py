"""The indicators, each defined once, in ``cases/data/indicators.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from anlan.cases.evaluation.conditions import COLUMNS, amount, both
from anlan.cases.flow import workflow
from anlan.model.declared import Declared, Text
from anlan.model.errors import CaseError

FILE = Path(__file__).parents[1] / "data" / "indicators.toml"
Object = Literal["area", "department", "post"]
Post = Literal["collector", "acceptor", "dispatcher", "duty_head"]
Shape = Literal["share", "count", "sums", "mean", "top", "coverage"]
LEAST = 10
"""Ours: with fewer cases a figure is shown, and not ranked."""


class Indicator(Declared):
    """One indicator; see the file for what each means."""

    name: str
    title: Text
    words: Text
    symbols: str
    shape: Shape
    by: str
    of: tuple[str, ...]
    part: tuple[str, ...] = ()
    sum: str = ""
    per: str = ""
    scale: int = Field(default=1, gt=0)
    top: int = Field(default=0, ge=0)
    unit: Text = Text(en="", zh="")
    objects: tuple[Object, ...] = Field(min_length=1)
    posts: tuple[Post, ...] = ()
    better: Literal["higher", "lower", "none"]
    least: int = Field(default=LEAST, ge=1)
    source: Literal["found", "memory", "ours"]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.by not in COLUMNS:
            raise ValueError(f"{self.by!r} is no moment of a case")
        wants = {
            "share": bool(self.part),
            "sums": bool(self.sum and self.per),
            "mean": bool(self.sum),
            "top": bool(self.top),
        }
        if not wants.get(self.shape, True):
            raise ValueError(f"{self.name} lacks what {self.shape!r} needs")
        if bool(self.posts) != ("post" in self.objects):
            raise ValueError(f"{self.name} is about posts, and names none, or the other way round")
        if set(self.posts) - set(workflow().roles):
            raise ValueError(f"{self.name} names a post that is no role of the workflow")
        _ = self.below, self.above, self.sums
        return self

    @property
    def rate(self) -> bool:
        """Whether it is between 0 and 1."""
        return self.shape in ("share", "sums", "top", "coverage")

    @cached_property
    def below(self) -> str:
        """The condition on the cases below the line, as SQL."""
        return both(self.of)

    @cached_property
    def above(self) -> str:
        """The condition on the cases above the line, as SQL."""
        return both((*self.of, *self.part))

    @cached_property
    def sums(self) -> tuple[str, ...]:
        """The quantities that are added up over its cases, as SQL."""
        return tuple(amount(each) for each in (self.sum, self.per) if each)

    def fits(self, kind: Object, post: str = "") -> bool:
        """Return whether an object, or a post, is evaluated by it."""
        return kind in self.objects and (kind != "post" or post in self.posts)


@cache
def indicators() -> Mapping[str, Indicator]:
    """Return all indicators by name.

    Raises:
        ValueError: one doesn't hold together; a fault of ours.
    """
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: Indicator(name=name, **each) for name, each in told.items()}


def indicator(name: str) -> Indicator:
    """Return an indicator.

    Raises:
        CaseError: there is none of that name.
    """
    found = indicators().get(name)
    if found is None:
        known = ", ".join(indicators())
        raise CaseError("error.evaluation.indicator", found=name[:60], known=known)
    return found
