"""The tree of divisions: paths by code, and which division a point lies in."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from anlan.model.city import LEVELS, City, Level
from anlan.model.errors import PackError
from anlan.pool.yamlmarks import nearest

COLUMNS = ("code", "name_en", "name_zh", "level", "parent")


class DivisionTree:
    """Divisions of a city: code, names, level, parent, and where known a polygon.

    A division's path is the codes from the root, joined by "/"; the root is the city's name.
    """

    def __init__(self, city: City, rows: list[dict[str, str]], shapes: dict[str, object]) -> None:
        self._root = city.name
        self.rows = {row["code"]: row for row in rows}
        shaped = [(code, shapely.to_wkb(shapes[code]).hex()) for code in sorted(shapes)]
        told = json.dumps([self.rows, shaped], sort_keys=True, ensure_ascii=False)
        self.digest = hashlib.sha256(told.encode()).hexdigest()
        self._paths = {code: self._path(code) for code in self.rows}
        self._layers = [self._layer(level, shapes) for level in reversed(LEVELS)]

    def _path(self, code: str) -> str:
        steps: list[str] = []
        while code and code != self._root and code not in steps:
            steps.append(code)
            code = self.rows[code]["parent"] if code in self.rows else ""
        return "/".join([self._root, *reversed(steps)])

    def _layer(
        self, level: Level, shapes: dict[str, object]
    ) -> tuple[shapely.STRtree, NDArray[np.object_]] | None:
        # Sorted by code, so that a point on a border falls to the lowest code.
        codes = sorted(code for code in shapes if self.rows[code]["level"] == level)
        if not codes:
            return None
        tree = shapely.STRtree([shapes[code] for code in codes])
        return tree, np.array([self._paths[code] for code in codes], dtype=object)

    @property
    def paths(self) -> Mapping[str, str]:
        """The path of every code."""
        return self._paths

    def codes(self, level: Level) -> list[str]:
        """Return the codes of ``level``."""
        return [code for code, row in self.rows.items() if row["level"] == level]

    def paths_of_codes(self, codes: pl.Series) -> pl.Series:
        """Return the path of each code (trimmed), the root's where a code is missing."""
        return codes.str.strip_chars().replace_strict(
            self._paths, default=self._root, return_dtype=pl.String
        )

    def paths_of_points(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> NDArray[np.object_]:
        """Return the path of the finest division each point lies in or on the border of.

        A point on a border belongs to the division with the lowest code; one in no polygon, or
        missing (NaN), to the root.
        """
        paths = np.full(lon.size, self._root, dtype=object)
        open_ = np.flatnonzero(~np.isnan(lon))
        for layer in self._layers:
            if layer is None or not open_.size:
                continue
            tree, names = layer
            points = shapely.points(lon[open_], lat[open_])
            point, polygon = tree.query(points, predicate="intersects")
            lowest = np.full(open_.size, len(names), dtype=np.intp)
            np.minimum.at(lowest, point, polygon)
            hit = lowest < len(names)
            paths[open_[hit]] = names[lowest[hit]]
            open_ = open_[~hit]
        return paths

    @property
    def has_polygons(self) -> bool:
        """Whether any division has a polygon."""
        return any(self._layers)


def load(city: City, find: Callable[[str], Path]) -> DivisionTree:
    """Read the divisions ``city`` declares; ``find`` turns a declared name into a path.

    Raises:
        PackError: a file is missing, lacks a column, or names an unknown level or parent.
    """
    rows: dict[str, dict[str, str]] = {}
    shapes: dict[str, object] = {}
    if city.divisions.table:
        for row in _table(find(city.divisions.table)):
            rows[row["code"]] = row
    if city.divisions.polygons:
        for row, shape in _polygons(find(city.divisions.polygons)):
            rows.setdefault(row["code"], row)
            shapes[row["code"]] = shape
    for row in rows.values():
        _check(city, row, rows)
    return DivisionTree(city, list(rows.values()), shapes)


def _table(path: Path) -> list[dict[str, str]]:
    try:
        frame = pl.read_csv(path, infer_schema=False, empty_string_is_null=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise PackError("error.store.divisions_file", file=str(path), reason=error) from error
    for name in COLUMNS:
        if name not in frame.columns:
            near = nearest(name, frame.columns) or ", ".join(frame.columns)
            raise PackError(
                "error.store.divisions", file=str(path), line=1, found=near, expected=name
            )
    return frame.select(COLUMNS).to_dicts()


def _polygons(path: Path) -> list[tuple[dict[str, str], object]]:
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        rows = [
            {name: str(feature["properties"].get(name) or "") for name in COLUMNS}
            for feature in features
        ]
        shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    except (OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise PackError("error.store.divisions_file", file=str(path), reason=error) from error
    # Official boundaries do contain self-crossings; mending them keeps their points findable.
    return list(zip(rows, shapely.make_valid(shapes), strict=True))


def _check(city: City, row: dict[str, str], rows: dict[str, dict[str, str]]) -> None:
    file = city.divisions.table or city.divisions.polygons
    if row["level"] not in LEVELS:
        raise PackError(
            "error.store.divisions",
            file=file,
            line=row["code"],
            found=row["level"],
            expected=", ".join(LEVELS),
        )
    if row["parent"] and row["parent"] != city.name and row["parent"] not in rows:
        raise PackError(
            "error.store.divisions",
            file=file,
            line=row["code"],
            found=row["parent"],
            expected=nearest(row["parent"], rows) or "a code of the same file",
        )
