"""Crowds as counts only: how full a place is in words, and what is told to whom."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.watch.crowd.adapter import Counted, readings
from anlan.watch.crowd.areas import CountingArea, tell, told_steps
from anlan.watch.crowd.levels import level, settings
from anlan.watch.rules.kinds import FEWEST, kinds

NOW = 1_800_000_000_000_000
AREA = CountingArea(
    "bund", "The Bund", "c/d", "standing", None, None,
    {"crowd_count": 1, "crowd_density": 2, "crowd_inflow": 3}, area_m2=100.0, capacity=400.0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("way", "density", "name"),
    [
        ("standing", 0.0, "A"), ("standing", 0.8, "A"), ("standing", 1.0, "B"),
        ("standing", 1.5, "C"), ("standing", 3.0, "D"), ("standing", 5.0, "E"),
        ("standing", 5.4, "F"), ("walking", 0.3, "A"), ("walking", 0.4, "B"),
        ("walking", 0.6, "C"), ("walking", 1.0, "D"), ("walking", 2.0, "E"), ("walking", 2.3, "F"),
    ],
)  # fmt: skip
def test_crowds_levels_are_fruins(way, density, name) -> None:
    assert level(density, way).level == name


@given(st.floats(0, 20), st.floats(0, 20))
def test_crowds_a_denser_place_has_no_better_level(one: float, other: float) -> None:
    low, high = sorted((one, other))
    for way in ("standing", "walking"):
        assert level(low, way).level <= level(high, way).level


def _told(count: float, density: float, inflow: float, *, exact: bool):
    latest = {1: (NOW, count), 2: (NOW, density), 3: (NOW - 1, inflow)}
    return tell(AREA, latest, NOW, exact=exact)


def test_crowds_many_people_are_told_with_level_and_share() -> None:
    told = _told(350, 3.5, 40, exact=False)
    assert told.values == {"crowd_count": 350, "crowd_density": 3.5, "crowd_inflow": 40}
    assert told.share == pytest.approx(0.875)
    assert told.level is not None
    assert (told.level.level, told.at) == ("D", NOW)


def test_crowds_few_people_are_told_in_the_control_room_only() -> None:
    outside, inside = (_told(7, 0.07, 3, exact=exact) for exact in (False, True))
    assert outside.values == {"crowd_count": None, "crowd_density": None, "crowd_inflow": None}
    assert outside.share is None
    assert outside.level is not None
    assert inside.values == {"crowd_count": 7, "crowd_density": 0.07, "crowd_inflow": 3}
    assert inside.share == pytest.approx(0.0175)


def test_crowds_a_density_that_gives_few_away_is_not_told() -> None:
    only = CountingArea("a", "A", "c", "standing", None, None, {"crowd_density": 2}, area_m2=50)
    told = tell(only, {2: (NOW, 0.1)}, NOW, exact=False)
    assert told.values == {"crowd_density": None}
    assert told_steps(only, "crowd_density", [0.1, 0.3, np.nan], exact=False) == [None, 0.3, None]
    assert told_steps(only, "crowd_density", [0.1], exact=True) == [0.1]


def test_crowds_what_is_old_is_not_told_as_of_now() -> None:
    old = NOW - int((settings().fresh_s + 1) * 1e6)
    told = tell(AREA, {1: (old, 350.0), 2: (NOW, 3.0)}, NOW, exact=False)
    assert told.values == {"crowd_density": 3.0}


@given(st.floats(-1e6, 1e6, allow_nan=False))
def test_crowds_no_count_under_ten_is_ever_told(value: float) -> None:
    for kind in kinds().values():
        told = kind.told(value)
        assert told is None if kind.people and abs(value) < FEWEST else told == value
        assert kind.told(value, exact=True) == value


def test_crowds_counts_become_readings_of_their_areas_streams() -> None:
    streams = {("bund", "crowd_density"): 5, ("bund", "crowd_pressure"): 6}
    rows = readings(
        streams,
        [Counted("bund", 10, density=4.0, variance=0.01), Counted("nowhere", 11, count=30)],
    )
    assert rows.stream.tolist() == [5, 6, -1]
    assert rows.at.tolist() == [10, 10, 11]
    assert rows.value.tolist() == pytest.approx([4.0, 0.04, 30])
    assert rows.names == ["bund crowd_density", "bund crowd_pressure", "nowhere crowd_count"]
    assert len(readings(streams, [])) == 0
