r"""What cases are about: components and events of a city, and a guess at which is meant.

The shipped catalogue is in ``data/catalogue.toml`` and ``data/classes.csv``, where each row says
what it was taken from.

A class :math:`c` has phrases :math:`W_c`, its title among them. For a text the score of a class is

.. math:: s(c) = \sum_{w \in W_c,\ w \text{ in the text}} \log\frac{N + 1}{n_w}
          + \log\frac{m_c + 1}{m + N}

with N classes, :math:`n_w` of them with the phrase w, and :math:`m_c` of m earlier cases of the
place that were of the class. The first term is the inverse document frequency (Spärck Jones, "A
statistical interpretation of term specificity", Journal of Documentation 28(1), 1972), the second
the share of a class with Laplace's correction.
"""

import csv
import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from anlan.cases.clock import Limit
from anlan.model.declared import Declared, Text

DATA = Path(__file__).parent / "data"
CODE = r"^[ce]\d{2}(\d{2})?$"


class Remedy(Declared):
    """When something must be put right, how long that may take, and when it counts as right."""

    name: str
    when: Text
    limit: Limit
    right: Text
    source: str


class Group(Declared):
    """A major class, such as c01 public utilities."""

    code: Annotated[str, Field(pattern=CODE)]
    title: Text


@dataclass(frozen=True, slots=True)
class Class:
    """One minor class: a code such as e0102, its title, phrases that mean it, its remedy."""

    code: str
    title: Text
    phrases: tuple[str, ...]
    remedy: Remedy
    source: str

    @property
    def group(self) -> str:
        """The code of its major class."""
        return self.code[:3]

    @property
    def is_component(self) -> bool:
        """Whether it is a thing of the city, not something that happens in it."""
        return self.code.startswith("c")


@dataclass(frozen=True, slots=True)
class Guess:
    """A class that may be meant, its score, and the phrases that speak for it."""

    code: str
    score: float
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """The classes of a city by code, with their groups."""

    scheme: str
    groups: Mapping[str, Group]
    classes: Mapping[str, Class]

    @cached_property
    def _sharing(self) -> Counter[str]:
        """How many classes have each phrase."""
        return Counter(phrase for each in self.classes.values() for phrase in each.phrases)

    def guess(
        self, text: str, earlier: Mapping[str, int] | None = None, most: int = 5
    ) -> list[Guess]:
        """Return the classes that a text may mean, the likeliest first.

        Args:
            text: what somebody wrote, in any of the languages.
            earlier: how many cases of each class the place has had.
            most: so many are returned at most.

        Returns:
            Classes of which a phrase stands in the text. Without any, those that the place has
            had; none where it has had none.

        >>> first = catalogue().guess("小区门口的井盖没了，旁边是污水井盖")[0]
        >>> first.code, first.phrases
        ('c0102', ('污水井盖', '井盖'))

        Eleven classes share 井盖, so it says little; 污水井盖 is of one class and decides.
        """
        earlier = earlier or {}
        plain, size = _plain(text), len(self.classes)
        cases = sum(earlier.values())
        found = []
        for each in self.classes.values():
            held = tuple(phrase for phrase in each.phrases if _stands(phrase, plain))
            if not held and each.code not in earlier:
                continue
            rarity = sum(math.log((size + 1) / self._sharing[phrase]) for phrase in held)
            habit = math.log((earlier.get(each.code, 0) + 1) / (cases + size))
            found.append(Guess(each.code, rarity + habit, held))
        meant = [guess for guess in found if guess.phrases] or found
        return sorted(meant, key=lambda guess: (-guess.score, guess.code))[:most]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _words(phrase: str) -> re.Pattern[str]:
    """Match a phrase of Latin letters between ends of words; other scripts don't part words."""
    ends = r"\b" if phrase.isascii() else ""
    return re.compile(f"{ends}{re.escape(phrase)}s?{ends}" if ends else re.escape(phrase))


def _stands(phrase: str, plain: str) -> bool:
    return _words(phrase).search(plain) is not None


@cache
def catalogue() -> Catalogue:
    """Return the catalogue that ships with Anlan."""
    told = tomllib.loads((DATA / "catalogue.toml").read_text(encoding="utf-8"))
    remedies = TypeAdapter(list[Remedy]).validate_python(told["limits"])
    groups = TypeAdapter(list[Group]).validate_python(told["groups"])
    with (DATA / "classes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Catalogue(
        told["scheme"],
        {each.code: each for each in groups},
        dict(_classes(rows, {each.name: each for each in remedies})),
    )


def _classes(
    rows: Iterable[Mapping[str, str]], remedies: Mapping[str, Remedy]
) -> Iterable[tuple[str, Class]]:
    for row in rows:
        title = Text(en=row["en"], zh=row["zh"])
        words = [title.zh, title.en, *row["words_zh"].split("|"), *row["words_en"].split("|")]
        phrases = tuple(dict.fromkeys(map(_plain, words)))
        yield row["code"], Class(row["code"], title, phrases, remedies[row["limit"]], row["source"])
