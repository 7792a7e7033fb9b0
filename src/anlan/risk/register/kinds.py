"""What the register's data files declare: fields, types, measures, control, floors, accidents."""

import csv
from dataclasses import dataclass
from functools import cache

from pydantic import Field

from anlan.model.colour import Colour
from anlan.model.declared import Declared, Level, Slug, Text
from anlan.risk.declared import DATA, read_declared


class Named(Declared):
    """Something with an id and a name."""

    id: Slug
    name: Text


class Control(Declared):
    """How a colour is controlled: by whom, and how often it is patrolled and reviewed."""

    colour: Colour
    unit: Text
    level: Level
    patrol_days: int = Field(ge=1)
    review_months: int = Field(ge=1)


class Floor(Named):
    """A situation in which a risk is of a colour regardless of its score."""

    colour: Colour
    source: str


class _Fields(Declared):
    fields: tuple[Named, ...]


class _Floors(Declared):
    floors: tuple[Floor, ...]


class Review(Named):
    """Why a point is reviewed; ``began`` and ``ended`` are modifiers whose facts ask for it."""

    began: tuple[Slug, ...] = ()
    ended: tuple[Slug, ...] = ()


class _Register(Declared):
    types: tuple[Named, ...]
    measures: tuple[Named, ...]
    control: tuple[Control, ...]
    reviews: tuple[Review, ...]


@dataclass(frozen=True)
class Kinds:
    """Each by its id, in the order of its file; ``accidents`` are the kinds of GB/T 6441."""

    fields: dict[str, Text]
    types: dict[str, Text]
    measures: dict[str, Text]
    accidents: dict[str, Text]
    floors: dict[str, Floor]
    control: dict[Colour, Control]
    reviews: dict[str, Review]


@cache
def kinds() -> Kinds:
    """Return what ships with Anlan."""
    register = read_declared(DATA / "register.toml", _Register)
    fields = read_declared(DATA / "fields.toml", _Fields).fields
    floors = read_declared(DATA / "floors.toml", _Floors).floors
    with (DATA / "accidents.csv").open(encoding="utf-8", newline="") as text:
        accidents = {row["code"]: Text(en=row["en"], zh=row["zh"]) for row in csv.DictReader(text)}
    return Kinds(
        {each.id: each.name for each in fields},
        {each.id: each.name for each in register.types},
        {each.id: each.name for each in register.measures},
        accidents,
        {each.id: each for each in floors},
        {each.colour: each for each in register.control},
        {each.id: each for each in register.reviews},
    )
