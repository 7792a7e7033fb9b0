"""The settings of jobs and upkeep, from ``store/data/jobs.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "jobs.toml"


@dataclass(frozen=True)
class JobSettings:
    """See the file for what each means."""

    lease_seconds: float
    heartbeat_seconds: float
    idle_seconds: float
    most_takes: int
    busy_seconds: float
    grace_seconds: float
    upkeep: Mapping[str, float]


@cache
def settings() -> JobSettings:
    """Return the settings."""
    return JobSettings(**tomllib.loads(FILE.read_text(encoding="utf-8")))
