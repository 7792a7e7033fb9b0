"""A tiny city of squares for the tests of divisions, written in every format."""

import json
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from anlan.model.city import City
from anlan.pool import divisions
from anlan.pool.divisions import DivisionSet, DivisionTree

TEXT = {"en": "x", "zh": "x"}
DAY = date(2026, 6, 30)
Feature = tuple[dict[str, str], Any]


def city(**declared: Any) -> City:
    """Return a city with these declared divisions."""
    return City.model_validate(
        {
            "name": "town",
            "title": TEXT,
            "zone": "Asia/Shanghai",
            "bounds": (114.0, 30.0, 115.0, 31.0),
            "as_of": DAY,
            "departments": [{"name": "health", "title": TEXT}],
            "asset_kinds": [{"name": "premises", "title": TEXT}],
            "sources": [],
            "divisions": {"polygons": "shapes.geojson"} | declared,
        }
    )


def row(code: str, level: str = "district", parent: str = "", **more: str) -> dict[str, str]:
    """Return the properties of a division."""
    names = {"code": code, "name_en": f"{code} town", "name_zh": f"{code}区"}
    return names | {"level": level, "parent": parent} | more


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Return a rectangle; numbers are hundredths of a degree from (114, 30)."""
    return shapely.transform(
        shapely.box(west, south, east, north), lambda at: at / 100 + [114.0, 30.0]
    )


def squares() -> list[Feature]:
    """Return two districts side by side, the right one with two streets above each other."""
    return [
        (row("A"), box(0, 0, 10, 10)),
        (row("B"), box(10, 0, 20, 10)),
        (row("B1", "street", "B"), box(10, 0, 20, 5)),
        (row("B2", "street", "B"), box(10, 5, 20, 10)),
    ]


def write(file: Path, features: list[Feature], crs: str | None = "EPSG:4326") -> Path:
    """Write features as the file's name says; GeoJSON by hand, so that nothing is mended."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".geojson":
        told = [
            {"type": "Feature", "properties": told, "geometry": _drawn(shape)}
            for told, shape in features
        ]
        text = json.dumps({"type": "FeatureCollection", "features": told}, ensure_ascii=False)
        file.write_text(text, encoding="utf-8")
        return file
    names = list(dict.fromkeys(name for told, _ in features for name in told))
    columns = [np.array([told.get(name) for told, _ in features], object) for name in names]
    shapes = shapely.to_wkb(np.array([shape for _, shape in features], dtype=object))
    kind = "Unknown" if file.suffix == ".gpkg" else "Polygon"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        pyogrio.raw.write(file, shapes, columns, names, geometry_type=kind, crs=crs)
    return file


def _drawn(shape: Any) -> Any:
    if shape is None or isinstance(shape, dict):
        return shape
    return json.loads(shapely.to_geojson(shape))


def tree(folder: Path, features: list[Feature], **declared: Any) -> DivisionTree:
    """Write features and load them as the city's divisions."""
    write(folder / "shapes.geojson", features)
    return divisions.load(city(**declared), folder.joinpath)


def read(folder: Path, features: list[Feature], **declared: Any) -> DivisionSet:
    """Write features and read them as a set, with what is found."""
    write(folder / "shapes.geojson", features)
    return divisions.read_set(city(**declared), folder.joinpath)
