"""Areas: what a drawing becomes covers it, within the map, in few points."""

import math

import numpy as np
import pytest
import shapely
from cap_messages import BASE, WUHAN, edited
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anlan import cap
from anlan.cap import geometry

SQUARE = "30.5,114.2 30.5,114.4 30.7,114.4 30.7,114.2 30.5,114.2"


def blob(seed, points=300, at=(114.3, 30.6), size=0.2, rough=0.05):
    """Return a ragged drawing with bays."""
    chance = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * math.pi, points, endpoint=False)
    far = 1 + 0.3 * np.sin(chance.integers(2, 7) * turn) + rough * chance.random(points)
    far *= size
    return shapely.Polygon(
        np.column_stack([at[0] + far * np.cos(turn), at[1] + far * np.sin(turn)])
    )


@given(st.integers(0, 10_000), st.integers(8, 120), st.floats(0.001, 5), st.floats(0, 1))
@settings(max_examples=30)
def test_nobody_who_was_in_the_drawing_is_left_out(seed, points, size, rough):
    drawing = blob(seed, size=size, rough=rough)
    (told,) = cap.cover(drawing, points)
    assert len(told.split()) <= points
    assert geometry.polygon(told).covers(drawing)
    checked = cap.check(edited(BASE, (SQUARE, told)))
    assert checked.valid


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(0.01, 100))
@example(-87.9453618819345, 90.0, 100.0)  # half the world wide: once read as over the date line
@settings(max_examples=15)
def test_wherever_a_drawing_is_all_of_it_is_on_the_map(lon, lat, size):
    drawing = blob(1, at=(lon, lat), size=size) & shapely.box(-540, -90, 540, 90)
    told = cap.cover(drawing, 40)
    covered = shapely.union_all([geometry.polygon(each) for each in told])
    for turn in (-360, 0, 360):
        world = shapely.box(-180 + turn, -90, 180 + turn, 90)
        there = shapely.transform(drawing & world, lambda xy, turn=turn: xy - [turn, 0])
        assert there.is_empty or covered.buffer(1e-9).covers(there)
    for each in told:
        assert cap.check(edited(BASE, (SQUARE, each))).valid


def test_more_points_follow_the_drawing_more_closely():
    drawing = blob(1)
    sizes = [geometry.km2(geometry.polygon(cap.cover(drawing, n)[0])) for n in (8, 20, 60, 200)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < 1.05 * geometry.km2(drawing)
    assert sizes[0] < 2 * geometry.km2(drawing)


def test_a_simple_drawing_stays_as_it_is():
    assert cap.cover(shapely.box(114.2, 30.5, 114.4, 30.7)) == (
        "30.5,114.2 30.7,114.2 30.7,114.4 30.5,114.4 30.5,114.2",
    )


def test_holes_are_filled_and_parts_stay_parts():
    ring = shapely.Point(114, 30).buffer(1) - shapely.Point(114, 30).buffer(0.5)
    (told,) = cap.cover(ring)
    assert geometry.polygon(told).covers(shapely.Point(114, 30))
    two = shapely.union(shapely.box(114, 30, 114.1, 30.1), shapely.box(115, 30, 115.1, 30.1))
    assert len(cap.cover(two)) == 2


def test_a_drawing_over_the_date_line_is_cut_there():
    told = cap.cover(shapely.box(179, -18, 181, -16))
    assert len(told) == 2
    for each in told:
        checked = cap.check(edited(BASE, (SQUARE, each)))
        assert checked.valid
        assert not [p for p in checked.problems if p.rule.startswith("polygon")]
    halves = [geometry.polygon(each).bounds for each in told]
    assert sorted((west, east) for west, _, east, _ in halves) == [(-180, -179), (179, 180)]


def test_a_polygon_over_the_date_line_is_read_in_one_piece():
    shape = geometry.polygon("-18,179 -18,-179 -16,-179 -16,179 -18,179")
    assert shape.bounds == (179, -18, 181, -16)


@pytest.mark.parametrize(
    "shape", [shapely.Point(1, 1), shapely.Polygon(), shapely.LineString([(0, 0), (1, 1)])]
)
def test_a_drawing_without_ground_is_refused(shape):
    with pytest.raises(cap.AreaError):
        cap.cover(shape)


def test_too_few_points_are_refused():
    with pytest.raises(cap.AreaError, match="8"):
        cap.cover(blob(1), 5)


@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(0.1, 500))
@settings(max_examples=60)
def test_a_circle_s_shape_holds_the_circle(lat, lon, km):
    shape = geometry.disc(geometry.Circle(lat, lon, km))
    far = math.degrees(km / 6371.0)
    assert shape.covers(shapely.Point(lon, lat + 0.999 * far))
    assert geometry.km2(shape) == pytest.approx(math.pi * km * km, rel=0.01)
    assert geometry.km2(shape) >= math.pi * km * km * 0.998


def test_the_area_of_a_message_is_the_union_of_all_it_has():
    info = cap.parse(BASE.encode()).infos[0]
    area = cap.Area("a", (SQUARE, "31,114.2 31,114.3 31.1,114.3 31,114.2"), ("30.6,114.3 1",))
    shape = cap.shape([*info.areas, area])
    assert shape.covers(geometry.polygon(SQUARE))
    assert len(shapely.get_parts(shape)) == 2
    for wrong in (cap.Area("a", ("30,114",)), cap.Area("a", (), ("30,114",))):
        with pytest.raises(cap.AreaError):
            cap.shape([wrong])


def test_a_ring_drawn_the_other_way_round_is_the_same_area():
    turned = " ".join(reversed(SQUARE.split()))
    assert not cap.check(edited(BASE, (SQUARE, turned)), within=WUHAN).problems
    assert geometry.polygon(turned).equals(geometry.polygon(SQUARE))


def test_ten_megabytes_of_polygon_are_refused_with_their_reason():
    huge = " ".join(["30.512345,114.212345"] * 400_000)
    message = edited(BASE, (SQUARE, huge))
    assert [each.rule for each in cap.check(message).problems] == ["xml.size"]
    assert {each.rule for each in cap.check(message, most=50_000_000).errors} == {"polygon.huge"}
