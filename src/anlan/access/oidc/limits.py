"""The limits of this part, from ``access/data/oidc.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "oidc.toml"


@dataclass(frozen=True)
class Limits:
    """See the file for what each means."""

    begun_minutes: float
    seconds: float
    bytes: int
    document_minutes: float
    keys_minutes: float
    leeway_seconds: int
    algorithms: tuple[str, ...]
    least_rsa_bits: int
    login_longest: int


@cache
def limits() -> Limits:
    """Return the limits."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Limits(**read | {"algorithms": tuple(read["algorithms"])})
