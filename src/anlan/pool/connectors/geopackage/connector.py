"""Read a layer of a GeoPackage: each feature a row, its attributes and its place the columns."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyogrio
import pyogrio.errors
import shapely

from anlan.model.errors import SourceError
from anlan.pool.connectors.arrowtext import as_text
from anlan.pool.connectors.base import (
    BROKEN_SCHEMA,
    CHUNK_ROWS,
    ROW,
    Chunk,
    Opened,
    check_columns,
    empty_to_null,
    regroup,
)
from anlan.pool.connectors.files import check_unchanged, sha256_of, stat_file
from anlan.pool.connectors.geometry import LATITUDE, LONGITUDE, SHAPE

_SQLITE = b"SQLite format 3\x00"
# Longitude and latitude in degrees; EPSG:4490 is CGCS2000, within centimetres of WGS84.
_DEGREES = ("EPSG:4326", "EPSG:4490", "OGC:CRS84")
_WKB = "wkb_geometry"
_PIECE = 65_536


class GeoPackageConnector:
    """Read ``.gpkg``: one layer, in longitude and latitude.

    Args:
        layer: the layer's name; None for the only one.
    """

    def __init__(self, layer: str | None = None) -> None:
        self._layer = layer

    def open(self, location: Path, *, chunk_rows: int = CHUNK_ROWS) -> Opened:
        """Open a layer.

        The columns are the attributes, then ``longitude`` and ``latitude``, and ``geometry`` (WKT)
        where features aren't points, as for GeoJSON. A feature without a readable geometry is
        broken; one without any has an empty place.

        Raises:
            SourceError: missing, empty, no GeoPackage, without the layer, or with several and none
                named; positions not in degrees; damaged.
        """
        status = stat_file(location)
        with location.open("rb") as file:
            if file.read(len(_SQLITE)) != _SQLITE:
                raise SourceError("error.source.not_geopackage", file=location.name)
        fingerprint = sha256_of(location)
        try:
            layer = self._name_of_layer(location)
            about = pyogrio.read_info(location, layer=layer, force_feature_count=True)
        except pyogrio.errors.DataSourceError as error:
            raise SourceError("error.source.not_geopackage", file=location.name) from error
        reading = _Reading(location, layer, about)
        check_columns(reading.columns, location.name)
        return Opened(
            name=location.name,
            columns=reading.columns,
            guess=None,
            fingerprint=fingerprint,
            total_bytes=status.st_size,
            total_rows=int(about["features"]),
            chunks=regroup(reading.chunks(status), chunk_rows),
        )

    def _name_of_layer(self, path: Path) -> str:
        names = [str(each[0]) for each in pyogrio.list_layers(path)]
        listed = ", ".join(names)
        if self._layer is None and len(names) == 1:
            return names[0]
        if self._layer is None:
            raise SourceError("error.source.which_layer", file=path.name, layers=listed)
        if self._layer not in names:
            raise SourceError(
                "error.source.no_layer", file=path.name, layer=self._layer, layers=listed
            )
        return self._layer


class _Reading:
    """One pass over a layer."""

    def __init__(self, path: Path, layer: str, about: dict[str, Any]) -> None:
        self.path = path
        self.layer = layer
        self.features = int(about["features"])
        if not self.features:
            raise SourceError("error.source.no_objects", file=path.name)
        system = about["crs"]
        kind = about["geometry_type"]
        self.placed = kind is not None
        if self.placed and system not in _DEGREES:
            raise SourceError("error.source.projected", file=path.name, system=system or "—")
        self.shapes = self.placed and kind != "Point"
        own = (LONGITUDE, LATITUDE, *((SHAPE,) if self.shapes else ())) if self.placed else ()
        fields = [str(each) for each in about["fields"]]
        self.fields = {name: f"properties.{name}" if name in own else name for name in fields}
        self.columns = (*self.fields.values(), *own)

    def chunks(self, status: Any) -> Iterator[Chunk]:
        """Yield the layer's features; the file must not change meanwhile.

        Raises:
            SourceError: it is damaged, or was changed.
        """
        done, size = 0, status.st_size
        try:
            with pyogrio.open_arrow(
                self.path, layer=self.layer, use_pyarrow=True, batch_size=_PIECE
            ) as (about, reader):
                name = about["geometry_name"] or _WKB
                for batch in reader:
                    yield self._chunk(batch, name, done, size)
                    done += batch.num_rows
        except (pyogrio.errors.DataSourceError, pa.ArrowException, RuntimeError) as error:
            raise SourceError(
                "error.source.damaged", file=self.path.name, row=done, reason=str(error)
            ) from error
        if done != self.features:
            raise SourceError("error.source.truncated", file=self.path.name, row=done)
        check_unchanged(self.path, status)

    def _chunk(self, batch: pa.RecordBatch, name: str, done: int, size: int) -> Chunk:
        names = [each for each in batch.schema.names if each in self.fields]
        frame = as_text(batch.select(names)).rename(self.fields)
        numbers = pl.int_range(done + 1, done + 1 + batch.num_rows, eager=True).alias(ROW)
        if not names:
            frame = pl.DataFrame({ROW: numbers}).drop(ROW)
        broken = np.zeros(batch.num_rows, dtype=bool)
        if self.placed:
            wkb = batch.column(name).to_numpy(zero_copy_only=False)
            places, broken = _places(wkb, self.shapes)
            frame = pl.DataFrame([*frame, *places])
        frame = empty_to_null(pl.DataFrame([*frame, numbers])).select(*self.columns, ROW)
        bad = frame.filter(pl.Series(broken))
        raw = [";".join(str(cell or "") for cell in row) for row in bad.drop(ROW).iter_rows()]
        problems = ["connectors.problem.geometry"] * bad.height
        told = pl.DataFrame({ROW: bad[ROW], "raw": raw, "problem": problems}, schema=BROKEN_SCHEMA)
        share = size * (done + batch.num_rows) // self.features
        return Chunk(frame.filter(~pl.Series(broken)), told, share)


def _places(wkb: Any, shapes: bool) -> tuple[list[pl.Series], Any]:
    """Return longitude, latitude and perhaps WKT of geometries, and which of them are broken."""
    given = np.array([each is not None for each in wkb])
    found = shapely.from_wkb(wkb, on_invalid="ignore")
    empty = shapely.is_empty(found)
    broken = given & (shapely.is_missing(found) | empty)
    points = np.full(len(wkb), None, dtype=object)
    for index in np.flatnonzero(given & ~broken):
        shape = found[index]
        with suppress(shapely.errors.ShapelyError):
            points[index] = shape if shape.geom_type == "Point" else shape.representative_point()
    broken |= given & np.array([each is None for each in points])
    x, y = shapely.get_x(points), shapely.get_y(points)
    series = [pl.Series(LONGITUDE, _digits(x)), pl.Series(LATITUDE, _digits(y))]
    if shapes:
        kinds = shapely.get_type_id(found)
        texts = [
            None if at < 0 or at == 0 or bad else shapely.to_wkt(shape, rounding_precision=-1)
            for shape, at, bad in zip(found, kinds, broken, strict=True)
        ]
        series.append(pl.Series(SHAPE, texts, dtype=pl.String))
    return series, broken


def _digits(values: Any) -> pl.Series:
    texts = [None if np.isnan(each) else repr(float(each)) for each in values]
    return pl.Series(texts, dtype=pl.String)
