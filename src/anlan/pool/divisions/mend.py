"""Make polygons valid in OGC's sense, or say why they can't be, and where.

GEOS names the first fault of a shape and its place. A shape is mended by its structure: each
ring is made simple, shells are joined, holes are taken out of them, a hole outside its shell is
taken as a part of its own. So an island drawn twice stays land; by the other way (even-odd over
all lines) it would become water.
"""

import re
from dataclasses import dataclass

import numpy as np
import shapely

FAULTS = {
    "Topology Validation Error": "topology",
    "Repeated Point": "repeated_point",
    "Hole lies outside shell": "hole_outside",
    "Holes are nested": "nested_holes",
    "Interior is disconnected": "disconnected",
    "Self-intersection": "self_intersection",
    "Ring Self-intersection": "ring_self_intersection",
    "Nested shells": "nested_shells",
    "Duplicate Rings": "duplicate_rings",
    "Too few points in geometry component": "few_points",
    "Invalid Coordinate": "coordinate",
    "Ring is not closed": "unclosed",
}
_POLYGONAL = ("Polygon", "MultiPolygon")
_REASON = re.compile(r"([^\[]*)\[(\S+) ([^\s\]]+)")


@dataclass(frozen=True)
class Mended:
    """A shape made valid, None where nothing is left of it, and what was wrong with it.

    ``fault`` is the key of a text, empty where nothing was wrong; ``lon`` and ``lat`` its place.
    """

    shape: shapely.Geometry | None
    fault: str = ""
    lon: float | None = None
    lat: float | None = None


def mend(shape: shapely.Geometry, *, unclosed: bool = False) -> Mended:
    """Return ``shape`` as a valid polygon or multipolygon.

    ``unclosed``: a ring was not closed, and was closed when it was read.

    >>> bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> mended = mend(bow)
    >>> mended.fault, (mended.lon, mended.lat), mended.shape.area
    ('divisions.fault.self_intersection', (1.0, 1.0), 2.0)

    The ring crosses itself at (1, 1); its two triangles are kept.
    """
    points = shapely.get_coordinates(shape)
    if not np.isfinite(points).all():
        wrong = points[~np.isfinite(points).all(axis=1)][0]
        return Mended(None, "divisions.fault.coordinate", *_finite(wrong))
    if shape.is_empty:
        return Mended(None, "divisions.fault.empty")
    at = (float(points[0, 0]), float(points[0, 1]))
    if shape.geom_type in _POLYGONAL and shape.is_valid:
        return Mended(shape, "divisions.fault.unclosed", *at) if unclosed else Mended(shape)
    fault = "divisions.fault.parts"
    if shape.geom_type in _POLYGONAL:
        said = _REASON.match(shapely.is_valid_reason(shape))
        name = FAULTS.get(said[1], "topology") if said else "topology"
        fault = f"divisions.fault.{'unclosed' if unclosed else name}"
        at = (float(said[2]), float(said[3])) if said else at
    whole = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    kept = [
        part
        for part in shapely.get_parts(_flat(whole))
        if part.geom_type == "Polygon" and part.area
    ]
    if not kept:
        return Mended(None, fault, *at)
    return Mended(kept[0] if len(kept) == 1 else shapely.union_all(kept), fault, *at)


def _flat(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a collection whose parts are no collections themselves."""
    parts = shapely.get_parts(shape)
    while any(shapely.get_num_geometries(part) > 1 for part in parts):
        parts = shapely.get_parts(parts)
    return shapely.geometrycollections(parts)


def _finite(point: np.ndarray) -> tuple[float | None, float | None]:
    lon, lat = (float(each) if np.isfinite(each) else None for each in point)
    return (lon, lat) if lon is not None and lat is not None else (None, None)
