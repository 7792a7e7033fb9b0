"""Find out when polygons and positions are in different datums, though both claim WGS84.

A source that gives both a position and a division's code says twice where a thing is. A few
disagree by mistake; where many do, and agree once one side is read in another datum, that side is
shifted. GCJ-02 lies 300 to 700 m off, so it shows where divisions are small or near a border.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.model.declared import Level
from anlan.model.geo import (
    Datum,
    Pair,
    bd09_to_wgs84,
    gcj02_to_wgs84,
    in_china_box,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from anlan.pool.divisions.tree import DivisionTree

F64 = NDArray[np.float64]
Side = Literal["polygons", "positions"]
LEAST_PAIRS = 200
LEAST_GAIN = 0.02
LEAST_RATIO = 2.0
# If the polygons are shifted, positions fit them when shifted too.
_READINGS: dict[tuple[Side, Datum], Callable[[F64, F64], Pair]] = {
    ("polygons", "GCJ02"): wgs84_to_gcj02,
    ("polygons", "BD09"): wgs84_to_bd09,
    ("positions", "GCJ02"): gcj02_to_wgs84,
    ("positions", "BD09"): bd09_to_wgs84,
}


@dataclass(frozen=True)
class Shift:
    """Positions fit the polygons of the codes beside them only if one side is read otherwise.

    Attributes:
        side: which one seems shifted; datum: in which datum it seems to be.
        pairs: how many positions with a code could be compared.
        as_is: the share of them that lie in the polygon of their code as they are.
        fitted: that share when ``side`` is read in ``datum``.
    """

    side: Side
    datum: Datum
    pairs: int
    as_is: float
    fitted: float


def judge_divisions(
    tree: DivisionTree, level: Level, lon: F64, lat: F64, codes: pl.Series
) -> Shift | None:
    """Return how positions and polygons are shifted, None where they aren't clearly.

    ``codes`` name divisions of ``level``; all three are of equal length. Clearly means: of at
    least ``LEAST_PAIRS`` pairs, another reading leaves half as many outside, and takes in at least
    ``LEAST_GAIN`` more. Positions outside China are left out, for the datums don't shift them.
    """
    known = [each.code for each in tree.standing(level) if each.shape is not None]
    told = codes.str.strip_chars()
    usable = in_china_box(lon, lat) & told.is_in(known).fill_null(False).to_numpy()
    lon, lat, told = lon[usable], lat[usable], told.filter(pl.Series(usable))
    if len(told) < LEAST_PAIRS:
        return None

    def share(at: Pair) -> float:
        return float((tree.codes_of_points(*at, level) == told).fill_null(False).mean() or 0.0)  # type: ignore[arg-type]

    as_is = share((lon, lat))
    if 1 - as_is < LEAST_GAIN:
        return None  # no reading can gain enough, so none need be tried
    fits = {reading: share(turn(lon, lat)) for reading, turn in _READINGS.items()}
    side, datum = max(fits, key=lambda reading: fits[reading])
    fitted = fits[side, datum]
    if fitted - as_is < LEAST_GAIN or 1 - as_is < LEAST_RATIO * (1 - fitted):
        return None
    return Shift(side, datum, len(told), as_is, fitted)
