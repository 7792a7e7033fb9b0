"""A report as a PDF, in a typeface for Chinese that readers of PDF have."""

from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from anlan.paper.shape import Cell, Report, Section
from anlan.paper.typeface import FONT, typeface

_LINE, _WASH = colors.HexColor("#d8dfe6"), colors.HexColor("#f4f7f9")
_SOFT, _ACCENT = colors.HexColor("#5a6b7b"), colors.HexColor("#0b6b8a")
_WIDE = landscape(A4)[0] - 24 * mm


def as_pdf(told: Report) -> bytes:
    """Return the report as a PDF."""
    typeface()
    written = BytesIO()
    paper = SimpleDocTemplate(
        written, pagesize=landscape(A4), title=told.title, author="Anlan",
        leftMargin=12 * mm, rightMargin=12 * mm, topMargin=12 * mm, bottomMargin=14 * mm,
    )  # fmt: skip
    parts: list[Any] = [_text(told.title, 17, bold=True), _text(told.about, 9, _SOFT)]
    parts += [_text(f"– {note}", 9) for note in told.notes]
    for section in told.sections:
        parts += _section(section)
    parts += [Spacer(1, 6 * mm), _text(told.say("definitions"), 12, bold=True)]
    for one in told.defined:
        parts.append(_text(f"{one.title}: {one.words}  {one.symbols}".strip(), 9))
    paper.build(parts, onFirstPage=_foot, onLaterPages=_foot)
    return written.getvalue()


def _section(section: Section) -> list[Any]:
    head: list[Any] = [Spacer(1, 6 * mm), _text(section.title, 12, bold=True)]
    head += [_text(f"! {flag}", 9, colors.HexColor("#8a4b00")) for flag in section.flags]
    if not section.lines:
        return [KeepTogether([*head, _text(section.empty, 9, _SOFT)])]
    rows: list[list[Any]] = [[_text(one.title, 8, _SOFT) for one in section.columns]]
    for line in section.lines:
        both = zip(section.columns, line.cells, strict=True)
        rows.append([_cell(cell, score=one.form == "score") for one, cell in both])
    table = Table(rows, _widths(section), repeatRows=1)
    style: list[tuple[Any, ...]] = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
        ("BACKGROUND", (0, 0), (-1, 0), _WASH),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
    strong = [at for at, line in enumerate(section.lines, 1) if line.strong]
    style += [("BACKGROUND", (0, at), (-1, at), _WASH) for at in strong]
    table.setStyle(TableStyle(style))
    return [*head, Spacer(1, 1.5 * mm), table]


def _cell(cell: Cell, *, score: bool) -> list[Paragraph]:
    """Return a figure with what stands beneath it, in marks that the typeface has."""
    small = " / ".join(each.replace("▲ ", "+").replace("▼ ", "−") for each in cell.small)
    told = [_text(cell.text, 9, _ACCENT if score else colors.black)]
    return [*told, _text(small, 7, _SOFT)] if small else told


def _widths(section: Section) -> list[float]:
    """Return how wide each column is; what states no width shares what is left."""
    given = sum(one.wide * mm for one in section.columns if one.wide)
    free = sum(one.wide is None for one in section.columns)
    each = (_WIDE - given) / max(free, 1)
    return [one.wide * mm if one.wide else each for one in section.columns]


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
