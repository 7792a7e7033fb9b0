"""The report of dual prevention of a month: by division, with sums, on paper and as a list."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from anlan import paper
from anlan.model.csvsafe import safe_cell
from anlan.model.declared import Level
from anlan.model.errors import RegisterError
from anlan.paper import Cell, Column, Definition, Line, Report, Section
from anlan.risk.register.monthly import FIGURES, GROUPS, Counts, Figure, Month, monthly, total
from anlan.risk.register.room import RegisterRoom
from anlan.words import Language, say

NONE = "–"
_NAME = 38.0


@dataclass(frozen=True)
class MonthTold:
    """What a month was in a city.

    Attributes:
        room: the city's register.
        month: which.
        level: of the divisions that are told apart.
        at: when it was asked for.
        rows: the path of each division, with what is counted there.
        sums: of them all.
        before: the sums of the month before.
    """

    room: RegisterRoom
    month: Month
    level: Level
    at: datetime
    rows: Sequence[tuple[str, Counts]]
    sums: Counts
    before: Counts

    def called(self, path: str, lang: Language) -> str:
        """Return what a division is called; what lies in none of the level is told so."""
        code = path.rpartition("/")[2]
        row = self.room.tree.rows.get(code)
        if row is None:
            return say("risk.monthly.elsewhere", lang, level=say(f"level.{self.level}", lang))
        return row[f"name_{lang}"]


def tell(
    session: Session, room: RegisterRoom, asked: str, level: str, now: datetime | None = None
) -> MonthTold:
    """Return what a month was, by the divisions of a level that stood at its end.

    Args:
        session: of the database.
        room: the city's register.
        asked: the month, such as ``2026-10``.
        level: of the divisions.
        now: the moment; only tests give one.

    Raises:
        CaseError: ``asked`` names no period.
        RegisterError: it names no month that has begun, or the city has no such level.
    """
    at, city = now or datetime.now(UTC), room.city
    month = Month.of(asked, city.zone, at)
    levels = city.divisions.levels
    known = next((each for each in levels if each == level), None)
    if known is None:
        raise RegisterError(
            "error.monthly.level", found=level[:40], city=city.name, known=", ".join(levels)
        )
    depth = levels.index(known) + 1
    counted = monthly(session, city.name, month, depth)
    tree = room.tree.as_of(month.end - timedelta(days=1))
    paths = dict.fromkeys([tree.paths[each.code] for each in tree.standing(known)])
    # What lies elsewhere, or in a division that stands no more, isn't left out of the sums.
    paths |= dict.fromkeys(path for path, counts in counted.items() if any(counts.values()))
    rows = [(path, counted.get(path, {})) for path in paths]
    past = monthly(session, city.name, month.before(city.zone), depth)
    return MonthTold(room, month, known, at, rows, total(dict(rows)), total(past))


def shown(figure: Figure, counts: Counts) -> str:
    """Return a figure as people read it.

    >>> from anlan.risk.register.monthly import FIGURES
    >>> rate = next(each for each in FIGURES if each.name == "general_rate")
    >>> shown(rate, {"general_found": 8, "general_right": 7}), shown(rate, {})
    ('87.5 %', '–')
    """
    value = figure.of(counts)
    if value is None:
        return NONE
    return f"{100 * value:.1f} %" if figure.above else f"{value:,.0f}"


def as_report(told: MonthTold, lang: Language) -> Report:
    """Return the report in a language."""
    month, city = told.month, told.room.city
    about = say(
        "risk.monthly.about", lang, first=month.first.isoformat(),
        last=(month.end - timedelta(days=1)).isoformat(),
        at=f"{told.at.astimezone(ZoneInfo(city.zone)):%Y-%m-%d %H:%M}", zone=city.zone,
    )  # fmt: skip
    notes = [say(f"risk.monthly.note.{name}", lang) for name in ("end", "known", "people")]
    if not month.over:
        notes.insert(0, say("risk.monthly.note.so_far", lang))
    return Report(
        lang,
        say("risk.monthly.title", lang, city=city.title.of(lang), month=month.name),
        about,
        tuple(notes),
        tuple(_section(told, group, lang) for group in GROUPS),
        tuple(Definition(each.title(lang), each.words(lang)) for each in FIGURES),
    )


def as_csv(told: MonthTold, lang: Language) -> bytes:
    """Return all figures as one table, shares as numbers from 0 to 1."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    head = ("code", "division")
    titles = [say(f"risk.monthly.{each}", lang) for each in head]
    writer.writerow([*titles, *(each.title(lang) for each in FIGURES)])
    sums = say("risk.monthly.total", lang)
    rows = [
        (path.rpartition("/")[2], told.called(path, lang), counts) for path, counts in told.rows
    ]
    for code, name, counts in [*rows, ("", sums, told.sums)]:
        values = (each.of(counts) for each in FIGURES)
        cells = ("" if value is None else f"{value:.6g}" for value in values)
        writer.writerow([safe_cell(code), safe_cell(name), *cells])
    return text.getvalue().encode("utf-8-sig")


def _on_paper(form: str) -> Callable[[MonthTold, Language], bytes]:
    return lambda told, lang: paper.FORMS[form](as_report(told, lang))


FORMS: Mapping[str, Callable[[MonthTold, Language], bytes]] = {
    "csv": as_csv,
    **{form: _on_paper(form) for form in paper.FORMS},
}
"""What writes the report, by the ending of its file."""


def _section(told: MonthTold, group: str, lang: Language) -> Section:
    mine = [each for each in FIGURES if each.group == group]
    name = Column(say("risk.monthly.division", lang), "text", wide=_NAME)
    columns = [
        Column(each.title(lang), "share" if each.above else "count", each.words(lang))
        for each in mine
    ]
    lines = [_line(told.called(path, lang), mine, counts) for path, counts in told.rows]
    lines.append(_line(say("risk.monthly.total", lang), mine, told.sums, strong=True))
    lines.append(_line(say("risk.monthly.before", lang), mine, told.before))
    return Section(say(f"risk.monthly.group.{group}", lang), (name, *columns), tuple(lines))


def _line(name: str, figures: Sequence[Figure], counts: Counts, *, strong: bool = False) -> Line:
    cells = (Cell(each.of(counts), shown(each, counts)) for each in figures)
    return Line((Cell(name, name), *cells), strong)
