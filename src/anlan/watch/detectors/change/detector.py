r"""Change: a lasting shift of the mean, small against the noise, by two cumulative sums.

With :math:`z_t = (x_t - \mu)/\sigma` by mean and standard deviation of the records before (the
newest m of them, fading), and k the slack,

.. math:: S^+_t = \max(0, S^+_{t-1} + z_t - k), \qquad S^-_t = \max(0, S^-_{t-1} - z_t - k).

The score is :math:`S^+`, :math:`S^-` or the greater of both. Page (1954), "Continuous inspection
schemes", Biometrika 41, 100-115. One z is bounded by :math:`\pm c`, so that a single spike isn't
a change.
"""

from typing import Literal

import numba
import numpy as np
from pydantic import Field

from anlan.watch.detectors.detector import Floats, Ints, Settled, Side, State, clean, own


class Change(Settled):
    """Cumulative sums of what goes beyond ``slack`` standard deviations.

    >>> one = Change(slack=0.5, bound=4.0, memory=1_000, least=4, side="both")
    >>> steady, shifted = np.tile([-1.0, 1.0], 10), np.tile([1.0, 3.0], 5)
    >>> values, row = np.concatenate([steady, shifted]), np.zeros(30, int)
    >>> found, _ = one.score(values, np.arange(30), row, one.start())
    >>> print(found[19].round(1), found[21].round(1), found[29].round(1))
    0.6 3.5 9.8
    """

    detector: Literal["change"] = "change"
    slack: float = Field(ge=0)
    bound: float = Field(gt=0)
    memory: int = Field(ge=2)
    least: int = Field(ge=2)
    side: Side

    def start(self, series: int = 1) -> State:
        """Return the state of so many series before their first record."""
        return {
            "moments": np.zeros((series, 2)),
            "seen": np.zeros(series, np.int64),
            "sums": np.zeros((series, 2)),
        }

    def _score(self, values: Floats, at: Ints, row: Ints, state: State) -> tuple[Floats, State]:
        new = own(state)
        by = (self.slack, self.bound, self.memory, self.least)
        sums = _sums(clean(values), row, *by, new["moments"], new["seen"], new["sums"])
        if self.side == "both":
            return sums.max(axis=1), new
        return np.ascontiguousarray(sums[:, 0 if self.side == "up" else 1]), new


@numba.njit(cache=True, nogil=True)
def _sums(
    values: Floats, row: Ints, slack: float, bound: float, memory: int, least: int,
    moment: Floats, seen: Ints, summed: Floats,
) -> Floats:  # fmt: skip
    out = np.full((len(values), 2), np.nan)
    for i in range(len(values)):
        if np.isnan(values[i]):
            continue
        r = row[i]
        moments, sums = moment[r], summed[r]
        away = values[i] - moments[0]
        if seen[r] >= least:
            # Of what never moved, any movement is as strange as can be.
            deviation = np.sqrt(moments[1])
            z = away / deviation if deviation > 0 else bound * np.sign(away)
            z = min(max(z, -bound), bound)
            sums[0] = max(0.0, sums[0] + z - slack)
            sums[1] = max(0.0, sums[1] - z - slack)
            out[i] = sums
        seen[r] += 1
        weight = 1 / min(seen[r], memory)
        moments[0] += weight * away
        moments[1] = (1 - weight) * (moments[1] + weight * away * away)
    return out
