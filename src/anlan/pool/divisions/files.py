"""Read a set of divisions from a table, or from a file of shapes in any of three formats."""

import math
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from anlan.model.city import Divisions
from anlan.model.errors import PackError
from anlan.pool.divisions.division import COLUMNS, HISTORY
from anlan.pool.position import to_wgs84
from anlan.pool.yamlmarks import nearest

Row = dict[str, str]
# By the first bytes, so that no other driver of GDAL is ever tried on what somebody sent.
_FORMATS = {".gpkg": b"SQLite format 3\0", ".shp": b"\x00\x00\x27\x0a"}
_BESIDE_SHP = (".shx", ".dbf", ".prj", ".cpg")


def companions(file: Path) -> list[Path]:
    """Return the file with those that belong to it: a Shapefile is several files."""
    beside = [file.with_suffix(end) for end in _BESIDE_SHP] if file.suffix.lower() == ".shp" else []
    return [file, *(each for each in beside if each.is_file())]


def read_table(file: Path, declared: Divisions) -> list[Row]:
    """Return the rows of a CSV of divisions.

    Raises:
        PackError: it can't be read, or lacks a column.
    """
    try:
        frame = pl.read_csv(file, infer_schema=False, empty_string_is_null=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise PackError("error.store.divisions_file", file=str(file), reason=error) from error
    columns = _columns(file, declared, frame.columns, COLUMNS)
    rows = frame.select(pl.col(name).fill_null("").alias(ours) for ours, name in columns.items())
    return rows.to_dicts()


def read_shapes(file: Path, declared: Divisions) -> Iterator[tuple[Row, Any, bool]]:
    """Yield of each feature its row, its shape in WGS84 degrees, and whether a ring was open.

    The shape is as it was drawn, valid or not; None where the feature has none.

    Raises:
        PackError: the file can't be read, lacks a property, or doesn't say in which coordinate
            system it is.
    """
    meta, raw, values = _open(file, declared)
    columns = _columns(file, declared, meta["fields"].tolist(), ("code", "level"))
    texts = {
        ours: _texts(values[meta["fields"].tolist().index(name)]) for ours, name in columns.items()
    }
    with np.errstate(invalid="ignore"):  # a coordinate may be no number; mending refuses it
        shapes, unread = _shapes(raw)
        shapes = _in_degrees(file, declared, meta["crs"], shapely.force_2d(shapes))
    for number, shape in enumerate(shapes):
        row = {name: texts[name][number] if name in texts else "" for name in (*COLUMNS, *HISTORY)}
        for name, other in (("name_en", "name_zh"), ("name_zh", "name_en")):
            row[name] = row[name] or row[other]
        yield row, shape, bool(unread[number])


def _shapes(raw: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return shapes from WKB, and which of them had a ring that was open and is closed now."""
    shapes = shapely.from_wkb(raw, on_invalid="ignore")
    unread = shapely.is_missing(shapes) & np.array([each is not None for each in raw], dtype=bool)
    if unread.any():
        shapes[unread] = shapely.from_wkb(raw[unread], on_invalid="fix")
    return shapes, unread


def _open(file: Path, declared: Divisions) -> tuple[Any, NDArray[np.object_], list[Any]]:
    import pyogrio  # noqa: PLC0415  (slow to import, and most packs have a table only)

    kind = file.suffix.lower()
    try:
        with file.open("rb") as opened:
            head = opened.read(64)
        right = head.startswith(_FORMATS.get(kind, b"")) if kind in _FORMATS else _is_json(head)
        if not right:
            expected = ".gpkg, .shp, .geojson"
            raise PackError("error.divisions.format", file=file, expected=expected)
        with warnings.catch_warnings():
            # GDAL warns of rings that are open or wound the other way; we look ourselves.
            warnings.simplefilter("ignore", RuntimeWarning)
            meta, _, raw, values = pyogrio.raw.read(
                file, layer=declared.layer, encoding=_encoding(file)
            )
    except (OSError, ValueError, RuntimeError) as error:
        raise PackError("error.store.divisions_file", file=str(file), reason=error) from error
    if raw is None:
        raise PackError("error.divisions.format", file=file, expected=".gpkg, .shp, .geojson")
    return meta, raw, values


def _is_json(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _encoding(file: Path) -> str | None:
    """Return the encoding of a Shapefile's texts where it doesn't say: UTF-8, else GB 18030."""
    table = file.with_suffix(".dbf")
    said = file.with_suffix(".cpg").is_file()
    if file.suffix.lower() != ".shp" or said or not table.is_file():
        return None
    data = table.read_bytes()
    if data[29:30] not in (b"", b"\0"):  # the driver of its language
        return None
    try:
        data[int.from_bytes(data[8:10], "little") :].decode("utf-8")
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8"


def _columns(
    file: Path, declared: Divisions, found: list[str], needed: tuple[str, ...]
) -> dict[str, str]:
    """Return by our name the name that each column has in the file."""
    given = {str(ours): name for ours, name in declared.fields.items()}
    names = {ours: given.get(ours, ours) for ours in (*COLUMNS, *HISTORY)}
    for ours, name in names.items():
        if name not in found and (ours in needed or ours in given):
            near = nearest(name, found) or ", ".join(found)
            raise PackError(
                "error.store.divisions", file=str(file), line=1, found=near, expected=name
            )
    return {ours: name for ours, name in names.items() if name in found}


def _texts(values: NDArray[Any]) -> list[str]:
    """Write values of any type as texts: a code kept as a number has no decimals, a day no time."""
    if values.dtype.kind == "M":
        return ["" if np.isnat(each) else str(each)[:10] for each in values]
    return [_text(each) for each in values.tolist()]


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _in_degrees(
    file: Path, declared: Divisions, crs: str | None, shapes: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Turn shapes from the file's system to degrees, and from the datum declared to WGS84."""
    import pyproj  # noqa: PLC0415  (slow to import, and most packs have a table only)

    points = shapely.get_coordinates(shapes)
    if not points.size:
        return shapes
    if crs is None:
        finite = points[np.isfinite(points).all(axis=1)]
        if (np.abs(finite) > (180.0, 90.0)).any():
            raise PackError("error.divisions.no_crs", file=file)
    else:
        try:
            turn = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        except pyproj.exceptions.ProjError as error:
            raise PackError("error.divisions.crs", file=file, reason=error) from error
        if not pyproj.CRS(crs).equals(pyproj.CRS("EPSG:4326"), ignore_axis_order=True):
            points = np.column_stack(turn.transform(points[:, 0], points[:, 1]))
    points = np.column_stack(to_wgs84(points[:, 0], points[:, 1], declared.crs))
    return np.asarray(shapely.set_coordinates(shapes, points))
