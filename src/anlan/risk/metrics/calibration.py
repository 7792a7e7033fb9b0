r"""Whether a stated chance means what it says: of visits given 20 %, about 20 % find something.

Notation: :math:`y_i` is the label of visit i, :math:`p_i` the chance stated for it, n visits.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from anlan.risk.metrics import kernels
from anlan.risk.metrics.order import Floats, Ints, Labels, Weights, ones

EDGE = 1e-6
DRAWS_AT_ONCE = 64


@dataclass(frozen=True)
class Bin:
    """A bin of the calibration table: mean chance stated, share found, number of visits."""

    predicted: float
    observed: float
    n: int


def brier(label: Labels, chance: Floats) -> float:
    r"""Return the mean squared distance between chance and outcome; 0 is perfect.

    .. math:: \frac1n \sum_i (p_i - y_i)^2

    Symbols: see the module. Brier, "Verification of forecasts expressed in terms of probability",
    Monthly Weather Review 78 (1950).

    >>> round(brier(np.array([1, 0], np.uint8), np.array([0.8, 0.4])), 3)
    0.1

    Off by 0.2 and 0.4: 0.04 and 0.16, 0.1 on average. Saying the base rate 0.5 twice gives 0.25.
    """
    return float(brier_draws(label, chance, ones(len(label)))[0])


def log_loss(label: Labels, chance: Floats) -> float:
    r"""Return the mean surprise at the outcomes, in nats; it punishes wrong certainty hard.

    .. math:: -\frac1n \sum_i \left( y_i \ln p_i + (1 - y_i) \ln (1 - p_i) \right)

    Symbols: see the module; chances are kept a millionth away from 0 and 1. Good, "Rational
    decisions", Journal of the Royal Statistical Society B 14 (1952).

    >>> round(log_loss(np.array([1, 0], np.uint8), np.array([0.5, 0.5])), 3)
    0.693

    A coin's chance for everything costs ln 2 a visit; a useful forecast costs less.
    """
    return float(log_loss_draws(label, chance, ones(len(label)))[0])


def ece(label: Labels, chance: Floats, bins: int = 10) -> float:
    r"""Return the expected calibration error: how far bins of like chance are off, on average.

    .. math:: \sum_b \frac{n_b}{n} \left| \bar y_b - \bar p_b \right|

    Symbols: b runs over ``bins`` bins of equal count by rank of chance; :math:`n_b` visits in b,
    :math:`\bar y_b` the share with a finding, :math:`\bar p_b` the mean chance. Naeini, Cooper
    and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI (2015).

    >>> label = np.array([0, 0, 0, 1, 1, 1, 1, 0], np.uint8)
    >>> chance = np.array([0.2, 0.2, 0.2, 0.2, 0.8, 0.8, 0.8, 0.8])
    >>> round(ece(label, chance, bins=2), 3)
    0.05

    Where 20 % was said 25 % was found, where 80 % was said 75 %: off by five points.
    """
    return float(ece_draws(label, chance, ones(len(label)), bins)[0])


def calibration_slope(label: Labels, chance: Floats) -> float:
    r"""Return the slope b of the recalibration; 1 is right, below 1 the chances are too extreme.

    .. math:: \mathrm{logit}\, P(y_i = 1) = a + b\, \mathrm{logit}\, p_i

    Symbols: a, b by maximum likelihood. Cox, "Two further applications of a model for binary
    regression", Biometrika 45 (1958).

    >>> label = np.array([1, 0, 0, 0, 1, 1, 1, 0], np.uint8)
    >>> wild = np.array([0.1, 0.1, 0.1, 0.1, 0.9, 0.9, 0.9, 0.9])
    >>> round(calibration_slope(label, wild), 2)
    0.5

    25 % and 75 % were found where 10 % and 90 % were said: the log-odds are twice too far apart.
    """
    return float(calibration_slope_draws(label, chance, ones(len(label)))[0])


def calibration_table(label: Labels, chance: Floats, bins: int = 10) -> list[Bin]:
    """Return the bins of :func:`ece`, from the lowest chance to the highest.

    >>> table = calibration_table(np.array([0, 1], np.uint8), np.array([0.3, 0.6]), bins=2)
    >>> [(b.predicted, b.observed, b.n) for b in table]
    [(0.3, 0.0, 1), (0.6, 1.0, 1)]
    """
    places = _bins(chance, bins)
    return [
        Bin(float(chance[mine].mean()), float(label[mine].mean()), int(mine.sum()))
        for mine in (places == b for b in range(bins))
        if mine.any()
    ]


def brier_draws(label: Labels, chance: Floats, weights: Weights) -> Floats:
    """Return :func:`brier` for each row of ``weights`` (draws, n)."""
    return _mean((chance - label) ** 2, weights)


def log_loss_draws(label: Labels, chance: Floats, weights: Weights) -> Floats:
    """Return :func:`log_loss` for each row of ``weights`` (draws, n)."""
    inside = np.clip(chance, EDGE, 1 - EDGE)
    return _mean(-np.log(np.where(label == 1, inside, 1 - inside)), weights)


def ece_draws(label: Labels, chance: Floats, weights: Weights, bins: int = 10) -> Floats:
    """Return :func:`ece` for each row of ``weights`` (draws, n); the bins stay as they are."""
    off = np.zeros((len(label), bins))
    off[np.arange(len(label)), _bins(chance, bins)] = label - chance
    missed: Floats = np.abs(_means(off, weights)).sum(1)
    return missed


def calibration_slope_draws(label: Labels, chance: Floats, weights: Weights) -> Floats:
    """Return :func:`calibration_slope` for each row of ``weights`` (draws, n)."""
    inside = np.clip(chance, EDGE, 1 - EDGE)
    logit = np.log(inside / (1 - inside))
    if np.ptp(logit) == 0:
        return np.full(len(weights), np.nan)
    return kernels.over_draws(partial(kernels.slope_of, label, logit), weights)[:, 1]


def _bins(chance: Floats, bins: int) -> Ints:
    """Return the bin of each visit; equal chances always share a bin."""
    levels, inverse, counts = np.unique(chance, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    by_level = np.minimum((middle * bins / len(chance)).astype(np.int64), bins - 1)
    return by_level[inverse] if len(levels) else np.zeros(0, np.int64)


def _mean(loss: Floats, weights: Weights) -> Floats:
    return _means(loss[:, None], weights)[:, 0]


def _means(values: Floats, weights: Weights) -> Floats:
    """Return the weighted means (draws, k) of ``values`` (n, k), some draws at a time."""
    narrow = values.astype(np.float32)
    found = np.empty((len(weights), values.shape[1]))
    for start in range(0, len(weights), DRAWS_AT_ONCE):
        wide = weights[start : start + DRAWS_AT_ONCE].astype(np.float32)
        found[start : start + DRAWS_AT_ONCE] = (wide @ narrow) / wide.sum(1)[:, None]
    return found
