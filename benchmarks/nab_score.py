r"""How the Numenta Anomaly Benchmark scores detections; written anew from its paper.

A file's first 15 % of records (at most 750) are probation and never count. Within a window of
:math:`w` records, the earliest detection counts, at :math:`p = -(r - i + 1)/w` for record i and
the window's last record r, with

.. math:: \sigma(p) = \frac{2}{1 + e^{5p}} - 1, \qquad \sigma(p) = -1 \text{ for } p > 3,

divided by :math:`\sigma(-1)`, so that the first record of a window counts 1; a window without one
counts minus the profile's weight of a miss. A detection outside counts :math:`\sigma(p)` times
the weight of a false one, with :math:`p = (i - r)/(w - 1)` behind the window that ended last, and
-1 times it before the first. One threshold is chosen over all files for each profile; the sum
:math:`S` is scaled by that of no detection at all and that of a perfect detector,
:math:`100\,(S - S_0)/(S_1 - S_0)`.

Lavin & Ahmad (2015), "Evaluating Real-time Anomaly Detection Algorithms: the Numenta Anomaly
Benchmark", ICMLA, arXiv:1510.03336; Ahmad et al. (2017), Neurocomputing 262, 134-147.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PROBATION, PROBATION_OF_MOST = 0.15, 5_000
FAR = 3.0


@dataclass(frozen=True)
class Series:
    """One file of the benchmark: n records.

    Attributes:
        name: its folder and name, such as ``realTweets/Twitter_volume_FB.csv``.
        at: int64[n], seconds since 1970 of the local time written.
        values: float64[n], in the unit of the file.
        windows: the first and last record of each window.
    """

    name: str
    at: NDArray[np.int64]
    values: Floats
    windows: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Profile:
    """What a detection, a miss and a false alarm weigh."""

    name: str
    hit: float
    miss: float
    false: float


@dataclass(frozen=True)
class Score:
    """A scaled score, the threshold it was reached with, windows found and false detections.

    The score of series without any window is NaN: there is nothing to scale it by.
    """

    value: float
    threshold: float
    found: int
    false: int


def read(folder: Path) -> list[Series]:
    """Read all series with their windows, in the order of their names."""
    windows = json.loads((folder / "labels" / "combined_windows.json").read_text(encoding="utf-8"))
    return [_series(folder, name, windows[name]) for name in sorted(windows)]


def _series(folder: Path, name: str, windows: Sequence[tuple[str, str]]) -> Series:
    table = pl.read_csv(folder / "data" / name, schema_overrides={"value": pl.Float64})
    at = _seconds(table["timestamp"])
    ends = [np.searchsorted(at, _seconds(pl.Series(pair))) for pair in windows]
    found = tuple((int(first), int(last)) for first, last in ends)
    return Series(name, at, table["value"].to_numpy(), found)


def _seconds(texts: pl.Series) -> NDArray[np.int64]:
    moments = texts.str.slice(0, 19).str.to_datetime("%Y-%m-%d %H:%M:%S")
    return moments.dt.epoch("s").to_numpy()


def profiles(folder: Path) -> list[Profile]:
    """Read the profiles of the benchmark."""
    read = json.loads((folder / "config" / "profiles.json").read_text(encoding="utf-8"))
    costs = {name: each["CostMatrix"] for name, each in read.items()}
    return [Profile(n, c["tpWeight"], c["fnWeight"], c["fpWeight"]) for n, c in costs.items()]


def probation(records: int) -> int:
    """Return how many first records never count.

    >>> probation(4_032), probation(20_000)
    (604, 750)
    """
    return min(math.floor(PROBATION * records), int(PROBATION * PROBATION_OF_MOST))


def sigmoid(position: Floats) -> Floats:
    """Return what a detection is worth at a position relative to a window's end.

    >>> sigmoid(np.array([-1.0, 0.0, 1.0, 4.0])).round(3).tolist()
    [0.987, 0.0, -0.987, -1.0]
    """
    near = 2 / (1 + np.exp(5 * np.minimum(position, FAR))) - 1
    return np.where(position > FAR, -1.0, near)


def worth(one: Series) -> tuple[Floats, NDArray[np.int64]]:
    """Return what a detection at each record is worth, unweighted, and its window, -1 outside."""
    i = np.arange(len(one.at))
    value, window = np.full(len(i), -1.0), np.full(len(i), -1)
    for number, (first, last) in enumerate(one.windows):
        width = last - first + 1
        behind = i > last
        value[behind] = sigmoid((i[behind] - last) / (width - 1))
        inside = (i >= first) & ~behind
        value[inside] = sigmoid(-(last - i[inside] + 1) / width) / sigmoid(np.array(-1.0))
        window[inside] = number
    return value, window


def best(series: Sequence[Series], scores: Mapping[str, Floats], profile: Profile) -> Score:
    """Return the score with the threshold that is best over all of these series."""
    return _swept(_records(series, scores), profile, None)


def at_threshold(
    series: Sequence[Series], scores: Mapping[str, Floats], profile: Profile, threshold: float
) -> Score:
    """Return the score of these series with a threshold chosen elsewhere."""
    return _swept(_records(series, scores), profile, threshold)


@dataclass(frozen=True)
class _Records:
    """All records behind probation, the highest score first, windows counted through."""

    score: Floats
    value: Floats
    window: NDArray[np.int64]
    windows: int


def _records(series: Sequence[Series], scores: Mapping[str, Floats]) -> _Records:
    score, value, window, windows = [], [], [], 0
    for one in series:
        worths, places = worth(one)
        counted = slice(probation(len(one.at)), None)
        score.append(scores[one.name][counted])
        value.append(worths[counted])
        window.append(np.where(places < 0, -1, places + windows)[counted])
        windows += len(one.windows)
    flat = np.concatenate(score)
    order = np.argsort(-flat, kind="stable")
    values, places = np.concatenate(value)[order], np.concatenate(window)[order]
    return _Records(flat[order], values, places, windows)


def _swept(records: _Records, profile: Profile, threshold: float | None) -> Score:
    """Add records from the highest score down, and look after each group of equal scores."""
    inside = records.window >= 0
    gain = np.where(inside, 0.0, records.value * profile.false)
    first = np.zeros(len(gain), np.int64)
    earliest = np.full(records.windows, -np.inf)
    for i in np.flatnonzero(inside):
        window = records.window[i]
        value = records.value[i] * profile.hit
        if value > earliest[window]:
            fresh = np.isinf(earliest[window])
            gain[i] = value - (-profile.miss if fresh else earliest[window])
            first[i] = fresh
            earliest[window] = value
    last = np.flatnonzero(np.append(np.diff(records.score) != 0, True))
    none = -profile.miss * records.windows
    sums = np.concatenate([[none], none + np.cumsum(gain)[last]])
    levels = np.concatenate([[np.inf], records.score[last]])
    counts = [np.concatenate([[0], np.cumsum(each)[last]]) for each in (first, ~inside)]
    pick = int(np.argmax(sums)) if threshold is None else int((levels >= threshold).sum()) - 1
    span = profile.hit * records.windows - none
    scaled = 100 * (sums[pick] - none) / span if span else math.nan
    return Score(float(scaled), float(levels[pick]), int(counts[0][pick]), int(counts[1][pick]))
