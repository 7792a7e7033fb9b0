"""One division for as long as it stood, and what is found about a set of them."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import shapely

from anlan.model.declared import Level
from anlan.model.errors import CodeError
from anlan.words import Language, say

COLUMNS = ("code", "name_en", "name_zh", "level", "parent")
HISTORY = ("valid_from", "valid_to", "successors")
Kind = Literal[
    "mended", "refused", "empty", "overlap", "gap", "hole", "sticks_out",
    "outside", "swapped", "code", "prefix", "orphan", "ended",
]  # fmt: skip


@dataclass(frozen=True)
class Division:
    """A division of the city between two days.

    Attributes:
        valid_from: the first day it stands; None: ever since.
        valid_to: the first day it stands no more; None: it still stands.
        successors: the codes that took its place when it ended.
        shape: its polygon in WGS84 degrees, valid in OGC's sense; None where none is known.
    """

    code: str
    name_en: str
    name_zh: str
    level: Level
    parent: str
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    shape: shapely.Geometry | None = None

    def stands(self, day: date) -> bool:
        """Whether it is valid on ``day``."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)

    def row(self) -> dict[str, str]:
        """Return what is known of it besides its polygon, as texts."""
        told = {name: getattr(self, name) for name in COLUMNS}
        days = {name: getattr(self, name) for name in HISTORY[:2]}
        told |= {name: day.isoformat() for name, day in days.items() if day is not None}
        return told | ({"successors": " ".join(self.successors)} if self.successors else {})


@dataclass(frozen=True)
class Finding:
    """Something about a set that its keeper should know, with the place to look at.

    ``fault`` is the key of a text (a fault of OGC's list), ``error`` what a code's rules say.
    Positions are WGS84 degrees, None where the fault has none.
    """

    kind: Kind
    level: Level
    code: str
    other: str = ""
    lon: float | None = None
    lat: float | None = None
    area_m2: float | None = None
    fault: str = ""
    error: CodeError | None = None

    @property
    def where(self) -> str:
        """The place in decimal degrees, longitude first; a dash where there is none."""
        return "–" if self.lon is None else f"{self.lon:.6f}, {self.lat:.6f}"

    def say(self, lang: Language = "en") -> str:
        """Return the sentence in ``lang``."""
        area = "" if self.area_m2 is None else f"{self.area_m2:,.0f}"
        return say(
            f"divisions.finding.{self.kind}", lang,
            code=self.code, other=self.other, where=self.where, area=area,
            fault=say(self.fault, lang) if self.fault else "",
            reason=self.error.say(lang) if self.error else "",
        )  # fmt: skip
