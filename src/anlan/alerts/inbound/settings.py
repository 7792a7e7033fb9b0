"""How feeds are followed, from ``alerts/data/inbound.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache

from anlan.alerts.settings import FOLDER


@dataclass(frozen=True)
class InboundSettings:
    """See the file for what each means."""

    seconds: float
    feed_bytes: int
    message_bytes: int
    messages: int
    visit_seconds: float
    at_once: int
    first_wait_seconds: float
    longest_wait_seconds: float


@cache
def settings() -> InboundSettings:
    """Return the settings."""
    text = (FOLDER / "inbound.toml").read_text(encoding="utf-8")
    return InboundSettings(**tomllib.loads(text))
