"""``due-dates``: when a million pieces of equipment are next due under their statutory cycles.

Each piece has all the duties of its kind, with when each was last done, the grade it was given and,
for some, the date that its report states. The peer goes through a part of the same duties row by
row with the calendar of Python, as a script would; its time is told for all of them.
"""

import calendar
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from anlan.risk.cycles import Cycle, Duties, cycles, due
from benchmarks.result import Result

NAME = "due-dates"
PIECES, PART = 1_000_000, 20
NEVER = np.datetime64("NaT", "D")
TODAY = np.datetime64("2026-11-27", "D")


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure all duties of all pieces at once."""
    known = list(cycles().values())
    duties = _duties(known, PIECES // 20 if quick else PIECES)
    due(known, _first(duties, 100))  # what it needs is imported
    began = time.perf_counter()
    found = due(known, duties)
    took = time.perf_counter() - began
    part = _first(duties, len(duties.cycle) // PART)
    began = time.perf_counter()
    theirs = _slowly(known, part)
    their_seconds = (time.perf_counter() - began) * PART
    plain = np.isin(part.cycle, [n for n, each in enumerate(known) if each.form == "every"])
    ours = found.at[: len(part.cycle)]
    plain &= np.isnat(part.stated)
    if not (ours[plain] == theirs[plain]).all():
        raise ValueError("the peer comes to other dates")
    size = (
        f"{PIECES // 20 if quick else PIECES:,} pieces with {len(duties.cycle):,} duties of"
        f" {len(known)} cycles; {int((found.at < TODAY).sum()):,} overdue"
    )
    yield Result("due-dates", took, "s", 10, "<=", "row by row in Python", their_seconds, size)


def _duties(known: list[Cycle], pieces: int) -> Duties:
    """Return every duty of so many pieces, shuffled as they come out of registers."""
    chance = np.random.default_rng(11)
    kinds = sorted({each.equipment for each in known})
    of = chance.integers(0, len(kinds), pieces)
    used = TODAY - chance.integers(30, 9000, pieces).astype("timedelta64[D]")
    columns: list[list[Any]] = [[], [], []]
    for place, each in enumerate(known):
        rows = np.flatnonzero(of == kinds.index(each.equipment))
        columns[0].append(np.full(len(rows), place, np.int16))
        columns[1].append(used[rows])
        last = used[rows] + chance.integers(1, 3000, len(rows)).astype("timedelta64[D]")
        columns[2].append(np.where(last < TODAY, last, NEVER))
    cycle, anchor, last = (np.concatenate(each) for each in columns)
    many = len(cycle)
    mixed = chance.permutation(many)
    grade = np.where(np.isnat(last), 0, chance.choice([1, 1, 2, 2, 3, 4, 5], many)).astype(np.int8)
    stated = np.where(chance.random(many) < 0.05, last + np.timedelta64(300, "D"), NEVER)
    none = np.full(many, NEVER)
    return Duties(cycle[mixed], anchor[mixed], last[mixed], grade[mixed], stated[mixed], none, none)


def _first(duties: Duties, many: int) -> Duties:
    return Duties(*(getattr(duties, name)[:many] for name in Duties.__dataclass_fields__))


def _slowly(known: list[Cycle], duties: Duties) -> np.ndarray[Any, Any]:
    """Return when each is due after the plain rule: so long after the last, or after first use."""
    found: list[date | None] = []
    for cycle, anchor, last in zip(
        duties.cycle.tolist(), duties.anchor.tolist(), duties.last.tolist(), strict=True
    ):
        rule = known[cycle]
        span = rule.every if last or rule.first is None else rule.first
        if span is None:
            found.append(None)
        elif span.unit == "days":
            found.append(date.fromordinal((last or anchor).toordinal() + span.number))
        else:
            found.append(_months_later(last or anchor, span.number))
    return np.array(found, "datetime64[D]")


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
