"""The ladder of escalation, from ``cases/data/ladder.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from anlan.cases.clock import Limit

FILE = Path(__file__).parent / "data" / "ladder.toml"


@dataclass(frozen=True)
class Rung:
    """One rung: its name, from which moment it counts, how much later, and if it raises a level."""

    name: str
    begin: Literal["near", "due"]
    after: Limit | None = None
    raises: bool = False


@dataclass(frozen=True)
class Ladder:
    """See the file for what each means."""

    ahead_seconds: float
    batch: int
    rungs: tuple[Rung, ...]

    def first(self, *, near: bool) -> int:
        """Return the lowest rung of a deadline that has a near moment, or has none."""
        return next(n for n, rung in enumerate(self.rungs) if near or rung.begin == "due")


@cache
def ladder() -> Ladder:
    """Return the ladder."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    rungs = tuple(
        Rung(
            each["name"],
            each["begin"],
            Limit(**each["after"]) if "after" in each else None,
            each.get("raises", False),
        )
        for each in told["rungs"]
    )
    return Ladder(told["ahead_seconds"], told["batch"], rungs)
