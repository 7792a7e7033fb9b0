"""What a report on paper is made of: tables with their heads, and what each figure means."""

from dataclasses import dataclass
from typing import Literal

from anlan.words import Language, say

Form = Literal["text", "count", "share", "mean", "score"]
"""How a figure is written in a spreadsheet."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        title: its head.
        form: how its figures are written.
        words: what they mean.
        wide: millimetres on paper; None shares what is left.
        further: title and form of columns that only a spreadsheet has beside it.
    """

    title: str
    form: Form = "count"
    words: str = ""
    wide: float | None = None
    further: tuple[tuple[str, Form], ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure or a text: its value (None: there is none), and how people read it.

    ``small`` stands beneath it; ``further`` are the values of its column's further columns.
    """

    value: float | str | None
    text: str
    small: tuple[str, ...] = ()
    further: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table; a strong one is a sum of others."""

    cells: tuple[Cell, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its title, what is flagged in it, and what is said where it is empty."""

    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    flags: tuple[str, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means, in words and perhaps in symbols."""

    title: str
    words: str
    symbols: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report in one language."""

    lang: Language
    title: str
    about: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    defined: tuple[Definition, ...]

    def say(self, key: str) -> str:
        """Return a text that all reports have, in this one's language."""
        return say(f"paper.{key}", self.lang)
