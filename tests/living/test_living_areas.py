"""The risk of areas: counts, the worst, and the index."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from anlan.model.colour import COLOURS
from anlan.risk.living import Ground, area_rules, areas, tally

POINTS = st.lists(st.tuples(st.integers(-1, 4), st.integers(0, 3)), max_size=60)


def ground(many: int, km2: float = 1.0, people: float = 0.0, vulnerable: float = 0.0) -> Ground:
    return Ground(np.full(many, km2), np.full(many, people), np.full(many, vulnerable))


@given(POINTS)
def test_points_are_counted_where_they_lie(points):
    area = np.array([each[0] for each in points], np.int64)
    colour = np.array([each[1] for each in points], np.int8)
    counts = tally(area, colour, 5)
    for a in range(5):
        for c in range(4):
            assert counts[a, c] == points.count((a, c))
    assert counts.sum() == sum(each[0] >= 0 for each in points)


@given(POINTS)
def test_the_worst_is_the_highest_colour_among_its_points(points):
    area = np.array([each[0] for each in points], np.int64)
    colour = np.array([each[1] for each in points], np.int8)
    found = areas(tally(area, colour, 5), ground(5))
    for a in range(5):
        assert found.worst[a] == max((c for at, c in points if at == a), default=-1)


def test_the_index_is_danger_times_people_times_who_is_easily_hurt():
    counts = np.array([[0, 0, 0, 2]])
    weight = 2 * area_rules().weights["red"]
    people = area_rules().exposure.people_per_km2
    assert areas(counts, ground(1)).index[0] == weight
    assert areas(counts, ground(1, km2=2)).index[0] == weight / 2
    assert areas(counts, ground(1, people=people)).index[0] == 2 * weight
    assert areas(counts, ground(1, people=3 * people)).index[0] == 3 * weight
    assert areas(counts, ground(1, vulnerable=0.5)).index[0] == 1.5 * weight


def test_every_colour_begins_at_its_cut():
    for each in area_rules().cuts:
        n = round(each.at_least / area_rules().weights["blue"])
        found = areas(np.array([[n, 0, 0, 0], [max(n - 1, 0), 0, 0, 0]]), ground(2))
        assert COLOURS[found.colour[0]] == each.colour
        assert each.at_least == 0 or found.colour[1] < found.colour[0]


def test_an_area_without_points_or_size_is_blue_and_has_no_worst():
    found = areas(np.zeros((2, 4), np.int64), ground(2, km2=0.0))
    assert found.worst.tolist() == [-1, -1]
    assert [COLOURS[each] for each in found.colour] == ["blue", "blue"]
    assert found.index.tolist() == [0, 0]


@given(st.lists(st.integers(0, 50), min_size=4, max_size=4), st.integers(0, 2), st.integers(1, 9))
def test_a_point_that_gets_worse_never_makes_its_area_better(counts, colour, moved):
    moved = min(moved, counts[colour])
    after = list(counts)
    after[colour] -= moved
    after[colour + 1] += moved
    found = areas(np.array([counts, after]), ground(2, people=700.0, vulnerable=0.1))
    assert found.index[1] >= found.index[0]
    assert found.colour[1] >= found.colour[0]
