"""Areas and cells in the colour of their risk; how it is reckoned, see ``anlan.risk.living``."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from anlan.model.colour import COLOURS, Colour
from anlan.risk.register.cells import fitting, outline
from anlan.risk.register.ground import Known
from anlan.risk.register.live import Rows
from anlan.risk.register.room import RegisterRoom
from anlan.risk.register.shaded import Shaded, shaded_areas, shaded_cells


@dataclass(frozen=True)
class Tinted:
    """A shape in degrees, and its colour."""

    shape: shapely.Geometry
    colour: Colour


def areas_of(
    room: RegisterRoom,
    rows: Rows,
    known: Sequence[str],
    paths: Sequence[str],
    counted: Known,
    kind: str,
) -> list[Tinted]:
    """Return divisions of one level in the colour of their points' risk."""
    tree = room.tree.known
    shapes = [tree[path.rpartition("/")[2]].shape for path in paths]
    colours = _colours(shaded_areas(room, rows, known, paths, counted), kind)
    return [
        Tinted(shape, colour)
        for shape, colour in zip(shapes, colours, strict=True)
        if shape is not None
    ]


def cells_of(room: RegisterRoom, rows: Rows, counted: Known, kind: str) -> list[Tinted]:
    """Return the cells that hold points, in the colour of their risk."""
    if not len(rows):
        return []
    numbers, found = shaded_cells(room, rows, fitting(rows), counted)
    colours = _colours(found, kind)
    return [
        Tinted(shapely.Polygon(outline(number)), colour)
        for number, colour in zip(numbers, colours, strict=True)
    ]


def _colours(found: Shaded, kind: str) -> list[Colour]:
    graded = found.now if kind == "now" else found.inherent
    return [COLOURS[place] for place in graded.colour.tolist()]
