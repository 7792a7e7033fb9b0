"""The marks of the four colours, as on the screen: no colour is told by the colour alone."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.pdfgen.pathobject import PDFPathObject

from anlan.model.colour import COLOURS, Colour

TONES: dict[Colour, Any] = {
    "red": colors.HexColor("#c8102e"),
    "orange": colors.HexColor("#e87511"),
    "yellow": colors.HexColor("#d9a400"),
    "blue": colors.HexColor("#2f6fb0"),
}
CORNERS: dict[str, tuple[tuple[float, float], ...]] = {
    "red": ((0, 1), (1.02, -0.86), (-1.02, -0.86)),
    "orange": ((0, 1.08), (1.08, 0), (0, -1.08), (-1.08, 0)),
    "yellow": ((-0.84, -0.84), (0.84, -0.84), (0.84, 0.84), (-0.84, 0.84)),
}
"""Of each mark, around its middle; the lowest is round."""
CLOSE = 0.5 * mm
"""Points nearer than this are one mark on paper."""
_NON_ZERO = 1


def merged(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], colour: npt.NDArray[np.int8]
) -> npt.NDArray[np.int64]:
    """Return which points to draw: of those on the same half millimetre the worst one.

    The worst come last, and so on top.
    """
    order = np.argsort(colour, kind="stable")
    column, row = (np.floor(each / CLOSE).astype(np.int64) for each in (x, y))
    spot = (column - column.min(initial=0)) * (1 << 32) + row - row.min(initial=0)
    # The first of each from the end is the worst.
    _, first = np.unique(spot[order][::-1], return_index=True)
    kept: npt.NDArray[np.int64] = order[::-1][first]
    return kept[np.argsort(colour[kept], kind="stable")]


def draw_marks(
    canvas: Any,
    colour: Colour,
    spots: Sequence[tuple[float, float]],
    reach: float,
    tone: Any = None,
) -> None:
    """Draw a colour's marks, ``reach`` from their middle to their edge."""
    if not spots:
        return
    path: PDFPathObject = canvas.beginPath()
    canvas.saveState()
    if colour == "blue":
        # A line of no length with round ends is a dot, in a few bytes.
        canvas.setStrokeColor(tone or TONES[colour])
        canvas.setLineWidth(1.8 * reach)
        canvas.setLineCap(1)
        for x, y in spots:
            path.moveTo(x, y)
            path.lineTo(x, y)
        canvas.drawPath(path, stroke=1, fill=0)
    else:
        corners = [(reach * dx, reach * dy) for dx, dy in CORNERS[colour]]
        (first_x, first_y), others = corners[0], corners[1:]
        for x, y in spots:
            path.moveTo(x + first_x, y + first_y)
            for dx, dy in others:
                path.lineTo(x + dx, y + dy)
            path.close()
        canvas.setFillColor(tone or TONES[colour])
        canvas.drawPath(path, stroke=0, fill=1, fillMode=_NON_ZERO)
    canvas.restoreState()


def place_of(colour: int) -> Colour:
    """Return the colour at a place."""
    return COLOURS[colour]
