"""Division sets from every format, coordinate system, datum, encoding and set of names."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from division_town import box, city, row, squares, tree, write

from anlan.model.errors import PackError
from anlan.model.geo import wgs84_to_bd09, wgs84_to_gcj02
from anlan.pool import divisions

FORMATS = ["shapes.geojson", "shapes.gpkg", "shapes.shp"]
TABLE = """\
code,name_en,name_zh,level,parent
town,Town,镇,city,
A,East,东区,district,town
B,West,西区,district,town
"""


def load(folder: Path, name: str, **declared: Any) -> divisions.DivisionTree:
    return divisions.load(city(polygons=name, **declared), folder.joinpath)


def moved(turn: Any) -> list[Any]:
    """Return the squares with their coordinates turned."""
    return [
        (told, shapely.transform(shape, lambda at: np.column_stack(turn(at[:, 0], at[:, 1]))))
        for told, shape in squares()
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_the_same(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, squares())
    known = load(tmp_path, name)
    assert known.paths == {"A": "town/A", "B": "town/B", "B1": "town/B/B1", "B2": "town/B/B2"}
    assert known.rows["B1"] == row("B1", "street", "B")
    assert known.paths_of_points(np.array([114.15]), np.array([30.07])).to_list() == ["town/B/B2"]


@pytest.mark.parametrize("name", FORMATS[1:])
@pytest.mark.parametrize("crs", ["EPSG:4547", "EPSG:4490", "EPSG:3857"])
def test_a_projected_set_is_turned_to_degrees(tmp_path: Path, name: str, crs: str) -> None:
    turn = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    write(tmp_path / name, moved(turn.transform), crs=crs)
    known = load(tmp_path, name)
    corners = shapely.bounds([each.shape for each in known.standing("district")])
    assert corners == pytest.approx(np.array([[114, 30, 114.1, 30.1], [114.1, 30, 114.2, 30.1]]))


@pytest.mark.parametrize(("crs", "turn"), [("GCJ02", wgs84_to_gcj02), ("BD09", wgs84_to_bd09)])
def test_a_declared_datum_is_converted(tmp_path: Path, crs: str, turn: Any) -> None:
    write(tmp_path / "shapes.geojson", moved(turn))
    as_told = load(tmp_path, "shapes.geojson", crs=crs)
    assert shapely.bounds(as_told.standing("district")[0].shape) == pytest.approx(
        [114, 30, 114.1, 30.1], abs=1e-7
    )
    untold = load(tmp_path, "shapes.geojson")
    assert shapely.bounds(untold.standing("district")[0].shape)[0] > 114.003


def test_a_shapefile_without_a_system_is_degrees_or_refused(tmp_path: Path) -> None:
    write(tmp_path / "shapes.shp", squares(), crs=None)
    assert load(tmp_path, "shapes.shp").has_polygons
    far = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:4547", always_xy=True)
    write(tmp_path / "shapes.shp", moved(far.transform), crs="EPSG:4547")
    (tmp_path / "shapes.prj").unlink()
    with pytest.raises(PackError, match=r"Put the \.prj beside"):
        load(tmp_path, "shapes.shp")


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030"])
@pytest.mark.parametrize("said", [True, False])
def test_a_shapefiles_names_are_read_in_its_encoding(
    tmp_path: Path, encoding: str, said: bool
) -> None:
    import pyogrio

    names = np.array(["江岸区"], dtype=object)
    values = [np.array([text], dtype=object) for text in ("420102", "district")]
    shape = shapely.to_wkb(np.array([box(0, 0, 1, 1)], dtype=object))
    pyogrio.raw.write(
        tmp_path / "shapes.shp", shape, [*values, names], ["code", "level", "name_zh"],
        geometry_type="Polygon", crs="EPSG:4326", encoding=encoding,
    )  # fmt: skip
    if not said:
        (tmp_path / "shapes.cpg").unlink()
        table = bytearray((tmp_path / "shapes.dbf").read_bytes())
        table[29] = 0
        (tmp_path / "shapes.dbf").write_bytes(table)
    known = load(tmp_path, "shapes.shp")
    assert known.rows["420102"]["name_zh"] == "江岸区"
    assert known.rows["420102"]["name_en"] == "江岸区"  # there is no other


def test_other_names_of_columns_are_declared(tmp_path: Path) -> None:
    told = {"XZQDM": 420102.0, "XZQMC": "江岸区", "JB": "district", "FROM": "2020-01-01"}
    feature = {"type": "Feature", "properties": told, "geometry": None}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (tmp_path / "shapes.geojson").write_text(text)
    fields = {"code": "XZQDM", "name_zh": "XZQMC", "level": "JB", "valid_from": "FROM"}
    known = load(tmp_path, "shapes.geojson", fields=fields)
    assert known.rows["420102"]["name_zh"] == "江岸区"
    assert known.history("420102")[0].valid_from == date(2020, 1, 1)
    with pytest.raises(PackError, match="XZQMC"):
        load(tmp_path, "shapes.geojson", fields=fields | {"name_zh": "XZQMCC"})


def test_a_layer_of_a_geopackage_is_chosen(tmp_path: Path) -> None:
    import pyogrio

    shapes = shapely.to_wkb(np.array([box(0, 0, 1, 1)], dtype=object))
    for number, layer in enumerate(("old", "new")):
        columns = [np.array([f"C{number}"], object), np.array(["district"], object)]
        pyogrio.raw.write(
            tmp_path / "shapes.gpkg", shapes, columns, ["code", "level"], layer=layer,
            geometry_type="Polygon", crs="EPSG:4326", append=number > 0,
        )  # fmt: skip
    assert list(load(tmp_path, "shapes.gpkg", layer="new").rows) == ["C1"]
    with pytest.raises(PackError, match="newest"):
        load(tmp_path, "shapes.gpkg", layer="newest")


def test_a_table_and_polygons_belong_together(tmp_path: Path) -> None:
    (tmp_path / "divisions.csv").write_text(TABLE, encoding="utf-8")
    write(tmp_path / "shapes.geojson", [({"code": "A", "level": ""}, box(0, 0, 10, 10))])
    known = load(tmp_path, "shapes.geojson", table="divisions.csv")
    assert known.rows["A"]["name_zh"] == "东区"
    assert known.paths_of_points(np.array([114.05]), np.array([30.05])).to_list() == ["town/A"]
    assert [each.code for each in known.standing() if each.shape is not None] == ["A"]


def test_a_table_alone_is_enough(tmp_path: Path) -> None:
    (tmp_path / "divisions.csv").write_text(TABLE, encoding="utf-8")
    known = divisions.load(city(polygons=None, table="divisions.csv"), tmp_path.joinpath)
    assert list(known.paths.values()) == ["town", "town/A", "town/B"]
    assert not known.has_polygons


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("shapes.geojson", b"<OGRVRTDataSource/>"),
        ("shapes.geojson", b""),
        ("shapes.geojson", b'{"type": "FeatureCollection", "features": ['),
        ("shapes.geojson", b'{"features": []}'),
        ("shapes.gpkg", b'{"type": "FeatureCollection", "features": []}'),
        ("shapes.gpkg", b"SQLite format 3\0" + b"\0" * 200),
        ("shapes.shp", b"PK\x03\x04"),
        ("shapes.shp", b"\x00\x00\x27\x0a"),
        ("shapes.kml", b"<kml/>"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PackError, match="shapes"):
        load(tmp_path, name)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"level": "distrct"}, "expected city, district"),
        ({"code": ""}, "expected code"),
        ({"parent": "C"}, "found C"),
        ({"parent": "B1"}, r"found B1 \(street\)"),
        ({"valid_from": "2020-13-01"}, "valid_from 2020-13-01"),
        ({"valid_from": "2020-01-02", "valid_to": "2020-01-02"}, "valid_to > 2020-01-02"),
        ({"successors": "B; Z"}, "found Z"),
        ({"code": "B"}, "stands for two things on one day"),
    ],
)
def test_a_wrong_row_is_told(tmp_path: Path, change: dict[str, str], told: str) -> None:
    [(first, shape), *rest] = squares()
    with pytest.raises(PackError, match=told):
        tree(tmp_path, [(first | change, shape), *rest])


def test_a_missing_property_is_told(tmp_path: Path) -> None:
    write(tmp_path / "shapes.geojson", [({"code": "A", "levl": "district"}, box(0, 0, 1, 1))])
    with pytest.raises(PackError, match="found levl, expected level"):
        load(tmp_path, "shapes.geojson")


def test_a_shapefile_is_kept_whole(tmp_path: Path) -> None:
    write(tmp_path / "shapes.shp", squares())
    names = {each.suffix for each in divisions.companions(tmp_path / "shapes.shp")}
    assert names == {".shp", ".shx", ".dbf", ".prj", ".cpg"}
    assert divisions.companions(tmp_path / "a.gpkg") == [tmp_path / "a.gpkg"]
