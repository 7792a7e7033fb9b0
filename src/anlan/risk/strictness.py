r"""How often each inspector finds something, as it stood on each day; a nuisance to be taken out.

Two inspectors see the same kitchen and write down different things. What an inspector is expected
to find on a day is a decayed mean of what they found before, pulled towards the mean of all:

.. math:: E_{g,t} = \frac{\sum_{i \in g,\ t_i < t} 2^{-(t - t_i)/h} m_i + k\, E_{\cdot,t}}
                         {\sum_{i \in g,\ t_i < t} 2^{-(t - t_i)/h} + k}

Symbols: g an inspector, t a day, :math:`m_i` what visit i found, :math:`t_i` the day that was
known, h the half-life (for an inspector's own sums, ages count only days on which a visit by a
known inspector became known), k the number of pseudo-visits that speak for the common mean
:math:`E_{\cdot,t}`: the same decayed mean over all visits, begun with one pseudo-visit that found
the mean of the first day known, so that nothing is taken from later days. This is the posterior
mean of a normal random effect with a moving level: partial pooling (Gelman and Hill, "Data Analysis
Using Regression and Multilevel/Hierarchical Models", 2007, chapter 12). While no inspector is
recorded at all, the inspectors' sums stand still, so that a gap in the recording doesn't wash
their differences away. See ``docs/theory/strictness.md``.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from anlan.risk.settings import StrictnessSettings

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Days = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Strictness:
    """What each inspector is expected to find on each day; the last row is the mean of all.

    ``table`` is (inspectors + 1, days), for the days from ``first``. No method gives out figures
    by inspector: they serve to be subtracted.
    """

    table: Floats
    first: int

    @classmethod
    def learn(
        cls,
        inspector: Codes,
        known_day: Days,
        value: Floats,
        inspectors: int,
        settings: StrictnessSettings,
    ) -> Self:
        """Learn from visits: who (n, below 0 when unknown), when known (n), what was found (n).

        >>> settings = StrictnessSettings(half_life_days=365, pseudo_visits=2)
        >>> who, when = np.array([0, 0, 1, 1], np.int32), np.array([1, 1, 1, 1], np.int32)
        >>> found = np.array([1.0, 1.0, 0.0, 0.0])
        >>> strict = Strictness.learn(who, when, found, 2, settings)
        >>> days = np.array([2, 2, 2], np.int32)
        >>> strict.expected(np.array([0, 1, -1], np.int32), days).round(2).tolist()
        [0.75, 0.25, 0.5]

        One found something at both visits, the other never; with two pseudo-visits for the
        common half, they are expected to find something at 75 % and 25 % of visits; of a visit
        by an unknown inspector, half is expected.
        """
        if not len(value):
            return cls(np.zeros((inspectors + 1, 1)), 0)
        first, span = int(known_day.min()), int(known_day.max() - known_day.min()) + 2
        row = np.where(inspector < 0, inspectors, inspector)
        sums, counts = (np.zeros((inspectors + 1, span)) for _ in range(2))
        np.add.at(sums, (row, known_day - first), value)
        np.add.at(counts, (row, known_day - first), 1.0)
        prior = float(value[known_day == first].mean())
        return cls(_decayed(sums, counts, prior, settings), first)

    def expected(self, inspector: Codes, day: Days) -> Floats:
        """Return what is expected of visits on ``day`` (n) by ``inspector`` (n), as known then.

        Only visits known before the day count; days after the last known stand as on the last.
        """
        column = np.clip(day - self.first, 0, self.table.shape[1] - 1)
        row = np.where(inspector < 0, self.table.shape[0] - 1, inspector)
        found: Floats = self.table[row, column]
        return found


def _decayed(sums: Floats, counts: Floats, prior: float, settings: StrictnessSettings) -> Floats:
    """Walk the days once; column t holds what was known before day t."""
    keep = 0.5 ** (1 / settings.half_life_days)
    table = np.empty_like(sums)
    own, seen = np.zeros(len(sums) - 1), np.zeros(len(sums) - 1)
    all_sum, all_seen = prior, 1.0
    for t in range(sums.shape[1]):
        mean = all_sum / all_seen
        table[:-1, t] = (own + settings.pseudo_visits * mean) / (seen + settings.pseudo_visits)
        table[-1, t] = mean
        if counts[:-1, t].any():
            own, seen = own * keep, seen * keep
        own, seen = own + sums[:-1, t], seen + counts[:-1, t]
        all_sum, all_seen = all_sum * keep + sums[:, t].sum(), all_seen * keep + counts[:, t].sum()
    return table
