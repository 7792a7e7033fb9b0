"""How much is given at a time, from ``pool/data/sharing.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "sharing.toml"


@dataclass(frozen=True)
class Settings:
    """See the file for what each means."""

    batch_rows: int
    count_rows: int
    walk_rows: int
    page: int
    most: int
    changes_page: int
    changes_most: int


@cache
def settings() -> Settings:
    """Return the settings."""
    return Settings(**tomllib.loads(FILE.read_text(encoding="utf-8")))
