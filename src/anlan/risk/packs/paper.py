"""A worksheet to fill in: its formats, what stands above the rows, and the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from anlan.risk.packs.layout import SheetKind
from anlan.words import LANGUAGES, Language, say

TINTS = {"red": "#f4b6b0", "orange": "#f8d3a8", "yellow": "#f7ecae", "blue": "#bfd9f2"}
_HOW_HEIGHT, _HEADER_HEIGHT = 34, 34
_LABELS, _A4 = 1, 9
Row = Mapping[str, str]
"""What stands in a row, by the id of its column."""


@dataclass(frozen=True)
class Paper:
    """A worksheet under way, in one language.

    Attributes:
        book, sheet: the workbook and the worksheet.
        lang: the language of all but what is said in both.
        names: name and width of each column by its id.
        forms: the formats by what they are for.
    """

    book: xlsxwriter.Workbook
    sheet: Worksheet
    lang: Language
    names: Mapping[str, tuple[str, float]]
    forms: Mapping[str, Format]

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.names) - 1

    def at(self, column: str) -> int:
        """Return where a column stands."""
        return list(self.names).index(column)


def formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    """Return the formats of a workbook by what they are for."""
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#b8c2c8"}
    bold = {"bold": True, "text_wrap": True, "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "label": book.add_format({"bold": True, "align": "right", "valign": "vcenter"}),
        "given": book.add_format({"bottom": 1, "valign": "vcenter"}),
        "how": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#45525b"}),
        "header": book.add_format(bold | {"border": 1, "align": "center", "bg_color": "#e6edf1"}),
        "cell": book.add_format(cell),
        "score": book.add_format(cell | {"align": "center", "bg_color": "#fdfbf0"}),
        "value": book.add_format(cell | {"align": "center", "bg_color": "#f3f5f6"}),
        "scale": book.add_format({"bold": True}),
    } | {f"colour_{name}": book.add_format({"bg_color": tint}) for name, tint in TINTS.items()}


def top(paper: Paper, kind: SheetKind, title: str) -> int:
    """Write title, how to fill it in and names of columns; set up the page; return the first row.

    The second row is left for the labels.
    """
    sheet, forms = paper.sheet, paper.forms
    sheet.merge_range(0, 0, 0, paper.last, title, forms["title"])
    for row, lang in enumerate(LANGUAGES, 2):
        sheet.merge_range(
            row, 0, row, paper.last, say(f"risk.sheet.how.{kind}", lang), forms["how"]
        )
        sheet.set_row(row, _HOW_HEIGHT)
    header = 2 + len(LANGUAGES)
    for column, (name, width) in enumerate(paper.names.values()):
        sheet.write_string(header, column, name, forms["header"])
        sheet.set_column(column, column, width)
    sheet.set_row(header, _HEADER_HEIGHT)
    sheet.freeze_panes(header + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&R&P / &N")
    return header + 1


def labels(paper: Paper, asked: Sequence[tuple[str, str | None]]) -> None:
    """Write what is asked once for the whole sheet, side by side.

    Each has a cell of its own beside it; where the value is None, room behind its colon.
    """
    colon = "：" if paper.lang == "zh" else ":"
    texts: list[tuple[str, str]] = []
    for name, value in asked:
        texts.append((say(f"risk.sheet.label.{name}", paper.lang) + colon, "label"))
        if value is None:
            texts[-1] = texts[-1][0], "given"
        else:
            texts.append((value, "given"))
    for (text, form), (left, right) in zip(texts, _slots(paper, len(texts)), strict=True):
        if left == right:
            paper.sheet.write_string(_LABELS, left, text, paper.forms[form])
        else:
            paper.sheet.merge_range(_LABELS, left, _LABELS, right, text, paper.forms[form])


def _slots(paper: Paper, many: int) -> list[tuple[int, int]]:
    """Return the first and last columns of so many slots that are about equally wide."""
    widths = [width for _, width in paper.names.values()]
    wanted = sum(widths) / many
    found: list[tuple[int, int]] = []
    left, wide = 0, 0.0
    for column, width in enumerate(widths):
        wide += width
        slots_left, columns_left = many - len(found) - 1, len(widths) - column - 1
        if slots_left and (wide >= wanted * (len(found) + 1) or columns_left <= slots_left):
            found.append((left, column))
            left = column + 1
    return [*found, (left, len(widths) - 1)]


def body(paper: Paper, first: int, rows: Sequence[Row]) -> int:
    """Write the rows, numbered while they say something, and return the last one."""
    for row, told in enumerate(rows, first):
        for at, column in enumerate(paper.names):
            form = paper.forms["cell"]
            if column == "number" and told:
                paper.sheet.write_number(row, at, row - first + 1, form)
            elif text := told.get(column):
                paper.sheet.write_string(row, at, text, form)
            else:
                paper.sheet.write_blank(row, at, None, form)
    return first + len(rows) - 1
