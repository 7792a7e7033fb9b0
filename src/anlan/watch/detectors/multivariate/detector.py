r"""Multivariate: how far several series together are from what they usually are together.

.. math:: s_t = \sqrt{(x_t - \mu)^\top (\Sigma + \rho D)^{-1} (x_t - \mu)}

with mean :math:`\mu` and covariance :math:`\Sigma` of the records before, the newest m of them,
fading; D is the diagonal of :math:`\Sigma` and :math:`\rho` a small ridge, so that series that
always move together can be told apart too. It finds what no series shows alone: a level that rises
while its neighbour falls. Mahalanobis (1936), "On the generalised distance in statistics".
"""

from typing import Literal

import numba
import numpy as np
from pydantic import Field

from anlan.watch.detectors.detector import Floats, Ints, Settled, State, clean, own


class Multivariate(Settled):
    """The distance of Mahalanobis with forgetting, of ``series`` at once.

    >>> one = Multivariate(series=2, memory=1_000, least=4, ridge=0.001)
    >>> together = np.repeat(np.tile([-1.0, 0.0, 1.0], 10), 2).reshape(-1, 2)
    >>> apart = np.vstack([together, [[1.0, 1.0], [1.0, -1.0]]])
    >>> found, _ = one.score(apart, np.arange(32), np.zeros(32, int), one.start())
    >>> print(found[30].round(1), found[31].round(1))
    1.2 54.4
    """

    detector: Literal["multivariate"] = "multivariate"
    series: int = Field(ge=1, le=100)
    memory: int = Field(ge=2)
    least: int = Field(ge=2)
    ridge: float = Field(gt=0)

    def start(self, series: int = 1) -> State:
        """Return the state of so many series before their first record."""
        return {
            "mean": np.zeros((series, self.series)),
            "covariance": np.zeros((series, self.series, self.series)),
            "seen": np.zeros(series, np.int64),
        }

    def _score(self, values: Floats, at: Ints, row: Ints, state: State) -> tuple[Floats, State]:
        new = own(state)
        by = (self.memory, self.least, self.ridge)
        arrays = (new["mean"], new["covariance"], new["seen"])
        rows = np.ascontiguousarray(clean(values).reshape(len(values), self.series))
        return _distances(rows, row, *by, *arrays), new


@numba.njit(cache=True, nogil=True)
def _distances(
    values: Floats, row: Ints, memory: int, least: int, ridge: float,
    means: Floats, covariances: Floats, seen: Ints,
) -> Floats:  # fmt: skip
    out = np.full(len(values), np.nan)
    for i in range(len(values)):
        if np.isnan(values[i]).any():
            continue
        r = row[i]
        mean, covariance = means[r], covariances[r]
        away = values[i] - mean
        if seen[r] >= least:
            out[i] = _length(away, covariance, ridge)
        seen[r] += 1
        weight = 1 / min(seen[r], memory)
        mean += weight * away
        for j in range(len(mean)):
            for k in range(len(mean)):
                moved = covariance[j, k] + weight * away[j] * away[k]
                covariance[j, k] = (1 - weight) * moved
    return out


@numba.njit(cache=True, nogil=True)
def _length(away: Floats, covariance: Floats, ridge: float) -> float:
    """Return the length of a vector by the inverse of the ridged covariance (Cholesky).

    It is worked out in standard deviations, so that the units of the series don't matter; what
    never moved counts with a deviation of 1 in its own unit.
    """
    count = len(away)
    root, scaled = np.zeros((count, count)), np.zeros(count)
    total = 0.0
    deviation = np.ones(count)
    for j in range(count):
        if covariance[j, j] > 0:
            deviation[j] = np.sqrt(covariance[j, j])
    for j in range(count):
        scaled[j] = away[j] / deviation[j]
        for k in range(j + 1):
            root[j, k] = covariance[j, k] / deviation[j] / deviation[k]
            if j == k:
                root[j, k] = 1.0 + ridge
            for m in range(k):
                root[j, k] -= root[j, m] * root[k, m]
            if j == k:
                # Rounding may leave a little less than the ridge.
                root[j, j] = np.sqrt(max(root[j, j], ridge / 2))
            else:
                root[j, k] /= root[k, k]
        for k in range(j):
            scaled[j] -= root[j, k] * scaled[k]
        scaled[j] /= root[j, j]
        total += scaled[j] ** 2
    return float(np.sqrt(total))
