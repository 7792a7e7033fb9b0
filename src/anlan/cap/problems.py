"""What is wrong with a message: rule, place, sentence, and how to mend it.

Every rule stands in ``data/rules.json`` with its level, its sentence and its source. An ``error``
makes a message invalid, ``advice`` doesn't. A profile may move a rule from one to the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from anlan.cap.texts import Language, data, fill

Level = Literal["error", "advice", "off"]
MOST = 200
"""So many errors of a message are told, and as much advice; a hostile one could have a million."""
SHOWN = 80
"""So many characters of what was found are shown."""


def rules() -> Mapping[str, Mapping[str, str]]:
    """Return every rule by its id."""
    return cast("Mapping[str, Mapping[str, str]]", data("rules"))


@dataclass(frozen=True)
class Problem:
    """One breach of one rule."""

    rule: str
    level: Level
    path: str
    values: Mapping[str, object]

    def say(self, lang: Language = "en") -> str:
        """Return what is wrong."""
        return fill(rules()[self.rule][lang], dict(self.values))

    def mend(self, lang: Language = "en") -> str:
        """Return how to mend it."""
        return fill(rules()[self.rule][f"mend_{lang}"], dict(self.values))


class Found:
    """Collects problems; ``levels`` are a profile's own."""

    def __init__(self, levels: Mapping[str, Level] | None = None) -> None:
        self.problems: list[Problem] = []
        self.levels = levels or {}
        self.full = False
        """Whether so many errors have been found that no more are looked for."""
        self._left = {"error": MOST, "advice": MOST}

    def add(self, rule: str, path: str, **values: object) -> None:
        """Note a breach, unless the profile has switched its rule off."""
        level = self.levels.get(rule) or cast("Level", rules()[rule]["level"])
        if self._left.get(level):
            self._left[level] -= 1
            self.full = not self._left["error"]
            told = {name: short(value) for name, value in values.items()}
            self.problems.append(Problem(rule, level, path, told))

    @property
    def broken(self) -> bool:
        """Whether an error is among them."""
        return any(problem.level == "error" for problem in self.problems)


def short(value: object) -> object:
    """Return a value to show, cut where it is long."""
    if not isinstance(value, str) or len(value) <= SHOWN:
        return value
    return f"{value[:SHOWN]}…"


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return those that make a message invalid."""
    return tuple(problem for problem in problems if problem.level == "error")
