"""The modifiers of a risk, ``risk/data/modifiers.toml``: which fact moves a value, and how far."""

from functools import cache, cached_property
from pathlib import Path

from pydantic import Field

from anlan.model.colour import Colour
from anlan.model.declared import Declared, Slug, Text
from anlan.model.errors import RegisterError
from anlan.risk.declared import DATA, read_declared

FILE = DATA / "modifiers.toml"


class Modifier(Declared):
    """A fact that moves the value of the risk points it is told of.

    ``fields`` are those whose points it moves; none named means all of them.
    """

    id: Slug
    name: Text
    factor: float = Field(gt=0)
    half_life_days: float = Field(ge=0)
    floor: Colour | None = None
    fields: tuple[Slug, ...] = ()


class Bounds(Declared):
    """By how much all facts together may multiply a value."""

    least: float = Field(gt=0, le=1)
    most: float = Field(ge=1)


class Rules(Declared):
    """All modifiers, in the order in which facts count them."""

    bounds: Bounds
    modifiers: tuple[Modifier, ...]

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each modifier by its id."""
        return {each.id: place for place, each in enumerate(self.modifiers)}

    def of(self, name: str) -> Modifier:
        """Return the modifier of an id."""
        return self.modifiers[self.places[name]]


@cache
def rules() -> Rules:
    """Return the modifiers that ship with Anlan."""
    return read(FILE)


def read(file: Path) -> Rules:
    """Read modifiers from a TOML file.

    Raises:
        RegisterError: the file can't be read, isn't TOML, or doesn't declare modifiers.
    """
    found = read_declared(file, Rules)
    if len(found.places) < len(found.modifiers):
        names = [each.id for each in found.modifiers]
        twice = next(each for each in names if names.count(each) > 1)
        raise RegisterError("error.modifiers.twice", file=file.name, id=twice)
    return found
