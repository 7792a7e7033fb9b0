"""Read ``defaults.yaml``: what the connectors assume when nobody says otherwise."""

from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CsvSettings(_Frozen):
    """The size of a block read at once, and when a header doesn't fit its rows."""

    block_bytes: int
    ragged_rows: int
    ragged_share: float


class Disguise(_Frozen):
    """The first bytes (hex) of a kind of file that is not text."""

    kind: str
    starts: str


class SocrataSettings(_Frozen):
    """How to ask a Socrata portal, politely; ``http`` is for servers on this machine only."""

    page_size: int
    requests_per_second: float
    attempts: int
    timeout_seconds: float
    first_wait_seconds: float
    longest_wait_seconds: float
    scheme: str = "https"
    token_variable: str = "ANLAN_SOCRATA_TOKEN"  # noqa: S105 - the name of a variable, no secret


class Defaults(_Frozen):
    """All of ``defaults.yaml``."""

    csv: CsvSettings
    disguises: list[Disguise]
    socrata: SocrataSettings


@cache
def defaults() -> Defaults:
    """Return the defaults, read once."""
    file = resources.files("anlan.pool.connectors") / "defaults.yaml"
    return Defaults.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
