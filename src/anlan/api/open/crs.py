"""Coordinate reference systems by their URI, with the order of axes that each declares.

Standard: OGC API - Features - Part 2: Coordinate Reference Systems by Reference, 18-058r1. Which
systems there are is in ``api/data/open.toml``.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import ProjError

from anlan.api.problems import RefusalError
from anlan.pool.sharing.wanted import Box

FILE = Path(__file__).parents[1] / "data" / "open.toml"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Crs:
    """A system: its URI, and what pyproj calls it."""

    uri: str
    name: str

    @cached_property
    def _there(self) -> pyproj.Transformer:
        return pyproj.Transformer.from_crs("OGC:CRS84", self.name)

    def points(self, lon: F64, lat: F64) -> tuple[F64, F64]:
        """Return positions in this system, in its own order of axes."""
        if self.uri == CRS84:
            return lon, lat
        first, second = self._there.transform(lon, lat)
        return np.round(first, 9), np.round(second, 9)

    def shape(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Return a geometry in this system."""
        if self.uri == CRS84:
            return shape

        def moved(points: Any) -> Any:
            return np.column_stack(self.points(points[:, 0], points[:, 1]))

        return shapely.transform(shape, moved)

    def box(self, box: Sequence[float]) -> Box | None:
        """Return a box of this system as west, south, east, north; None where there is no such."""
        if self.uri == CRS84:
            west, south, east, north = box
            return (west, south, east, north)
        back = pyproj.Transformer.from_crs(self.name, "OGC:CRS84")
        try:
            first, second, third, fourth = box
            found = back.transform_bounds(first, second, third, fourth, errcheck=True)
        except ProjError:
            return None
        west, south, east, north = found
        return (west, south, east, north) if np.isfinite(found).all() else None


@lru_cache(maxsize=1)
def systems() -> dict[str, Crs]:
    """Return the systems that can be asked for, by URI; the first is that of the store."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {each["uri"]: Crs(each["uri"], each["name"]) for each in read["crs"]}


def crs_of(uri: str | None, parameter: str) -> Crs:
    """Return a system by its URI, CRS84 where none is given.

    Raises:
        RefusalError: 400, it isn't among those that can be asked for.
    """
    found = systems().get(uri or CRS84)
    if found is None:
        known = ", ".join(systems())
        place = f"query.{parameter}"
        raise RefusalError(400, "api.open.crs", place, found=(uri or "")[:120], known=known)
    return found
