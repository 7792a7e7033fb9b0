"""The certificate of a replay: what was replayed on what, and what came of it.

It has no date and nothing of the machine in it: the same rules on the same history give the same
certificate.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from anlan import __version__
from anlan.model.declared import Declared
from anlan.model.errors import WatchError
from anlan.watch.replay.figures import Costs, Figures
from anlan.watch.rules import Rule, Rules

ROOM = Path(__file__).parents[1]
PARTS = ("batch.py", "data/costs.toml", "data/kinds.toml", "detectors", "engine", "gate.py",
         "replay", "rules")  # fmt: skip
"""What decides which claims rules make, and what they are worth."""


class Judged(Declared):
    """One rule in a replay, known by what it says."""

    id: str
    version: int
    fingerprint: str
    figures: Figures


class Recorded(Declared):
    """The history that was replayed; ``begin`` and ``end`` in microseconds, None if it is empty.

    ``late`` is how many came later than the allowance and counted for nothing, as in life.
    """

    sha256: str
    streams: int
    readings: int
    unknown: int
    unusable: int
    repeated: int
    late: int = 0
    begin: int | None
    end: int | None


class Lacking(Declared):
    """Datastreams that a rule couldn't watch, as they lack a figure it refers to."""

    rule: str
    figure: str
    streams: int


class Certificate(Declared):
    """What came of a replay.

    Attributes:
        anlan, code: version, and SHA-256 of the code and data of the rules' room.
        streams, events, forecasts: SHA-256 of their files, None where there were none.
        against: the same of other rules on the same history.
    """

    anlan: str
    code: str
    history: Recorded
    streams: str | None
    events: str | None
    forecasts: str | None
    allowance_seconds: float
    horizon_seconds: float
    costs: Costs
    whole: Figures
    rules: tuple[Judged, ...]
    lacking: tuple[Lacking, ...]
    against: "Certificate | None" = None

    def covers(self, rules: Rules, rule: Rule) -> bool:
        """Return whether just this rule was replayed beside events, by this code, and watched any.

        A rule that was changed since, or one that it combines, isn't covered.
        """
        return self.covers_print(rules.fingerprint(rule))

    def covers_print(self, fingerprint: str) -> bool:
        """Return the same of a rule known by what it says."""
        return self.code == code() and any(
            each.fingerprint == fingerprint
            and each.figures.events is not None
            and each.figures.objects > 0
            for each in self.rules
        )

    def write(self, file: Path) -> None:
        """Write it as JSON."""
        try:
            file.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise WatchError("error.replay.write", file=file, reason=error) from error

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read one.

        Raises:
            WatchError: it isn't one.
        """
        try:
            return cls.model_validate_json(file.read_text(encoding="utf-8"))
        except (OSError, ValidationError, UnicodeDecodeError) as error:
            reason = str(error).splitlines()[0]
            raise WatchError("error.replay.certificate", file=file.name, reason=reason) from error


@cache
def code() -> str:
    """Return what tells this code and data of rules, engine and replay from any other.

    What only takes readings in, or handles alarms, doesn't count: it changes no claim.
    """
    found = hashlib.sha256()
    for part in PARTS:
        whole = ROOM / part
        for file in sorted(whole.rglob("*")) if whole.is_dir() else [whole]:
            if file.suffix in (".py", ".toml"):
                found.update(file.relative_to(ROOM).as_posix().encode() + file.read_bytes())
    return found.hexdigest()


def version() -> str:
    """Return the version of Anlan."""
    return __version__
