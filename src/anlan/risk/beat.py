r"""Who walks this beat: what visits nearby lately found beyond expectation, and by whom.

Recorded inspectors may be groups of people, or blank. A person leaves a trace all the same: on a
given fortnight one person does one neighbourhood. Two things are read from visits nearby, always
by visits known before the day asked about:

- the shrunk mean surprise :math:`\sum_j r_j / (n + k)` of the n visits within a radius and window
  (of the same inspector, where asked and known), :math:`r_j` being what visit j found minus what
  was expected of its inspector, k pseudo-visits;
- the chance that inspector g is the one who comes,
  :math:`\propto k/G + \sum_{j \in g} e^{-d_j^2 / 2 b^2}\, 2^{-a_j / h}`, with :math:`d_j` the
  distance and :math:`a_j` the age of visit j, b the reach, h the half-life, G the number of
  inspectors known of before the day.
"""

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from anlan.risk.features.clock import is_visible
from anlan.risk.metrics.kernels import compiled
from anlan.risk.settings import BeatSettings

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int32]
METRES_PER_DEGREE = 111_320.0


class _Grid(NamedTuple):
    """Visits in squares as wide as the search reaches, by day inside each square."""

    cell: Ints
    start: Ints
    x: Floats
    y: Floats
    day: Days
    row: Ints
    width: float


class _Wanted(NamedTuple):
    """Which visits nearby count."""

    radius: float
    window: int
    same_inspector: bool


class _Fading(NamedTuple):
    """How the weight of a visit fades with distance and age."""

    reach: float
    half_life: float
    window: int


class Spots(NamedTuple):
    """Where, when and who, each (n): metres east and north, the day, asset and inspector.

    Codes of assets and inspectors are below 0 where unknown. A past visit's ``day`` is the day its
    record was first known; what it says here was known on day d iff ``known`` < d <= ``until``.
    """

    x: Floats
    y: Floats
    day: Days
    asset: Ints
    inspector: Codes
    known: Days
    until: Days

    def rows(self, rows: Ints) -> "Spots":
        """Return some of the spots."""
        x, y, day, asset, inspector, known, until = self
        who = inspector[rows]
        return Spots(x[rows], y[rows], day[rows], asset[rows], who, known[rows], until[rows])


@dataclass(frozen=True)
class Plane:
    """A flat map of one city: metres from its middle, true to a few parts in a thousand."""

    lon: float
    lat: float

    @classmethod
    def around(cls, lon: Floats, lat: Floats) -> Self:
        """Centre the plane on the mean of the known positions (degrees), to a tenth of a degree."""
        known = np.isfinite(lon) & np.isfinite(lat)
        if not known.any():
            return cls(0.0, 0.0)
        return cls(round(float(lon[known].mean()), 1), round(float(lat[known].mean()), 1))

    def metres(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return metres east and north (n) of positions in degrees (n); unknown stays NaN."""
        scale = METRES_PER_DEGREE * np.cos(np.radians(self.lat))
        return (lon - self.lon) * scale, (lat - self.lat) * METRES_PER_DEGREE


def surprise_nearby(
    past: Spots, surprise: Floats, asked: Spots, beat: BeatSettings, same_inspector: bool
) -> Floats:
    """Return (n): the shrunk mean of ``surprise`` (m) near each spot asked about (n).

    Visits to the asked asset itself don't count, nor visits known on the day or after it. With
    ``same_inspector``, only visits by the asked inspector count, where that one is known.

    >>> beat = BeatSettings(radius_m=100, window_days=14, pseudo_visits=1, mix_reach_m=1,
    ...                     mix_half_life_days=1, mix_window_days=1, mix_pseudo_visits=1)
    >>> nobody = np.array([-1], np.int32)
    >>> today, never = np.array([10], np.int32), np.array([99], np.int32)
    >>> here = Spots(np.zeros(1), np.zeros(1), today, np.array([1]), nobody, today, never)
    >>> days = np.array([9, 10], np.int32)
    >>> past = Spots(np.array([50.0, 50.0]), np.zeros(2), days, np.array([2, 2]),
    ...              np.repeat(nobody, 2), days, np.repeat(never, 2))
    >>> surprise_nearby(past, np.array([0.5, 0.5]), here, beat, same_inspector=False).tolist()
    [0.25]

    One neighbour's visit, yesterday's, counts, with one pseudo-visit beside it; today's is not
    known yet.
    """
    wanted = _Wanted(beat.radius_m, beat.window_days, same_inspector)
    sums = _near(_grid(past, beat.radius_m), past, surprise, asked, wanted)
    mean: Floats = sums[:, 0] / (sums[:, 1] + beat.pseudo_visits)
    return mean


def who_comes(past: Spots, since: Days, asked: Spots, beat: BeatSettings) -> Floats:
    """Return (n, inspectors): the chance that each inspector makes the visit asked about.

    ``since`` (inspectors) is the day each was first known of: nobody is expected before. Nought
    for all while nobody is known at all.
    """
    there = since[None, :] < asked.day[:, None]
    mix = beat.mix_pseudo_visits * there / np.maximum(there.sum(1, keepdims=True), 1)
    known = past.rows(np.flatnonzero(past.inspector >= 0))
    fading = _Fading(beat.mix_reach_m, beat.mix_half_life_days, beat.mix_window_days)
    _mix(_grid(known, 3 * beat.mix_reach_m), known, asked, fading, mix)
    total = mix.sum(1, keepdims=True)
    shares: Floats = np.divide(mix, total, out=mix, where=total > 0)
    return shares


def _grid(past: Spots, width: float) -> _Grid:
    row = np.flatnonzero(np.isfinite(past.x) & np.isfinite(past.y))
    cell = _cell(past.x[row], past.y[row], width)
    order = np.lexsort((past.day[row], cell))
    row = row[order]
    cells, start = np.unique(cell[order], return_index=True)
    ends = np.append(start, len(row)).astype(np.int64)
    return _Grid(cells, ends, past.x[row], past.y[row], past.day[row], row, width)


def _cell(x: Floats, y: Floats, width: float) -> Ints:
    across = np.floor(x / width).astype(np.int64)
    cell: Ints = (across << 32) + np.floor(y / width).astype(np.int64)
    return cell


@compiled
def _first(day: Days, start: int, stop: int, since: int) -> int:
    """Return the first place in ``day[start:stop]`` that is not before ``since``."""
    while start < stop:
        middle = (start + stop) // 2
        if day[middle] < since:
            start = middle + 1
        else:
            stop = middle
    return start


@compiled
def _range(grid: _Grid, x: float, y: float, square: int, since: int) -> tuple[int, int]:
    """Return the places to look at in one of the nine squares around a spot (0 to 8)."""
    across = int(np.floor(x / grid.width)) + square // 3 - 1
    up = int(np.floor(y / grid.width)) + square % 3 - 1
    cell = (across << 32) + up
    at = np.searchsorted(grid.cell, cell)
    if at == len(grid.cell) or grid.cell[at] != cell:
        return 0, 0
    return _first(grid.day, grid.start[at], grid.start[at + 1], since), grid.start[at + 1]


@compiled
def _near(grid: _Grid, past: Spots, value: Floats, asked: Spots, wanted: _Wanted) -> Floats:
    """Return (n, 2): the sum of ``value`` over the visits wanted, and their number."""
    sums = np.zeros((len(asked.x), 2))
    for i in range(len(asked.x)):
        if not (np.isfinite(asked.x[i]) and np.isfinite(asked.y[i])):
            continue
        anyone = not wanted.same_inspector or asked.inspector[i] < 0
        since = asked.day[i] - wanted.window
        for square in range(9):
            place, stop = _range(grid, asked.x[i], asked.y[i], square, since)
            while place < stop and grid.day[place] < asked.day[i]:
                row = grid.row[place]
                away = np.hypot(grid.x[place] - asked.x[i], grid.y[place] - asked.y[i])
                own = past.asset[row] == asked.asset[i] and past.asset[row] >= 0
                mine = anyone or past.inspector[row] == asked.inspector[i]
                stood = is_visible(past.known[row], past.until[row], asked.day[i])
                if away <= wanted.radius and mine and stood and not own:
                    sums[i, 0] += value[row]
                    sums[i, 1] += 1.0
                place += 1
    return sums


@compiled
def _mix(grid: _Grid, past: Spots, asked: Spots, fading: _Fading, mix: Floats) -> None:
    """Add to ``mix`` (n, inspectors) the weights of the visits around each spot."""
    for i in range(len(asked.x)):
        if not (np.isfinite(asked.x[i]) and np.isfinite(asked.y[i])):
            continue
        since = asked.day[i] - fading.window
        for square in range(9):
            place, stop = _range(grid, asked.x[i], asked.y[i], square, since)
            while place < stop and grid.day[place] < asked.day[i]:
                east, north = grid.x[place] - asked.x[i], grid.y[place] - asked.y[i]
                away = (east * east + north * north) / (fading.reach * fading.reach)
                row = grid.row[place]
                if away <= 9.0 and is_visible(past.known[row], past.until[row], asked.day[i]):
                    age = asked.day[i] - grid.day[place]
                    weight = np.exp(-away / 2) * 0.5 ** (age / fading.half_life)
                    mix[i, past.inspector[row]] += weight
                place += 1
