r"""How well a score tells visits with a finding from visits without one.

Notation: :math:`y_i \in \{0, 1\}` is the label of visit i, :math:`s_i` its score, P the visits
with a finding and N those without. Ties count as expected under random order.
"""

from functools import partial

import numpy as np
import numpy.typing as npt

from anlan.risk.metrics import kernels
from anlan.risk.metrics.order import Floats, Labels, Order, Weights, ones


def auc(label: Labels, score: Floats) -> float:
    r"""Return the chance that a visit with a finding outranks one without.

    .. math:: \mathrm{AUC} = \frac{1}{|P||N|} \sum_{i \in P} \sum_{j \in N}
              \left( [s_i > s_j] + \tfrac12 [s_i = s_j] \right)

    Symbols: see the module. Hanley and McNeil, "The meaning and use of the area under a receiver
    operating characteristic (ROC) curve", Radiology 143 (1982).

    >>> label = np.array([1, 0, 1, 0], np.uint8)
    >>> auc(label, np.array([0.9, 0.4, 0.3, 0.2]))
    0.75

    Of the four pairs of one bad and one good visit, three stand in the right order. NaN when one
    of the two kinds is missing: there is nothing to tell apart.
    """
    return float(auc_draws(label, score, ones(len(label)))[0])


def within_group_auc(label: Labels, score: Floats, group: npt.NDArray[np.integer]) -> float:
    r"""Return the AUC over pairs of visits of the same group (the same inspector) only.

    .. math:: \mathrm{AUC}_w = \frac{\sum_g \sum_{i \in P_g} \sum_{j \in N_g}
              \left( [s_i > s_j] + \tfrac12 [s_i = s_j] \right)}{\sum_g |P_g||N_g|}

    Symbols: g runs over groups; :math:`P_g, N_g` are the visits of g with and without a finding.
    A group below 0 means unknown and takes no part. A strict inspector's visits are compared
    with each other only, so knowing who is strict gains nothing. The same idea, "stratified
    AUC", is in Janes and Pepe, "Adjusting for covariate effects on classification accuracy",
    Biometrika 96 (2009).

    >>> label = np.array([1, 0, 1, 0], np.uint8)
    >>> strict = np.array([0.8, 0.8, 0.2, 0.2])
    >>> within_group_auc(label, strict, np.array([0, 0, 1, 1]))
    0.5

    The score says only who inspects, and within one inspector's visits it is as good as a coin.
    """
    return float(within_group_auc_draws(label, score, group, ones(len(label)))[0])


def average_precision(label: Labels, score: Floats) -> float:
    r"""Return the mean precision over the visits with a finding, walking down the scores.

    .. math:: \mathrm{AP} = \sum_k (R_k - R_{k-1}) P_k

    Symbols: k runs over the distinct scores downwards; :math:`P_k` and :math:`R_k` are precision
    and recall of all visits scored at least k. Manning, Raghavan and Schütze, "Introduction to
    Information Retrieval" (2008), section 8.4.

    >>> label = np.array([1, 0, 1, 0], np.uint8)
    >>> round(average_precision(label, np.array([0.9, 0.4, 0.3, 0.2])), 3)
    0.833

    The first finding is met after one visit (1/1), the second after three (2/3): 0.833 on average.
    A random order would give about the base rate, here 0.5.
    """
    return float(average_precision_draws(label, score, ones(len(label)))[0])


def auc_draws(label: Labels, score: Floats, weights: Weights) -> Floats:
    """Return :func:`auc` for each row of ``weights`` (draws, n)."""
    return _ratio_of_pairs(label, Order.descending(score), weights)


def within_group_auc_draws(
    label: Labels, score: Floats, group: npt.NDArray[np.integer], weights: Weights
) -> Floats:
    """Return :func:`within_group_auc` for each row of ``weights`` (draws, n)."""
    known = np.flatnonzero(group >= 0)
    order = Order.descending(score[known], group[known])
    return _ratio_of_pairs(label, Order(known[order.unit], order.tie, order.group), weights)


def average_precision_draws(label: Labels, score: Floats, weights: Weights) -> Floats:
    """Return :func:`average_precision` for each row of ``weights`` (draws, n)."""
    order = Order.descending(score)
    walk = partial(kernels.precision_steps, label, order)
    return kernels.over_draws(walk, weights)


def _ratio_of_pairs(label: Labels, order: Order, weights: Weights) -> Floats:
    walk = partial(kernels.pairs, label, order)
    counts = kernels.over_draws(walk, weights)
    with np.errstate(invalid="ignore"):
        ratio: Floats = counts[:, 0] / counts[:, 1]
    return ratio
