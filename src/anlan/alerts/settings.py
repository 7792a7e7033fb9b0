"""What public alerts are made of, from ``alerts/data``: templates, colours, statuses, channels."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from anlan.model.declared import Declared, Slug, Text
from anlan.model.errors import AlertError
from anlan.words import Language

FOLDER = Path(__file__).parent / "data"
Colour = Literal["red", "orange", "yellow", "blue"]
Status = Literal["Actual", "Exercise", "Test"]


class Template(Declared):
    """What a city warns of, with the texts a composer begins with."""

    name: Slug
    title: Text
    category: str
    event_code: str
    kinds: tuple[str, ...]
    metres: float
    hours: float
    headline: Text
    description: Text
    instruction: Text


class ColourLevel(Declared):
    """One of the four colours, in CAP's words."""

    name: Text
    code: str
    severity: str
    urgency: str
    certainty: str
    responses: tuple[str, ...]


class Words(Declared):
    """Words by language."""

    en: tuple[str, ...]
    zh: tuple[str, ...]


class Marks(Declared):
    """How a status that isn't actual is told in every text."""

    mark: Text
    sentence: Text
    words: Words


class AreaLimits(Declared):
    """Limits of areas; see the file."""

    points: int
    most_points: int
    most_parts: int
    most_metres: float
    fewest: int


class Levels(Declared):
    """``levels.toml``."""

    colours: Mapping[Colour, ColourLevel]
    statuses: Mapping[Literal["Exercise", "Test"], Marks]
    languages: Mapping[Language, str]
    area: AreaLimits


class Way(Declared):
    """A way to a phone, and how many characters it takes."""

    name: Slug
    title: Text
    gsm7: int
    ucs2: int


class Needed(Declared):
    """Ways that a message must fit."""

    ways: tuple[str, ...]


class SendingSettings(Declared):
    """How public documents are given out."""

    max_age: int
    fresh: float


class PageSettings(Declared):
    """The page for residents; see the file."""

    every: int
    most: int
    longest: int


class Channels(Declared):
    """``channels.toml``."""

    ways: tuple[Way, ...]
    needed: Needed
    sending: SendingSettings
    page: PageSettings


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def levels() -> Levels:
    """Return colours, statuses, languages and limits."""
    return Levels.model_validate(_read("levels.toml"))


@cache
def channels() -> Channels:
    """Return what channels can hold."""
    return Channels.model_validate(_read("channels.toml"))


@cache
def templates() -> Mapping[str, Template]:
    """Return the templates by name."""
    found = [Template.model_validate(each) for each in _read("templates.toml")["templates"]]
    return {each.name: each for each in found}


def template(name: str) -> Template:
    """Return a template.

    Raises:
        AlertError: there is none.
    """
    found = templates().get(name)
    if found is None:
        raise AlertError("error.alerts.template", found=name, choices=", ".join(templates()))
    return found


def template_of_kind(kind: str) -> Template:
    """Return the template that an alarm of a kind of sensor proposes.

    >>> template_of_kind("waterlogging").name, template_of_kind("lift_speed").name
    ('urban_flood', 'other')
    """
    mine = (each for each in templates().values() if kind in each.kinds)
    return next(mine, None) or templates()["other"]


def colour_of(severity: str) -> str | None:
    """Return the colour of a severity of CAP's; None for one that has none."""
    mine = (name for name, each in levels().colours.items() if each.severity == severity)
    return next(mine, None)
