r"""Density: how rarely values like this one were seen.

The first w records set the width of a bin, :math:`(\max - \min)/k`. With :math:`c_q` the records
in bin q so far, each bin taking a quarter of either neighbour,

.. math:: s_t = \ln(n + 1) - \ln\Bigl(\tfrac14 c_{q-1} + \tfrac12 c_q + \tfrac14 c_{q+1}
   + \tfrac12\Bigr),

so that a value in a gap between two habits is as strange as one beyond both. The values may be
those of another detector. It is a histogram-based outlier score made streaming: Goldstein & Dengel
(2012), "Histogram-based outlier score (HBOS)", KI; Pevny (2016), "Loda: lightweight on-line
detector of anomalies", Machine Learning 102, 275-304.
"""

from typing import Literal

import numba
import numpy as np
from pydantic import Field

from anlan.watch.detectors.detector import Floats, Ints, Settled, State, apart, own, under
from anlan.watch.detectors.plain import Plain

_REACH = 250
"""Bins on either side; all that is farther away is in the outermost."""


class Density(Settled):
    """The rarity of the scores of the detector ``of``.

    >>> from anlan.watch.detectors.level import Level
    >>> one = Density(bins=4, warm=4, of=Level(window=1, side="up"))
    >>> seen = np.array([0.0, 4, 0, 4, 0, 4, 0, 4, 2, 9])
    >>> found, _ = one.score(seen, np.arange(10), np.zeros(10, int), one.start())
    >>> found.round(1)
    array([nan, nan, nan, nan, 1.2, 1.4, 1.3, 1.4, 2.9, 3. ])
    """

    detector: Literal["density"] = "density"
    bins: int = Field(ge=1, le=_REACH)
    warm: int = Field(ge=2, le=100_000)
    of: Plain

    def start(self, series: int = 1) -> State:
        """Return the state of so many series before their first record."""
        return {
            **under(self.of.start(series), "of"),
            "first": np.zeros((series, self.warm)),
            "counts": np.zeros((series, 2 * _REACH + 1)),
            "edges": np.zeros((series, 2)),
            "seen": np.zeros(series, np.int64),
        }

    def _score(self, values: Floats, at: Ints, row: Ints, state: State) -> tuple[Floats, State]:
        parts = apart(state)
        inner, after = self.of.score(values, at, row, parts["of"])
        new = own(parts[""])
        arrays = (new["first"], new["counts"], new["edges"], new["seen"])
        return _rarities(inner, row, self.bins, *arrays), {**new, **under(after, "of")}


@numba.njit(cache=True, nogil=True)
def _rarities(
    values: Floats, row: Ints, bins: int,
    firsts: Floats, counted: Floats, edge: Floats, seen: Ints,
) -> Floats:  # fmt: skip
    out, last = np.full(len(values), np.nan), counted.shape[1] - 1
    for i in range(len(values)):
        if np.isnan(values[i]):
            continue
        r = row[i]
        first, counts, edges = firsts[r], counted[r], edge[r]
        if seen[r] < len(first):
            first[seen[r]] = values[i]
            seen[r] += 1
            if seen[r] == len(first):
                _settle(first, bins, counts, edges)
            continue
        q = _bin(values[i], edges)
        around = counts[max(q - 1, 0)] + counts[min(q + 1, last)]
        out[i] = np.log(seen[r] + 1) - np.log(0.5 * counts[q] + 0.25 * around + 0.5)
        counts[q] += 1
        seen[r] += 1
    return out


@numba.njit(cache=True, nogil=True)
def _settle(first: Floats, bins: int, counts: Floats, edges: Floats) -> None:
    edges[0] = first.min()
    edges[1] = (first.max() - edges[0]) / bins
    if edges[1] <= 0:
        # Nothing moved yet: a hundredth of the value, so that noise of rounding stays in one bin.
        edges[1] = max(abs(edges[0]), 1e-9) / 100
    for value in first:
        counts[_bin(value, edges)] += 1


@numba.njit(cache=True, nogil=True)
def _bin(value: float, edges: Floats) -> int:
    place = np.floor((value - edges[0]) / edges[1])
    return int(min(max(place, -_REACH), _REACH)) + _REACH
