"""What intake bears and by what it judges readings, from ``watch/data/intake.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from pydantic import Field

from anlan.model.declared import Declared, Slug
from anlan.watch.batch import BAD, GOOD, SUSPECT, Floats
from anlan.watch.flags import FLAGS
from anlan.watch.rules.kinds import kinds

FILE = Path(__file__).parents[1] / "data" / "intake.toml"
SEVERITY = {"good": GOOD, "suspect": SUSPECT, "bad": BAD}


class Commit(Declared):
    """When readings are made durable."""

    wait_ms: float = Field(gt=0)
    rows: int = Field(gt=0)
    pending_rows: int = Field(gt=0)
    retry_s: float = Field(gt=0)


class Limits(Declared):
    """What is refused."""

    ahead_s: float = Field(ge=0)
    skew_s: float = Field(ge=0)
    oldest_days: float = Field(gt=0)
    sender_rows_per_s: int = Field(gt=0)
    sender_burst_s: int = Field(gt=0)
    stream_rows_per_minute: int = Field(gt=0)
    text_chars: int = Field(gt=0)


class Refused(Declared):
    """How much is kept of what is refused."""

    minute_s: float = Field(gt=0)
    senders: int = Field(gt=0)
    keep_days: float = Field(gt=0)


class Http(Declared):
    """What one request may hold and how long it may wait."""

    body_bytes: int = Field(gt=0)
    wait_s: float = Field(gt=0)
    told_rows: int = Field(ge=0)


class General(Declared):
    """How readings of any kind are judged."""

    gap: float = Field(gt=1)
    spike_mads: float = Field(gt=0)
    neighbours_s: float = Field(gt=0)
    neighbours: int = Field(ge=3)


class Judged(Declared):
    """How readings of a kind are judged, in its unit; what isn't given isn't judged."""

    id: Slug
    rate: float | None = Field(default=None, gt=0)
    stuck: int | None = Field(default=None, gt=1)
    spike: float | None = Field(default=None, gt=0)
    neighbours: float | None = Field(default=None, gt=0)


class Settings(Declared):
    """See the file for what each means."""

    commit: Commit
    limits: Limits
    refused: Refused
    http: Http
    severity: dict[str, str]
    general: General
    kinds: tuple[Judged, ...]

    @property
    def qualities(self) -> tuple[int, ...]:
        """What each flag makes of a reading, in the order of the flags."""
        return tuple(SEVERITY[self.severity[name]] for name in FLAGS)


@dataclass(frozen=True)
class Table:
    """How each kind is judged, by its place among the kinds; the last is no kind. NaN: not at all.

    ``stuck`` is how many equal values are too many.
    """

    rate: Floats
    stuck: Floats
    spike: Floats
    neighbours: Floats


@cache
def settings() -> Settings:
    """Return the settings."""
    return Settings.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


def table(by: Settings) -> Table:
    """Return how each kind is judged."""
    given = {each.id: each for each in by.kinds}
    names = ("rate", "stuck", "spike", "neighbours")
    columns = {name: np.full(len(kinds()) + 1, np.nan) for name in names}
    for place, kind in enumerate(kinds()):
        for name in names if kind in given else ():
            value = getattr(given[kind], name)
            columns[name][place] = np.nan if value is None else value
    return Table(**columns)
