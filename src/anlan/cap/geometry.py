"""Polygons and circles as CAP writes them: ``lat,lon``, latitude first, radius in kilometres.

Shapes made of them are shapely's, which has longitude first. A polygon that crosses the date line
is read with longitudes beyond 180, so that it stays in one piece.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from anlan.cap.errors import AreaError
from anlan.cap.model import Area

# Each digit can be read in one way only, so that a hostile number takes no longer than another.
NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
POLYGON = re.compile(rf"\s*{NUMBER},{NUMBER}(?:\s+{NUMBER},{NUMBER})*\s*", re.ASCII)
CIRCLE = re.compile(rf"\s*({NUMBER}),({NUMBER})\s({NUMBER})\s*", re.ASCII)
KM_PER_DEGREE = 111.195
"""Of a meridian, on a sphere of 6,371 km."""
HALF_ROUND = 20_015.1
"""To the other side of the earth, in kilometres."""
CIRCLE_SIDES = 72
Shape = Any
"""A shapely geometry; shapely has no types of its own."""


@dataclass(frozen=True)
class Bounds:
    """Where alerts are expected, to notice what lies elsewhere."""

    south: float
    west: float
    north: float
    east: float

    def hold(self, lat: float, lon: float) -> bool:
        """Return whether a point lies within."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


@dataclass(frozen=True, slots=True)
class Circle:
    """A centre and a radius in kilometres."""

    lat: float
    lon: float
    km: float


def numbers(text: str) -> list[float] | None:
    """Return latitudes and longitudes of a polygon in turn; None where it isn't written so."""
    if POLYGON.fullmatch(text) is None:
        return None
    return [float(each) for each in text.replace(",", " ").split()]


def circle(text: str) -> Circle | None:
    """Return a circle; None where it isn't written as ``lat,lon radius``."""
    matched = CIRCLE.fullmatch(text)
    return None if matched is None else Circle(*(float(each) for each in matched.groups()))


def plain(values: Sequence[float]) -> np.ndarray[Any, Any]:
    """Return rows of longitude and latitude as they stand."""
    return np.array(values, np.float64).reshape(-1, 2)[:, ::-1]


def ring(values: Sequence[float]) -> np.ndarray[Any, Any]:
    """Return rows of longitude and latitude, unwound where the ring crosses the date line."""
    points = plain(values)
    steps = np.diff(points[:, 0])
    # From one side of the map to the other is all around the world, and not over the date line.
    over = (abs(steps) > 180) & (abs(steps) < 360)
    if over.any():
        points[1:, 0] -= np.cumsum(np.where(over, np.sign(steps) * 360.0, 0))
    return points


def polygon(text: str) -> Shape:
    """Return a polygon as a shape.

    Raises:
        AreaError: it isn't written as a polygon.
    """
    values = numbers(text)
    if values is None or len(values) < 8 or values[:2] != values[-2:]:
        raise AreaError("polygon", text=text[:80])
    return shapely.polygons(ring(values))


def disc(of: Circle) -> Shape:
    """Return a many-sided shape around a circle: no point of the circle is outside of it."""
    if of.km == 0:
        return shapely.Point(of.lon, of.lat)
    # The sides of a polygon cut in; so its corners lie a little farther out.
    far = np.radians(min(of.km, HALF_ROUND / 2) / KM_PER_DEGREE) / np.cos(np.pi / CIRCLE_SIDES)
    turn = np.linspace(0, 2 * np.pi, CIRCLE_SIDES, endpoint=False)
    lat, lon = np.radians(of.lat), np.radians(of.lon)
    sine = np.sin(lat) * np.cos(far) + np.cos(lat) * np.sin(far) * np.cos(turn)
    lats = np.arcsin(np.clip(sine, -1, 1))
    east = np.sin(turn) * np.sin(far) * np.cos(lat)
    lons = lon + np.arctan2(east, np.cos(far) - np.sin(lat) * sine)
    return shapely.convex_hull(shapely.multipoints(np.degrees(np.column_stack([lons, lats]))))


def shape(areas: Iterable[Area]) -> Shape:
    """Return what the polygons and circles of areas cover together.

    Raises:
        AreaError: one isn't written as it must be.
    """
    parts = []
    for area in areas:
        parts += [shapely.make_valid(polygon(text)) for text in area.polygons]
        for text in area.circles:
            found = circle(text)
            if found is None:
                raise AreaError("circle", text=text[:80])
            parts.append(disc(found))
    return shapely.union_all(parts)


def km2(of: Shape) -> float:
    """Return about how large a shape is, in square kilometres on a sphere."""

    def flat(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        # Lambert's cylinder keeps areas.
        lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
        return 6371.0 * np.column_stack([lon, np.sin(lat)])

    return float(shapely.area(shapely.transform(of, flat)))


def wire(points: Iterable[Sequence[float]], digits: int = 5) -> str:
    """Return a ring of longitude and latitude as CAP writes it."""
    told = [f"{_plain(lat, digits)},{_plain(lon, digits)}" for lon, lat in points]
    if told[0] != told[-1]:
        told.append(told[0])
    return " ".join(told)


def _plain(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text
