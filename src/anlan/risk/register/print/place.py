"""Where the city lies on the paper: degrees to points, true to scale at its middle."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from reportlab.lib.units import mm

from anlan.risk.register.print.asked import SIZES

Floats = npt.NDArray[np.float64]
Bounds = tuple[float, float, float, float]
KM_A_DEGREE = 111.32
POINTS_A_KM = mm * 1e6
"""At a scale of one to one."""


@dataclass(frozen=True)
class Paper:
    """A sheet with the map on it; lengths in points, from the lower left.

    Attributes:
        width: of the sheet.
        height: of the sheet.
        unit: a length that grows with the sheet: a hundredth of its shorter side.
        frame: left, lower, right and upper edge of the map.
        west: where the map's left edge would be at ``left``.
        south: likewise.
        across: points for a degree to the east.
        up: points for a degree to the north.
    """

    width: float
    height: float
    unit: float
    frame: Bounds
    west: float
    south: float
    across: float
    up: float

    @property
    def km(self) -> float:
        """How long a kilometre is."""
        return self.up / KM_A_DEGREE

    def x(self, lon: Any) -> Any:
        """Return how far from the left a longitude is."""
        return (lon - self.west) * self.across

    def y(self, lat: Any) -> Any:
        """Return how high a latitude is."""
        return (lat - self.south) * self.up


def paper(size: str, bounds: Bounds) -> Paper:
    """Return a sheet on which the bounds are as large as can be: upright, or lying if wider."""
    west, south, east, north = bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    width, height = sorted(SIZES[size], reverse=wide > high)
    unit = min(SIZES[size]) / 100
    left, lower, right, upper = 3 * unit, 10 * unit, width - 3 * unit, height - 9 * unit
    up = 0.97 * min((right - left) / wide, (upper - lower) / high)
    across = up * squeeze
    return Paper(
        width, height, unit, (left, lower, right, upper),
        (west + east) / 2 - (left + right) / 2 / across,
        (south + north) / 2 - (lower + upper) / 2 / up,
        across, up,
    )  # fmt: skip
