"""The ground of Jiangcheng: its outline, rivers, lakes, and where people crowd.

All shapes are drawn in kilometres around the centre as if at scale 1; ``to_degrees`` shrinks them
to the scale asked for, so that a small city is as dense as a large one.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.cities.jiangcheng.settings import Size, counts

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

Points = NDArray[np.float64]
RIVER_KM, TRIBUTARY_KM = 0.5, 0.16
KM_PER_DEGREE = 111.32
TOWNS = 7


@dataclass(frozen=True)
class Ground:
    """Outline and water in kilometres; ``centres`` rows are x, y, weight, reach of a town."""

    outline: Points
    river: Points
    tributary: Points
    lakes: tuple[Points, ...]
    centres: Points

    def crowd(self, points: Points) -> NDArray[np.float64]:
        """Return how densely built it is at ``points`` (any unit; 1 in the very centre)."""
        total = np.full(len(points), 0.004)
        for x, y, weight, reach in self.centres:
            away = np.hypot(points[:, 0] - x, points[:, 1] - y)
            total += weight * np.exp(-away / reach)
        return total

    def rivers(self) -> tuple[shapely.Polygon, shapely.Polygon]:
        """Return the shapes of the river and of its tributary."""
        river = shapely.buffer(shapely.LineString(self.river), RIVER_KM)
        return river, shapely.buffer(shapely.LineString(self.tributary), TRIBUTARY_KM)

    def water(self) -> shapely.MultiPolygon:
        """Return rivers and lakes as one shape within the outline."""
        wet = [*self.rivers(), *(shapely.Polygon(lake) for lake in self.lakes)]
        return shapely.intersection(shapely.union_all(wet), shapely.Polygon(self.outline))


def make_ground(size: Size) -> Ground:
    """Draw the ground; the same at every scale, since it depends on the seed alone."""
    chance = size.chance("ground")
    outline = blob(chance, np.zeros(2), 1.0, corners=720, rough=0.32)
    area = shapely.Polygon(outline).area
    outline *= np.sqrt(counts()["area_km2"] / area)
    reach = float(np.hypot(*outline.T).max())
    river = _meander(chance, np.array([-1.1, -0.75]), np.array([1.1, 0.7]), reach)
    mouth = river[len(river) // 2]
    tributary = np.linspace([-0.75 * reach, 0.95 * reach], mouth, 240)
    tributary += wave(chance, 240, 0.035 * reach)[:, None] * np.array([0.7, 0.7])
    tributary[-1] = mouth
    centres = _centres(chance, outline, mouth)
    lakes = tuple(_lakes(chance, outline, river))
    return Ground(outline, river, tributary, lakes, centres)


def to_degrees(points: Points, size: Size) -> Points:
    """Return longitude and latitude (WGS84, 6 decimals) of points in kilometres."""
    place = counts()["place"]
    north = points[:, 1] * size.shrink / KM_PER_DEGREE + place["latitude"]
    stretch = KM_PER_DEGREE * np.cos(np.radians(place["latitude"]))
    east = points[:, 0] * size.shrink / stretch + place["longitude"]
    return np.round(np.column_stack([east, north]), 6)


def indexed(points: Points) -> "cKDTree":
    """Return points in a tree that finds the nearest ones."""
    from scipy.spatial import cKDTree  # noqa: PLC0415  (slow to import, and packs load without it)

    return cKDTree(points)


def side_of(points: Points, line: Points) -> NDArray[np.bool_]:
    """Return whether each point lies to the left of ``line``, by its nearest piece."""
    nearest = np.clip(indexed(line).query(points)[1], 1, len(line) - 1)
    along = line[nearest] - line[nearest - 1]
    out = points - line[nearest]
    left: NDArray[np.bool_] = along[:, 0] * out[:, 1] - along[:, 1] * out[:, 0] > 0
    return left


def wave(chance: np.random.Generator, n: int, height: float) -> NDArray[np.float64]:
    """Return a smooth wave of ``n`` steps that is zero at both ends."""
    at = np.linspace(0, 1, n)
    wave = np.zeros(n)
    for turns in range(2, 8):
        wave += chance.normal() * np.sin(np.pi * turns * at) / turns**0.6
    return height * wave / max(float(np.abs(wave).max()), 1e-9)


def _meander(chance: np.random.Generator, start: Points, end: Points, reach: float) -> Points:
    line = np.linspace(start * reach, end * reach, 480)
    across = (end - start)[::-1] * np.array([-1.0, 1.0]) / np.hypot(*(end - start))
    return np.asarray(line + wave(chance, 480, 0.17 * reach)[:, None] * across)


def blob(
    chance: np.random.Generator, centre: Points, radius: float, corners: int, rough: float
) -> Points:
    """Return a closed wavy ring around ``centre``."""
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    away = np.ones(corners)
    for turns in range(2, 14):
        height = rough / turns**1.1
        away += chance.normal() * height * np.cos(turns * angle + chance.uniform(0, 2 * np.pi)) / 2
    away = radius * np.clip(away, 0.45, 1.6)
    ring: Points = centre + away[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return ring


def inside(chance: np.random.Generator, outline: Points, n: int) -> Points:
    """Return ``n`` points spread evenly over the outline."""
    shape = shapely.Polygon(outline)
    shapely.prepare(shape)
    low, high = outline.min(axis=0), outline.max(axis=0)
    points = chance.uniform(
        low, high, size=(int(n * (high - low).prod() / shape.area * 1.2) + 99, 2)
    )
    kept: Points = points[shapely.contains_xy(shape, *points.T)][:n]
    return kept


def _centres(chance: np.random.Generator, outline: Points, mouth: Points) -> Points:
    core = [
        [*mouth, 1.0, 6.5],
        [*(mouth + np.array([5.5, -4.0])), 0.7, 5.0],
        [*(mouth + np.array([-5, 4.5])), 0.6, 4.5],
    ]
    far = inside(chance, outline * 0.8, 60)
    kept: list[Points] = []
    for point in far:
        apart = [np.hypot(*(point - other)) for other in [mouth, *kept]]
        if min(apart) > 17 and len(kept) < TOWNS:
            kept.append(point)
    towns = [[*point, 0.35, 1.8 + chance.uniform(0, 1.2)] for point in kept]
    return np.array(core + towns)


def _lakes(chance: np.random.Generator, outline: Points, river: Points) -> list[Points]:
    lakes: list[Points] = []
    for point in inside(chance, outline * 0.88, 70):
        radius = float(np.clip(chance.lognormal(0.1, 0.7), 0.4, 5.0))
        clear = np.hypot(*(river - point).T).min() > radius * 1.5 + 1.2
        apart = all(np.hypot(*(lake - point).T).min() > radius * 1.5 for lake in lakes)
        if clear and apart:
            lakes.append(blob(chance, point, radius, corners=72, rough=0.8))
    return lakes
