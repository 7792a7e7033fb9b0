"""The page: ground, borders, colours, names, and around them what a reader needs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import shapely
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas

from anlan.model.city import City
from anlan.model.colour import COLOURS, Colour
from anlan.model.errors import RegisterError
from anlan.paper.typeface import typeface, width
from anlan.risk.register.ground import Known
from anlan.risk.register.live import Rows, Shown
from anlan.risk.register.print.asked import Asked
from anlan.risk.register.print.ground import draw_basemap, draw_borders, draw_shape
from anlan.risk.register.print.marks import TONES, draw_marks, merged
from anlan.risk.register.print.place import POINTS_A_KM, Bounds, Paper, paper
from anlan.risk.register.print.tinted import Tinted, areas_of, cells_of
from anlan.risk.register.room import RegisterRoom
from anlan.words import say

INK, SOFT, EDGE = colors.HexColor("#17212b"), colors.HexColor("#5a6b7b"), colors.HexColor("#9aa6ae")
TINT = 0.62
"""How strongly an area is coloured: what lies below stays to be seen."""
WEIGHT: dict[Colour, float] = {"blue": 0.75, "yellow": 1.0, "orange": 1.3, "red": 1.7}
"""How large a mark is beside others: few are red, and these are looked for."""
COVER = 0.25
"""Marks take about so much of the ground on which they stand, at most."""
BARS_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)


@dataclass(frozen=True)
class Drawable:
    """What is printed.

    Attributes:
        city: of the pack.
        room: of its register.
        shown: its points.
        seen: which of them, bool[n].
        places: the paths of the divisions whose borders are drawn, from the city down to the level
            that is asked for.
        basemap: its features as GeoJSON has them; none where there is no basemap.
        counted: people and premises, at the hour of the moment.
    """

    city: City
    room: RegisterRoom
    shown: Shown
    seen: npt.NDArray[np.bool_]
    places: Sequence[str]
    basemap: Sequence[dict[str, Any]]
    counted: Known


def print_map(it: Drawable, asked: Asked) -> bytes:
    """Return the map as a PDF of one page.

    Raises:
        RegisterError: there is nothing to print.
    """
    rows = it.shown.rows[it.seen]
    placed = rows[~np.isnan(rows["lon"])]
    shapes = _shapes(it)
    at = paper(asked.size, _bounds(it, placed, shapes))
    written = BytesIO()
    canvas = Canvas(written, pagesize=(at.width, at.height), pageCompression=1)
    canvas.setTitle(say("risk.print.title", asked.lang, city=it.city.title.of(asked.lang)))
    canvas.setAuthor("Anlan")
    clip = canvas.beginPath()
    left, lower, right, upper = at.frame
    clip.rect(left, lower, right - left, upper - lower)
    canvas.saveState()
    canvas.clipPath(clip, stroke=0, fill=0)
    draw_basemap(canvas, at, it.basemap)
    counts = _coloured(canvas, at, it, asked, placed)
    draw_borders(canvas, at, shapes)
    _names(canvas, at, shapes, it, asked)
    canvas.restoreState()
    canvas.setStrokeColor(EDGE)
    canvas.setLineWidth(0.08 * at.unit)
    canvas.rect(left, lower, right - left, upper - lower)
    _head(canvas, at, it, asked, len(rows))
    _foot(canvas, at, it, asked, len(rows) - len(placed), counts)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def _shapes(it: Drawable) -> dict[str, Any]:
    """Return the polygons of the divisions of all levels that may be told of, by their path."""
    known, found = it.room.tree.known, {}
    for path in it.places:
        division = known.get(path.rpartition("/")[2])
        if division is not None and division.shape is not None:
            found[path] = division.shape
    return found


def _bounds(it: Drawable, placed: Rows, shapes: dict[str, Any]) -> Bounds:
    boxes = [shapely.total_bounds(list(shapes.values()))] if shapes else []
    if len(placed):
        lon, lat = placed["lon"], placed["lat"]
        boxes.append(np.array([lon.min(), lat.min(), lon.max(), lat.max()]))
    if not boxes:
        raise RegisterError("error.print.nowhere", city=it.city.name)
    west, south = np.min(boxes, axis=0)[:2]
    east, north = np.max(boxes, axis=0)[2:]
    return float(west), float(south), float(east), float(north)


def _coloured(canvas: Any, at: Paper, it: Drawable, asked: Asked, placed: Rows) -> list[int]:
    """Draw what is coloured; return how many there are of each colour."""
    colour = placed[f"{asked.kind}_colour"]
    if asked.what == "points":
        x, y = at.x(placed["lon"]), at.y(placed["lat"])
        kept = merged(x, y, colour)
        reach = _reach(at, len(kept))
        for place, name in enumerate(COLOURS):
            mine = kept[colour[kept] == place]
            spots = list(zip(x[mine].tolist(), y[mine].tolist(), strict=True))
            draw_marks(canvas, name, spots, reach * WEIGHT[name])
        return [int((colour == place).sum()) for place in range(len(COLOURS))]
    if asked.what == "areas":
        paths = [each for each in it.places if each.count("/") == _depth(it, asked)]
        rows = it.shown.rows[it.seen]
        tinted = areas_of(it.room, rows, it.shown.areas, paths, it.counted, asked.kind)
    else:
        tinted = cells_of(it.room, placed, it.counted, asked.kind)
    for each in tinted:
        draw_shape(canvas, at, each.shape, TONES[each.colour], TINT)
    # An area's name stands in its middle, and its mark above that; cells have no names.
    _middles(canvas, at, tinted, 1.3 * at.unit if asked.what == "areas" else 0.0)
    return [sum(each.colour == name for each in tinted) for name in COLOURS]


def _middles(canvas: Any, at: Paper, tinted: Sequence[Tinted], lift: float) -> None:
    """Put the colour's mark in the middle of each area that has room for it."""
    for name in COLOURS:
        mine = [each for each in tinted if each.colour == name]
        for each in mine:
            west, south, east, north = each.shape.bounds
            room = min((east - west) * at.across, (north - south) * at.up)
            middle = each.shape.representative_point()
            spot = (float(at.x(middle.x)), float(at.y(middle.y)) + lift)
            draw_marks(canvas, name, [spot], min(0.5 * at.unit, 0.1 * room), INK)


def _reach(at: Paper, many: int) -> float:
    left, lower, right, upper = at.frame
    ground = 0.6 * (right - left) * (upper - lower)
    return min(0.6 * at.unit, math.sqrt(COVER * ground / max(many, 1)) / 2)


def _depth(it: Drawable, asked: Asked) -> int:
    return [str(each) for each in it.city.divisions.levels].index(asked.level)


def _names(canvas: Any, at: Paper, shapes: dict[str, Any], it: Drawable, asked: Asked) -> None:
    """Write the names of the level, where they have room, and of the level above it."""
    rows = it.room.tree.rows
    taken: list[Any] = []
    for depth in range(1, _depth(it, asked) + 1):
        size = at.unit * (1.5 if depth == 1 else 1.0)
        for path, shape in shapes.items():
            if path.count("/") != depth:
                continue
            name = rows[path.rpartition("/")[2]][f"name_{asked.lang}"]
            wide, middle = width(name, size), shape.representative_point()
            x, y = float(at.x(middle.x)) - wide / 2, float(at.y(middle.y)) - size / 3
            box = shapely.box(x, y, x + wide, y + size)
            if any(box.intersects(each) for each in taken):
                continue
            taken.append(box)
            _haloed(canvas, x, y, name, size)


def _haloed(canvas: Any, x: float, y: float, name: str, size: float) -> None:
    """Write a name that can be read on any ground: dark, with a light edge."""
    for mode, colour in ((1, colors.white), (0, INK)):
        canvas.saveState()
        canvas.setLineWidth(0.25 * size)
        canvas.setLineJoin(1)
        text = canvas.beginText(x, y)
        text.setFont(typeface(), size)
        text.setTextRenderMode(mode)
        text.setFillColor(colour)
        text.setStrokeColor(colour)
        text.textOut(name)
        canvas.drawText(text)
        canvas.restoreState()


def _write(canvas: Any, x: float, y: float, words: str, size: float, colour: Any = INK) -> None:
    canvas.setFont(typeface(), size)
    canvas.setFillColor(colour)
    canvas.drawString(x, y, words)


def _head(canvas: Any, at: Paper, it: Drawable, asked: Asked, many: int) -> None:
    left, _, right, upper = at.frame
    unit, lang = at.unit, asked.lang
    title = say("risk.print.title", lang, city=it.city.title.of(lang))
    _write(canvas, left, upper + 4.4 * unit, title, 3.2 * unit)
    what = say(f"risk.print.what.{asked.what}", lang)
    kind = say(f"risk.print.kind.{asked.kind}", lang)
    about = say("risk.print.about", lang, what=what, kind=kind, n=f"{many:,}")
    _write(canvas, left, upper + 1.6 * unit, about, 1.5 * unit, SOFT)
    x, y = right - 1.6 * unit, upper + 1.2 * unit
    canvas.setFillColor(INK)
    arrow = canvas.beginPath()
    arrow.moveTo(x, y + 4.2 * unit)
    for dx, dy in ((1.1, 0.6), (0, 1.4), (-1.1, 0.6)):
        arrow.lineTo(x + dx * unit, y + dy * unit)
    arrow.close()
    canvas.drawPath(arrow, stroke=0, fill=1)
    north = say("risk.print.north", lang)
    _write(canvas, x - width(north, 1.5 * unit) / 2, y + 4.6 * unit, north, 1.5 * unit)


def _foot(
    canvas: Any, at: Paper, it: Drawable, asked: Asked, unplaced: int, counts: Sequence[int]
) -> None:
    left, lower, right, _ = at.frame
    unit, lang = at.unit, asked.lang
    x, y = left, lower - 3.2 * unit
    for place in range(len(COLOURS) - 1, -1, -1):
        x = _key(canvas, at, x, y, COLOURS[place], f"{counts[place]:,}", asked)
    _scale(canvas, at, right, lower - 2.4 * unit, asked)
    moment = it.shown.at.astimezone(ZoneInfo(it.city.zone))
    told = [say("risk.print.source", lang, at=f"{moment:%Y-%m-%d %H:%M}")]
    told += [say("risk.print.worst", lang)] if asked.what == "points" else []
    told += [say("risk.print.unplaced", lang, n=f"{unplaced:,}")] if unplaced else []
    told += [say("risk.print.synthetic", lang)] if it.city.synthetic else []
    line = " ".join(told)
    size = min(1.1 * unit, 1.1 * unit * (right - left) / width(line, 1.1 * unit))
    _write(canvas, left, lower - 6.4 * unit, line, size, SOFT)


def _key(
    canvas: Any, at: Paper, x: float, y: float, colour: Colour, count: str, asked: Asked
) -> float:
    """Draw what a colour means and how often it is there; return where the next one goes."""
    unit, lang = at.unit, asked.lang
    draw_marks(canvas, colour, [(x + 0.9 * unit, y + 0.6 * unit)], 0.9 * unit)
    letter = say(f"risk.print.letter.{colour}", lang)
    name = say(f"risk.colour.{colour}", lang)
    words = f"{name} {count}" if lang == "zh" else f"{letter} {name} {count}"
    _write(canvas, x + 2.4 * unit, y, words, 1.6 * unit)
    return x + 2.4 * unit + width(words, 1.6 * unit) + 2.4 * unit


def _scale(canvas: Any, at: Paper, right: float, y: float, asked: Asked) -> None:
    """Draw a bar of a round length, at most a fifth of the sheet, and say the scale."""
    fitting = [each for each in BARS_KM if each * at.km <= at.width / 5]
    km = fitting[-1] if fitting else BARS_KM[0]
    long, unit = km * at.km, at.unit
    canvas.setFillColor(INK)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.1 * unit)
    canvas.rect(right - long, y, long / 2, 0.5 * unit, stroke=1, fill=1)
    canvas.rect(right - long / 2, y, long / 2, 0.5 * unit, stroke=1, fill=0)
    name = "risk.print.km" if km >= 1 else "risk.print.m"
    told = say(name, asked.lang, n=f"{km if km >= 1 else km * 1000:g}")
    ratio = say("risk.print.ratio", asked.lang, n=f"{round(POINTS_A_KM / at.km, -3):,.0f}")
    words = f"{told}   {ratio}"
    _write(canvas, right - width(words, 1.2 * unit), y - 1.5 * unit, words, 1.2 * unit)
