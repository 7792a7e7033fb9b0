"""The settings of mails, from ``cases/data/mail.toml``."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anlan.model.geo import Datum

FILE = Path(__file__).parents[1] / "data" / "mail.toml"
_NUMBER = r"-?\d{1,3}(?:\.\d{1,12})?"
"""What N stands for in the patterns of positions."""


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a position: its pattern, with the groups ``lat`` and ``lon``, and datum."""

    pattern: re.Pattern[str]
    datum: Datum = "WGS84"


@dataclass(frozen=True)
class MailSettings:
    """See the file for what each means."""

    bytes: int
    characters: int
    parts: int
    pictures: int
    links: int
    batch: int
    waiting: int
    timeout_seconds: float
    automatic: Mapping[str, re.Pattern[str]]
    history: re.Pattern[str]
    foot: re.Pattern[str]
    answer: re.Pattern[str]
    positions: tuple[Form, ...]


@cache
def settings() -> MailSettings:
    """Return the settings."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    cut, automatic = told.pop("cut"), told.pop("automatic")
    forms = (
        Form(re.compile(each["pattern"].replace("N)", f"{_NUMBER})")), each.get("datum", "WGS84"))
        for each in told.pop("positions")
    )
    return MailSettings(
        **told,
        automatic={name: re.compile(each, re.IGNORECASE) for name, each in automatic.items()},
        history=_beginnings(cut["history"]),
        foot=_beginnings(cut["foot"]),
        answer=re.compile(cut["answer"]),
        positions=tuple(forms),
    )


def _beginnings(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(f"^(?:{'|'.join(patterns)})", re.MULTILINE)
