"""Rows in a circle around each visit: a uniform grid, days sorted inside each cell.

Cells are at least as wide as the largest radius, so that a circle touches three rows of three
cells. Inside a cell rows stand in the order of their known day, so a window is a slice. Each
occupied cell keeps the box its rows fill: a circle that misses the box skips the cell, which
spares the hot ones (a market of a thousand stalls in one building). Visits are taken in the order
of cells, and handed to the threads in small portions, so that a hot quarter is shared.

Distances are in metres on the sphere, flattened at the visit's own latitude: within a kilometre
and below 60° of latitude the error is under 0.1 %, and the distance of two points doesn't depend
on which others are asked about.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anlan.risk.features.clock import Days, Events, Ints, Reals, Starts, compiled

METRES_PER_DEGREE = 6_371_008.8 * np.pi / 180
"""On the sphere of the Earth's mean radius (IUGG)."""
STRIDE = np.int64(2**31)


class Grid(NamedTuple):
    """Placed rows in the order of (cell, known day); ``row`` says which row each one is.

    ``cells`` are the occupied cells, sorted; those of cell ``c`` are ``start[c]:start[c + 1]``,
    and lie within ``box[c]`` (west, south, east, north). ``across`` and ``up`` are the sides of a
    cell in degrees.
    """

    cells: NDArray[np.int64]
    start: Starts
    box: Reals
    across: float
    up: float
    row: Ints
    lon: Reals
    lat: Reals
    known: Days
    event: Days
    until: Days
    asset: Ints


class Circles(NamedTuple):
    """The visits to ask for, in the order of cells, with their places, days and left-out assets."""

    order: Ints
    lon: Reals
    lat: Reals
    days: Days
    skip: Ints

    def part(self, start: int, stop: int) -> "Circles":
        """Return the circles from ``start`` to ``stop`` in the order of cells."""
        return self._replace(order=self.order[start:stop])


class Here(NamedTuple):
    """One visit: its place and day, whom it leaves out, and the metres of a degree eastward."""

    visit: int
    lon: float
    lat: float
    wide: float
    day: int
    skip: int


def make_grid(events: Events, lon: Reals, lat: Reals, circles: Circles, radius: float) -> Grid:
    """Put the rows near enough to any visit into a grid for circles up to ``radius`` metres."""
    up = radius / METRES_PER_DEGREE
    asked = circles.order
    steepest = float(np.abs(circles.lat[asked]).max(initial=0.0)) + up
    across = up / np.cos(np.radians(min(steepest, 89.0)))
    inside = np.isfinite(lon) & np.isfinite(lat)
    for place, at, margin in ((lon, circles.lon[asked], across), (lat, circles.lat[asked], up)):
        low, high = at.min(initial=np.inf) - margin, at.max(initial=-np.inf) + margin
        inside &= (place >= low) & (place <= high)
    row = np.flatnonzero(inside).astype(np.int32)
    cell = cell_of(lon[row], lat[row], across, up)
    order = np.argsort(cell, kind="stable")  # rows come in known order, and stay so in a cell
    row, cell = row[order], cell[order]
    first = np.flatnonzero(np.diff(cell, prepend=np.int64(-1)))
    start = np.append(first, cell.size).astype(np.int64)
    lon, lat = lon[row], lat[row]
    taken = (column[row] for column in events)
    return Grid(cell[first], start, _boxes(lon, lat, start), across, up, row, lon, lat, *taken)


def cell_of(lon: Reals, lat: Reals, across: float, up: float) -> NDArray[np.int64]:
    """Return the cell of each position; cells that follow in a column are neighbours northward."""
    column = np.floor((lon + 360.0) / across).astype(np.int64)
    return column * STRIDE + np.floor((lat + 180.0) / up).astype(np.int64)


def _boxes(lon: Reals, lat: Reals, start: Starts) -> Reals:
    if start.size == 1:
        return np.empty((0, 4))
    sides = ((np.minimum, lon), (np.minimum, lat), (np.maximum, lon), (np.maximum, lat))
    return np.stack([side.reduceat(place, start[:-1]) for side, place in sides], axis=1)


@compiled
def stand(circles: Circles, visit: int) -> Here:
    """Return where and when a visit asks."""
    lat = circles.lat[visit]
    wide = METRES_PER_DEGREE * np.cos(np.radians(lat))
    return Here(visit, circles.lon[visit], lat, wide, circles.days[visit], circles.skip[visit])


@compiled
def cells_beside(grid: Grid, here: Here, column: int) -> tuple[int, int]:
    """Return the occupied cells, from and to, of the three around the visit in one column."""
    middle = np.int64(np.floor((here.lon + 360.0) / grid.across)) + column
    low = middle * STRIDE + np.int64(np.floor((here.lat + 180.0) / grid.up)) - 1
    first = int(np.searchsorted(grid.cells, low))
    last = first
    while last < grid.cells.size and grid.cells[last] <= low + 2:
        last += 1
    return first, last


@compiled
def box_distance(box: Reals, here: Here) -> float:
    """Return the squared distance in metres from a visit to a box."""
    x: float = max(box[0] - here.lon, 0.0, here.lon - box[2]) * here.wide
    y: float = max(box[1] - here.lat, 0.0, here.lat - box[3]) * METRES_PER_DEGREE
    return x * x + y * y
