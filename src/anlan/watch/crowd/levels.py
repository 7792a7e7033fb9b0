r"""How full a place is in words: levels of service after Fruin.

With density :math:`k` (persons/m²) each has :math:`1/k` m²; the level is the best whose least area
isn't more than that (Fruin, "Pedestrian Planning and Design", 1971).
"""

import math
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from anlan.model.declared import Declared, Text

FILE = Path(__file__).parents[1] / "data" / "crowd.toml"
Way = Literal["standing", "walking"]


class Level(Declared):
    """A level of service: the least area that each has, in m²."""

    level: str
    least: float = Field(ge=0)
    name: Text


class WayLevels(Declared):
    """The levels of people who stand, or walk, the best first."""

    id: Way
    name: Text
    levels: tuple[Level, ...]


class Crowd(Declared):
    """All of the file."""

    fresh_s: float
    ways: tuple[WayLevels, ...]


@cache
def settings() -> Crowd:
    """Return the settings."""
    return Crowd.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


def level(density: float, way: Way) -> Level:
    """Return the level of a density in persons/m².

    >>> level(0.5, "standing").level, level(2.0, "standing").level, level(6.0, "standing").level
    ('A', 'D', 'F')
    >>> level(2.0, "walking").level
    'E'

    Two people on a square metre can stand, though hardly anybody gets past them; walking, they
    shuffle.
    """
    each = 1 / density if density > 0 else math.inf
    levels = next(one for one in settings().ways if one.id == way).levels
    return next(one for one in levels if each >= one.least)
