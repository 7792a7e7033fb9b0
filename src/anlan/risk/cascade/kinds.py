"""The kinds of influence, and which follow from positions: ``risk/data/influences.toml``."""

from functools import cache
from typing import Literal

from pydantic import Field

from anlan.model.declared import Declared, Slug, Text
from anlan.risk.declared import DATA, read_declared

FILE = DATA / "influences.toml"


class Kind(Declared):
    """A way in which an asset depends on others; see the file for what each means."""

    id: Slug
    name: Text
    rule: Literal["all", "any"]
    lag: float = Field(ge=0)
    recovery: float = Field(ge=0)
    weight: float = Field(gt=0, le=1)


class Place(Declared):
    """A rule by which influences follow from positions; see the file for what each means."""

    id: Slug
    name: Text
    kind: Slug
    fields: tuple[Slug, ...] = ()
    equipment: tuple[Slug, ...] = ()
    targets: tuple[Slug, ...] = Field(min_length=1)
    metres: float = Field(gt=0)
    most: int = Field(ge=1)


class _Declared(Declared):
    kinds: tuple[Kind, ...]
    places: tuple[Place, ...]


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds by their id, in the order of the file."""
    return {each.id: each for each in _declared().kinds}


@cache
def places() -> tuple[Place, ...]:
    """Return the rules by which influences follow from positions."""
    return _declared().places


@cache
def _declared() -> _Declared:
    return read_declared(FILE, _Declared)
