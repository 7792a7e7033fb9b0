"""Risk points by cells of H3: the same everywhere, however divisions are drawn."""

from collections.abc import Callable
from typing import Any

import h3.api.basic_int as h3
import numpy as np
import numpy.typing as npt
import polars as pl

from anlan.pool.divisions import DivisionTree
from anlan.pool.stamp import cells as stamped
from anlan.risk.living import Ground
from anlan.risk.register.ground import Known, around

COARSEST, FINEST = 5, 10
"""Resolutions that are offered: cells of about 250 km² to 0.015 km²."""
WIDE = ((0.7, 7), (0.2, 8), (0.06, 9))
"""Where points lie wider than so many degrees, cells of this resolution suit a page."""
Ints = npt.NDArray[np.int64]


def fitting(rows: npt.NDArray[Any]) -> int:
    """Return the resolution whose cells suit a map of points on one page."""
    lon = rows["lon"][~np.isnan(rows["lon"])]
    width = float(np.ptp(lon)) if len(lon) else 0.0
    return next((resolution for least, resolution in WIDE if width > least), FINEST)


def cells(rows: npt.NDArray[Any], resolution: int) -> tuple[list[int], Ints]:
    """Return the cells that hold points, and the place of each point's cell among them.

    Args:
        rows: n points as :class:`anlan.risk.register.live.Shown` has them.
        resolution: of H3.

    Returns:
        Their numbers, k of them, and int64[n], -1 for a point without a position.
    """
    lon, lat = (pl.Series(rows[axis]).fill_nan(None) for axis in ("lon", "lat"))
    found = stamped(lon, lat, resolution)
    here = found.is_not_null().to_numpy()
    known, places = np.unique(found.drop_nulls().to_numpy(), return_inverse=True)
    place = np.full(len(rows), -1, np.int64)
    place[here] = places
    return known.tolist(), place


def ground_of_cells(
    numbers: list[int], tree: DivisionTree, of: Known, km2: Callable[[str], float]
) -> Ground:
    """Return what is known of cells beside their points: as in the division around their middle.

    Args:
        numbers: of the cells.
        tree: the city's divisions.
        of: what was counted.
        km2: tells the size of a division by its path.
    """
    sizes = np.array([h3.cell_area(each, "km^2") for each in numbers], np.float64)
    middles = np.array([h3.cell_to_latlng(each) for each in numbers], np.float64).reshape(-1, 2)
    paths = tree.paths_of_points(middles[:, 1].copy(), middles[:, 0].copy()).to_list()
    told = {path: around(path, of, km2) for path in set(paths)}
    dense, share = (np.array([told[path][n] for path in paths], np.float64) for n in (0, 1))
    return Ground(sizes, dense * sizes, share)


def name(number: int) -> str:
    """Return what a cell is called."""
    return str(h3.int_to_str(number))


def outline(number: int) -> list[tuple[float, float]]:
    """Return the corners of a cell, longitude first, the first again at the end."""
    corners = [(round(lon, 6), round(lat, 6)) for lat, lon in h3.cell_to_boundary(number)]
    return [*corners, corners[0]]
