"""The report as a PDF, in a typeface for Chinese that readers of PDF have."""

from functools import cache
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from anlan.cases.evaluation.report.tell import NONE, Section, Told

FONT = "STSong-Light"
_LINE, _WASH = colors.HexColor("#d8dfe6"), colors.HexColor("#f4f7f9")
_SOFT, _ACCENT = colors.HexColor("#5a6b7b"), colors.HexColor("#0b6b8a")
_WIDE = landscape(A4)[0] - 24 * mm


def as_paper(told: Told) -> bytes:
    """Return the report as a PDF."""
    _register()
    written = BytesIO()
    paper = SimpleDocTemplate(
        written, pagesize=landscape(A4), title=told.title, author="Anlan",
        leftMargin=12 * mm, rightMargin=12 * mm, topMargin=12 * mm, bottomMargin=14 * mm,
    )  # fmt: skip
    parts: list[Any] = [_text(told.title, 17, bold=True), _text(told.about, 9, _SOFT)]
    parts += [_text(f"– {note}", 9) for note in told.notes]
    for section in told.sections:
        parts += _section(told, section)
    parts += [Spacer(1, 6 * mm), _text(told.say("definitions"), 12, bold=True)]
    for one in told.defined:
        words = f"{one.title.of(told.lang)}: {one.words.of(told.lang)}  {one.symbols}"
        parts.append(_text(words, 9))
    paper.build(parts, onFirstPage=_foot, onLaterPages=_foot)
    return written.getvalue()


def _section(told: Told, section: Section) -> list[Any]:
    head: list[Any] = [Spacer(1, 6 * mm), _text(section.title, 12, bold=True)]
    head += [_text(f"! {flag}", 9, colors.HexColor("#8a4b00")) for flag in section.flags]
    if not section.lines:
        return [KeepTogether([*head, _text(told.say("empty"), 9, _SOFT)])]
    names = [told.say("rank"), told.say("office"), told.say("score")]
    names += [one.title.of(told.lang) for one in section.indicators]
    rows = [[_text(name, 8, _SOFT) for name in names]]
    for line in section.lines:
        score = NONE if line.score is None else f"{line.score:.2f}"
        row = [_text(str(line.rank or NONE), 9), _text(line.title, 9), _text(score, 9, _ACCENT)]
        for cell in line.cells:
            changes = " / ".join(
                each.replace("▲ ", "+").replace("▼ ", "−") for each in cell.changes()
            )
            row.append([_text(cell.shown(told.lang), 9), _text(changes, 7, _SOFT)])
        rows.append(row)
    narrow, name = 13 * mm, 42 * mm
    each = (_WIDE - 2 * narrow - name) / max(len(section.indicators), 1)
    table = Table(rows, [narrow, name, narrow, *[each] * len(section.indicators)], repeatRows=1)
    style = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
        ("BACKGROUND", (0, 0), (-1, 0), _WASH),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
    table.setStyle(TableStyle(style))
    return [*head, Spacer(1, 1.5 * mm), table]


def _text(words: str, size: float, color: Any = colors.black, *, bold: bool = False) -> Paragraph:
    style = ParagraphStyle(
        "text", fontName=FONT, fontSize=size, leading=size * 1.35, textColor=color, wordWrap="CJK",
        spaceAfter=2 if bold else 0,
    )  # fmt: skip
    return Paragraph(escape(words), style)


def _foot(canvas: Any, paper: Any) -> None:
    canvas.setFont(FONT, 8)
    canvas.setFillColor(_SOFT)
    canvas.drawRightString(landscape(A4)[0] - 12 * mm, 7 * mm, str(paper.page))


@cache
def _register() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
