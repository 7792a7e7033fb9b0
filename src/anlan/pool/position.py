"""Positions: to WGS84 from what a source declares."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from anlan.model.geo import bd09_to_wgs84, gcj02_to_wgs84

Crs = Literal["WGS84", "GCJ02", "BD09"]
F64 = NDArray[np.float64]


def to_wgs84(lon: F64, lat: F64, crs: Crs) -> tuple[F64, F64]:
    """Return positions in WGS84 degrees; where either part is missing, both are NaN.

    A position of zeros stays so: it stands for none at all, in whichever system.
    """
    missing = np.isnan(lon) | np.isnan(lat)
    lon, lat = np.where(missing, np.nan, lon), np.where(missing, np.nan, lat)
    zero = (lon == 0) & (lat == 0)
    if crs == "GCJ02":
        lon, lat = gcj02_to_wgs84(lon, lat)
    elif crs == "BD09":
        lon, lat = bd09_to_wgs84(lon, lat)
    return np.where(zero, 0.0, lon), np.where(zero, 0.0, lat)
