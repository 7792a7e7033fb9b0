"""Look a set over: gaps, overlaps, what sticks out, codes, places, and what ended without an heir.

Areas are geodesic, on the ellipsoid of WGS84. What is smaller than ``LEAST_M2`` is not told: two
borders drawn through the same corners differ by rounding.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.model.city import LEVELS, City
from anlan.model.codes import code_faults, parse_code
from anlan.model.declared import Level
from anlan.model.errors import CodeError
from anlan.model.geo import coordinate_faults
from anlan.pool.divisions.division import Division, Finding, Kind
from anlan.pool.divisions.sets import DivisionSet
from anlan.pool.divisions.tree import DivisionTree

LEAST_M2 = 1.0
_LEAST_DEGREES = 0.1 * LEAST_M2 / 111_320**2
"""Well below the least area, in square degrees: to pass over most shapes without measuring."""
RANKS: dict[Level, tuple[str, ...]] = {
    "city": ("province", "prefecture"),
    "district": ("county",),
    "street": ("town",),
    "community": ("village",),
    "grid": ("grid",),
}
_SHORT = (2, 4, 6, 9, 12)
"""Lengths of a code of which the parts below its level were left off."""
Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Survey:
    """What a set holds on a day, and all that was found about it.

    ``counts``: by level, how many divisions stand and how many of them have a polygon.
    """

    day: date
    counts: dict[Level, tuple[int, int]]
    ended: int
    findings: list[Finding]


def survey(city: City, read: DivisionSet, day: date) -> Survey:
    """Look over the divisions that stand on ``day``."""
    tree = DivisionTree(city, read.divisions, day)
    standing = tree.standing()
    shaped = [each for each in standing if each.shape is not None]
    counts: dict[Level, tuple[int, int]] = {}
    for level in LEVELS:
        total = sum(each.level == level for each in standing)
        if total:
            counts[level] = (total, sum(each.level == level for each in shaped))
    ended = [each for each in read.divisions if each.valid_to is not None and each.valid_to <= day]
    findings = [
        *read.findings, *_places(city, shaped), *_overlaps(shaped), *_gaps(shaped),
        *_holes(shaped), *_out(shaped), *_codes(city, standing), *_lineage(city, tree, ended),
    ]  # fmt: skip
    return Survey(day, counts, len(ended), findings)


def _places(city: City, shaped: Sequence[Division]) -> Iterator[Finding]:
    """Yield the divisions that don't lie in the city."""
    if not shaped:
        return
    points = shapely.get_coordinates(shapely.point_on_surface([each.shape for each in shaped]))
    faults = coordinate_faults(points[:, 0], points[:, 1], city.bounds)
    for each, swapped, zero, outside, at in zip(
        shaped, faults.swapped, faults.zero, faults.outside, points.tolist(), strict=True
    ):
        if swapped or zero or outside:
            kind: Kind = "swapped" if swapped else "outside"
            yield Finding(kind, each.level, each.code, lon=at[0], lat=at[1])


def _overlaps(shaped: Sequence[Division]) -> Iterator[Finding]:
    """Yield the pairs of one level that share ground."""
    for level in LEVELS:
        them = [each for each in shaped if each.level == level]
        shapes = _shapes(them)
        if len(them) < 2:
            continue
        one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        one, other = one[one < other], other[one < other]
        shared = shapely.intersection(shapes[one], shapes[other])
        for at in np.flatnonzero(shapely.area(shared) > _LEAST_DEGREES):
            pair = them[one[at]].code, them[other[at]].code
            yield from _joined("overlap", level, *pair, shared[at])


def _gaps(shaped: Sequence[Division]) -> Iterator[Finding]:
    """Yield the ground of a division that none of its parts holds."""
    known = {each.code: each for each in shaped}
    for code, parts in _by_parent(shaped).items():
        if code in known:
            left = shapely.difference(known[code].shape, shapely.union_all(_shapes(parts)))
            yield from _each("gap", known[code].level, code, left)


def _holes(shaped: Sequence[Division]) -> Iterator[Finding]:
    """Yield the holes between the divisions of a level whose parents have no polygon."""
    known = {each.code for each in shaped}
    for level in LEVELS:
        them = [each for each in shaped if each.level == level]
        if not them or all(each.parent in known for each in them):
            continue
        for part in shapely.get_parts(shapely.union_all(_shapes(them))):
            rings = shapely.get_rings(part)[1:]
            for hole in shapely.polygons(rings):
                yield from _each("hole", level, "", hole)


def _out(shaped: Sequence[Division]) -> Iterator[Finding]:
    """Yield what sticks out of its parent."""
    known = {each.code: each for each in shaped}
    them = [each for each in shaped if each.parent in known]
    if not them:
        return
    above = _shapes([known[each.parent] for each in them])
    inside = shapely.covered_by(_shapes(them), above)
    for at in np.flatnonzero(~inside):
        out = shapely.difference(them[at].shape, above[at])
        yield from _joined("sticks_out", them[at].level, them[at].code, them[at].parent, out)


def _codes(city: City, standing: Sequence[Division]) -> Iterator[Finding]:
    """Yield the codes that don't follow the rules the pack says they follow."""
    if city.divisions.codes == "any":
        return
    right: dict[str, str] = {}
    for each in standing:
        if each.code == city.name:
            continue
        code = each.code.ljust(12, "0") if len(each.code) in _SHORT else each.code
        faults = list(code_faults(code))
        yield from (Finding("code", each.level, each.code, error=fault) for fault in faults)
        if faults:
            continue
        right[each.code] = code
        rank = parse_code(code).rank
        if rank not in RANKS[each.level]:
            wrong = CodeError(
                "error.code.rank", code=code, part=CodeError(f"code.part.{rank}"),
                expected=CodeError(f"code.part.{RANKS[each.level][-1]}"),
            )  # fmt: skip
            yield Finding("code", each.level, each.code, error=wrong)
    for each in standing:
        if each.code in right and each.parent in right:
            above = right[each.parent].rstrip("0")
            if not right[each.code].startswith(above):
                yield Finding("prefix", each.level, each.code, each.parent)


def _lineage(city: City, tree: DivisionTree, ended: Sequence[Division]) -> Iterator[Finding]:
    """Yield what stands below something that doesn't, and what ended without an heir."""
    standing = {each.code: each for each in tree.standing()}
    for each in standing.values():
        if each.parent and each.parent != city.name and each.parent not in standing:
            yield Finding("orphan", each.level, each.code, each.parent)
    for code, level in {each.code: each.level for each in ended}.items():
        if not tree.successors(code):
            yield Finding("ended", level, code)


def _by_parent(shaped: Sequence[Division]) -> dict[str, list[Division]]:
    found: dict[str, list[Division]] = defaultdict(list)
    for each in shaped:
        found[each.parent].append(each)
    return found


def _shapes(them: Sequence[Division]) -> Shapes:
    return np.array([each.shape for each in them], dtype=object)


def _each(kind: Kind, level: Level, code: str, shape: shapely.Geometry) -> Iterator[Finding]:
    """Yield a finding for every part of ``shape`` that is large enough."""
    for part in _polygons(shape):
        yield from _joined(kind, level, code, "", part)


def _joined(
    kind: Kind, level: Level, code: str, other: str, shape: shapely.Geometry
) -> Iterator[Finding]:
    """Yield one finding for the whole of ``shape``, at its largest part, if it is large enough."""
    parts = _polygons(shape)
    areas = [_area_m2(part) for part in parts]
    if sum(areas) < LEAST_M2:
        return
    at = shapely.point_on_surface(parts[int(np.argmax(areas))])
    yield Finding(kind, level, code, other, lon=at.x, lat=at.y, area_m2=sum(areas))


def _polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shape)
    return [each for each in parts if each.geom_type == "Polygon" and each.area > _LEAST_DEGREES]


def _area_m2(shape: shapely.Polygon) -> float:
    import pyproj  # noqa: PLC0415  (slow to import)

    ellipsoid = pyproj.Geod(ellps="WGS84")
    return abs(float(ellipsoid.geometry_area_perimeter(shapely.orient_polygons(shape))[0]))
