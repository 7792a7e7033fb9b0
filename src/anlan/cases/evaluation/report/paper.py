"""The report of a period as it is put on paper: a table for each league."""

from anlan.cases.evaluation.indicators import Indicator
from anlan.cases.evaluation.report.tell import NONE, Cell, Line, Section, Told
from anlan.paper import Cell as PaperCell
from anlan.paper import Column, Definition, Report
from anlan.paper import Line as PaperLine
from anlan.paper import Section as PaperSection
from anlan.paper.shape import Form

_NARROW, _NAME = 13.0, 42.0


def as_report(told: Told) -> Report:
    """Return what is told as a report on paper."""
    return Report(
        told.lang,
        told.title,
        told.about,
        told.notes,
        tuple(_section(told, each) for each in told.sections),
        tuple(
            Definition(one.title.of(told.lang), one.words.of(told.lang), one.symbols)
            for one in told.defined
        ),
    )


def _section(told: Told, section: Section) -> PaperSection:
    columns = [
        Column(told.say("rank"), "count", wide=_NARROW),
        Column(told.say("office"), "text", wide=_NAME),
        Column(told.say("score"), "score", wide=_NARROW),
    ]
    columns += [_column(told, one) for one in section.indicators]
    lines = tuple(_line(told, each) for each in section.lines)
    return PaperSection(section.title, tuple(columns), lines, section.flags, told.say("empty"))


def _column(told: Told, one: Indicator) -> Column:
    title, form = one.title.of(told.lang), _form(one)
    beside: tuple[tuple[str, Form], ...] = (
        (told.say("cases", title=title), "count"),
        (told.say("before", title=title), form),
        (told.say("year_before", title=title), form),
    )
    return Column(title, form, one.words.of(told.lang), further=beside)


def _line(told: Told, line: Line) -> PaperLine:
    score = NONE if line.score is None else f"{line.score:.2f}"
    first = (
        PaperCell(line.rank, str(line.rank or NONE)),
        PaperCell(line.title, line.title),
        PaperCell(line.score, score),
    )
    return PaperLine((*first, *(_cell(told, each) for each in line.cells)))


def _cell(told: Told, cell: Cell) -> PaperCell:
    further = (cell.cases, cell.before, cell.year_before)
    return PaperCell(cell.value, cell.shown(told.lang), cell.changes(), further)


def _form(one: Indicator) -> Form:
    return "share" if one.rate else "count" if one.shape == "count" else "mean"
