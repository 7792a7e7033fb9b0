"""``nab``: the combined detector on the Numenta Anomaly Benchmark, one setting for all series.

Each series is streamed through the detector as it ships; the peer is the benchmark's own windowed
Gaussian, run here and scored by the same scorer. Settings were fitted to every other series by
name; the rest is told apart, with the threshold of the first half. What others reached is read
from the results stored beside the data.
"""

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numba
import numpy as np

from anlan.watch.detectors import shipped
from benchmarks.chicago import NoFilesError
from benchmarks.nab_score import (
    Floats,
    Profile,
    Score,
    Series,
    at_threshold,
    best,
    profiles,
    read,
)
from benchmarks.result import Result

NAME = "nab"
LIMIT = 70.0
PEER = "windowed Gaussian"
Scores = Mapping[str, Floats]
SHORT = 2_500
"""Records of the longest series of a quick run."""
STEP, WINDOW = 100, 6_400
TOLD = ("ARTime", "numenta", "contextOSE", "randomCutForest")


def run(quick: bool, chicago: Path) -> Iterator[Result]:
    """Score the detector in all profiles, then parts of the series apart, then its time.

    Raises:
        NoFilesError: the benchmark's data aren't beside the Chicago files.
    """
    folder = chicago.parent / "nab"
    if not (folder / "labels" / "combined_windows.json").is_file():
        raise NoFilesError(f"no Numenta Anomaly Benchmark in {folder}")
    series = [one for one in read(folder) if not quick or len(one.at) <= SHORT]
    ours, seconds = scored(series, combined)
    theirs, _ = scored(series, gaussian)
    stored = json.loads((folder / "final_results.json").read_text(encoding="utf-8"))
    records = sum(len(one.at) for one in series)
    for profile in profiles(folder):
        found, against = best(series, ours, profile), best(series, theirs, profile)
        size = f"{records:,} records; {_told(series, found)}; threshold {found.threshold:.2f}"
        if not quick:
            others = ", ".join(f"{name} {stored[name][profile.name]:.1f}" for name in TOLD)
            size += f"; stored by others: {others}"
        limit = LIMIT if profile.name == "standard" and not quick else None
        name = f"nab-{profile.name.replace('_', '-')}"
        yield Result(name, found.value, "", limit, ">=", PEER, against.value, size)
    if not quick:
        yield from _parts(series, ours, theirs, profiles(folder)[0])
    size = f"{records:,} records of {len(series)} series one after the other, one core"
    yield Result("nab-record", seconds / records * 1e6, "µs", None, "<=", "", None, size)


def _parts(
    series: Sequence[Series], ours: Scores, theirs: Scores, standard: Profile
) -> Iterator[Result]:
    """Score the real and the artificial series apart, and the half that nothing was fitted to."""
    whole = best(series, ours, standard).threshold, best(series, theirs, standard).threshold
    half = series[::2]
    chosen = best(half, ours, standard).threshold, best(half, theirs, standard).threshold
    for name, part, (mine, other), by in (
        ("real", _part(series, "real"), whole, "all series"),
        ("artificial", _part(series, "artificial"), whole, "all series"),
        ("fitted-half", half, chosen, "these series"),
        ("other-half", series[1::2], chosen, "the half that was fitted to"),
    ):
        found = at_threshold(part, ours, standard, mine)
        against = at_threshold(part, theirs, standard, other)
        size = f"{_told(part, found)}, by the threshold of {by}"
        if by == "all series":
            for folder in dict.fromkeys(one.name.partition("/")[0] for one in part):
                inside = _part(part, f"{folder}/")
                size += f"; {folder}: {_told(inside, at_threshold(inside, ours, standard, mine))}"
        yield Result(f"nab-{name}", found.value, "", None, ">=", PEER, against.value, size)


def _told(series: Sequence[Series], found: Score) -> str:
    windows = sum(len(one.windows) for one in series)
    return f"{len(series)} series, {found.found} of {windows} windows, {found.false} false alarms"


def _part(series: Sequence[Series], kind: str) -> list[Series]:
    return [one for one in series if one.name.startswith(kind)]


def scored(
    series: Sequence[Series], detect: Callable[[Series], Floats]
) -> tuple[dict[str, Floats], float]:
    """Return the scores of each series by its name, and the seconds that took."""
    detect(series[0])  # compiled
    began = time.perf_counter()
    scores = {one.name: detect(one) for one in series}
    return scores, time.perf_counter() - began


def combined(one: Series) -> Floats:
    """Return the scores of the combined detector as it ships."""
    detector = shipped()["combined"]
    return detector.score(one.values, one.at, np.zeros(len(one.at), np.int64), detector.start())[0]


def gaussian(one: Series) -> Floats:
    """Return the scores of the benchmark's windowed Gaussian, to twelve digits as it stores them.

    Mean and deviation are of the first 6,400 records as they come, then of a window that moves
    on by a hundred.
    """
    return np.round(_tails(one.values), 12)


@numba.njit(cache=True)
def _tails(values: Floats) -> Floats:
    out, mean, deviation = np.zeros(len(values)), 0.0, 1.0
    for i in range(len(values)):
        if i > 0:
            out[i] = 1 - 0.5 * math.erfc(abs(values[i] - mean) / deviation / math.sqrt(2))
        first = 0 if i < WINDOW else i + 1 - WINDOW
        if i < WINDOW or (i + 1 - WINDOW) % STEP == 0:
            known = values[first : i + 1]
            mean, deviation = known.mean(), known.std()
            if deviation == 0:
                deviation = 1e-6
    return out
