r"""Neighbours: how unlike all earlier stretches of the series the newest stretch is.

With :math:`v_t = (x_{t-m+1}, \dots, x_t)` and R the stretches kept,

.. math:: s_t = \frac{1}{\sigma_t \sqrt m} \min_{u \in R} \lVert v_t - u \rVert

and :math:`\sigma_t` the standard deviation of all records so far. Every few records one stretch is
kept; the oldest goes. It is the streaming left matrix profile without the normalisation of each
stretch, and near to KNN-CAD with one neighbour. Yeh et al. (2016), "Matrix profile I", ICDM;
Burnaev & Ishimtsev (2016), arXiv:1608.04585.
"""

from typing import Literal

import numba
import numpy as np
from pydantic import Field

from anlan.watch.detectors.detector import Floats, Ints, Settled, State, clean, own


class Neighbours(Settled):
    """The distance of the last ``length`` records to the nearest of ``kept`` earlier stretches.

    >>> one = Neighbours(length=2, kept=100, every=1, least=3)
    >>> values, row = np.array([0.0, 1, 0, 1, 0, 1, 5]), np.zeros(7, int)
    >>> found, _ = one.score(values, np.arange(7), row, one.start())
    >>> found.round(1)
    array([nan, nan, nan, nan, 0. , 0. , 1.8])
    """

    detector: Literal["neighbours"] = "neighbours"
    length: int = Field(ge=1, le=1_000)
    kept: int = Field(ge=1, le=100_000)
    every: int = Field(ge=1)
    least: int = Field(ge=1)

    def start(self, series: int = 1) -> State:
        """Return the state of so many series before their first record."""
        return {
            "stretches": np.zeros((series, self.kept, self.length)),
            "last": np.zeros((series, self.length)),
            "seen": np.zeros((series, 2), np.int64),
            "moments": np.zeros((series, 2)),
        }

    def _score(self, values: Floats, at: Ints, row: Ints, state: State) -> tuple[Floats, State]:
        new = own(state)
        arrays = (new["stretches"], new["last"], new["seen"], new["moments"])
        return _distances(clean(values), row, self.every, self.least, *arrays), new


@numba.njit(cache=True, nogil=True)
def _distances(
    values: Floats, row: Ints, every: int, least: int,
    kept: Floats, lasts: Floats, counts: Ints, moment: Floats,
) -> Floats:  # fmt: skip
    out, length = np.full(len(values), np.nan), lasts.shape[1]
    for i in range(len(values)):
        if np.isnan(values[i]):
            continue
        r = row[i]
        stretches, last, seen, moments = kept[r], lasts[r], counts[r], moment[r]
        last[:-1] = last[1:].copy()
        last[-1] = values[i]
        seen[0] += 1
        away = values[i] - moments[0]
        moments[0] += away / seen[0]
        moments[1] += away * (values[i] - moments[0])
        if seen[0] < length:
            continue
        if seen[1] >= least:
            near = _nearest(stretches[: min(seen[1], len(stretches))], last)
            scale = np.sqrt(moments[1] / seen[0] * length)
            out[i] = np.sqrt(near) / scale if scale > 0 else 0.0
        if seen[0] % every == 0:
            stretches[seen[1] % len(stretches)] = last
            seen[1] += 1
    return out


@numba.njit(cache=True, nogil=True)
def _nearest(stretches: Floats, last: Floats) -> float:
    """Return the least squared distance; one that is beyond it already isn't summed up."""
    least = np.inf
    for row in range(len(stretches)):
        total = 0.0
        for j in range(len(last)):
            total += (stretches[row, j] - last[j]) ** 2
            if total >= least:
                break
        least = min(least, total)
    return least
