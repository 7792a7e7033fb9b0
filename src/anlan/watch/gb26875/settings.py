"""The tables of the protocol, ``data.toml``."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from anlan.model.declared import Declared

Is = Literal[
    "system", "part", "analog", "operation", "device", "device_operation", "nothing"
]  # fmt: skip
DEFAULT_KIND = "fire_signal"


class Type(Declared):
    """A type of data unit; ``bytes`` of one object without its time, 0 where it varies."""

    is_: Is = Field(alias="is")
    bytes: int = Field(ge=0)
    most: int = Field(gt=0)


class Analog(Declared):
    """An analog value."""

    name: str
    unit: str
    scale: float


class Commands(Declared):
    """Commands of a frame."""

    control: int
    send: int
    confirm: int
    request: int
    reply: int
    deny: int


class Limits(Declared):
    """How much one connection may be."""

    data_bytes: int = Field(gt=0)
    connections: int = Field(gt=0)
    idle_s: float = Field(gt=0)
    frame_s: float = Field(gt=0)
    garbage_bytes: int = Field(gt=0)
    waiting: int = Field(gt=0)
    skew_s: float = Field(gt=0)


class Tables(Declared):
    """All tables."""

    commands: Commands
    types: dict[int, Type]
    bits: dict[str, dict[int, str]]
    inverted: dict[str, tuple[int, ...]]
    analog: dict[int, Analog]
    kinds: dict[int, str]
    limits: Limits

    def kind(self, part: int) -> str:
        """Return the kind of the fire state of a type of part."""
        return self.kinds.get(part, DEFAULT_KIND)


@cache
def tables() -> Tables:
    """Return the tables."""
    file = Path(__file__).parent / "data.toml"
    return Tables.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
