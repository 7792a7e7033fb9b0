"""GeoPackage files, made by GDAL: features as rows, layers, systems, damage."""

from pathlib import Path

import numpy as np
import pyogrio
import pyogrio.raw
import pytest
import shapely
from reading import broken_of, frame_of

from anlan.model.errors import SourceError
from anlan.model.portal import Part
from anlan.pool.connectors.base import connector_for

POINTS = [shapely.Point(114.25 + n, 30.5) for n in range(3)]
SQUARE = shapely.box(114, 30, 115, 31)


def package(path: Path, shapes: list[object], **more: object) -> Path:
    """Write a layer with these shapes."""
    wkb = np.array(
        [None if each is None else shapely.to_wkb(each) for each in shapes], dtype=object
    )
    names = np.array([f"Lift {n}" for n in range(len(shapes))], dtype=object)
    loads = np.arange(len(shapes)) + 0.5
    pyogrio.raw.write(
        path,
        wkb,
        [names, loads],
        ["name", "load"],
        driver="GPKG",
        layer=str(more.get("layer", "lifts")),
        geometry_type=str(more.get("kind", "Point")),
        crs=str(more.get("crs", "EPSG:4326")),
        append=bool(more.get("append", False)),
    )
    return path


def refused(path: Path, **part: object) -> str:
    with pytest.raises(SourceError) as caught:
        frame_of(connector_for("geopackage", Part.model_validate(part)).open(path))
    assert caught.value.say("zh") != caught.value.say("en")
    return str(caught.value)


def test_points_give_longitude_and_latitude(tmp_path: Path) -> None:
    opened = connector_for("geopackage").open(package(tmp_path / "a.gpkg", POINTS))
    assert opened.total_rows == 3
    frame = frame_of(opened)
    assert frame.columns == ["name", "load", "longitude", "latitude", "_row"]
    assert frame.row(1) == ("Lift 1", "1.5", "115.25", "30.5", 2)


def test_shapes_give_a_point_inside_and_their_text(tmp_path: Path) -> None:
    path = package(tmp_path / "a.gpkg", [SQUARE, None], kind="Polygon")
    frame = frame_of(connector_for("geopackage").open(path))
    assert shapely.from_wkt(frame["geometry"][0]).equals(SQUARE)
    assert (frame["longitude"][0], frame["latitude"][0]) == ("114.5", "30.5")
    assert frame.row(1)[2:5] == (None, None, None)


def test_an_empty_shape_is_set_apart(tmp_path: Path) -> None:
    path = package(tmp_path / "a.gpkg", [SQUARE, shapely.Polygon(), SQUARE], kind="Polygon")
    found = broken_of(connector_for("geopackage").open(path))
    assert [(row, problem) for row, _, problem in found] == [(2, "connectors.problem.geometry")]


def test_the_layer_must_be_clear(tmp_path: Path) -> None:
    path = package(tmp_path / "a.gpkg", POINTS)
    package(path, POINTS[:1], layer="escalators", append=True)
    assert "lifts, escalators" in refused(path)
    assert "no layer “stairs”" in refused(path, layer="stairs")
    opened = connector_for("geopackage", Part(layer="escalators")).open(path)
    assert frame_of(opened).height == 1


def test_another_system_and_another_kind_of_file_are_refused(tmp_path: Path) -> None:
    assert "EPSG:3857" in refused(package(tmp_path / "a.gpkg", POINTS, crs="EPSG:3857"))
    text = tmp_path / "b.gpkg"
    text.write_text("name,load\n", encoding="utf-8")
    assert "not a GeoPackage" in refused(text)
    whole = package(tmp_path / "c.gpkg", POINTS).read_bytes()
    cut = tmp_path / "d.gpkg"
    cut.write_bytes(whole[: len(whole) // 3])
    assert "d.gpkg" in refused(cut)
    empty = package(tmp_path / "e.gpkg", [])
    assert "no rows" in refused(empty)


def test_the_fingerprint_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = package(tmp_path / "a.gpkg", POINTS)
    first = connector_for("geopackage").open(path).fingerprint
    assert connector_for("geopackage").open(path).fingerprint == first


def test_rows_come_in_chunks(tmp_path: Path) -> None:
    path = package(tmp_path / "a.gpkg", POINTS)
    chunks = list(connector_for("geopackage").open(path, chunk_rows=2).chunks)
    assert [chunk.frame.height for chunk in chunks] == [2, 1]
    assert chunks[-1].bytes_done == path.stat().st_size
