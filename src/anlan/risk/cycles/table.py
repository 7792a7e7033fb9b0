"""The table of statutory cycles, ``risk/data/cycles.csv``, and what each of its columns means."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from anlan.model.declared import Text
from anlan.model.errors import RegisterError

FILE = Path(__file__).parents[1] / "data" / "cycles.csv"
Form = Literal["every", "graded", "years", "other_years"]
Unit = Literal["months", "days"]


@dataclass(frozen=True)
class Span:
    """A length of time: whole months, or whole days."""

    number: int
    unit: Unit


@dataclass(frozen=True)
class Term:
    """What the grade of the last inspection asks for.

    ``months`` counts until the agency has stated a date, ``most`` is the longest that it may state.
    Without ``months`` there is no date until then. With ``repair`` it mayn't be used at all.
    """

    months: int | None
    most: int | None
    repair: bool = False


@dataclass(frozen=True)
class Cycle:
    """A duty that comes again, of one kind of equipment.

    Attributes:
        id: its name.
        equipment: the kind of equipment.
        duty: what must be done: inspection, check, upkeep, patrol …
        form: ``every`` so often after the last; ``graded`` as ``every``, by the last one's grade;
            ``years`` in these years after the anchor, in its month; ``other_years`` in those that
            the list leaves out, up to its last.
        anchor: what the first is counted from: ``accepted`` or ``used_from``.
        first: until the first one; None where it is as long as any other.
        every: between two of them; of ``years``, after the last of the list.
        years: the list.
        terms: by grade 1 to 5.
        early: so many months before it is due it may be done and counts.
        idle: out of use for longer than so many months, it is due before it is used again; None
            where that changes nothing.
        source: where it is written.
    """

    id: str
    equipment: str
    duty: str
    form: Form
    anchor: Literal["accepted", "used_from"]
    first: Span | None
    every: Span | None
    years: tuple[int, ...]
    terms: dict[int, Term]
    early: int
    idle: int | None
    source: str
    name: Text


@cache
def cycles() -> dict[str, Cycle]:
    """Return the cycles that ship with Anlan, by their id."""
    return read(FILE)


def read(file: Path) -> dict[str, Cycle]:
    """Read a table of cycles from a CSV file.

    Raises:
        RegisterError: the file can't be read, or a row is no cycle; the first one is named.
    """
    found: dict[str, Cycle] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = list(csv.DictReader(text))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegisterError("error.cycle.file", file=file.name, reason=error) from error
    for line, row in enumerate(rows, start=2):
        try:
            cycle = _cycle(row)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise RegisterError(
                "error.cycle.row", file=file.name, line=line, reason=str(error)
            ) from error
        if cycle.id in found:
            raise RegisterError("error.cycle.twice", file=file.name, line=line, id=cycle.id)
        found[cycle.id] = cycle
    return found


def _cycle(row: dict[str, str]) -> Cycle:
    form, anchor = row["form"], row["anchor"]
    if form not in ("every", "graded", "years", "other_years"):
        raise ValueError(f"form {form!r}")
    if anchor not in ("accepted", "used_from"):
        raise ValueError(f"anchor {anchor!r}")
    years = tuple(int(each) for each in row["years"].split("|")) if row["years"] else ()
    if list(years) != sorted(set(years)) or any(each < 1 for each in years):
        raise ValueError(f"years {row['years']!r}")
    cycle = Cycle(
        row["id"],
        row["equipment"],
        row["duty"],
        form,  # type: ignore[arg-type]
        anchor,  # type: ignore[arg-type]
        _span(row["first"]),
        _span(row["every"]),
        years,
        dict(_term(each) for each in row["grades"].split("|")) if row["grades"] else {},
        int(row["early"]),
        int(row["idle"]) if row["idle"] else None,
        row["source"],
        Text(en=row["en"], zh=row["zh"]),
    )
    needed = {"every": cycle.every, "graded": cycle.terms and cycle.first}
    if not needed.get(form, years):
        raise ValueError(f"form {form!r} lacks its columns")
    return cycle


def _span(text: str) -> Span | None:
    if not text:
        return None
    number = int(text.removesuffix("d"))
    if number < 1:
        raise ValueError(f"length {text!r}")
    return Span(number, "days" if text.endswith("d") else "months")


def _term(text: str) -> tuple[int, Term]:
    """Return the term of a grade: ``2=72``, ``3=36..72``, ``4=agency..36`` or ``5=repair``."""
    grade, _, told = text.partition("=")
    least, _, most = told.partition("..")
    longest = int(most) if most else None
    if least == "repair":
        return int(grade), Term(None, None, repair=True)
    if least == "agency":
        return int(grade), Term(None, longest)
    return int(grade), Term(int(least), longest or int(least))
