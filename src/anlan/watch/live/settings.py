"""The settings of the live engine, from ``watch/data/live.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "live.toml"


@dataclass(frozen=True)
class LiveSettings:
    """See the file for what each means."""

    allowance_ms: int
    poll_ms: int
    tick_ms: int
    idle_tick_ms: int
    chunks: int
    progress_seconds: float
    lease_seconds: float
    beat_seconds: float
    snapshot_seconds: float
    plan_seconds: float
    forecast_days: float


@cache
def settings() -> LiveSettings:
    """Return the settings that ship with Anlan."""
    return LiveSettings(**tomllib.loads(FILE.read_text(encoding="utf-8")))
