r"""How much sooner the findings would have come, had the visits been made in order of score."""

from functools import partial

import numpy as np
import numpy.typing as npt

from anlan.risk.metrics import kernels
from anlan.risk.metrics.order import Floats, Labels, Order, Weights, ones


def days_earlier(
    label: Labels,
    score: Floats,
    day: npt.NDArray[np.number],
    fold: npt.NDArray[np.integer] | None = None,
) -> float:
    r"""Return by how many days, on average, findings move forward when visits follow the score.

    .. math:: \frac{1}{|P|} \sum_{i \in P} \left( d_i - d_{(r_i)} \right)

    Symbols: P the visits with a finding; :math:`d_i` the day visit i was made; :math:`d_{(1)} \le
    d_{(2)} \le \dots` the same days sorted: the slots, which stay as they were; :math:`r_i` the
    place of visit i when ordered by descending score, within its ``fold``. Tied visits each get the
    mean of the slots they take up. It assumes that what was found would have been found on any day
    of the window, and that any inspector could have gone. City of Chicago, "Food Inspection
    Forecasting" (2014): 7.5 days on average in a window of two months.

    >>> label = np.array([0, 0, 1], np.uint8)
    >>> days_earlier(label, np.array([0.1, 0.2, 0.9]), np.array([1, 5, 11]))
    10.0

    The one bad place, visited last on day 11, would have been first, on day 1: ten days earlier.
    """
    return float(days_earlier_draws(label, score, day, fold, ones(len(label)))[0])


def days_earlier_draws(
    label: Labels,
    score: Floats,
    day: npt.NDArray[np.number],
    fold: npt.NDArray[np.integer] | None,
    weights: Weights,
) -> Floats:
    """Return :func:`days_earlier` for each row of ``weights`` (draws, n)."""
    order = Order.descending(score, fold)
    slots = Order.descending(-np.asarray(day, np.float64), fold).unit
    walk = partial(kernels.days_gained, label, np.asarray(day, np.float64), slots, order)
    gained = kernels.over_draws(walk, weights)
    with np.errstate(invalid="ignore"):
        mean: Floats = gained[:, 0] / gained[:, 1]
    return mean
