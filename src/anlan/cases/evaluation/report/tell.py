"""What the report of a period says, in one language; how it looks is others' to decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from anlan.cases.evaluation.indicators import Indicator, Post
from anlan.cases.evaluation.league import Row, Standing
from anlan.cases.evaluation.periods import Period
from anlan.cases.evaluation.room import Asking, EvaluationRoom, Subject
from anlan.cases.evaluation.settings import weights_of
from anlan.words import Language, say

NONE = "–"


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure: its value, and what it was in the period before and a year ago."""

    one: Indicator
    value: float | None
    before: float | None
    year_before: float | None
    cases: int

    def shown(self, lang: Language) -> str:
        """Return the value as people read it."""
        return shown(self.one, self.value, lang)

    def changes(self) -> tuple[str, str]:
        """Return by how much it changed, from the period before and from a year ago."""
        return self._change(self.before), self._change(self.year_before)

    def _change(self, old: float | None) -> str:
        if self.value is None or old is None:
            return NONE
        by = (self.value - old) * (100 if self.one.rate else 1)
        mark = "▲" if by >= 0.05 else "▼" if by <= -0.05 else "="
        return f"{mark} {abs(by):.1f}" if mark != "=" else mark


@dataclass(frozen=True, slots=True)
class Line:
    """An office: its rank, its name, its score and its figures."""

    rank: int | None
    title: str
    score: float | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A league, with what is flagged in it."""

    title: str
    indicators: tuple[Indicator, ...]
    lines: tuple[Line, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The report."""

    lang: Language
    title: str
    about: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    defined: tuple[Indicator, ...]

    def say(self, key: str, **values: object) -> str:
        """Return a text of the report in its language."""
        return say(f"evaluation.report.{key}", self.lang, **values)


def shown(one: Indicator, value: float | None, lang: Language) -> str:
    """Return a value of an indicator as people read it.

    >>> from anlan.cases.evaluation.indicators import indicators
    >>> shown(indicators()["closed_in_time"], 0.9312, "en")
    '93.1 %'

    A share is told in percent, to a tenth.
    """
    if value is None:
        return NONE
    if one.rate:
        return f"{100 * value:.1f} %"
    if one.shape == "count":
        return f"{value:,.0f}"
    return f"{value:,.1f} {one.unit.of(lang)}".strip()


def tell(
    room: EvaluationRoom, period: Period, lang: Language, level: str = "district",
    now: datetime | None = None,
) -> Told:  # fmt: skip
    """Return the report of a period of a whole city: its areas, departments and posts."""
    at = now or datetime.now(UTC)
    subjects = [Subject("area", level), Subject("department")]
    subjects += [Subject("post", level, post) for post in get_args(Post)]
    sections = [_section(room, Asking(subject, period, now=at), lang) for subject in subjects]
    told = dict.fromkeys(one.name for each in sections for one in each.indicators)
    by_name = {one.name: one for each in sections for one in each.indicators}
    changed = room.rescored()
    days = (period.end - period.first).days
    about = say(
        "evaluation.report.about", lang, first=period.first.isoformat(), days=days,
        at=f"{at.astimezone(room.zone):%Y-%m-%d %H:%M}", zone=room.city.zone,
    )  # fmt: skip
    notes = [say(f"evaluation.report.note.{name}", lang) for name in ("people", "solved", "change")]
    appealed = len(changed.excluded) + len(changed.moved)
    notes.append(say("evaluation.report.note.appeals", lang, n=appealed))
    title = say("evaluation.report.title", lang, city=room.city.title.of(lang), period=period.name)
    defined = tuple(by_name[name] for name in told)
    return Told(lang, title, about, tuple(notes), tuple(sections), defined)


def _section(room: EvaluationRoom, asking: Asking, lang: Language) -> Section:
    subject = asking.subject
    weighed = weights_of(room.city, subject.scored)
    wanted = [one for one in room.wanted(subject) if one.name in weighed]
    if subject.kind != "post":
        told = {one.name: one for one in room.wanted(subject)}
        wanted += [told["solved"], told["overdue_open"]]
    lines = [_line(room, asking, row, wanted, lang) for row in room.league(asking)]
    flags = [
        say(
            "evaluation.report.flag", lang, office=room.called(subject, each.key, lang),
            now=f"{100 * each.share:.1f}", cases=f"{each.cases:,}",
            past=f"{100 * each.past_share:.1f}", past_cases=f"{each.past_cases:,}",
            p=f"{each.p:.2g}",
        )
        for each in room.sudden(asking)
    ]  # fmt: skip
    scored = say(f"evaluation.object.{subject.scored}", lang)
    key = "department" if subject.kind == "department" else "league"
    where = {} if subject.kind == "department" else {"level": say(f"level.{subject.level}", lang)}
    title = say(f"evaluation.report.{key}", lang, scored=scored, **where)
    return Section(title, tuple(wanted), tuple(lines), tuple(flags))


def _line(
    room: EvaluationRoom, asking: Asking, row: Row, wanted: list[Indicator], lang: Language
) -> Line:
    cells = tuple(_cell(one, row.figures) for one in wanted)
    return Line(row.rank, room.called(asking.subject, row.key, lang), row.score, cells)


def _cell(one: Indicator, figures: Mapping[str, Standing]) -> Cell:
    each = figures[one.name]
    return Cell(one, each.now.value, each.before, each.year_before, each.now.cases)
