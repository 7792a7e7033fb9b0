"""What a question may ask for, from ``watch/data/sensorthings.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "sensorthings.toml"


@dataclass(frozen=True)
class Limits:
    """See the file for what each means."""

    page: int
    most_page: int
    most_skip: int
    most_depth: int
    most_entities: int
    most_characters: int
    most_nodes: int
    most_nested: int
    most_shapes: int
    most_batch: int
    most_observations: int


@cache
def limits() -> Limits:
    """Return the limits."""
    return Limits(**tomllib.loads(FILE.read_text(encoding="utf-8")))
