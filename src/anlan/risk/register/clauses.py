"""Clauses that make a hazard a major one: which a finding may meet; a person concludes."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anlan.model.declared import Text
from anlan.risk.register.sheet.settings import plain

FILE = Path(__file__).parents[1] / "data" / "clauses.csv"


@dataclass(frozen=True)
class Clause:
    """A clause of a sector's judgement standard.

    ``words`` are groups of words; a finding that has one of each group may meet the clause.
    """

    field: str
    standard: str
    number: str
    text: Text
    words: tuple[tuple[str, ...], ...]
    source: str


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
                row["standard"],
                row["clause"],
                Text(en=row["en"], zh=row["zh"]),
                tuple(tuple(group.split("|")) for group in row["words"].split("&")),
                row["source"],
            )
            for row in csv.DictReader(text)
        )


def candidates(field: str, text: str) -> Sequence[Candidate]:
    """Return the clauses of a field that a finding may meet.

    It is no judgement: a word in the text is a reason to look the clause up, and its absence none
    to leave it aside.

    >>> found = candidates("fire", "二层安全出口被货物堵塞")
    >>> [(each.clause.number, each.phrases) for each in found]
    [('6.5', ('安全出口', '堵塞'))]

    Goods block an exit: clause 6.5, on exits, is to be looked up.
    """
    told = plain(text)
    found = []
    for clause in clauses():
        if clause.field != field:
            continue
        phrases = [
            next((word for word in group if plain(word) in told), "") for group in clause.words
        ]
        if all(phrases):
            found.append(Candidate(clause, tuple(phrases)))
    return found
