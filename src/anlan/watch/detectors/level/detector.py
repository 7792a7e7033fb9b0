r"""Level: the mean of the last records, as it is.

.. math:: s_t = \pm\frac{1}{w} \sum_{j=0}^{w-1} x_{t-j}

with w the window. It says nothing of what is strange by itself; the combined detector asks how
far it is beyond all earlier ones.
"""

from typing import Literal

import numba
import numpy as np
from pydantic import Field

from anlan.watch.detectors.detector import Floats, Ints, Settled, Side, State, clean, own, sided


class Level(Settled):
    """The mean of the last ``window`` records.

    >>> found, _ = (one := Level(window=2, side="up")).score(
    ...     np.array([1.0, 3.0, np.nan, 5.0]), np.arange(4), np.zeros(4, int), one.start())
    >>> found
    array([nan,  2., nan,  4.])
    """

    detector: Literal["level"] = "level"
    window: int = Field(ge=1, le=10_000)
    side: Side

    def start(self, series: int = 1) -> State:
        """Return the state of so many series before their first record."""
        return {"last": np.zeros((series, self.window)), "seen": np.zeros(series, np.int64)}

    def _score(self, values: Floats, at: Ints, row: Ints, state: State) -> tuple[Floats, State]:
        new = own(state)
        return sided(_means(clean(values), row, new["last"], new["seen"]), self.side), new


@numba.njit(cache=True, nogil=True)
def _means(values: Floats, row: Ints, kept: Floats, seen: Ints) -> Floats:
    out, window = np.full(len(values), np.nan), kept.shape[1]
    for i in range(len(values)):
        if np.isnan(values[i]):
            continue
        r = row[i]
        last = kept[r]
        last[seen[r] % window] = values[i]
        seen[r] += 1
        if seen[r] >= window:
            total = 0.0
            for j in range(window):
                total += last[(seen[r] + j) % window]
            out[i] = total / window
    return out
