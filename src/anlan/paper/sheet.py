"""A report as a spreadsheet: figures as numbers, and no text that could run as a formula."""

from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from anlan.paper.shape import Form, Report, Section

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST = 31
_WIDE = 13.0
_MM = 1.5
"""So many millimetres on paper are a character's width in a spreadsheet."""
_FORMATS: dict[Form, str] = {"share": "0.0%", "count": "#,##0", "mean": "#,##0.0", "score": "0.00"}


def as_sheet(told: Report) -> bytes:
    """Return the report as an .xlsx file: a sheet for each table, one for the definitions."""
    written = BytesIO()
    # Only as text: what a department called itself is never a formula or a link.
    chosen = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(written, chosen)
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#eef3f6"}
    )
    forms = {form: book.add_format({"num_format": each}) for form, each in _FORMATS.items()}
    for number, section in enumerate(told.sections, 1):
        name = f"{number} {section.title.translate(_FORBIDDEN)}"[:_LONGEST]
        _table(section, book.add_worksheet(name), head, forms)
    _about(told, book.add_worksheet(told.say("definitions")[:_LONGEST]), head)
    book.close()
    return written.getvalue()


def _table(section: Section, sheet: Worksheet, head: Format, forms: dict[Form, Format]) -> None:
    at, frozen = 0, 0
    for place, one in enumerate(section.columns):
        sheet.set_column(at, at, one.wide / _MM if one.wide else _WIDE)
        sheet.write_string(0, at, one.title, head)
        for row, line in enumerate(section.lines, 1):
            _write(sheet, row, at, line.cells[place].value, forms.get(one.form))
        if one.form == "text":
            frozen = at + 1
        for further, (title, form) in enumerate(one.further):
            at += 1
            sheet.set_column(at, at, _WIDE)
            sheet.write_string(0, at, title, head)
            for row, line in enumerate(section.lines, 1):
                _write(sheet, row, at, line.cells[place].further[further], forms[form])
        at += 1
    sheet.freeze_panes(1, frozen)
    for after, flag in enumerate(section.flags, len(section.lines) + 2):
        sheet.write_string(after, frozen - 1, flag)


def _about(told: Report, sheet: Worksheet, head: Format) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 2, 70)
    for at, text in enumerate((told.title, told.about, *told.notes)):
        sheet.write_string(at, 0, text)
    start = len(told.notes) + 3
    for column, name in enumerate(("figure", "meaning", "symbols")):
        sheet.write_string(start, column, told.say(name), head)
    for at, one in enumerate(told.defined, start + 1):
        for column, text in enumerate((one.title, one.words, one.symbols)):
            sheet.write_string(at, column, text)


def _write(
    sheet: Worksheet, row: int, column: int, value: float | str | None, form: Format | None
) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value, form)
