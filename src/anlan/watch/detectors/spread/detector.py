r"""Spread: the standard deviation of the last records, as it is.

.. math:: s_t = \pm\sqrt{\frac{1}{w} \sum_{j=0}^{w-1} (x_{t-j} - \bar x_t)^2}

with w the window and :math:`\bar x_t` its mean. Upwards it finds noise, downwards a sensor that
is stuck.
"""

from typing import Literal

import numba
import numpy as np
from pydantic import Field

from anlan.watch.detectors.detector import Floats, Ints, Settled, Side, State, clean, own, sided


class Spread(Settled):
    """The standard deviation of the last ``window`` records.

    >>> found, _ = (one := Spread(window=2, side="up")).score(
    ...     np.array([1.0, 3.0, 3.0]), np.arange(3), np.zeros(3, int), one.start())
    >>> found
    array([nan,  1.,  0.])
    """

    detector: Literal["spread"] = "spread"
    window: int = Field(ge=2, le=10_000)
    side: Side

    def start(self, series: int = 1) -> State:
        """Return the state of so many series before their first record."""
        return {"last": np.zeros((series, self.window)), "seen": np.zeros(series, np.int64)}

    def _score(self, values: Floats, at: Ints, row: Ints, state: State) -> tuple[Floats, State]:
        new = own(state)
        return sided(_deviations(clean(values), row, new["last"], new["seen"]), self.side), new


@numba.njit(cache=True, nogil=True)
def _deviations(values: Floats, row: Ints, kept: Floats, seen: Ints) -> Floats:
    out, window = np.full(len(values), np.nan), kept.shape[1]
    for i in range(len(values)):
        if np.isnan(values[i]):
            continue
        r = row[i]
        last = kept[r]
        last[seen[r] % window] = values[i]
        seen[r] += 1
        if seen[r] >= window:
            mean, squares = 0.0, 0.0
            for j in range(window):
                mean += last[(seen[r] + j) % window] / window
            for j in range(window):
                squares += (last[(seen[r] + j) % window] - mean) ** 2
            out[i] = np.sqrt(squares / window)
    return out
