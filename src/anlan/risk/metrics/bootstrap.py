"""Intervals by the block bootstrap: premises are drawn again, each with all of its visits."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.risk.metrics.order import Floats, Weights


@dataclass(frozen=True)
class Interval:
    """A figure with the bounds between which it lies with the stated confidence."""

    value: float
    lo: float
    hi: float


def block_weights(block: npt.NDArray[np.integer], draws: int, seed: int) -> Weights:
    """Draw blocks with replacement; return (draws, n): how often each unit takes part.

    Visits of one premises are alike, so drawing visits one by one would make intervals too narrow:
    whole blocks are drawn instead. Every measure and method uses the same draws, which makes
    differences between methods paired. Davison and Hinkley, "Bootstrap Methods and their
    Application" (1997), section 3.8.

    >>> weights = block_weights(np.array([0, 0, 1]), draws=4, seed=1)
    >>> bool((weights[:, 0] == weights[:, 1]).all()), weights.shape
    (True, (4, 3))

    The first two visits belong to one premises, so they come and go together.

    Raises:
        OverflowError: a block was drawn more than 255 times, which only a faulty seed could do.
    """
    names, unit = np.unique(block, return_inverse=True)
    random = np.random.default_rng(seed)
    weights = np.empty((draws, len(block)), np.uint8)
    for draw in range(draws):
        counts = np.bincount(random.integers(0, len(names), len(names)), minlength=len(names))
        if counts.max(initial=0) > np.iinfo(np.uint8).max:
            raise OverflowError("a block was drawn more than 255 times")
        weights[draw] = counts[unit]
    return weights


def interval(value: float, draws: Floats, confidence: float = 0.95) -> Interval:
    """Return ``value`` with the percentile interval of its ``draws``.

    >>> interval(0.5, np.linspace(0.0, 1.0, 101), confidence=0.9)
    Interval(value=0.5, lo=0.05, hi=0.95)

    Draws without a value (a draw with no finding) are left out; with none left, the bounds are NaN.
    """
    kept = draws[np.isfinite(draws)]
    if not len(kept):
        return Interval(value, float("nan"), float("nan"))
    tail = (1 - confidence) / 2
    lo, hi = np.quantile(kept, [tail, 1 - tail])
    return Interval(value, round(float(lo), 12), round(float(hi), 12))


def difference(ours: Floats, theirs: Floats, confidence: float = 0.95) -> Interval:
    """Return the paired difference ``ours - theirs``; element 0 of each is the sample itself.

    >>> difference(np.array([0.3, 0.32, 0.28]), np.array([0.2, 0.21, 0.19])).lo > 0
    True

    Every draw puts ours ahead, so the interval lies above nought: ours is better.
    """
    gap = ours - theirs
    return interval(float(gap[0]), gap[1:], confidence)
