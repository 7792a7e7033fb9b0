"""Put visits in the order of their scores, with ties marked, once for all measures."""

from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Labels = npt.NDArray[np.uint8]
Weights = npt.NDArray[np.uint8]


class Order(NamedTuple):
    """Units sorted by group, within it from the highest score to the lowest.

    ``unit`` (n) says which unit stands at each place; ``tie`` (n) and ``group`` (n) are numbers
    that change where the score, or the group, changes. Equal scores share a ``tie``, so every
    measure can give them the value expected under random order instead of drawing one.
    """

    unit: Ints
    tie: Ints
    group: Ints

    @classmethod
    def descending(cls, score: Floats, group: npt.NDArray[np.integer] | None = None) -> Self:
        """Sort ``score`` (n) downwards inside each ``group`` (n, one group when omitted)."""
        groups = np.zeros(len(score), np.int64) if group is None else np.asarray(group, np.int64)
        index = np.lexsort((-score, groups)).astype(np.int64)
        new_group = np.r_[False, np.diff(groups[index]) != 0]
        new_tie = new_group | np.r_[False, np.diff(score[index]) != 0]
        return cls(index, np.cumsum(new_tie[: len(index)]), np.cumsum(new_group[: len(index)]))


def ones(n: int) -> Weights:
    """Return the weights of the sample itself: one row in which every unit counts once."""
    return np.ones((1, n), np.uint8)
