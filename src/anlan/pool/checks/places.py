"""Rules on places that are more than a comparison: in the named division, valid shape, apart."""

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from anlan.model.declared import Level
from anlan.pool.divisions import DivisionTree

F64 = NDArray[np.float64]
METRES = 111_195.0
"""A degree on the sphere of 6,371.0 km (IUGG mean radius): 2 pi 6,371,009 m / 360."""


def elsewhere(
    divisions: DivisionTree, lon: F64, lat: F64, codes: pl.Series, level: Level
) -> pl.Series:
    """Return whether a position lies in another division than the one named beside it.

    Where the division has no polygon, the position is missing, or lies in no polygon of the level,
    nothing can be said, and the answer is no. A point on a border is in both.
    """
    found = divisions.codes_of_points(lon, lat, level)
    differs = (found.is_not_null() & codes.is_not_null() & (found != codes)).fill_null(value=False)
    known = {each.code: each.shape for each in divisions.standing(level) if each.shape is not None}
    at = differs.arg_true().to_numpy()
    wrong = np.zeros(len(codes), dtype=np.bool_)
    for index in at:
        shape = known.get(codes[int(index)])
        wrong[index] = shape is not None and not shapely.intersects_xy(
            shape, lon[index], lat[index]
        )
    return pl.Series(wrong)


def invalid_shapes(text: pl.Series) -> pl.Series:
    """Return whether a text is there but no WKT of a valid, non-empty shape."""
    shapes = shapely.from_wkt(text.to_numpy(), on_invalid="ignore")
    valid = shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    return pl.Series(~valid & text.is_not_null().to_numpy())


def too_close(lon: F64, lat: F64, metres: float) -> int:
    """Return how many positions (degrees, NaN where missing) have another one nearer than this.

    >>> too_close(np.array([114.3, 114.3, 114.4]), np.array([30.6, 30.60001, 30.6]), 5.0)
    2

    The first two are about a metre apart; the third is nine kilometres away.
    """
    there = ~(np.isnan(lon) | np.isnan(lat))
    if there.sum() < 2:
        return 0
    # Slow to import, and few contracts ask for it.
    from scipy.spatial import cKDTree  # noqa: PLC0415

    east = lon[there] * np.cos(np.radians(lat[there].mean())) * METRES
    points = np.column_stack([east, lat[there] * METRES])
    nearest, _ = cKDTree(points).query(points, k=2)
    return int((nearest[:, 1] < metres).sum())
