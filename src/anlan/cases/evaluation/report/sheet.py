"""The report as a spreadsheet: figures as numbers, and no text that could run as a formula."""

from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from anlan.cases.evaluation.indicators import Indicator
from anlan.cases.evaluation.report.tell import Section, Told

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST = 31


def as_sheet(told: Told) -> bytes:
    """Return the report as an .xlsx file: a sheet for each league, one for the definitions."""
    written = BytesIO()
    # Only as text: what a department called itself is never a formula or a link.
    chosen = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(written, chosen)
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#eef3f6"}
    )
    forms = {
        "share": book.add_format({"num_format": "0.0%"}),
        "number": book.add_format({"num_format": "#,##0"}),
        "mean": book.add_format({"num_format": "#,##0.0"}),
        "score": book.add_format({"num_format": "0.00"}),
    }
    for number, section in enumerate(told.sections, 1):
        name = f"{number} {section.title.translate(_FORBIDDEN)}"[:_LONGEST]
        _league(told, section, book.add_worksheet(name), head, forms)
    _about(told, book.add_worksheet(told.say("definitions")[:_LONGEST]), head)
    book.close()
    return written.getvalue()


def _league(
    told: Told, section: Section, sheet: Worksheet, head: Format, forms: dict[str, Format]
) -> None:
    names = [told.say("rank"), told.say("office"), told.say("score")]
    for one in section.indicators:
        title = one.title.of(told.lang)
        names += [
            title,
            *(told.say(each, title=title) for each in ("cases", "before", "year_before")),
        ]
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, head)
    sheet.set_column(0, 0, 7)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, len(names) - 1, 13)
    sheet.freeze_panes(1, 2)
    for at, line in enumerate(section.lines, 1):
        if line.rank is not None:
            sheet.write_number(at, 0, line.rank)
        sheet.write_string(at, 1, line.title)
        _number(sheet, at, 2, line.score, forms["score"])
        for place, cell in enumerate(line.cells):
            form = forms[_form(cell.one)]
            first = 3 + 4 * place
            _number(sheet, at, first, cell.value, form)
            _number(sheet, at, first + 1, cell.cases, forms["number"])
            _number(sheet, at, first + 2, cell.before, form)
            _number(sheet, at, first + 3, cell.year_before, form)
    for after, flag in enumerate(section.flags, len(section.lines) + 2):
        sheet.write_string(after, 1, flag)


def _about(told: Told, sheet: Worksheet, head: Format) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 2, 70)
    for at, text in enumerate((told.title, told.about, *told.notes)):
        sheet.write_string(at, 0, text)
    start = len(told.notes) + 3
    for column, name in enumerate(("indicator", "formula", "symbols")):
        sheet.write_string(start, column, told.say(name), head)
    for at, one in enumerate(told.defined, start + 1):
        texts = (one.title.of(told.lang), one.words.of(told.lang), one.symbols)
        for column, text in enumerate(texts):
            sheet.write_string(at, column, text)


def _number(sheet: Worksheet, row: int, column: int, value: float | None, form: Format) -> None:
    if value is not None:
        sheet.write_number(row, column, value, form)


def _form(one: Indicator) -> str:
    return "share" if one.rate else "number" if one.shape == "count" else "mean"
