"""What the server bears, from ``api/data/server.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "server.toml"


@dataclass(frozen=True)
class Bounds:
    """How much a request may hold and how long it may take."""

    head_seconds: float
    body_seconds: float
    body_bytes: int
    target_bytes: int
    linger_seconds: float


@dataclass(frozen=True)
class Streams:
    """How live streams are told, and how many there may be."""

    look_seconds: float
    beat_seconds: float
    check_seconds: float
    most: int
    most_each: int


@dataclass(frozen=True)
class Settings:
    """See the file for what each means."""

    request: Bounds
    streams: Streams
    connections: int
    least_free_bytes: int
    database_seconds: float
    stop_seconds: int


@cache
def settings() -> Settings:
    """Return the settings."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Settings(
        request=Bounds(**read["request"]), streams=Streams(**read["streams"]), **read["server"]
    )
