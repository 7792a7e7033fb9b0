"""The messages of Sparkplug B, made of ``payload.textproto``, and the settings in ``data.toml``."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, text_format
from pydantic import Field

from anlan.model.declared import Declared

FOLDER = Path(__file__).parent


class Bounds(Declared):
    """How much is kept in mind."""

    nodes: int = Field(gt=0)
    metrics: int = Field(gt=0)
    rebirth_s: int = Field(gt=0)


class Settings(Declared):
    """What ``data.toml`` says; see there."""

    topics: tuple[str, ...]
    command: str
    state: str
    unit: str
    own: tuple[str, ...]
    online: str
    signed: dict[int, int]
    limits: Bounds


@cache
def settings() -> Settings:
    """Return the settings."""
    text = (FOLDER / "data.toml").read_text(encoding="utf-8")
    return Settings.model_validate(tomllib.loads(text))


@cache
def payload() -> Any:
    """Return the class of a payload."""
    text = (FOLDER / "payload.textproto").read_text(encoding="utf-8")
    file = text_format.Parse(text, descriptor_pb2.FileDescriptorProto())
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    found = pool.FindMessageTypeByName("anlan.sparkplug.Payload")
    return message_factory.GetMessageClass(found)
