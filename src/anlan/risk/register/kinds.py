"""What the register's data files declare: fields, types, measures, control, floors, accidents."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field

from anlan.model.colour import Colour
from anlan.model.declared import Declared, Level, Slug, Text

_DATA = Path(__file__).parents[1] / "data"


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


class _Register(Declared):
    types: tuple[Named, ...]
    measures: tuple[Named, ...]
    control: tuple[Control, ...]


@dataclass(frozen=True)
class Kinds:
    """Each by its id, in the order of its file; ``accidents`` are the kinds of GB/T 6441."""

    fields: dict[str, Text]
    types: dict[str, Text]
    measures: dict[str, Text]
    accidents: dict[str, Text]
    floors: dict[str, Floor]
    control: dict[Colour, Control]


@cache
def kinds() -> Kinds:
    """Return what ships with Anlan."""
    register = _Register.model_validate(_toml("register"))
    fields = [Named.model_validate(each) for each in _toml("fields")["fields"]]
    floors = [Floor.model_validate(each) for each in _toml("floors")["floors"]]
    with (_DATA / "accidents.csv").open(encoding="utf-8", newline="") as text:
        accidents = {row["code"]: Text(en=row["en"], zh=row["zh"]) for row in csv.DictReader(text)}
    return Kinds(
        {each.id: each.name for each in fields},
        {each.id: each.name for each in register.types},
        {each.id: each.name for each in register.measures},
        accidents,
        {each.id: each for each in floors},
        {each.colour: each for each in register.control},
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))
