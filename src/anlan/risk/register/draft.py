"""A risk point as somebody gives it, before it is graded and registered."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from anlan.model.errors import RegisterError
from anlan.risk.register.kinds import kinds

LONGEST_NAME, LONGEST_TEXT = 200, 4000


@dataclass(frozen=True)
class Measure:
    """What is done against a source: its group of the five, and what."""

    group: str
    text: str


@dataclass(frozen=True)
class Source:
    """What in a risk point is dangerous.

    Attributes:
        name: what it is: a part, a step of work, a substance.
        event: the code of what it may come to, of GB/T 6441.
        cause, consequence: in words.
        inherent: the scores without the measures, by the letters of the point's scheme.
        residual: the scores with them; the inherent ones where none are given.
        measures: what is done against it.
    """

    name: str
    event: str
    inherent: Mapping[str, float]
    residual: Mapping[str, float] | None = None
    cause: str = ""
    consequence: str = ""
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A risk point; what each means is told at :class:`anlan.store.risk.tables.RiskPoint`.

    ``floors`` are the situations that make it of a colour regardless of its score; ``assessed`` is
    the day on which it was scored, today unless given.
    """

    code: str
    name: str
    type: str
    field: str
    scheme: str
    sources: tuple[Source, ...]
    unit: str = ""
    unit_code: str = ""
    owner: str = ""
    department: str = ""
    division: str = ""
    lon: float | None = None
    lat: float | None = None
    asset_id: str | None = None
    floors: tuple[str, ...] = ()
    assessed: date | None = None

    def check(self) -> None:
        """See that everything it names is known, and that no text is empty or too long.

        Raises:
            RegisterError: something isn't; it is named with the point's code.
        """
        known = kinds()
        if not self.code.strip() or not self.name.strip():
            raise RegisterError("error.register.nameless", code=self.code or "-")
        self._known("type", self.type, known.types)
        self._known("field", self.field, known.fields)
        for each in self.floors:
            self._known("floor", each, known.floors)
        if not self.sources:
            raise RegisterError("error.register.sourceless", code=self.code)
        if (self.lon is None) != (self.lat is None) or not all(
            math.isfinite(each or 0) for each in (self.lon, self.lat)
        ):
            raise RegisterError("error.register.place", code=self.code)
        for source in self.sources:
            self._known("event", source.event, known.accidents)
            for measure in source.measures:
                self._known("measure", measure.group, known.measures)
        self._short()

    def _known(self, key: str, found: str, choices: Mapping[str, object]) -> None:
        if found not in choices:
            told = ", ".join(choices)
            raise RegisterError(
                "error.register.choice", code=self.code, key=key, found=found, choices=told
            )

    def _short(self) -> None:
        names = [self.code, self.name, self.unit, self.unit_code, self.owner]
        texts = []
        for source in self.sources:
            names.append(source.name)
            texts += [source.cause, source.consequence, *(each.text for each in source.measures)]
        for found, most in [(names, LONGEST_NAME), (texts, LONGEST_TEXT)]:
            for each in found:
                if len(each) > most:
                    raise RegisterError(
                        "error.register.long", code=self.code, found=each[:40], most=most
                    )


@dataclass(frozen=True, slots=True)
class Told:
    """A living fact of a point.

    Attributes:
        code: the point's.
        modifier: which of ``risk/data/modifiers.toml``.
        key: what it follows from, such as a case's number; the same again changes the fact.
        began: since when.
        ended: until when; None while it holds.
    """

    code: str
    modifier: str
    key: str
    began: datetime
    ended: datetime | None = None
