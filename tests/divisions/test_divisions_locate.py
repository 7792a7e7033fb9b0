"""A point lies in exactly one division: the compiled index against shapely, borders included."""

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import shapely
from division_town import DAY, box, row, squares, tree
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from anlan.pool.divisions.exact import side
from anlan.pool.divisions.locate import PORTION, PolygonIndex

Shapes = list[shapely.Geometry]
COORDINATE = st.floats(-180, 180, allow_subnormal=False)
SMALL = st.integers(0, 6)
RING = st.lists(st.tuples(SMALL, SMALL), min_size=3, max_size=8)


def lowest(shapes: Shapes, x: NDArray[np.float64], y: NDArray[np.float64]) -> list[int]:
    """Return by shapely the first shape that each point lies in or on the border of."""
    point, shape = shapely.STRtree(shapes).query(shapely.points(x, y), predicate="intersects")
    found = np.full(x.size, len(shapes))
    np.minimum.at(found, point, shape)
    return np.where(found < len(shapes), found, -1).tolist()


def agree(shapes: Shapes, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    assert PolygonIndex(shapes).locate(x, y).tolist() == lowest(shapes, x, y)


def on_borders(shapes: Shapes, chance: np.random.Generator) -> NDArray[np.float64]:
    """Return points on every vertex, in the middle of edges, along them, and a hair beside."""
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(shapes))]
    edges = np.vstack([np.hstack([ring[:-1], ring[1:]]) for ring in rings])
    begin, end = edges[:, :2], edges[:, 2:]
    along = begin + chance.random((len(edges), 1)) * (end - begin)
    points = [begin, (begin + end) / 2, along]
    beside = [np.nextafter(along, -np.inf), np.nextafter(along, np.inf)]
    return np.vstack(points + beside)


def crumpled(chance: np.random.Generator, count: int) -> Shapes:
    """Return shapes that overlap, have holes and parts, and share borders: cut-up blobs."""
    centres = chance.uniform(0, 1, (count, 2))
    blobs = shapely.buffer(shapely.points(centres), chance.uniform(0.02, 0.2, count))
    holes = shapely.buffer(shapely.points(centres), 0.01)
    cut = [*shapely.difference(blobs, holes), *shapely.intersection(blobs[1:], blobs[:-1])]
    cut += list(shapely.symmetric_difference(blobs[2:], blobs[:-2]))
    return [each for each in cut if each.geom_type in ("Polygon", "MultiPolygon") and each.area]


@pytest.mark.parametrize("seed", range(4))
def test_points_everywhere_agree_with_shapely(seed: int) -> None:
    chance = np.random.default_rng(seed)
    shapes = crumpled(chance, 40)
    agree(shapes, *chance.uniform(-0.3, 1.3, (2, 20_000)))


@pytest.mark.parametrize("seed", range(4))
def test_points_on_borders_agree_with_shapely(seed: int) -> None:
    chance = np.random.default_rng(seed)
    shapes = crumpled(chance, 40)
    agree(shapes, *np.ascontiguousarray(on_borders(shapes, chance).T))


def test_a_tessellation_has_each_border_point_once() -> None:
    chance = np.random.default_rng(3)
    seeds = shapely.multipoints(chance.uniform(113.9, 114.7, (400, 2)) - [0, 84])
    shapes = list(shapely.get_parts(shapely.voronoi_polygons(seeds)))
    points = on_borders(shapes, chance)
    agree(shapes, *np.ascontiguousarray(points.T))


@given(RING, RING, st.lists(st.tuples(SMALL, SMALL), min_size=1, max_size=30))
def test_small_grids_where_everything_is_degenerate(
    one: list[tuple[int, int]], two: list[tuple[int, int]], points: list[tuple[int, int]]
) -> None:
    made = shapely.make_valid(
        np.array([shapely.Polygon(one), shapely.Polygon(two)]), method="structure"
    )
    shapes = [each for each in made if each.geom_type in ("Polygon", "MultiPolygon") and each.area]
    if shapes:
        agree(shapes, *np.array(points, dtype=float).T)
        agree(shapes, *(np.array(points, dtype=float).T + 0.5))


@given(*[COORDINATE] * 4, st.floats(-1, 2))
def test_the_side_of_a_line_is_exact(
    ax: float, ay: float, bx: float, by: float, share: float
) -> None:
    px, py = ax + share * (bx - ax), ay + share * (by - ay)
    a, b, c, d, x, y = map(Fraction, (ax, ay, bx, by, px, py))
    turn = (a - x) * (d - y) - (b - y) * (c - x)
    # Products below 1e-290 underflow, which degrees written by people never come near.
    if all(abs(each) > 1e-100 or not each for each in (ax, ay, bx, by, px, py)):
        assert side(ax, ay, bx, by, px, py) == (turn > 0) - (turn < 0)


def test_a_point_a_hair_beside_a_long_border_is_beside_it() -> None:
    ax, ay, bx, by = 113.1, 29.3, 115.7, 31.9
    hit = 0
    for step in np.linspace(0, 1, 500):
        px, py = ax + step * (bx - ax), ay + step * (by - ay)
        for x in (px, math.nextafter(px, 0), math.nextafter(px, 200)):
            exact = (Fraction(ax) - Fraction(x)) * (Fraction(by) - Fraction(py))
            exact -= (Fraction(ay) - Fraction(py)) * (Fraction(bx) - Fraction(x))
            assert side(ax, ay, bx, by, x, py) == (exact > 0) - (exact < 0)
            hit += exact == 0
    assert hit  # some lie exactly on it


def test_missing_and_far_points_lie_nowhere() -> None:
    index = PolygonIndex([shapely.box(0, 0, 1, 1)])
    x = np.array([np.nan, 0.5, np.inf, 0.5, 5.0, 0.5, 1.0])
    y = np.array([0.5, np.nan, 0.5, -np.inf, 0.5, 0.5, 1.0])
    assert index.locate(x, y).tolist() == [-1, -1, -1, -1, -1, 0, 0]
    assert index.locate(x[:0], y[:0]).tolist() == []


def test_the_order_of_polygons_decides_not_their_size() -> None:
    small, large = shapely.box(4, 4, 5, 5), shapely.box(0, 0, 10, 10)
    x = np.array([4.5, 1.0, 4.0])
    assert PolygonIndex([small, large]).locate(x, x).tolist() == [0, 1, 0]
    assert PolygonIndex([large, small]).locate(x, x).tolist() == [0, 0, 0]


def test_many_points_are_shared_out_in_order() -> None:
    index = PolygonIndex([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    x = np.linspace(-0.5, 2.5, 3 * PORTION + 7)
    expected = np.where((x < 0) | (x > 2), -1, np.where(x <= 1, 0, 1))
    assert (index.locate(x, np.full(x.size, 0.5)) == expected).all()


@pytest.mark.parametrize("size", [1e-9, 1e-6, 1e-3, 360.0])
def test_cities_of_any_size(size: float) -> None:
    chance = np.random.default_rng(1)
    shapes = [
        shapely.box(114 + i * size / 4, 30, 114 + (i + 1) * size / 4, 30 + size) for i in range(4)
    ]
    points = np.vstack([on_borders(shapes, chance), 114 + size * chance.random((500, 2)) - [0, 84]])
    agree(shapes, *np.ascontiguousarray(points.T))


def test_a_point_lies_in_exactly_one_division_of_the_tree(tmp_path: Path) -> None:
    known = tree(tmp_path, squares())
    lon = np.array([114.05, 114.15, 114.15, 114.10, 114.10, 114.15, 114.9, np.nan])
    lat = np.array([30.05, 30.02, 30.07, 30.02, 30.05, 30.05, 30.05, 30.05])
    assert known.paths_of_points(lon, lat).to_list() == [
        # The last of the insides, then the borders A|B1, A|B1|B2 and B1|B2, outside, missing.
        "town/A", "town/B/B1", "town/B/B2", "town/B/B1", "town/B/B1", "town/B/B1", "town", "town",
    ]  # fmt: skip
    districts = known.codes_of_points(lon, lat, "district").to_list()
    assert districts == ["A", "B", "B", "A", "A", "B", None, None]
    assert known.codes_of_points(lon[:1], lat[:1], "grid").to_list() == [None]


def test_a_tree_without_polygons_places_nothing(tmp_path: Path) -> None:
    known = tree(tmp_path, [(row("A"), None)])
    assert not known.has_polygons
    assert known.paths_of_points(np.array([114.0]), np.array([30.0])).to_list() == ["town"]


def test_overlapping_divisions_go_to_the_lowest_code(tmp_path: Path) -> None:
    known = tree(tmp_path, [(row("B"), box(0, 0, 10, 10)), (row("A"), box(5, 0, 15, 10))])
    lon, lat = np.array([114.07, 114.02]), np.array([30.05, 30.05])
    assert known.paths_of_points(lon, lat).to_list() == ["town/A", "town/B"]
    assert known.day == DAY
