"""The kinds of influence, from ``risk/data/influences.toml``."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from anlan.model.declared import Declared, Slug, Text

FILE = Path(__file__).parents[1] / "data" / "influences.toml"


class Kind(Declared):
    """A way in which an asset depends on others; see the file for what each means."""

    id: Slug
    name: Text
    rule: Literal["all", "any"]
    lag: float = Field(ge=0)
    recovery: float = Field(ge=0)
    weight: float = Field(gt=0, le=1)


class _Declared(Declared):
    kinds: tuple[Kind, ...]


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds by their id, in the order of the file."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {each.id: each for each in _Declared.model_validate(told).kinds}
