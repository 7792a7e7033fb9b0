"""Make an area of a drawing: few points, all of the drawing covered, no date line crossed.

Simplifying cuts corners, and whoever lives in a corner that was cut isn't warned. So the drawing is
first made larger by as much as simplifying may take away, and the outcome must cover it: rounding
included.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from anlan.cap import geometry
from anlan.cap.errors import AreaError
from anlan.cap.geometry import Shape

LEAST_POINTS = 8
DIGITS = 5
"""Of a degree, in coordinates: about a metre."""
FIRST = 2e-5
"""The smallest tolerance, in degrees."""
STEP = 1.5
MAKE_ROOM = 1.1
"""The round corners of a larger shape are cut by less than a tenth."""
ROUND = 10.0**-DIGITS
HALF = 180
"""In degrees: a longer side would be read as one over the date line."""
WIDEST, STRIP = 120, 90
"""What is wider than this is cut into strips, so that each may be made larger and is no half."""


def cover(shape: Shape, points: int = 100) -> tuple[str, ...]:
    """Return polygons, of at most so many points each, that cover all of a shape.

    The shape has longitude first, as shapely's have; longitudes beyond 180 go on over the date
    line, where the outcome is cut in two. Holes are filled, for CAP has none.

    Raises:
        AreaError: the shape has no area, or the points are too few.
    """
    if points < LEAST_POINTS:
        raise AreaError("points", points=points, least=LEAST_POINTS)
    whole = shapely.make_valid(shape)
    parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    for part in shapely.get_parts(whole):
        parts += [] if part.geom_type == "Polygon" else _polygons(part)
    parts = [part for part in parts if part.area > 0]
    if not parts:
        raise AreaError("drawing")
    filled = shapely.union_all([shapely.Polygon(part.exterior) for part in parts])
    pieces = [piece for part in _polygons(filled) for piece in _cut(part)]
    return tuple(_wire(_simple(piece, points)) for piece in pieces)


def _polygons(shape: Shape) -> list[Any]:
    return [each for each in shapely.get_parts(shape) if each.geom_type == "Polygon"]


def _cut(part: Shape) -> list[Any]:
    """Return a polygon in parts between -180 and 180, none of them wider than ``WIDEST``."""
    west, _, east, _ = part.bounds
    width = STRIP if east - west > WIDEST else 360
    pieces = []
    for left in range(
        -180 + width * int(np.floor((west + 180) / width)), int(np.ceil(east)), width
    ):
        turn = 360 * int(np.floor((left + 180) / 360))
        window = part & shapely.box(left, -90, left + width, 90)
        moved = shapely.transform(window, lambda xy, turn=turn: xy - [turn, 0])
        pieces += [each for each in _polygons(moved) if each.area > 0]
    return pieces


def _simple(part: Shape, points: int) -> Shape:
    """Return a polygon of few points that covers another."""
    part = shapely.Polygon(part.exterior)
    if len(part.exterior.coords) <= points and _covers(part, part):
        return _rounded(part)
    west, south, east, north = part.bounds
    best = _world(shapely.box(west - ROUND, south - ROUND, east + ROUND, north + ROUND))
    steps = int(np.log(max(east - west, north - south) / FIRST + 1) / np.log(STEP)) + 1
    low, high = 0, steps
    while low < high:
        middle = (low + high) // 2
        found = _larger(part, FIRST * STEP**middle)
        if found is not None and len(found.exterior.coords) <= points and _covers(found, part):
            best, high = found, middle
        else:
            low = middle + 1
    return _rounded(best)


def _larger(part: Shape, tolerance: float) -> Shape | None:
    """Return a polygon made larger by a tolerance, and simplified by no more than that."""
    larger = part.buffer(tolerance * MAKE_ROOM + ROUND, quad_segs=2)
    return _world(shapely.Polygon(larger.simplify(tolerance).exterior))


def _world(shape: Shape) -> Any:
    """Return what of a shape is on the map; None where that is in parts."""
    found = _polygons(shapely.intersection(shape, shapely.box(-180, -90, 180, 90)))
    return found[0] if len(found) == 1 else None


def _rounded(shape: Shape) -> Shape:
    return shapely.Polygon(np.round(shapely.get_coordinates(shape.exterior), DIGITS))


def _covers(found: Shape, part: Shape) -> bool:
    """Return whether a polygon, as it will be written, is valid and covers another."""
    told = _rounded(found)
    west, _, east, _ = told.bounds
    return bool(east - west < HALF and told.is_valid and told.covers(part))


def _wire(shape: Shape) -> str:
    return geometry.wire(_ring(shape), DIGITS)


def _ring(shape: Shape) -> Sequence[Sequence[float]]:
    told: Sequence[Sequence[float]] = shapely.get_coordinates(shape.exterior).tolist()
    return told
