"""How much one message may be, ``data/limits.toml``."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import Field

from anlan.model.declared import Declared


class Limits(Declared):
    """The most of everything; see the file for the meaning of each."""

    payload_bytes: int = Field(gt=0, le=268_435_455)
    rows: int = Field(gt=0)
    text_chars: int = Field(gt=0)
    sample_chars: int = Field(gt=0)
    key_chars: int = Field(gt=0)
    topics: int = Field(gt=0)
    unacknowledged: int = Field(gt=0, le=65_535)
    held_bytes: int = Field(gt=0)
    session_s: int = Field(gt=0)
    retry_least_ms: int = Field(gt=0)
    retry_most_ms: int = Field(gt=0)
    keep_alive_s: int = Field(gt=0)


@cache
def limits() -> Limits:
    """Return the limits."""
    file = Path(__file__).parent / "data" / "limits.toml"
    return Limits.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
