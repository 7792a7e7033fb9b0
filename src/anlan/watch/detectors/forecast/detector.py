r"""Forecast: how far a record is from what simple exponential smoothing foresaw.

.. math:: s_t = \pm(x_t - l_{t-1}), \qquad l_t = l_{t-1} + \alpha (x_t - l_{t-1})

Brown (1959), "Statistical forecasting for inventory control". With :math:`\alpha = 1` the
forecast is the record before.
"""

from typing import Literal

import numba
import numpy as np
from pydantic import Field

from anlan.watch.detectors.detector import Floats, Ints, Settled, Side, State, clean, own, sided


class Forecast(Settled):
    """The error of exponential smoothing with weight ``alpha`` of the newest record.

    >>> found, _ = (one := Forecast(alpha=0.5, side="up")).score(
    ...     np.array([1.0, 3.0, 2.0]), np.arange(3), np.zeros(3, int), one.start())
    >>> found
    array([nan,  2.,  0.])
    """

    detector: Literal["forecast"] = "forecast"
    alpha: float = Field(gt=0, le=1)
    side: Side

    def start(self, series: int = 1) -> State:
        """Return the state of so many series before their first record."""
        return {"level": np.full(series, np.nan)}

    def _score(self, values: Floats, at: Ints, row: Ints, state: State) -> tuple[Floats, State]:
        new = own(state)
        return sided(_errors(clean(values), row, self.alpha, new["level"]), self.side), new


@numba.njit(cache=True, nogil=True)
def _errors(values: Floats, row: Ints, alpha: float, level: Floats) -> Floats:
    out = np.full(len(values), np.nan)
    for i in range(len(values)):
        if np.isnan(values[i]):
            continue
        r = row[i]
        if np.isnan(level[r]):
            level[r] = values[i]
            continue
        out[i] = values[i] - level[r]
        level[r] += alpha * out[i]
    return out
