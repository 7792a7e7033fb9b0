"""Where an alert holds: divisions, drawings, circles and sectors as areas of CAP and as shapes."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from anlan import cap
from anlan.alerts.form import AreaForm, Circle, Sector
from anlan.alerts.settings import levels
from anlan.cap import geometry
from anlan.model.city import LEVELS
from anlan.model.declared import Text
from anlan.model.errors import AlertError
from anlan.pool.divisions import DivisionTree
from anlan.words import Language, say

Shape = Any
ARC = 5.0
"""Between two corners of a sector's arc, in degrees."""
CODED = {6: "000000", 9: "000", 12: ""}
"""Zeros that fill a division's code to the twelve digits of China's system, by its length."""
NAMED = 3
"""So many divisions are named where nobody said what an area is called."""
FINEST = "community"
"""Divisions below these aren't told apart: an alert isn't given to a single block."""


@dataclass(frozen=True)
class Placed:
    """An area as it was understood.

    Attributes:
        shape: all of it, longitude first.
        polygons: as CAP writes them; together with ``circles`` they cover ``shape``.
        circles: as CAP writes them.
        codes: of divisions that were named, where they fit China's system.
        names: what it is called, by language.
        places: paths of the divisions it touches; one that lies wholly in it stands for all below.
        division: the path of the smallest division that holds all of it.
    """

    shape: Shape
    polygons: tuple[str, ...]
    circles: tuple[str, ...]
    codes: tuple[str, ...]
    names: dict[Language, str]
    places: tuple[str, ...]
    division: str

    def area(self, lang: Language) -> cap.Area:
        """Return it as CAP has it."""
        codes = tuple(cap.Pair("CN-DIVISION", code) for code in self.codes)
        return cap.Area(self.names[lang], self.polygons, self.circles, codes)

    @cached_property
    def km2(self) -> float:
        """How large it is."""
        return geometry.km2(self.shape)


@dataclass(frozen=True)
class Atlas:
    """A city's divisions, to find which ones a shape touches; ``root`` is the city's name."""

    tree: DivisionTree
    root: str
    title: Text

    @cached_property
    def below(self) -> Mapping[str, Sequence[str]]:
        """The codes right below each division; the largest below the empty one."""
        last, found = LEVELS.index(FINEST), dict[str, list[str]]()
        for each in self.tree.standing():
            if LEVELS.index(each.level) <= last:
                parent = each.parent if each.parent in self.tree.known else ""
                found.setdefault(parent, []).append(each.code)
        return found

    def placed(self, form: AreaForm) -> Placed:
        """Return an area as it is understood.

        Raises:
            AlertError: there is nothing, a division that isn't known or has no shape, or a drawing
                that makes no area.
        """
        if sum(len(each) for each in form.drawings) > levels().area.most_points:
            raise AlertError("error.alerts.points", most=levels().area.most_points)
        named = [self._division(each) for each in form.divisions]
        drawn = [_drawing(each) for each in form.drawings] + [_sector(e) for e in form.sectors]
        if not (named or drawn or form.circles):
            raise AlertError("error.alerts.nowhere")
        discs = [geometry.disc(_circle(each)) for each in form.circles]
        outlines = [*(shape for _, shape in named), *drawn]
        whole = shapely.union_all([*outlines, *discs])
        polygons = cap.cover(shapely.union_all(outlines), levels().area.points) if outlines else ()
        places = self.touched(whole)
        codes = [code for code, _ in named]
        coded = [code for code in codes if len(code) in CODED and code.isdigit()]
        return Placed(
            whole,
            polygons,
            tuple(_wire(each) for each in form.circles),
            tuple(code + CODED[len(code)] for code in coded),
            self._names(form, [code for code in codes if code], places),
            places,
            self.holder(places),
        )

    def touched(self, shape: Shape) -> tuple[str, ...]:
        """Return the paths of the divisions a shape touches, the largest that lie wholly in it.

        Where a division is only touched, those below it are looked at; the smallest stand
        themselves.
        """
        shapely.prepare(shape)
        return tuple(path for each in self.below.get("", ()) for path in self._touched(shape, each))

    def _touched(self, shape: Shape, code: str) -> list[str]:
        own, below, path = self.tree.known[code].shape, self.below.get(code, ()), self.path(code)
        if own is None:
            return [path for each in below for path in self._touched(shape, each)]
        if not shape.intersects(own) or shape.intersection(own).area == 0:
            return []
        if shape.covers(own) or not below:
            return [path]
        return [path for each in below for path in self._touched(shape, each)] or [path]

    def path(self, code: str) -> str:
        """Return the path of a division that is known."""
        return self.tree.paths[code]

    def holder(self, places: Sequence[str]) -> str:
        """Return the path of the smallest division that holds all of some; else the city's own."""
        held: list[str] = []
        for step in zip(*(each.split("/") for each in places), strict=False):
            if len(set(step)) > 1:
                break
            held.append(step[0])
        return "/".join(held) or self.root

    def _division(self, code: str) -> tuple[str, Shape]:
        """Return a division's code and shape; of the whole city no code."""
        if code == self.root:
            tops = (self.tree.known[each].shape for each in self.below.get("", ()))
            shapes = [each for each in tops if each is not None]
            if not shapes:
                raise AlertError("error.alerts.no_shape", found=code)
            return "", shapely.union_all(shapes)
        found = self.tree.known.get(code.rpartition("/")[2])
        if found is None or not found.stands(self.tree.day):
            raise AlertError("error.alerts.division", found=code)
        if found.shape is None:
            raise AlertError("error.alerts.no_shape", found=code)
        return found.code, found.shape

    def _names(
        self, form: AreaForm, codes: Sequence[str], places: Sequence[str]
    ) -> dict[Language, str]:
        """Return what an area is called: as was said, else by its divisions, else by the city."""
        rows, told = self.tree.rows, codes or [path.rpartition("/")[2] for path in places]
        found: dict[Language, str] = {}
        for lang in levels().languages:
            names = [rows[code][f"name_{lang}"] for code in told if code in rows]
            names = [] if self.root in form.divisions else names
            text = say("alerts.names.joint", lang).join(names[:NAMED])
            if len(names) > NAMED:
                text = say("alerts.names.more", lang, names=text, n=len(names) - NAMED)
            found[lang] = form.names.get(lang, "").strip() or text or self.title.of(lang)
        return found


def _drawing(points: Iterable[tuple[float, float]]) -> Shape:
    ring = shapely.Polygon(list(points))
    if not ring.is_valid:
        raise AlertError("error.alerts.drawing", reason=shapely.is_valid_reason(ring))
    if ring.area == 0:
        raise AlertError("error.alerts.drawing", reason="no area")
    return ring


def _circle(of: Circle) -> geometry.Circle:
    return geometry.Circle(of.lat, of.lon, of.metres / 1000)


def _wire(of: Circle) -> str:
    """Return a circle as CAP writes it, a metre larger where rounding would lose one."""
    km = math.ceil(of.metres) / 1000
    return f"{of.lat:.5f},{of.lon:.5f} {km:g}"


def _sector(of: Sector) -> Shape:
    """Return a sector; its corners lie a little farther out, so that no side cuts into the arc."""
    towards = of.wind_from if of.upwind else of.wind_from + 180
    steps = max(2, math.ceil(of.angle / ARC) + 1)
    turns = np.radians(np.linspace(towards - of.angle / 2, towards + of.angle / 2, steps))
    far = np.radians(of.metres / 1000 / geometry.KM_PER_DEGREE)
    far /= np.cos(np.radians(of.angle / (steps - 1) / 2))
    lat, lon = np.radians(of.lat), np.radians(of.lon)
    lats = np.arcsin(np.sin(lat) * np.cos(far) + np.cos(lat) * np.sin(far) * np.cos(turns))
    east = np.sin(turns) * np.sin(far) * np.cos(lat)
    lons = lon + np.arctan2(east, np.cos(far) - np.sin(lat) * np.sin(lats))
    arc = np.degrees(np.column_stack([lons, lats]))
    return shapely.make_valid(shapely.Polygon([(of.lon, of.lat), *arc]))
