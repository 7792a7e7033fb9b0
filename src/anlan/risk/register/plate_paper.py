"""Plates as a PDF, one on each page, in a typeface for Chinese that readers of PDF have."""

from collections.abc import Sequence
from html import escape
from io import BytesIO
from typing import Any, Literal

import segno
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, A5, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, KeepInFrame, Paragraph, Table, TableStyle

from anlan.model.colour import Colour
from anlan.paper.typeface import FONT, typeface
from anlan.risk.register.plate import Plate, plate_rules
from anlan.words import Language, say

PlateSize = Literal["a5", "a4"]
_PAGES = {"a4": landscape(A4), "a5": landscape(A5)}
_WIDTH, _HEIGHT = landscape(A4)
"""Plates are drawn on A4, and smaller paper has the same drawing."""
_EDGE, _BAND, _SIDE = 28.0, 108.0, 190.0
_SIZES = (20.0, 18.0, 16.0, 14.0, 12.0, 11.0, 10.0, 9.0)
_LINE, _SOFT = colors.HexColor("#9aa5b1"), colors.HexColor("#44515e")
_SHAPES: dict[Colour, tuple[tuple[float, float], ...]] = {
    "red": ((0.5, 0.95), (0.98, 0.08), (0.02, 0.08)),
    "orange": ((0.5, 1), (1, 0.5), (0.5, 0), (0, 0.5)),
    "yellow": ((0.06, 0.06), (0.94, 0.06), (0.94, 0.94), (0.06, 0.94)),
}
"""The shapes of the console by which nobody depends on colour; that of blue is a disc."""


def as_plates(plates: Sequence[Plate], size: PlateSize, lang: Language) -> bytes:
    """Return plates as a PDF."""
    typeface()
    written = BytesIO()
    canvas = Canvas(written, pagesize=_PAGES[size])
    canvas.setTitle(say("risk.plate.title", lang))
    canvas.setAuthor("Anlan")
    for each in plates:
        canvas.scale(_PAGES[size][0] / _WIDTH, _PAGES[size][1] / _HEIGHT)
        _band(canvas, each, lang)
        _body(canvas, each, lang)
        _code(canvas, each)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def _band(canvas: Canvas, plate: Plate, lang: Language) -> None:
    """Draw the head: what it is, the name, and the grade by colour, shape and word."""
    paint = plate_rules().colours[plate.colour]
    ink = colors.HexColor(paint.ink)
    canvas.setFillColor(colors.HexColor(paint.ground))
    canvas.rect(0, _HEIGHT - _BAND, _WIDTH, _BAND, stroke=0, fill=1)
    top = _HEIGHT - _BAND
    space = _WIDTH - 2 * _EDGE - _SIDE - 12
    heading = _text(say("risk.plate.title", lang), 18, ink)
    _fill(canvas, [heading, _text(plate.name, 30, ink)], _EDGE, top + 10, space, _BAND - 22)
    left = _WIDTH - _EDGE - _SIDE
    _shape(canvas, plate.colour, left, top + 26, 56, ink)
    words = [_text(plate.grade, 26, ink), _text(plate.colour_word, 15, ink)]
    _fill(canvas, words, left + 70, top + 24, _SIDE - 70, _BAND - 46)


def _shape(canvas: Canvas, colour: Colour, left: float, low: float, size: float, ink: Any) -> None:
    canvas.setFillColor(ink)
    points = _SHAPES.get(colour)
    if points is None:
        canvas.circle(left + size / 2, low + size / 2, size / 2, stroke=0, fill=1)
        return
    path = canvas.beginPath()
    for n, (x, y) in enumerate(points):
        (path.lineTo if n else path.moveTo)(left + x * size, low + y * size)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _body(canvas: Canvas, plate: Plate, lang: Language) -> None:
    """Draw the lines in the largest letters with which all of them fit."""
    width, height = _WIDTH - 2 * _EDGE - _SIDE - 12, _HEIGHT - _BAND - _EDGE - 6
    tables = (_table(plate, lang, width, size) for size in _SIZES)
    fits = next((each for each in tables if each.wrap(width, height)[1] <= height), None)
    table = fits or _table(plate, lang, width, _SIZES[-1])
    _fill(canvas, [table], _EDGE, _EDGE - 6, width, height)


def _table(plate: Plate, lang: Language, width: float, size: float) -> Table:
    label = 8.5 * size
    cells = [
        [
            _text(say(f"risk.plate.{name}", lang), size * 0.85, _SOFT),
            [
                _text(f"{n}. {text}" if len(told) > 1 else text, size)
                for n, text in enumerate(told, 1)
            ],
        ]
        for name, told in plate.lines.items()
    ]
    table = Table(cells, [label, width - label])
    style = [
        ("LINEBELOW", (0, 0), (-1, -2), 0.5, _LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), size * 0.25),
        ("BOTTOMPADDING", (0, 0), (-1, -1), size * 0.4),
    ]
    table.setStyle(TableStyle(style))
    return table


def _code(canvas: Canvas, plate: Plate) -> None:
    """Draw the QR code, what it is for, and whose plate it is."""
    # A plate hangs in the rain: a quarter of the code may be unreadable.
    rows = list(segno.make(plate.address, error="q", boost_error=False).matrix_iter(border=4))
    left, top = _WIDTH - _EDGE - _SIDE, _HEIGHT - _BAND - 16
    side = _SIDE / len(rows)
    canvas.setFillColor(colors.white)
    canvas.rect(left, top - _SIDE, _SIDE, _SIDE, stroke=0, fill=1)
    canvas.setFillColor(colors.black)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                canvas.rect(left + x * side, top - (y + 1) * side, side, side, stroke=0, fill=1)
    words = [_text(plate.scan, 15), _text(plate.code, 10, _SOFT), _text(plate.city, 10, _SOFT)]
    _fill(canvas, words, left + 8, _EDGE, _SIDE - 16, top - _SIDE - _EDGE - 6)


def _fill(
    canvas: Canvas, parts: list[Any], left: float, low: float, width: float, height: float
) -> None:
    """Write parts into a place from its top; where there is much to say the letters are smaller."""
    frame = Frame(left, low, width, height, 0, 0, 0, 0)
    frame.addFromList([KeepInFrame(width, height, parts, mode="shrink")], canvas)


def _text(words: str, size: float, color: Any = colors.black) -> Paragraph:
    # Chinese breaks between any two characters, English between words.
    wrap = "CJK" if any(each > "\u2e7f" for each in words) else None
    style = ParagraphStyle(
        "plate", fontName=FONT, fontSize=size, leading=size * 1.3, textColor=color, wordWrap=wrap
    )
    return Paragraph(escape(words), style)
