"""Read GeoJSON: each feature a row, its properties the columns, its place as two more."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from anlan.model.errors import SourceError
from anlan.pool.connectors.base import (
    CHUNK_ROWS,
    Broken,
    Chunk,
    Opened,
    broken_frame,
    check_columns,
    text_frame,
)
from anlan.pool.connectors.cells import cell_of, decode
from anlan.pool.connectors.files import (
    Looked,
    check_unchanged,
    locate_undecodable,
    look,
    os_problem,
    read_whole,
)
from anlan.pool.connectors.geometry import LATITUDE, LONGITUDE, SHAPE, place_of
from anlan.pool.sniff import Guess, guess_dates, guess_encoding, sniff_settings

_PREFIX = "properties."
Json = dict[str, Any]


class GeoJsonConnector:
    """Read ``.geojson``: points, or any geometry by a point inside it with its WKT beside."""

    def open(self, location: Path, *, chunk_rows: int = CHUNK_ROWS) -> Opened:
        """Open a feature collection; the whole file is held in memory.

        The columns are the properties, then ``id`` where features have one, ``longitude`` and
        ``latitude``, and ``geometry`` (WKT) where any feature is not a point. A property that is
        called like one of these is kept as ``properties.`` and its name.

        Raises:
            SourceError: missing, empty, not JSON (cut off), not a feature collection, without
                features, not in longitude and latitude.
        """
        looked = look(location)
        encoding, bom = guess_encoding(looked.samples, location.name)
        features = _features(looked, encoding)
        columns = _columns(features)
        check_columns(columns.names, location.name)
        first = [columns.row(feature) for feature in features[: sniff_settings().date_rows]]
        rows = [row for row in first if isinstance(row, list)]
        return Opened(
            name=location.name,
            columns=columns.names,
            guess=Guess(encoding, bom, None, guess_dates(columns.names, rows)),
            fingerprint=looked.fingerprint,
            total_bytes=looked.status.st_size,
            total_rows=len(features),
            chunks=_chunks(features, columns, looked.status.st_size, chunk_rows),
        )


def _features(looked: Looked, encoding: str) -> list[object]:
    file = looked.path.name
    document = _document(looked, encoding)
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise SourceError("error.source.not_features", file=file)
    system = str(document.get("crs") or "")
    # The crs member of 2008 is gone from RFC 7946; these three are longitude and latitude in
    # degrees (EPSG:4490 is CGCS2000, within centimetres of WGS84).
    if system and not any(name in system for name in ("CRS84", "4326", "4490")):
        raise SourceError("error.source.projected", file=file, system=system)
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise SourceError("error.source.no_objects", file=file)
    return cast(list[object], features)


def _document(looked: Looked, encoding: str) -> object:
    file = looked.path.name
    try:
        data = read_whole(looked.path, looked.gzipped)
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise locate_undecodable(looked.path, looked.gzipped, encoding) from error
    except OSError as error:
        raise os_problem(error, file, row=0) from error
    check_unchanged(looked.path, looked.status)
    try:
        return decode(text)
    except (ValueError, RecursionError) as error:
        raise SourceError("error.source.not_json", file=file, reason=str(error)) from error


@dataclass(frozen=True)
class _Columns:
    """The columns of a collection and where each comes from."""

    properties: tuple[str, ...]
    has_id: bool
    has_shapes: bool

    @property
    def own(self) -> tuple[str, ...]:
        """The columns that aren't properties."""
        identity = ("id",) if self.has_id else ()
        return (*identity, LONGITUDE, LATITUDE, *((SHAPE,) if self.has_shapes else ()))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns."""
        taken = [_PREFIX + name if name in self.own else name for name in self.properties]
        return (*taken, *self.own)

    def row(self, feature: object) -> list[str | None] | str:
        """Return the cells of a feature, or the key of the problem."""
        if not _is_feature(feature):
            return "connectors.problem.not_a_feature"
        item = cast(Json, feature)
        try:
            longitude, latitude, shape = place_of(item.get("geometry"))
        except ValueError:
            return "connectors.problem.geometry"
        properties = item.get("properties") or {}
        cells = [cell_of(properties.get(name)) for name in self.properties]
        identity = [cell_of(item.get("id"))] if self.has_id else []
        return [*cells, *identity, longitude, latitude, *([shape] if self.has_shapes else [])]


def _columns(features: list[object]) -> _Columns:
    names: dict[str, None] = {}
    has_id = has_shapes = False
    for feature in features:
        if _is_feature(feature):
            item = cast(Json, feature)
            names.update(dict.fromkeys(item.get("properties") or {}))
            has_id |= item.get("id") is not None
            geometry = item.get("geometry")
            has_shapes |= isinstance(geometry, dict) and geometry.get("type") != "Point"
    return _Columns(tuple(names), has_id, has_shapes)


def _is_feature(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.get("type") == "Feature"
        and isinstance(value.get("properties") or {}, dict)
    )


def _chunks(
    features: list[object], columns: _Columns, size: int, chunk_rows: int
) -> Iterator[Chunk]:
    for start in range(0, len(features), chunk_rows):
        rows: list[list[str | None]] = []
        numbers: list[int] = []
        broken: list[Broken] = []
        for number, feature in enumerate(features[start : start + chunk_rows], start=start + 1):
            row = columns.row(feature)
            if isinstance(row, str):
                broken.append(Broken(number, cell_of(feature) or "", row))
            else:
                rows.append(row)
                numbers.append(number)
        done = min(start + chunk_rows, len(features))
        cells = [[row[index] for row in rows] for index in range(len(columns.names))]
        frame = text_frame(columns.names, cells, numbers)
        yield Chunk(frame, broken_frame(broken), size * done // len(features))
