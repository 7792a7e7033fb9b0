"""The tree of divisions on a day: paths by code, and which division a point lies in."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from anlan.model.city import LEVELS, City
from anlan.model.declared import Level
from anlan.pool.divisions import history
from anlan.pool.divisions.division import Division
from anlan.pool.divisions.history import Successor

if TYPE_CHECKING:
    from anlan.pool.divisions.locate import PolygonIndex


@dataclass(frozen=True)
class _Layer:
    """The divisions of a level that have polygons, in the order of their codes."""

    index: "PolygonIndex"
    codes: list[str]


class DivisionTree:
    """Divisions of a city as they stand on a day: code, names, level, parent, perhaps a polygon.

    A division's path is the codes from the root, joined by "/"; the root is the city's name.
    Codes that stood before, or will, keep a path, so that records which name them find a place;
    points fall only into divisions that stand on the day.
    """

    def __init__(self, city: City, divisions: Sequence[Division], day: date) -> None:
        self.day = day
        self._city = city
        self._root = city.name
        self._all = tuple(divisions)
        self._known = {code: history.version(them, day) for code, them in self._versions.items()}
        self.rows = {code: each.row() for code, each in self._known.items()}
        self._paths = {code: self._path(code) for code in self.rows}

    @cached_property
    def _versions(self) -> dict[str, list[Division]]:
        return history.versions(self._all)

    def _path(self, code: str) -> str:
        steps: list[str] = []
        while code and code != self._root and code not in steps:
            steps.append(code)
            code = self.rows[code]["parent"] if code in self.rows else ""
        return "/".join([self._root, *reversed(steps)])

    def as_of(self, day: date) -> "DivisionTree":
        """Return the tree as it stood, or will stand, on another day."""
        return DivisionTree(self._city, self._all, day)

    @cached_property
    def digest(self) -> str:
        """A digest of all that decides which division a record gets."""
        shaped = [(each.code, shapely.to_wkb(each.shape).hex()) for each in self._shaped()]
        told = json.dumps([self.rows, shaped], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def paths(self) -> Mapping[str, str]:
        """The path of every code."""
        return self._paths

    @property
    def known(self) -> Mapping[str, Division]:
        """What every code stands for on the day, else stood for last, else will first."""
        return self._known

    def codes(self, level: Level) -> list[str]:
        """Return the codes of ``level``, those of the past included."""
        return [code for code, row in self.rows.items() if row["level"] == level]

    def standing(self, level: Level | None = None) -> list[Division]:
        """Return the divisions that stand on the day, by code; of all levels if None."""
        them = (self._known[code] for code in sorted(self._known))
        return [each for each in them if each.stands(self.day) and level in (None, each.level)]

    def history(self, code: str) -> list[Division]:
        """Return what a code stood for, the earliest first; nothing if it is unknown."""
        return list(self._versions.get(code, []))

    def successors(self, code: str) -> list[Successor]:
        """Return what stands on the day in the place of a code that has ended.

        The code itself, while it stands; nothing if it is unknown.
        """
        return history.successors(code, self._versions, self.day)

    def paths_of_codes(self, codes: pl.Series) -> pl.Series:
        """Return the path of each code (trimmed), the root's where a code is missing."""
        return codes.str.strip_chars().replace_strict(
            self._paths, default=self._root, return_dtype=pl.String
        )

    def paths_of_points(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> pl.Series:
        """Return the path of the finest division each point lies in or on the border of.

        A point on a border belongs to the division with the lowest code; one in no polygon, or
        missing (NaN), to the root.
        """
        names = [self._root]
        number = np.zeros(lon.size, dtype=np.uint32)
        open_ = np.arange(lon.size)
        for layer in self._layers.values():
            if not open_.size:
                break
            found = layer.index.locate(lon[open_], lat[open_])
            hit = found >= 0
            number[open_[hit]] = found[hit] + np.uint32(len(names))
            names += [self._paths[code] for code in layer.codes]
            open_ = open_[~hit]
        return pl.Series(names, dtype=pl.String).gather(number)

    def codes_of_points(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], level: Level
    ) -> pl.Series:
        """Return the code of the division of ``level`` each point lies in; null where in none."""
        layer = self._layers.get(level)
        if layer is None:
            return pl.repeat(None, lon.size, dtype=pl.String, eager=True)
        found = layer.index.locate(lon, lat)
        names = pl.Series([*layer.codes, None], dtype=pl.String)
        return names.gather(np.where(found >= 0, found, len(layer.codes)).astype(np.uint32))

    @cached_property
    def _layers(self) -> dict[Level, _Layer]:
        """The levels that have polygons, the finest first."""
        # Slow to import, and most of what reads a tree asks of no point.
        from anlan.pool.divisions.locate import PolygonIndex  # noqa: PLC0415

        found: dict[Level, _Layer] = {}
        for level in reversed(LEVELS):
            # In the order of codes, so that a point on a border falls to the lowest.
            shaped = [each for each in self._shaped() if each.level == level]
            if shaped:
                index = PolygonIndex([each.shape for each in shaped])
                found[level] = _Layer(index, [each.code for each in shaped])
        return found

    def _shaped(self) -> Iterator[Division]:
        return (each for each in self.standing() if each.shape is not None)

    @cached_property
    def has_polygons(self) -> bool:
        """Whether any division that stands has a polygon."""
        return any(True for _ in self._shaped())

    def geojson(self, most: int | None = None) -> str:
        """Return the polygons that stand on the day as GeoJSON, in WGS84; maps ask for them often.

        Args:
            most: only those of levels with at most so many; of all levels unless given.
        """
        counts = Counter(each.level for each in self._shaped())
        levels = tuple(level for level in counts if most is None or counts[level] <= most)
        if levels not in self._written:
            features = (
                f'{{"type":"Feature","properties":{json.dumps(self.rows[each.code])},'
                f'"geometry":{shapely.to_geojson(each.shape)}}}'
                for each in self._shaped()
                if each.level in levels
            )
            text = f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'
            self._written[levels] = text
        return self._written[levels]

    @cached_property
    def _written(self) -> dict[tuple[Level, ...], str]:
        """What :meth:`geojson` wrote, by the levels in it."""
        return {}
