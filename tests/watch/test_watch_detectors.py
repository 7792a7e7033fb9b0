"""Detectors: pure and streaming whatever comes in, and each finds what it is there for."""

import doctest
import io
from importlib import import_module
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from anlan.watch.detectors import (
    Change,
    Chosen,
    Combined,
    Density,
    Detector,
    HalfSpace,
    Level,
    Multivariate,
    Neighbours,
    Seasonal,
    Spread,
    State,
    shipped,
)

NAMES = sorted(shipped())
HOUR, DAY = 3_600, 86_400
ONE = np.zeros(10_000, np.int64)
"""All records of one series."""
ODD = [np.nan, np.inf, -np.inf, 0.0, 1e308, -1e308, 5e-324, 1e15]
VALUES = st.lists(st.sampled_from(ODD) | st.floats(-5, 5) | st.integers(0, 3), max_size=200)


def drawn(values: list[float], name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return values as a detector takes them: two series for the one that wants several."""
    array = np.array(values, np.float64)
    at = np.arange(len(array)) * 1_234
    if isinstance(shipped()[name], Multivariate | HalfSpace):
        return np.column_stack([array, array[::-1]]), at
    return array, at


def at_rest(state: State) -> State:
    """Save a state to a file of arrays and load it again."""
    file = io.BytesIO()
    np.savez(file, **state)
    file.seek(0)
    with np.load(file) as loaded:
        return {name: loaded[name] for name in loaded.files}


def ran(detector: Detector, values: np.ndarray, at: np.ndarray | None = None) -> np.ndarray:
    at = np.arange(len(values)) * HOUR if at is None else at
    return detector.score(values, at, ONE[: len(at)], detector.start())[0]


@pytest.mark.parametrize("name", NAMES)
@given(values=VALUES, cuts=st.lists(st.integers(0, 200), max_size=6))
@settings(max_examples=25, deadline=None)
def test_restarted_from_its_saved_state_it_scores_the_same(
    name: str, values: list[float], cuts: list[int]
) -> None:
    detector = shipped()[name]
    series, at = drawn(values, name)
    whole = ran(detector, series, at)
    state, parts = detector.start(), [np.empty(0)]
    edges = [0, *sorted(min(cut, len(at)) for cut in cuts), len(at)]
    for first, last in pairwise(edges):
        part = slice(first, last)
        found, state = detector.score(series[part], at[part], ONE[part], at_rest(state))
        parts.append(found)
    np.testing.assert_array_equal(np.concatenate(parts), whole)


@pytest.mark.parametrize("name", NAMES)
@given(values=VALUES, rows=st.lists(st.integers(0, 3), min_size=200, max_size=200))
@settings(max_examples=25, deadline=None)
def test_many_series_at_once_score_as_each_alone(
    name: str, values: list[float], rows: list[int]
) -> None:
    detector = shipped()[name]
    series, at = drawn(values, name)
    row = np.array(rows[: len(at)], np.int64)
    found, after = detector.score(series, at, row, detector.start(4))
    for one in range(4):
        alone, state = detector.score(
            series[row == one], at[row == one], ONE[: (row == one).sum()], detector.start()
        )
        np.testing.assert_array_equal(found[row == one], alone)
        for key, array in state.items():
            np.testing.assert_array_equal(after[key][one], array[0])


@pytest.mark.parametrize("name", NAMES)
@given(values=VALUES, others=VALUES)
@settings(max_examples=25, deadline=None)
def test_what_comes_later_changes_no_score(
    name: str, values: list[float], others: list[float]
) -> None:
    detector = shipped()[name]
    longer, at = drawn(values + others, name)
    shorter = longer[: len(values)]
    found = ran(detector, longer, at)[: len(values)]
    np.testing.assert_array_equal(found, ran(detector, shorter, at[: len(values)]))


@pytest.mark.parametrize("name", NAMES)
@given(values=VALUES)
@settings(max_examples=25, deadline=None)
def test_no_value_breaks_it_and_it_changes_nothing_it_was_given(
    name: str, values: list[float]
) -> None:
    detector = shipped()[name]
    series, at = drawn(values, name)
    state, before = detector.start(), at_rest(detector.start())
    kept = series.copy()
    found, _ = detector.score(series, at, ONE[: len(at)], state)
    assert found.shape == at.shape
    assert not np.isinf(found).any()
    np.testing.assert_array_equal(series, kept)
    for key, array in state.items():
        np.testing.assert_array_equal(array, before[key])


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_value_is_as_if_it_had_never_come(name: str) -> None:
    detector = shipped()[name]
    series, at = drawn(np.random.default_rng(3).normal(size=400).tolist(), name)
    there = np.arange(400) % 7 != 3
    gappy = series.copy()
    gappy[~there] = np.nan
    found = ran(detector, gappy, at)
    np.testing.assert_array_equal(found[there], ran(detector, series[there], at[there]))
    missing = found[~there]
    assert np.isnan(missing).all() or not missing.any()


@pytest.mark.parametrize("value", [0.0, 5.0, -1e308, 1e-300])
def test_a_series_that_never_moves_is_never_strange(value: float) -> None:
    found = ran(shipped()["combined"], np.full(3_000, value))
    assert not found.any()


def noise(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=count)


def test_a_spike_is_one_alarm_and_the_highest() -> None:
    series = noise(3_000)
    series[2_000:2_005] += 30
    found = ran(shipped()["combined"], series)
    assert int(np.argmax(found)) in range(2_000, 2_003)
    assert not found[2_005:2_100].any()


def test_an_hour_that_is_out_of_place_is_found_though_its_value_is_not() -> None:
    at = np.arange(24 * 60) * HOUR
    series = np.where(at // HOUR % 24 < 12, 0.0, 10.0) + 0.1 * noise(len(at))
    series[24 * 50 + 3] = 10.0
    seasonal = Seasonal(
        period=DAY, bins=24, memory=100, least=1, smooth=1.0, side="both"
    )  # fmt: skip
    found = ran(seasonal, series, at)
    assert int(np.nanargmax(found[48:])) + 48 == 24 * 50 + 3


def test_a_small_shift_that_lasts_is_a_change_and_a_spike_is_not() -> None:
    change = Change(slack=0.5, bound=5.0, memory=2_000, least=30, side="up")
    spike, shift = noise(2_000), noise(2_000)
    spike[1_000] += 50
    shift[1_000:] += 1.5
    assert np.nanmax(ran(change, shift)[1_000:1_060]) > 30
    assert np.nanmax(ran(change, spike)) < 15


def test_a_value_in_a_gap_between_two_habits_is_rare() -> None:
    series = np.where(np.arange(1_000) % 2 == 0, 0.0, 10.0) + 0.1 * noise(1_000)
    series[900] = 5.0
    density = Density(bins=12, warm=200, of=Level(window=1, side="up"))
    assert int(np.nanargmax(ran(density, series))) == 900


def test_a_known_shape_is_near_and_a_new_one_is_far() -> None:
    series = np.sin(np.arange(2_000) / 5)
    series[1_500:1_540] = series[1_500]
    found = ran(Neighbours(length=24, kept=1_000, every=3, least=10), series)
    assert int(np.nanargmax(found[100:])) + 100 in range(1_500, 1_565)


def test_a_sensor_that_is_stuck_spreads_least() -> None:
    series = noise(1_000)
    series[700:760] = series[700]
    found = ran(Spread(window=50, side="down"), series)
    assert int(np.nanargmax(found)) in range(749, 760)


def test_two_series_that_part_are_found_though_neither_is_strange() -> None:
    both = noise(1_000)
    pair = np.column_stack([both, 1_000 * both + noise(1_000, 2)])
    pair[800] = [1.0, -1_000.0]
    found = ran(Multivariate(series=2, memory=2_000, least=50, ridge=0.001), pair)
    assert int(np.nanargmax(found)) == 800


def test_a_place_between_three_habits_is_empty_and_later_a_habit_too() -> None:
    corners = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]])
    chance = np.random.default_rng(4)
    pairs = corners[chance.integers(0, 3, 2_000)] + chance.uniform(-1, 1, (2_000, 2))
    pairs[1_200] = [10.0, 10.0]
    pairs[1_500:] = [10.0, 10.0]
    found = ran(HalfSpace(series=2, trees=25, depth=8, window=250, light=0.1, seed=1), pairs)
    assert int(np.nanargmax(found[:1_500])) == 1_200
    assert found[1_999] < np.nanmedian(found[:1_200]) < found[1_500]


@pytest.mark.parametrize("factor", [1e-6, 1.0, 1e6])
def test_the_unit_of_a_series_does_not_matter(factor: float) -> None:
    series = noise(1_500) + 3
    series[1_200] += 20
    found = ran(shipped()["combined"], series * factor)
    plain = ran(shipped()["combined"], series)
    np.testing.assert_allclose(found, plain, rtol=1e-6, atol=1e-6)


def test_any_detector_is_declared_by_its_name_and_settings() -> None:
    for detector in shipped().values():
        told = detector.model_dump(mode="json")
        assert TypeAdapter(Chosen).validate_python(told) == detector
    with pytest.raises(ValidationError, match=r"combined\.groups\.0\.members\.0\.level\.window"):
        TypeAdapter(Chosen).validate_python(WRONG)


WRONG = {
    **shipped()["combined"].model_dump(mode="json"),
    "groups": [{"weight": 1, "members": [{"detector": "level", "window": 0, "side": "up"}]}],
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("times", "row"), [(3, [0, 0]), (2, [0, 1]), (2, [0, -1]), (2, [0])])
def test_records_that_fit_no_state_are_refused(name: str, times: int, row: list[int]) -> None:
    values, _ = drawn([1.0, 2.0], name)
    detector = shipped()[name]
    with pytest.raises(ValueError, match=r"values, .* times|of a state of 1 series"):
        detector.score(values, np.arange(times), np.array(row), detector.start())


def test_one_setting_is_shipped_for_each() -> None:
    assert isinstance(shipped()["combined"], Combined)
    assert {each.detector for each in shipped().values()} == set(NAMES)


@pytest.mark.parametrize("name", ["detector", "combined.tail", *(f"{n}.detector" for n in NAMES)])
def test_examples_hold(name: str) -> None:
    module = import_module(f"anlan.watch.detectors.{name}")
    result = doctest.testmod(module)
    assert result.failed == 0
    assert result.attempted > 0 or name == "combined.tail"
