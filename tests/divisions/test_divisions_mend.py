"""Polygons broken in every way OGC names: mended, or refused with the place shown."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from division_town import city, read, row, tree, write

from anlan.model.errors import PackError
from anlan.pool import divisions
from anlan.pool.divisions import mend

SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
HOLE = [(2, 2), (2, 4), (4, 4), (4, 2), (2, 2)]


def drawn(*rings: list[tuple[float, float]]) -> dict[str, Any]:
    """Return a polygon as it stands in GeoJSON; numbers are hundredths from (114, 30)."""
    return {"type": "Polygon", "coordinates": [[_at(*point) for point in ring] for ring in rings]}


def _at(x: float, y: float) -> list[float]:
    return [114 + x / 100, 30 + y / 100]


def many(*shapes: dict[str, Any]) -> dict[str, Any]:
    return {"type": "MultiPolygon", "coordinates": [each["coordinates"] for each in shapes]}


# Each with its fault, the area that must be left (in squares of a hundredth), a place near it.
MENDED = {
    "crossing": (
        drawn([(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)]), "self_intersection", 50, (5, 5),
    ),
    "spike": (
        drawn([(0, 0), (10, 0), (10, 5), (15, 5), (10, 5), (10, 10), (0, 10), (0, 0)]),
        "self_intersection", 100, (15, 5),
    ),
    "ring_touches_itself": (
        drawn([(0, 0), (5, 5), (10, 0), (10, 10), (5, 5), (0, 10), (0, 0)]),
        "ring_self_intersection", 50, (5, 5),
    ),
    "hole_outside": (
        drawn(SQUARE, [(20, 0), (20, 4), (24, 4), (20, 0)]), "hole_outside", 108, None,
    ),
    "nested_holes": (
        drawn(SQUARE, [(1, 1), (1, 9), (9, 9), (9, 1), (1, 1)], HOLE), "nested_holes", 36, None,
    ),
    "duplicate_rings": (drawn(SQUARE, HOLE, HOLE), "self_intersection", 96, None),
    "disconnected": (
        drawn(SQUARE, [(5, 0), (10, 5), (5, 10), (0, 5), (5, 0)]), "disconnected", 50, None,
    ),
    "nested_shells": (many(drawn(SQUARE), drawn(HOLE)), "nested_shells", 100, None),
    "parts_overlap": (
        many(drawn(SQUARE), drawn([(5, 5), (15, 5), (15, 15), (5, 15), (5, 5)])),
        "self_intersection", 175, None,
    ),
    "same_part_twice": (many(drawn(SQUARE), drawn(SQUARE)), "self_intersection", 100, None),
    "unclosed": (drawn(SQUARE[:-1]), "unclosed", 100, (0, 0)),
    "hole_of_two_points": (drawn(SQUARE, [(2, 2), (4, 4), (2, 2)]), "few_points", 100, (2, 2)),
    "collection": (
        {"type": "GeometryCollection", "geometries": [
            drawn(SQUARE), {"type": "Point", "coordinates": [114.5, 30.5]}]},
        "parts", 100, None,
    ),
}  # fmt: skip
REFUSED = {
    "point": ({"type": "Point", "coordinates": [114.5, 30.5]}, "parts", (50, 50)),
    "line": ({"type": "LineString", "coordinates": [_at(1, 1), _at(2, 2)]}, "parts", (1, 1)),
    "flat": (drawn([(0, 0), (10, 0), (5, 0), (0, 0)]), "", None),
    "two_points": (drawn([(0, 0), (10, 0), (0, 0)]), "few_points", (0, 0)),
    "one_point_four_times": (drawn([(1, 1), (1, 1), (1, 1), (1, 1)]), "few_points", (1, 1)),
    "no_rings": ({"type": "Polygon", "coordinates": []}, "empty", None),
}


@pytest.mark.parametrize("name", MENDED)
def test_a_broken_polygon_is_mended(tmp_path: Path, name: str) -> None:
    shape, fault, area, place = MENDED[name]
    found = read(tmp_path, [(row("A"), shape)])
    [finding] = found.findings
    assert (finding.kind, finding.code) == ("mended", "A")
    assert finding.fault == f"divisions.fault.{fault}", finding.fault
    [division] = found.divisions
    assert division.shape is not None
    assert division.shape.is_valid
    assert division.shape.geom_type in ("Polygon", "MultiPolygon")
    assert division.shape.area * 10_000 == pytest.approx(area)
    if place:
        assert (finding.lon, finding.lat) == pytest.approx(_at(*place))
    assert finding.where in finding.say("en")
    assert finding.where in finding.say("zh")


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_polygon_is_refused(tmp_path: Path, name: str) -> None:
    shape, fault, place = REFUSED[name]
    found = read(tmp_path, [(row("A"), shape), (row("B"), drawn(SQUARE))])
    [finding] = found.findings
    assert (finding.kind, finding.code) == ("refused", "A")
    assert finding.fault.removeprefix("divisions.fault.").startswith(fault)
    if place:
        assert (finding.lon, finding.lat) == pytest.approx(_at(*place))
    with pytest.raises(PackError) as caught:
        tree(tmp_path, [(row("A"), shape), (row("B"), drawn(SQUARE))])
    assert finding.where in str(caught.value)
    assert "polygon of A" in str(caught.value)
    assert finding.code in caught.value.say("zh")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_coordinate_that_is_no_number_is_refused(tmp_path: Path, bad: float) -> None:
    with np.errstate(invalid="ignore"):
        shape = shapely.Polygon([(114, 30), (115, 30), (115, bad), (114, 31)])
    mended = mend.mend(shape)
    assert (mended.shape, mended.fault) == (None, "divisions.fault.coordinate")
    write(tmp_path / "shapes.gpkg", [(row("A"), shape)])
    with pytest.raises(PackError, match="no number"):
        divisions.load(city(polygons="shapes.gpkg"), tmp_path.joinpath)


def test_valid_shapes_stay_as_they_are(tmp_path: Path) -> None:
    whole = drawn(SQUARE, HOLE)
    found = read(tmp_path, [(row("A"), whole), (row("B"), many(whole))])
    assert not found.findings
    expected = shapely.from_geojson(json.dumps(whole))
    assert shapely.equals_exact(found.divisions[0].shape, expected)


def test_heights_are_left_out(tmp_path: Path) -> None:
    high = {"type": "Polygon", "coordinates": [[[*_at(*point), 55.0] for point in SQUARE]]}
    found = read(tmp_path, [(row("A"), high)])
    assert not found.findings
    assert not shapely.has_z(found.divisions[0].shape)


def test_a_feature_without_geometry_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, [(row("A"), None), (row("B"), drawn(SQUARE))])
    assert [(each.kind, each.code) for each in found.findings] == [("empty", "A")]
    assert [each.shape is None for each in found.divisions] == [True, False]


def test_every_fault_of_geos_has_words() -> None:
    from anlan.words import catalogue

    assert {f"divisions.fault.{name}" for name in mend.FAULTS.values()} <= set(catalogue())
