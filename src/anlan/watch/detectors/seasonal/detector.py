r"""Seasonal: how far a record is from what its hour of the day or of the week is used to.

With :math:`b(t)` the part of the period that t falls into and :math:`n_b` the records of part b,

.. math:: r_t = x_t - \mu_{b(t)}, \qquad
   \mu_b \leftarrow \mu_b + \frac{r_t}{\min(n_b, m)}, \qquad
   s_t = \pm\bigl(s_{t-1} + \beta (r_t - s_{t-1})\bigr):

the mean of all records of the part at first, later one that forgets, m its memory. The residual
is smoothed by :math:`\beta`; with 1 it is taken as it is. It is the seasonal part of the method
of Holt and Winters with a memory instead of a fixed weight. Winters (1960), "Forecasting sales by
exponentially weighted moving averages", Management Science 6(3), 324-342.
"""

from typing import Literal

import numba
import numpy as np
from pydantic import Field

from anlan.watch.detectors.detector import Floats, Ints, Settled, Side, State, clean, own, sided


class Seasonal(Settled):
    """The residual from the mean of the same part of the period.

    >>> one = Seasonal(period=86_400, bins=24, memory=100, least=1, smooth=1.0, side="up")
    >>> daily = np.array([0, 3_600, 86_400, 90_000])
    >>> found, _ = one.score(np.array([1.0, 5.0, 2.0, 5.0]), daily, np.zeros(4, int), one.start())
    >>> found
    array([nan, nan,  1.,  0.])
    """

    detector: Literal["seasonal"] = "seasonal"
    period: int = Field(ge=1)
    bins: int = Field(ge=1, le=10_080)
    memory: int = Field(ge=1)
    least: int = Field(ge=1)
    smooth: float = Field(gt=0, le=1)
    side: Side

    def start(self, series: int = 1) -> State:
        """Return the state of so many series before their first record."""
        return {
            "mean": np.zeros((series, self.bins)),
            "count": np.zeros((series, self.bins), np.int64),
            "smoothed": np.zeros(series),
        }

    def _score(self, values: Floats, at: Ints, row: Ints, state: State) -> tuple[Floats, State]:
        new = own(state)
        part = at % self.period * self.bins // self.period
        bounds = (self.memory, self.least, self.smooth)
        arrays = (new["mean"], new["count"], new["smoothed"])
        return sided(_residuals(clean(values), row, part, *bounds, *arrays), self.side), new


@numba.njit(cache=True, nogil=True)
def _residuals(
    values: Floats, row: Ints, part: Ints, memory: int, least: int, smooth: float,
    mean: Floats, count: Ints, smoothed: Floats,
) -> Floats:  # fmt: skip
    out = np.full(len(values), np.nan)
    for i in range(len(values)):
        if np.isnan(values[i]):
            continue
        r, b = row[i], part[i]
        residual = values[i] - mean[r, b]
        if count[r, b] >= least:
            smoothed[r] += smooth * (residual - smoothed[r])
            out[i] = smoothed[r]
        count[r, b] += 1
        mean[r, b] += residual / min(count[r, b], memory)
    return out
