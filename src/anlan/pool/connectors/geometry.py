"""The place of a feature as cells: longitude and latitude digit for digit, other shapes as WKT."""

from typing import Any

import shapely.errors
import shapely.geometry

from anlan.pool.connectors.cells import Number

LONGITUDE, LATITUDE, SHAPE = "longitude", "latitude", "geometry"
Json = dict[str, Any]


def place_of(geometry: Json | None) -> tuple[str | None, str | None, str | None]:
    """Return longitude and latitude as text, and WKT unless the geometry is a point.

    Raises:
        ValueError: it is none, or an empty one.
    """
    try:
        return _place(geometry)
    except (
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        raise ValueError("no geometry") from error


def _place(geometry: Json | None) -> tuple[str | None, str | None, str | None]:
    if geometry is None:
        return None, None, None
    if geometry["type"] == "Point":
        longitude, latitude = (_number(value) for value in geometry["coordinates"][:2])
        return longitude, latitude, None
    shape = shapely.geometry.shape(_with_floats(geometry))
    if shape.is_empty:
        raise ValueError("an empty geometry is no place")
    inside = shape.representative_point()
    return repr(float(inside.x)), repr(float(inside.y)), str(shape.wkt)


def _number(value: object) -> str:
    if not isinstance(value, Number):
        raise TypeError("a coordinate is a number")
    return str(value)


def _with_floats(value: Any) -> Any:
    """Return a geometry with its numbers as floats."""
    if isinstance(value, Number):
        return float(value)
    if isinstance(value, list):
        return [_with_floats(item) for item in value]
    if isinstance(value, dict):
        return {key: _with_floats(item) for key, item in value.items()}
    return value
