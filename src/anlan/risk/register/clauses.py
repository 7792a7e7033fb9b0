"""Clauses that make a hazard a major one: which a finding may meet; a person concludes."""

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from anlan.model.declared import Text
from anlan.risk.declared import DATA
from anlan.risk.register.sheet.settings import plain
from anlan.words import Language, say

FILE = DATA / "clauses.csv"
_BETWEEN = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(r"\d")
_ENDINGS = "(?:s|es)?"


@dataclass(frozen=True)
class Clause:
    """A clause of a sector's judgement standard.

    ``words`` are groups of words; a finding that has one of each group may meet the clause. Where
    its number isn't known, ``number`` is a name of ours.
    """

    field: str
    standard: Text
    number: str
    text: Text
    words: tuple[tuple[str, ...], ...]
    source: Text

    def cited(self, lang: Language) -> str:
        """Return its standard, with its number where that is known."""
        standard = self.standard.of(lang)
        return f"{standard} {self.number}" if _NUMBER.search(self.number) else standard


@dataclass(frozen=True)
class Candidate:
    """A clause that a finding may meet, and the words by which it was found."""

    clause: Clause
    phrases: tuple[str, ...]


@cache
def clauses() -> tuple[Clause, ...]:
    """Return the clauses that ship with Anlan."""
    with FILE.open(encoding="utf-8", newline="") as text:
        return tuple(
            Clause(
                row["field"],
                Text(en=row["standard"], zh=row["standard_zh"] or row["standard"]),
                row["clause"],
                Text(en=row["en"], zh=row["zh"]),
                tuple(tuple(group.split("|")) for group in row["words"].split("&")),
                _source(row["source"]),
            )
            for row in csv.DictReader(text)
        )


def _source(told: str) -> Text:
    """Return where a paraphrase is from; the file says it in English."""
    zh = told
    for key in ("risk.source.memory", "risk.source.part"):
        zh = zh.replace(say(key, "en"), say(key, "zh"))
    return Text(en=told, zh=zh)


def of_field(field: str) -> Sequence[Clause]:
    """Return the clauses of a field."""
    return [each for each in clauses() if each.field == field]


def candidates(field: str, text: str) -> Sequence[Candidate]:
    """Return the clauses of a field that a finding may meet.

    It is no judgement: a word in the text is a reason to look the clause up, and its absence none
    to leave it aside. Chinese words are found however they are spaced or punctuated, English ones
    whole, in singular and plural, so that an *existing* door has no *exit* in it.

    >>> found = candidates("fire", "二层安全出口被货物堵塞")
    >>> [(each.clause.number, each.phrases) for each in found]
    [('6.5', ('安全出口', '堵塞'))]

    Goods block an exit: clause 6.5, on exits, is to be looked up.
    """
    finding = _Finding(text)
    found = []
    for clause in of_field(field):
        phrases = [
            next((word for word in group if finding.says(word)), "") for group in clause.words
        ]
        if all(phrases):
            found.append(Candidate(clause, tuple(phrases)))
    return found


class _Finding:
    """A text in which words are looked for."""

    def __init__(self, text: str):
        self._run_together = plain(text)
        self._spaced = _spaced(text)

    def says(self, word: str) -> bool:
        if not word.isascii():
            return plain(word) in self._run_together
        return _whole(word).search(self._spaced) is not None


def _spaced(text: str) -> str:
    """Return the Latin words and numbers of a text, one space between them."""
    return _BETWEEN.sub(" ", unicodedata.normalize("NFKC", text).lower())


@cache
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(_spaced(word).strip())}{_ENDINGS}\b")
