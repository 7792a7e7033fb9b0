"""Bring feature columns to one scale, in a way that can be traced back when reasons are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from anlan.risk.settings import ModelSettings

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NUMBER = -1
RARE = -2


@dataclass(frozen=True)
class Scale:
    """Categories as flags, logarithms where skewed; then mean 0, deviation 1, clipped; unknown 0.

    An unknown value becomes the mean, so it speaks neither for nor against. All is learnt
    from the training rows alone. ``source`` (p) is the feature that each of the p columns comes
    from, ``level`` (p) the category it flags, NUMBER for a number, or RARE where no category is
    common enough to be learnt from.
    """

    source: Ints
    level: Ints
    unit: Floats
    mean: Floats
    deviation: Floats
    clip: float

    @classmethod
    def learn(cls, matrix: Floats, categories: Sequence[bool], settings: ModelSettings) -> Self:
        """Learn from the training rows (n, features); ``categories`` says which hold codes."""
        pairs: list[tuple[int, int]] = []
        for j, category in enumerate(categories):
            pairs += _levels(matrix[:, j], j, settings) if category else [(j, NUMBER)]
        source, level = (np.array(side, np.int64) for side in zip(*pairs, strict=True))
        unit, mean, deviation = (np.zeros(len(pairs)) for _ in range(3))
        scale = cls(source, level, unit, mean, deviation, settings.clip)
        for p in range(len(pairs)):
            scale._learn_column(p, scale._raw(matrix, p), settings)
        return scale

    def apply(self, matrix: Floats) -> Floats:
        """Return the columns (n, p) of ``matrix`` (n, features) on the common scale."""
        scaled = np.empty((len(matrix), len(self.source)))
        for p in range(len(self.source)):
            column = self._logarithm(self._raw(matrix, p), p)
            scaled[:, p] = (column - self.mean[p]) / self.deviation[p]
        np.clip(scaled, -self.clip, self.clip, out=scaled)
        return np.nan_to_num(scaled, copy=False, nan=0.0)

    def by_feature(self, columns: Floats, features: int) -> Floats:
        """Add up what belongs to the same feature: (n, p) to (n, features)."""
        found = np.zeros((len(columns), features))
        for p, j in enumerate(self.source):
            found[:, j] += columns[:, p]
        return found

    def _raw(self, matrix: Floats, p: int) -> Floats:
        column: Floats = matrix[:, self.source[p]]
        if self.level[p] == RARE:
            return np.full(len(column), np.nan)
        if self.level[p] == NUMBER:
            return np.asarray(column, np.float64)
        return np.where(np.isnan(column), np.nan, (column == self.level[p]).astype(np.float64))

    def _logarithm(self, column: Floats, p: int) -> Floats:
        unit = self.unit[p]
        return np.log1p(np.maximum(column, 0) / unit) if unit else column

    def _learn_column(self, p: int, column: Floats, settings: ModelSettings) -> None:
        from scipy.stats import skew  # noqa: PLC0415  (slow to import; only learning needs it)

        known = column[np.isfinite(column)]
        self.deviation[p] = 1.0
        if not len(known) or np.ptp(known) == 0:
            self.mean[p] = known[0] if len(known) else 0.0
            return
        if known.min() >= 0 and skew(known) > settings.log_above_skewness:
            self.unit[p] = np.median(known[known > 0])
        known = self._logarithm(known, p)
        self.mean[p], self.deviation[p] = known.mean(), known.std()


def _levels(column: Floats, j: int, settings: ModelSettings) -> list[tuple[int, int]]:
    """Return the categories common enough to have a column of their own."""
    values, counts = np.unique(column[np.isfinite(column)], return_counts=True)
    common = values[counts >= max(settings.least_category, settings.least_share * len(column))]
    return [(j, int(value)) for value in common] or [(j, RARE)]
