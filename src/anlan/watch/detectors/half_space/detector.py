r"""Half-space trees: how empty the part of space is that several series' values fall into.

Each of T trees halves a box around the values of the first window again and again, each time
along a series drawn at random. With :math:`r_v` the records that the window before had in node v,
:math:`\psi` the records of a window and k the depth of the node where a record stops (a leaf, or a
node lighter than the settings say),

.. math:: \rho_t = \frac{1}{T \psi} \sum_{\text{trees}} r_v\, 2^{k}, \qquad
   s_t = -\ln\Bigl(\rho_t + \frac{1}{T \psi}\Bigr).

:math:`\rho` would be 1 everywhere if the values filled the box evenly. After each window its counts
take the place of those before, so that a new habit is soon no longer strange. Tan, Ting & Liu
(2011), "Fast anomaly detection for streaming data", IJCAI, 1511-1516.
"""

from functools import cache
from typing import Literal

import numba
import numpy as np
from pydantic import Field

from anlan.watch.detectors.detector import Floats, Ints, Settled, State, clean, own


class HalfSpace(Settled):
    """The emptiness of the place where ``series`` values are together.

    >>> one = HalfSpace(series=2, trees=10, depth=4, window=40, light=0.1, seed=1)
    >>> habits = np.tile([[0.0, 0.0], [1.0, 1.0]], (50, 1))
    >>> values, row = np.vstack([habits, [[0.0, 1.0]]]), np.zeros(101, int)
    >>> found, _ = one.score(values, np.arange(101), row, one.start())
    >>> print(np.nanmax(found[:100]).round(1), found[100].round(1))
    -2.1 6.0
    """

    detector: Literal["half_space"] = "half_space"
    series: int = Field(ge=1, le=100)
    trees: int = Field(ge=1, le=1_000)
    depth: int = Field(ge=1, le=15)
    window: int = Field(ge=2, le=100_000)
    light: float = Field(ge=0, lt=1)
    seed: int = Field(ge=0)

    def start(self, series: int = 1) -> State:
        """Return the state of so many series before their first record."""
        nodes = (series, self.trees, 2 ** (self.depth + 1) - 1)
        return {
            "first": np.zeros((series, self.window, self.series)),
            "box": np.zeros((series, 2, self.series)),
            "before": np.zeros(nodes, np.int32),
            "latest": np.zeros(nodes, np.int32),
            "seen": np.zeros(series, np.int64),
        }

    def _score(self, values: Floats, at: Ints, row: Ints, state: State) -> tuple[Floats, State]:
        new = own(state)
        rows = np.ascontiguousarray(clean(values).reshape(len(values), self.series))
        forest = _forest(self.series, self.trees, self.depth, self.seed)
        arrays = (new["first"], new["box"], new["before"], new["latest"], new["seen"])
        return _rarities(rows, row, *forest, self.light * self.window, *arrays), new


@cache
def _forest(series: int, trees: int, depth: int, seed: int) -> tuple[Ints, Floats]:
    """Return along which series each node is halved and where, in ranges of the first window.

    The box of a tree reaches from c - w to c + w, with c drawn from that range and w twice the
    distance from c to its farther end.
    """
    chance, inner = np.random.default_rng(seed), 2**depth - 1
    along, cut = chance.integers(0, series, (trees, inner)), np.zeros((trees, inner))
    centre = chance.random((trees, series))
    half = 2 * np.maximum(centre, 1 - centre)
    for tree in range(trees):
        low, high = np.zeros((inner, series)), np.zeros((inner, series))
        low[0], high[0] = centre[tree] - half[tree], centre[tree] + half[tree]
        for node in range(inner):
            split = along[tree, node]
            cut[tree, node] = (low[node, split] + high[node, split]) / 2
            for child in (2 * node + 1, 2 * node + 2):
                if child < inner:
                    low[child], high[child] = low[node], high[node]
                    (high if child % 2 else low)[child, split] = cut[tree, node]
    return along, cut


@numba.njit(cache=True, nogil=True)
def _rarities(
    values: Floats, row: Ints, along: Ints, cut: Floats, light: float,
    firsts: Floats, boxes: Floats, befores: Ints, latests: Ints, seen: Ints,
) -> Floats:  # fmt: skip
    out, window = np.full(len(values), np.nan), firsts.shape[1]
    for i in range(len(values)):
        if np.isnan(values[i]).any():
            continue
        r = row[i]
        first, box, before, latest = firsts[r], boxes[r], befores[r], latests[r]
        if seen[r] < window:
            first[seen[r]] = values[i]
            if seen[r] == window - 1:
                _enclose(first, box)
                for k in range(window):
                    _count((first[k] - box[0]) / box[1], along, cut, latest)
        else:
            place = (values[i] - box[0]) / box[1]
            mass = _mass(place, along, cut, light, before)
            out[i] = -np.log((mass + 1) / (len(along) * window))
            _count(place, along, cut, latest)
        seen[r] += 1
        if seen[r] % window == 0:
            before[:] = latest
            latest[:] = 0
    return out


@numba.njit(cache=True, nogil=True)
def _enclose(first: Floats, box: Floats) -> None:
    for j in range(first.shape[1]):
        box[0, j] = first[:, j].min()
        box[1, j] = first[:, j].max() - box[0, j]
        if box[1, j] <= 0:
            # It never moved yet: a hundredth of the value, or of nearly nothing.
            box[1, j] = max(abs(box[0, j]), 1e-9) / 100


@numba.njit(cache=True, nogil=True)
def _mass(place: Floats, along: Ints, cut: Floats, light: float, before: Ints) -> float:
    """Return what all trees had at a place, as if each were halved to the same depth there."""
    mass = 0.0
    for tree in range(len(along)):
        node, whole = 0, 1.0
        while node < along.shape[1] and before[tree, node] > light:
            node = 2 * node + 1 + (place[along[tree, node]] >= cut[tree, node])
            whole *= 2.0
        mass += before[tree, node] * whole
    return mass


@numba.njit(cache=True, nogil=True)
def _count(place: Floats, along: Ints, cut: Floats, latest: Ints) -> None:
    """Count a record in each node it falls through."""
    for tree in range(len(along)):
        node = 0
        latest[tree, 0] += 1
        while node < along.shape[1]:
            node = 2 * node + 1 + (place[along[tree, node]] >= cut[tree, node])
            latest[tree, node] += 1
