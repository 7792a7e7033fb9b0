"""Reading JSON lines and GeoJSON: numbers digit for digit, broken entries set apart."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.model.errors import SourceError
from anlan.pool.connectors.base import Opened, connector_for
from anlan.pool.connectors.cells import cell_of, decode

LINES, FEATURES = connector_for("jsonl"), connector_for("geojson")


def open_lines(folder: Path, data: bytes, chunk_rows: int = 100) -> Opened:
    path = folder / "file.jsonl"
    path.write_bytes(data)
    return LINES.open(path, chunk_rows=chunk_rows)


def open_features(folder: Path, document: object, chunk_rows: int = 100) -> Opened:
    path = folder / "file.geojson"
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    path.write_bytes(data)
    return FEATURES.open(path, chunk_rows=chunk_rows)


def collection(*features: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(features)}


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(*coordinates: object) -> dict[str, object]:
    return {"type": "Point", "coordinates": list(coordinates)}


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_each_object_is_a_row(
    tmp_path: Path, pack: Callable[[bytes], bytes], encoding: str
) -> None:
    text = '{"编号": 1.10, "名": "面馆"}\n\n{"名": "", "x": {"n": 12345678901234567890.50}}\n'
    opened = open_lines(tmp_path, pack(text.encode(encoding)))
    chunk = next(opened.chunks)
    assert opened.columns == ("编号", "名", "x")
    assert chunk.frame.rows() == [
        ("1.10", "面馆", None, 1),
        (None, None, '{"n": 12345678901234567890.50}', 3),
    ]


def test_lines_that_are_no_objects_are_set_apart(tmp_path: Path) -> None:
    deep = "[" * 100_000
    data = f'{{"a": 1}}\n{{"a": 2\n[1]\n{{"a": "\\ud800"}}\n{{"a": NaN}}\n{deep}\n{{"a": true}}'
    chunk = next(open_lines(tmp_path, data.encode()).chunks)
    assert chunk.frame.rows() == [("1", 1), ("true", 7)]
    assert [(row, problem) for row, _, problem in chunk.broken.rows()] == [
        (2, "connectors.problem.not_json"),
        (3, "connectors.problem.not_an_object"),
        (4, "connectors.problem.not_json"),
        (5, "connectors.problem.not_json"),
        (6, "connectors.problem.not_json"),
    ]
    assert chunk.broken["raw"][0] == '{"a": 2'


def test_chunks_of_lines(tmp_path: Path) -> None:
    data = b"".join(b'{"a": %d}\n' % number for number in range(10))
    opened = open_lines(tmp_path, data, chunk_rows=4)
    chunks = list(opened.chunks)
    assert [chunk.frame.height for chunk in chunks] == [4, 4, 2]
    assert pl.concat([chunk.frame for chunk in chunks])["_row"].to_list() == list(range(1, 11))
    assert chunks[-1].bytes_done == opened.total_bytes


def test_dates_of_lines_are_guessed(tmp_path: Path) -> None:
    guess = open_lines(tmp_path, b'{"day": "3/4/2014"}\n').guess
    assert guess is not None
    assert guess.dates[0].names == ("MM/DD/YYYY", "DD/MM/YYYY")


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "error.source.empty"),
        (b"[1]\nx\n", "error.source.no_objects"),
        (b'{"_row": 1}\n', "error.source.column_reserved"),
        (b"<html>", "error.source.web_page"),
        (b"PAR1xxxx", "error.source.disguised"),
        (gzip.compress(b'{"a": 1}\n' * 100_000, mtime=0)[:-9], "error.source.truncated"),
        (b'{"a": 1}\n' * 60_000 + b'{"a": "\xff\xff"}', "error.source.encoding"),
        (
            '{"a": "面"}\n'.encode() * 50_000 + b'{"a": "\xff"}\n' + b"{}\n" * 90_000,
            "error.source.undecodable",
        ),
    ],
    ids=["empty", "no objects", "reserved", "web page", "parquet", "cut", "latin", "mixed"],
)
def test_bad_lines_are_refused(tmp_path: Path, data: bytes, key: str) -> None:
    with pytest.raises(SourceError) as caught:
        list(open_lines(tmp_path, data).chunks)
    assert caught.value.key == key
    assert "file.jsonl" in caught.value.say("zh")


def test_lines_that_change_while_read_are_refused(tmp_path: Path) -> None:
    opened = open_lines(tmp_path, b'{"a": 1}\n')
    with (tmp_path / "file.jsonl").open("ab") as file:
        file.write(b'{"a": 2}\n')
    with pytest.raises(SourceError, match="was changed while"):
        list(opened.chunks)


KEYS = st.text('ab"\\é', max_size=3)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('ab"\\é', max_size=3), inner)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.lists(JSON, max_size=4))
def test_nested_values_come_back_as_they_were(value: list[object]) -> None:
    text = cell_of(decode(json.dumps(value)))
    assert text is not None
    assert json.loads(text) == value


def test_points_give_columns_and_places(tmp_path: Path) -> None:
    first = {**feature(point(114.3055, 30.5928, 20), name="馆", floors=3), "id": 7}
    opened = open_features(
        tmp_path, collection(first, feature(None, name="x", open="2014年1月2日"))
    )
    frame = next(opened.chunks).frame
    assert opened.columns == ("name", "floors", "open", "id", "longitude", "latitude")
    assert frame.rows() == [
        ("馆", "3", None, "7", "114.3055", "30.5928", 1),
        ("x", None, "2014年1月2日", None, None, None, 2),
    ]
    assert opened.total_rows == 2


def test_other_geometries_give_a_point_inside_and_their_shape(tmp_path: Path) -> None:
    # The centre of a ring's box lies outside the ring: a representative point must not.
    corner = [[0, 0], [4, 0], [4, 1], [1, 1], [1, 4], [0, 4], [0, 0]]
    square = feature({"type": "Polygon", "coordinates": [corner]}, n=1)
    frame = next(
        open_features(tmp_path, collection(square, feature(point(1, 2), n=2))).chunks
    ).frame
    x, y = float(frame["longitude"][0]), float(frame["latitude"][0])
    assert (0 < x < 1 and 0 < y < 4) or (0 < y < 1 and 0 < x < 4)
    assert frame["geometry"].to_list()[0].startswith("POLYGON ((0 0, 4 0")
    assert frame["geometry"][1] is None


def test_a_property_called_longitude_is_kept_apart(tmp_path: Path) -> None:
    opened = open_features(tmp_path, collection(feature(point(114.3, 30.6), longitude="0")))
    assert next(opened.chunks).frame.select("properties.longitude", "longitude").rows() == [
        ("0", "114.3")
    ]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (12, "connectors.problem.not_a_feature"),
        ({"type": "Point"}, "connectors.problem.not_a_feature"),
        (
            {"type": "Feature", "geometry": None, "properties": [1]},
            "connectors.problem.not_a_feature",
        ),
        (feature(point()), "connectors.problem.geometry"),
        (feature(point("114", "30")), "connectors.problem.geometry"),
        (feature([1, 2]), "connectors.problem.geometry"),
        (feature({"type": "Polygon", "coordinates": []}), "connectors.problem.geometry"),
        (
            feature({"type": "Polygon", "coordinates": [[[0, 0], [1]]]}),
            "connectors.problem.geometry",
        ),
        (feature({"type": "Blob", "coordinates": [1, 2]}), "connectors.problem.geometry"),
        (feature({"coordinates": [1, 2]}), "connectors.problem.geometry"),
    ],
)
def test_a_broken_feature_is_set_apart(tmp_path: Path, entry: object, problem: str) -> None:
    chunk = next(open_features(tmp_path, collection(entry, feature(point(1, 2), a="b"))).chunks)
    assert chunk.frame["_row"].to_list() == [2]
    assert chunk.broken.rows() == [(1, json.dumps(entry), problem)]


@pytest.mark.parametrize(
    ("document", "key"),
    [
        (b"", "error.source.empty"),
        (b'{"type": "FeatureCollection", "features": [{"ty', "error.source.not_json"),
        (b"[" * 100_000, "error.source.not_json"),
        ([1], "error.source.not_features"),
        (feature(point(1, 2)), "error.source.not_features"),
        (collection(), "error.source.no_objects"),
        ({"type": "FeatureCollection", "features": 3}, "error.source.no_objects"),
        (
            {**collection(feature(None)), "crs": {"properties": {"name": "EPSG:3857"}}},
            "error.source.projected",
        ),
        (
            gzip.compress(json.dumps(collection(feature(None))).encode(), mtime=0)[:-9],
            "error.source.truncated",
        ),
    ],
)
def test_a_bad_collection_is_refused(tmp_path: Path, document: object, key: str) -> None:
    with pytest.raises(SourceError) as caught:
        open_features(tmp_path, document)
    assert caught.value.key == key
    assert "file.geojson" in caught.value.say("zh")


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "EPSG:4490"])
def test_degrees_under_their_old_names_are_taken(tmp_path: Path, name: str) -> None:
    document = {**collection(feature(point(1, 2))), "crs": {"properties": {"name": name}}}
    assert open_features(tmp_path, document).total_rows == 1


def test_chunks_of_features(tmp_path: Path) -> None:
    opened = open_features(tmp_path, collection(*[feature(point(1, 2))] * 5), chunk_rows=2)
    chunks = list(opened.chunks)
    assert [chunk.frame["_row"].to_list() for chunk in chunks] == [[1, 2], [3, 4], [5]]
    assert chunks[-1].bytes_done == opened.total_bytes
