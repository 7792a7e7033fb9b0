"""Find for each point the first polygon that holds it, in bulk and exactly."""

import os
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.pool.divisions import kernels

F64 = NDArray[np.float64]
EDGES_A_STRIP = 4
"""A polygon is cut into as many strips as give each about so many edges."""
CELLS_AN_EDGE = 32
FEWEST_CELLS, MOST_CELLS = 1 << 12, 1 << 22
SMALLEST_CELL = 1e-7
"""No cell is smaller than so many degrees (1 cm), so that rounding stays far below a cell."""
PORTION = 1 << 16
"""Points a thread takes at a time."""


class PolygonIndex:
    """Polygons on a grid, to ask of millions of points which one each lies in.

    A point on a border lies in every polygon of that border; the first of them in the order given
    is told. Whether a point lies on a border is decided without rounding, so that the answer is
    that of ``shapely.intersects`` for polygons that are valid in OGC's sense.
    """

    def __init__(self, polygons: Sequence[shapely.Geometry]) -> None:
        shapes = np.asarray(polygons, dtype=object)
        rings, ends = _edges(shapes)
        boxes = np.ascontiguousarray(shapely.bounds(shapes))
        self._bounds = np.array([*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)])
        count = np.diff(ends, prepend=0)
        most = np.maximum(1, count // EDGES_A_STRIP)
        height = np.maximum(boxes[:, 3] - boxes[:, 1], np.finfo(np.float64).tiny)
        self._frame = np.column_stack([boxes[:, 1], most / height])
        self._first = np.concatenate([[0], np.cumsum(most)])
        owner = np.repeat(np.arange(len(shapes)), count)
        self._starts, self._edges = kernels.strips(rings, owner, self._first, self._frame)
        self._shape, self._place = _grid(self._bounds, len(rings))
        self._cells, self._lists = kernels.grid(
            rings, ends, boxes, self._place, self._shape, *self._polygons
        )

    @property
    def _polygons(self) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], F64]:
        return self._frame, self._first, self._starts, self._edges

    def locate(self, x: F64, y: F64) -> NDArray[np.int32]:
        """Return the number of the first polygon that holds each point, -1 where none does.

        ``x`` and ``y`` are of equal length; a missing (NaN) or infinite one lies nowhere.
        """
        x, y = (np.ascontiguousarray(each, dtype=np.float64) for each in (x, y))
        found = np.empty(x.size, dtype=np.int32)

        def portion(start: int) -> None:
            here = slice(start, start + PORTION)
            kernels.locate(
                x[here], y[here], found[here], self._bounds, self._place, self._shape,
                self._cells, self._lists, *self._polygons,
            )  # fmt: skip

        if x.size <= PORTION:
            portion(0)
            return found
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            deque(pool.map(portion, range(0, x.size, PORTION)), 0)
        return found


def _edges(shapes: NDArray[np.object_]) -> tuple[F64, NDArray[np.int64]]:
    """Return all edges (n, 4) and for each shape one past its last edge."""
    parts, whole = shapely.get_parts(shapely.force_2d(shapes), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    # A ring's last point is its first again, so every point but the last begins an edge.
    begins = ring[:-1] == ring[1:]
    edges = np.ascontiguousarray(np.hstack([points[:-1][begins], points[1:][begins]]))
    owner = whole[part[ring[:-1][begins]]]
    return edges, np.cumsum(np.bincount(owner, minlength=len(shapes))).astype(np.int64)


def _grid(bounds: F64, edges: int) -> tuple[NDArray[np.int64], F64]:
    """Return (rows, columns) and (west, south, columns a unit, rows a unit) of a fitting grid."""
    extent = np.maximum(bounds[2:] - bounds[:2], SMALLEST_CELL)
    cells = min(max(CELLS_AN_EDGE * edges, FEWEST_CELLS), MOST_CELLS)
    size = max(float(np.sqrt(extent.prod() / cells)), SMALLEST_CELL, float(extent.max()) / cells)
    columns, rows = np.maximum(np.ceil(extent / size), 1).astype(np.int64)
    return np.array([rows, columns]), np.array([*bounds[:2], *(np.array([columns, rows]) / extent)])
