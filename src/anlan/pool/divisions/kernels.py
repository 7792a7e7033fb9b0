"""The compiled loops that find the polygon of a point: even-odd with exact borders, on a grid.

Polygons come as one array of edges (n, 4) of x0, y0, x1, y1, cut into horizontal strips so that a
point meets few of them: polygon ``p`` has the strips ``first[p]`` to ``first[p + 1]``, strip ``s``
the edges ``starts[s]`` to ``starts[s + 1]``. ``frame`` (polygons, 2) holds the lowest y of each
and the strips per unit of height.

The grid's cells are numbered row by row. ``cells`` says of each what is known of all its points:
the polygon (>= 0), that there is none (-1), or, as ``-2 - place``, where in ``lists`` its polygons
to try begin: in ascending order, ended by -1, or by ``-2 - polygon`` for one that covers the whole
cell.

Every place of a value in strips or cells is computed by the same rising function of it, so a
point on an edge is always sought where the edge was put.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from anlan.pool.divisions.exact import side

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]

NOWHERE = np.int32(2**31 - 1)
MARGIN = 1e-3
"""By so much of a cell an edge is taken wider than it is: far more than any rounding."""


@njit(nogil=True, cache=True)
def step(value: float, low: float, scale: float, most: int) -> int:
    """Return in which of ``most`` equal parts from ``low`` a value lies; rising in ``value``."""
    return min(max(int((value - low) * scale), 0), most - 1)


@njit(nogil=True, cache=True)
def strips(rings: F64, polygon: I64, first: I64, frame: F64) -> tuple[I64, F64]:
    """Return ``starts`` and the edges by strip, from edges (n, 4) and the polygon of each."""
    count = np.zeros(first[-1] + 1, dtype=np.int64)
    for pas in range(2):
        if pas == 1:
            starts = np.zeros(first[-1] + 1, dtype=np.int64)
            starts[1:] = np.cumsum(count[:-1])
            edges = np.empty((starts[-1], 4))
            count[:] = starts
        for i in range(rings.shape[0]):
            p = polygon[i]
            low, most = frame[p, 0], first[p + 1] - first[p]
            y0, y1 = min(rings[i, 1], rings[i, 3]), max(rings[i, 1], rings[i, 3])
            for s in range(step(y0, low, frame[p, 1], most), step(y1, low, frame[p, 1], most) + 1):
                place = first[p] + s
                if pas == 1:
                    edges[count[place]] = rings[i]
                count[place] += 1
    return starts, edges


@njit(nogil=True, cache=True)
def holds(p: int, x: float, y: float, frame: F64, first: I64, starts: I64, edges: F64) -> bool:
    """Return whether polygon ``p`` holds the point, its border included."""
    strip = first[p] + step(y, frame[p, 0], frame[p, 1], first[p + 1] - first[p])
    odd = False
    for e in range(starts[strip], starts[strip + 1]):
        y0, y1 = edges[e, 1], edges[e, 3]
        if (y0 > y) != (y1 > y):
            x0, x1 = edges[e, 0], edges[e, 2]
            if x0 < x and x1 < x:
                continue
            if x0 > x and x1 > x:
                odd = not odd
                continue
            turn = side(x0, y0, x1, y1, x, y)
            if turn == 0:
                return True
            if (turn > 0) == (y1 > y0):
                odd = not odd
        elif y in (y0, y1):
            x0, x1 = edges[e, 0], edges[e, 2]
            if (y0 == y and x0 == x) or (y1 == y and x1 == x):
                return True
            if y0 == y1 and min(x0, x1) <= x <= max(x0, x1):
                return True
    return odd


@njit(nogil=True, cache=True)
def _mark(p: int, rings: F64, begin: int, end: int, place: F64, shape: I64, marks: I32) -> None:
    """Set ``marks`` to ``p`` in every cell that an edge of ``rings[begin:end]`` may touch."""
    rows, columns = shape
    west, south, per_x, per_y = place
    for i in range(begin, end):
        x0, y0, x1, y1 = rings[i]
        if y0 > y1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        low, high = step(y0, south, per_y, rows), step(y1, south, per_y, rows)
        least, most = min(x0, x1), max(x0, x1)
        slope = (x1 - x0) / (y1 - y0) if y1 > y0 else 0.0
        for row in range(low, high + 1):
            left, right = least, most
            if low < high:
                bottom = max(y0, south + (row - MARGIN) / per_y)
                top = min(y1, south + (row + 1 + MARGIN) / per_y)
                here, there = x0 + (bottom - y0) * slope, x0 + (top - y0) * slope
                left = max(least, min(here, there) - MARGIN / per_x)
                right = min(most, max(here, there) + MARGIN / per_x)
            begins = step(left, west, per_x, columns)
            for column in range(begins, step(right, west, per_x, columns) + 1):
                marks[row * columns + column] = p


@njit(nogil=True, cache=True)
def _more(values: I32) -> I32:
    wider = np.empty(2 * values.size, dtype=np.int32)
    wider[: values.size] = values
    return wider


@njit(nogil=True, cache=True)
def grid(
    rings: F64,
    ends: I64,
    boxes: F64,
    place: F64,
    shape: I64,
    frame: F64,
    first: I64,
    starts: I64,
    edges: F64,
) -> tuple[I32, I32]:
    """Return ``cells`` and ``lists``; ``ends[p]`` is one past the last edge of polygon ``p``."""
    rows, columns = shape
    west, south, per_x, per_y = place
    marks = np.full(rows * columns, -1, dtype=np.int32)
    whole = np.full(rows * columns, NOWHERE, dtype=np.int32)
    cell, owner, held = np.empty(1 << 16, np.int32), np.empty(1 << 16, np.int32), 0
    begin = 0
    for p in range(ends.size):
        _mark(p, rings, begin, ends[p], place, shape, marks)
        begin = ends[p]
        low_column = step(boxes[p, 0], west, per_x, columns)
        high_column = step(boxes[p, 2], west, per_x, columns)
        for row in range(
            step(boxes[p, 1], south, per_y, rows), step(boxes[p, 3], south, per_y, rows) + 1
        ):
            known, inner = False, False
            for column in range(low_column, high_column + 1):
                here = row * columns + column
                if marks[here] == p:
                    known = False
                    if whole[here] == NOWHERE:
                        if held == cell.size:
                            cell, owner = _more(cell), _more(owner)
                        cell[held], owner[held] = here, p
                        held += 1
                    continue
                if not known:
                    # No edge passes between here and the next marked cell of the row.
                    x, y = west + (column + 0.5) / per_x, south + (row + 0.5) / per_y
                    inner = holds(p, x, y, frame, first, starts, edges)
                    known = True
                if inner and whole[here] == NOWHERE:
                    whole[here] = p
    return _listed(cell[:held], owner[:held], whole)


@njit(nogil=True, cache=True)
def _listed(cell: I32, owner: I32, whole: I32) -> tuple[I32, I32]:
    """Put the polygons to try into one list, cell by cell."""
    count = np.zeros(whole.size, dtype=np.int32)
    for i in range(cell.size):
        count[cell[i]] += 1
    cells = np.empty(whole.size, dtype=np.int32)
    total = 0
    for here in range(whole.size):
        if count[here]:
            cells[here] = -2 - total
            total += count[here] + 1
        else:
            cells[here] = -1 if whole[here] == NOWHERE else whole[here]
    lists = np.empty(total, dtype=np.int32)
    count[:] = 0
    for i in range(cell.size):
        here = cell[i]
        lists[-2 - cells[here] + count[here]] = owner[i]
        count[here] += 1
    for here in range(whole.size):
        if count[here]:
            end = -1 if whole[here] == NOWHERE else -2 - whole[here]
            lists[-2 - cells[here] + count[here]] = end
    return cells, lists


@njit(nogil=True, cache=True)
def locate(
    xs: F64,
    ys: F64,
    out: I32,
    bounds: F64,
    place: F64,
    shape: I64,
    cells: I32,
    lists: I32,
    frame: F64,
    first: I64,
    starts: I64,
    edges: F64,
) -> Any:
    """Write into ``out`` the lowest polygon that holds each point, -1 where none does."""
    rows, columns = shape
    west, south, per_x, per_y = place
    for i in range(xs.size):
        x, y = xs[i], ys[i]
        # Also false for what isn't a number.
        if not (bounds[0] <= x <= bounds[2] and bounds[1] <= y <= bounds[3]):
            out[i] = -1
            continue
        known = cells[step(y, south, per_y, rows) * columns + step(x, west, per_x, columns)]
        if known >= -1:
            out[i] = known
            continue
        at = -2 - known
        while lists[at] >= 0 and not holds(lists[at], x, y, frame, first, starts, edges):
            at += 1
        found = lists[at]
        out[i] = found if found >= -1 else -2 - found
