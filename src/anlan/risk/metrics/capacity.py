r"""What a department finds when it can visit only a share of the places.

Notation: n visits, of which :math:`n_1` with a finding, are ordered by descending score; with
capacity q the first :math:`k = q n` are made (the last one in part, when k is not whole), and
:math:`H_k` is the number of findings expected among them when ties are broken at random: a tie of
m visits with h findings, of which the capacity covers r, contributes :math:`h r / m`. That is the
exact mean over all orders of the tie, so no drawing is needed.
"""

from functools import partial

import numpy as np
import numpy.typing as npt

from anlan.risk.metrics import kernels
from anlan.risk.metrics.order import Floats, Labels, Order, Weights, ones

Fold = npt.NDArray[np.integer] | None


def hit_rate(label: Labels, score: Floats, capacity: float, fold: Fold = None) -> float:
    r"""Return the share of the visits within capacity that find something (precision at k).

    .. math:: \mathrm{hit\ rate} = H_k / k

    Symbols: see the module; with ``fold`` (n) the top share of every fold is taken, and the folds
    are added up, because capacity belongs to its own quarter. Manning et al. (2008), section 8.4.

    >>> label = np.array([1, 1, 0, 0, 0, 0, 0, 0, 0, 1], np.uint8)
    >>> score = np.array([5.0, 4, 4, 0, 0, 0, 0, 0, 0, 0])
    >>> hit_rate(label, score, 0.2)
    0.75

    Two of ten places can be visited. The first is a hit; the second is one of two tied places, one
    of them bad, so half a hit is expected: 1.5 hits in 2 visits.
    """
    return float(hit_rate_draws(label, score, capacity, fold, ones(len(label)))[0])


def lift(label: Labels, score: Floats, capacity: float, fold: Fold = None) -> float:
    r"""Return how many times better than chance the visits within capacity are.

    .. math:: \mathrm{lift} = \frac{H_k / k}{n_1 / n}

    Symbols: see the module. Siegel, "Predictive Analytics" (2013).

    >>> label = np.array([1, 1, 0, 0, 0, 0, 0, 0, 0, 1], np.uint8)
    >>> score = np.array([5.0, 4, 4, 0, 0, 0, 0, 0, 0, 0])
    >>> lift(label, score, 0.2)
    2.5

    Chosen blindly, 30 % of visits would find something; chosen by score 75 % do: 2.5 times more.
    """
    return float(lift_draws(label, score, capacity, fold, ones(len(label)))[0])


def recall_at(label: Labels, score: Floats, capacity: float, fold: Fold = None) -> float:
    r"""Return the share of all findings that the visits within capacity reach.

    .. math:: \mathrm{recall} = H_k / n_1

    Symbols: see the module. With capacity 0.5 it is the share found in the first half of the work,
    the measure the City of Chicago published for its food inspections (2014).

    >>> label = np.array([1, 1, 0, 1], np.uint8)
    >>> round(recall_at(label, np.array([4.0, 3, 2, 1]), 0.5), 3)
    0.667

    Half of the visits, in this order, reach two of the three findings.
    """
    return float(recall_draws(label, score, capacity, fold, ones(len(label)))[0])


def gains(
    label: Labels, score: Floats, fold: Fold = None, points: int = 20
) -> list[tuple[float, float]]:
    r"""Return the cumulative gains curve: (share visited, share of findings reached).

    The points are (q, recall at q) for ``points`` equal steps from 0 to 1; the curve of a blind
    order is the diagonal.

    >>> gains(np.array([1, 0], np.uint8), np.array([2.0, 1.0]), points=2)
    [(0.0, 0.0), (0.5, 1.0), (1.0, 1.0)]

    The first of the two visits already reaches the only finding.
    """
    shares = [step / points for step in range(points + 1)]
    return [(q, recall_at(label, score, q, fold) if q else 0.0) for q in shares]


def chosen(score: Floats, capacity: float, fold: Fold = None) -> Floats:
    """Return (n) how likely each visit is within capacity: 1, 0, or the share of its tie.

    >>> chosen(np.array([3.0, 2.0, 2.0, 1.0]), 0.5).tolist()
    [1.0, 0.5, 0.5, 0.0]

    Two of four can be visited; the second place falls to one of two equals.
    """
    order = Order.descending(score, fold)
    _, group_start, size = np.unique(order.group, return_index=True, return_counts=True)
    _, tie_start, tied = np.unique(order.tie, return_index=True, return_counts=True)
    group = order.group[tie_start]
    room = capacity * size[group] - (tie_start - group_start[group])
    share = np.clip(room / tied, 0.0, 1.0)
    found = np.empty(len(score))
    found[order.unit] = share[order.tie]
    return found


def hit_rate_draws(
    label: Labels, score: Floats, capacity: float, fold: Fold, weights: Weights
) -> Floats:
    """Return :func:`hit_rate` for each row of ``weights`` (draws, n)."""
    found = _found(label, score, capacity, fold, weights)
    return found[:, 0] / found[:, 1]


def lift_draws(
    label: Labels, score: Floats, capacity: float, fold: Fold, weights: Weights
) -> Floats:
    """Return :func:`lift` for each row of ``weights`` (draws, n)."""
    found = _found(label, score, capacity, fold, weights)
    with np.errstate(invalid="ignore"):
        ratio: Floats = (found[:, 0] / found[:, 1]) / (found[:, 2] / found[:, 3])
    return ratio


def recall_draws(
    label: Labels, score: Floats, capacity: float, fold: Fold, weights: Weights
) -> Floats:
    """Return :func:`recall_at` for each row of ``weights`` (draws, n)."""
    found = _found(label, score, capacity, fold, weights)
    with np.errstate(invalid="ignore"):
        ratio: Floats = found[:, 0] / found[:, 2]
    return ratio


def _found(label: Labels, score: Floats, capacity: float, fold: Fold, weights: Weights) -> Floats:
    order = Order.descending(score, fold)
    walk = partial(kernels.found_at, label, order, capacity)
    return kernels.over_draws(walk, weights)
