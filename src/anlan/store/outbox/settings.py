"""The outbox's settings, from ``store/data/outbox.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "outbox.toml"


@dataclass(frozen=True)
class OutboxSettings:
    """See the file for what each means."""

    waits: tuple[float, ...]
    jitter: float
    lease_seconds: float
    timeout_seconds: float
    batch: int
    lines: int
    host_lines: int
    line_seconds: float
    settled: int
    settle_seconds: float
    round_seconds: float
    idle_seconds: float


@cache
def settings() -> OutboxSettings:
    """Return the settings."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return OutboxSettings(**read | {"waits": tuple(read["waits"])})
