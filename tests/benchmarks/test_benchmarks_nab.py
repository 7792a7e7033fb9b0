"""The scorer of the Numenta Anomaly Benchmark: by hand, and against results others stored."""

import json
from pathlib import Path

import numpy as np
import pytest
from benchmarks.chicago import NoFilesError
from benchmarks.nab import gaussian, run, scored
from benchmarks.nab_score import (
    Profile,
    Series,
    at_threshold,
    best,
    probation,
    profiles,
    read,
    sigmoid,
    worth,
)

STANDARD = Profile("standard", 1.0, 1.0, 0.11)


def a_series(name: str = "real/one", windows: tuple[tuple[int, int], ...] = ((50, 59),)) -> Series:
    return Series(name, np.arange(100), np.zeros(100), windows)


def detected(*records: int) -> dict[str, np.ndarray]:
    scores = np.zeros(100)
    scores[list(records)] = 1.0
    return {"real/one": scores}


def test_the_first_record_of_a_window_is_worth_one_and_none_is_worth_nothing() -> None:
    assert best([a_series()], detected(50), STANDARD).value == pytest.approx(100)
    nothing = at_threshold([a_series()], detected(), STANDARD, 0.5)
    assert (nothing.value, nothing.found, nothing.false) == (0, 0, 0)


def test_only_the_earliest_detection_of_a_window_counts() -> None:
    once, often = (
        best([a_series()], detected(*records), STANDARD) for records in ((54,), (54, 55, 59))
    )
    assert once.value == often.value
    # The tenth record from the end of ten is at -1; the fifth at -0.6.
    worth_of = (sigmoid(np.array(-0.6)) / sigmoid(np.array(-1.0))).item()
    assert once.value == pytest.approx(100 * (worth_of + 1) / 2)


@pytest.mark.parametrize(
    ("record", "cost"),
    [(20, 0.11), (60, 0.11 * -sigmoid(np.array(1 / 9)).item()), (99, 0.11), (10, 0.0)],
    ids=["before", "just behind", "far behind", "in probation"],
)
def test_a_false_alarm_costs_by_its_distance(record: int, cost: float) -> None:
    found = at_threshold([a_series()], detected(50, record), STANDARD, 0.5)
    assert found.value == pytest.approx(100 * (2 - cost) / 2)


def test_one_threshold_is_chosen_over_all_series() -> None:
    series = [a_series("a"), a_series("b")]
    scores = {"a": np.zeros(100), "b": np.zeros(100)}
    scores["a"][50], scores["b"][50] = 0.9, 0.4
    scores["a"][20:30] = 0.5
    found = best(series, scores, STANDARD)
    # Ten false alarms cost less than the second window is worth.
    assert (found.threshold, found.found, found.false) == (0.4, 2, 10)
    careful = best(series, scores, Profile("careful", 1.0, 1.0, 0.22))
    assert (careful.threshold, careful.found, careful.false) == (0.9, 1, 0)


def test_equal_scores_stand_or_fall_together() -> None:
    found = best([a_series()], detected(20, 50, 80), STANDARD)
    assert (found.found, found.false) == (1, 2)


def test_probation_and_windows_are_left_out_of_each_other() -> None:
    assert probation(100) == 15
    value, window = worth(a_series(windows=((30, 39), (70, 79))))
    assert (window >= 0).sum() == 20
    assert value[29] == -1
    assert value[69] == -1  # more than three widths behind the first
    assert value[40] == pytest.approx(sigmoid(np.array(1 / 9)))


def test_it_says_where_the_data_should_be(tmp_path: Path) -> None:
    with pytest.raises(NoFilesError, match="no Numenta Anomaly Benchmark in"):
        list(run(quick=True, chicago=tmp_path / "chicago"))


@pytest.fixture(scope="session")
def folder(shared_data: Path) -> Path:
    if not (shared_data / "nab" / "labels").is_dir():
        pytest.skip(f"no Numenta Anomaly Benchmark at {shared_data / 'nab'}")
    return shared_data / "nab"


@pytest.fixture(scope="module")
def corpus(folder: Path) -> list[Series]:
    return read(folder)


@pytest.fixture(scope="module")
def stored(folder: Path) -> dict[str, dict[str, float]]:
    return json.loads((folder / "final_results.json").read_text(encoding="utf-8"))


def test_it_has_the_known_size(corpus: list[Series]) -> None:
    windows = sum(len(one.windows) for one in corpus)
    assert (len(corpus), sum(len(one.at) for one in corpus), windows) == (58, 365_558, 116)
    for one in corpus:
        for first, last in one.windows:
            assert probation(len(one.at)) <= first < last < len(one.at)


def test_it_gives_the_stored_results_of_the_windowed_gaussian(
    folder: Path, corpus: list[Series], stored: dict[str, dict[str, float]]
) -> None:
    scores, _ = scored(corpus, gaussian)
    for profile in profiles(folder):
        found = best(corpus, scores, profile)
        assert found.value == pytest.approx(stored["windowedGaussian"][profile.name], abs=1e-6)


def test_it_gives_the_stored_results_of_no_detection(
    folder: Path, corpus: list[Series], stored: dict[str, dict[str, float]]
) -> None:
    scores = {one.name: np.full(len(one.at), 0.5) for one in corpus}
    for profile in profiles(folder):
        assert best(corpus, scores, profile).value == stored["null"][profile.name]


def test_a_perfect_detector_scores_a_hundred(folder: Path, corpus: list[Series]) -> None:
    scores = {}
    for one in corpus:
        scores[one.name] = np.zeros(len(one.at))
        scores[one.name][[first for first, _ in one.windows]] = 1.0
    for profile in profiles(folder):
        assert best(corpus, scores, profile).value == pytest.approx(100)


def test_the_detector_that_ships_keeps_its_goal(folder: Path) -> None:
    found = {one.name: one for one in run(quick=False, chicago=folder.parent / "chicago")}
    assert found["nab-standard"].holds
    assert found["nab-other-half"].value > 2 * (found["nab-other-half"].peer_value or 0)


def test_a_quick_run_takes_the_short_series_alone(folder: Path) -> None:
    found = list(run(quick=True, chicago=folder.parent / "chicago"))
    assert [one.limit for one in found] == [None] * 4
    assert all(one.size.startswith("28,399 records") for one in found)
