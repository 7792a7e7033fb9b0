"""Shapes in expressions: of an entity, a point of degrees; told in the question, any shape as WKT.

Distances and lengths are in degrees, the unit of the coordinates (OData 4.0, part 2, 5.1.1.8).
"""

from collections.abc import Callable, Sequence
from typing import Any

import shapely
from sqlalchemy import and_, case, func, literal

from anlan.watch.sensorthings.dialects import Dialect, in_ids
from anlan.watch.sensorthings.errors import OptionError
from anlan.watch.sensorthings.terms import Term

Test = Callable[[Any, Any], Any]
SPATIAL: dict[str, Test] = {
    "geo.intersects": shapely.intersects,
    "st_intersects": shapely.intersects,
    "st_equals": shapely.equals,
    "st_disjoint": shapely.disjoint,
    "st_touches": shapely.touches,
    "st_within": shapely.within,
    "st_overlaps": shapely.overlaps,
    "st_crosses": shapely.crosses,
    "st_contains": shapely.contains,
    "st_relate": shapely.relate_pattern,
}
_FAR = frozenset({"st_disjoint", "st_relate"})
"""What holds also of shapes that lie apart."""
_PATTERN = frozenset("TF*012")


def spatial(name: str, terms: Sequence[Term], option: str, among: Any, dialect: Dialect) -> Any:
    """Return whether two shapes lie so to each other.

    Raises:
        OptionError: they are no shapes, or both are an entity's.
    """
    pattern = _pattern(name, terms, option)
    test = SPATIAL[name]
    one, two = _shapes(terms[:2], option, name)
    if one.shape is not None and two.shape is not None:
        return literal(value=bool(test(one.shape, two.shape, *pattern)))
    entity, told = (one, two) if one.shape is None else (two, one)
    if told.shape is None or among is None:
        raise OptionError(option, "shapes", function=name)

    def holds(points: Any) -> Any:
        pair = (points, told.shape) if entity is one else (told.shape, points)
        return test(*pair, *pattern)

    box = None if name in _FAR else told.shape.bounds
    return in_ids(entity.table.id, among(entity.table, (box, holds)), dialect)


def distance(terms: Sequence[Term], option: str) -> Any:
    """Return the distance of two points, in degrees.

    Raises:
        OptionError: they are no shapes, or the one told isn't a point.
    """
    one, two = _shapes(terms, option, "geo.distance")
    if one.shape is not None and two.shape is not None:
        return literal(float(shapely.distance(one.shape, two.shape)))
    entity, told = (one, two) if one.shape is None else (two, one)
    if told.shape is None or told.shape.geom_type != "Point" or told.shape.is_empty:
        raise OptionError(option, "points")
    across, along = entity.table.lon - told.shape.x, entity.table.lat - told.shape.y
    return func.sqrt(across * across + along * along)


def length(terms: Sequence[Term], option: str) -> Any:
    """Return the length of a shape, in degrees: of a point it is nought."""
    (one,) = _shapes(terms, option, "geo.length")
    if one.shape is not None:
        return literal(float(shapely.length(one.shape)))
    return case((one.table.lon.is_not(None), 0.0))


def boxed(table: Any, box: tuple[float, float, float, float] | None) -> Any:
    """Return that a point is in a box; anywhere where there is none."""
    if box is None:
        return table.lon.is_not(None)
    west, south, east, north = box
    return and_(table.lon.between(west, east), table.lat.between(south, north))


def _shapes(terms: Sequence[Term], option: str, name: str) -> Sequence[Term]:
    if any(each.kind != "shape" for each in terms):
        raise OptionError(option, "shapes", function=name)
    return terms


def _pattern(name: str, terms: Sequence[Term], option: str) -> tuple[str, ...]:
    if name != "st_relate":
        return ()
    told = getattr(terms[2].sql, "value", None) if terms[2].kind == "text" else None
    if not isinstance(told, str) or len(told) != 9 or set(told) - _PATTERN:
        raise OptionError(option, "pattern")
    return (told,)
