"""What lies below the colours: water, parks, roads; and the borders of divisions."""

from collections.abc import Sequence
from typing import Any

import shapely
from reportlab.lib import colors

from anlan.risk.register.print.place import Paper

FILLS = {"park": colors.HexColor("#e0eade"), "water": colors.HexColor("#cfe0e8")}
ROAD, OUTLINE = colors.HexColor("#d3d9de"), colors.HexColor("#8a969f")
BORDER = colors.HexColor("#6f7d87")
FINE = 0.0004
"""No border is drawn more finely than this part of the sheet."""
BORDERS = 400
"""Borders of a level with more divisions than this would cover what they enclose."""


def draw_basemap(canvas: Any, at: Paper, features: Sequence[dict[str, Any]]) -> None:
    """Draw the city's basemap, where it has one."""
    kinds = [(each["properties"].get("kind", ""), each["geometry"]) for each in features]
    for wanted in ("park", "water", "road", "outline"):
        for kind, geometry in kinds:
            if kind != wanted:
                continue
            shape = shapely.geometry.shape(geometry)
            if kind in FILLS:
                draw_shape(canvas, at, shape, FILLS[kind])
            else:
                tone, line = (ROAD, 0.14) if kind == "road" else (OUTLINE, 0.1)
                _draw_line(canvas, at, shape, tone, line * at.unit)


def draw_borders(canvas: Any, at: Paper, shapes: dict[str, Any]) -> None:
    """Draw the borders of divisions; those of the upper levels are stronger."""
    by_depth: dict[int, list[Any]] = {}
    for path, shape in shapes.items():
        by_depth.setdefault(path.count("/"), []).append(shape)
    for depth, mine in sorted(by_depth.items(), reverse=True):
        if len(mine) <= BORDERS:
            line = 0.16 if depth <= 1 else 0.07
            for shape in mine:
                _draw_line(canvas, at, shape, BORDER, line * at.unit)


def draw_shape(canvas: Any, at: Paper, shape: Any, tone: Any, strength: float = 1.0) -> None:
    """Fill a shape."""
    path = canvas.beginPath()
    for polygon in shapely.get_parts(shape):
        if polygon.geom_type == "Polygon":
            for ring in (polygon.exterior, *polygon.interiors):
                _trace(path, at, ring, closed=True)
    canvas.saveState()
    canvas.setFillColor(tone)
    canvas.setFillAlpha(strength)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def _draw_line(canvas: Any, at: Paper, shape: Any, tone: Any, line: float) -> None:
    path = canvas.beginPath()
    for part in shapely.get_parts(
        shapely.boundary(shape) if "Polygon" in shape.geom_type else shape
    ):
        if part.geom_type in {"LineString", "LinearRing"}:
            _trace(path, at, part, closed=False)
    canvas.setStrokeColor(tone)
    canvas.setLineWidth(line)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    canvas.drawPath(path, stroke=1, fill=0)


def _trace(path: Any, at: Paper, line: Any, *, closed: bool) -> None:
    spots = shapely.get_coordinates(shapely.simplify(line, FINE * at.width / at.up))
    x, y = at.x(spots[:, 0]).tolist(), at.y(spots[:, 1]).tolist()
    for n, spot in enumerate(zip(x, y, strict=True)):
        if n == 0:
            path.moveTo(*spot)
        else:
            path.lineTo(*spot)
    if closed:
        path.close()
