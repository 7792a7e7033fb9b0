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
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from anlan.risk.features.clock import NEVER
from anlan.risk.settings import StrictnessSettings

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Days = npt.NDArray[np.int32]
Changes = list[tuple["Findings", float]]


class Findings(NamedTuple):
    """What visits found, a row a version: who went (n, below 0 when unknown) and ``value`` (n).

    ``since`` is the day the visit was first known; what is said here was known on day d iff
    ``known`` < d <= ``until``.
    """

    inspector: Codes
    since: Days
    known: Days
    until: Days
    value: Floats

    def rows(self, rows: npt.NDArray[np.int64]) -> "Findings":
        """Return some of the rows."""
        inspector, since, known, until, value = self
        return Findings(inspector[rows], since[rows], known[rows], until[rows], value[rows])


@dataclass(frozen=True)
class Strictness:
    """What each inspector is expected to find on each day; the last row is the mean of all.

    ``table`` is (inspectors + 1, days), for the days from ``first``. No method gives out figures
    by inspector: they serve to be subtracted.
    """

    table: Floats
    first: int

    @classmethod
    def learn(cls, found: Findings, inspectors: int, settings: StrictnessSettings) -> Self:
        """Learn from what visits found.

        >>> settings = StrictnessSettings(half_life_days=365, pseudo_visits=2)
        >>> who, when = np.array([0, 0, 1, 1], np.int32), np.array([1, 1, 1, 1], np.int32)
        >>> found = Findings(who, when, when, when + NEVER - 1, np.array([1.0, 1.0, 0.0, 0.0]))
        >>> strict = Strictness.learn(found, 2, settings)
        >>> days = np.array([2, 2, 2], np.int32)
        >>> strict.expected(np.array([0, 1, -1], np.int32), days).round(2).tolist()
        [0.75, 0.25, 0.5]

        One found something at both visits, the other never; with two pseudo-visits for the
        common half, they are expected to find something at 75 % and 25 % of visits; of a visit
        by an unknown inspector, half is expected.
        """
        if not len(found.value):
            return cls(np.zeros((inspectors + 1, 1)), 0)
        first = int(found.known.min())
        found = found._replace(
            inspector=np.where(found.inspector < 0, inspectors, found.inspector),
            since=np.maximum(found.since, first),
        )
        fresh = found.rows(np.flatnonzero(found.known == found.since))
        changes = _changes(found)
        last = max([int(found.known.max()), *changes])
        sums, counts = (np.zeros((inspectors + 1, last - first + 2)) for _ in range(2))
        np.add.at(sums, (fresh.inspector, fresh.known - first), fresh.value)
        np.add.at(counts, (fresh.inspector, fresh.known - first), 1.0)
        prior = float(found.value[found.known == first].mean())
        return cls(_decayed(_Ledger(first, sums, counts, changes, prior), settings), first)

    def expected(self, inspector: Codes, day: Days) -> Floats:
        """Return what is expected of visits on ``day`` (n) by ``inspector`` (n), as known then.

        Only visits known before the day count; days after the last known stand as on the last.
        """
        column = np.clip(day - self.first, 0, self.table.shape[1] - 1)
        row = np.where(inspector < 0, self.table.shape[0] - 1, inspector)
        found: Floats = self.table[row, column]
        return found


class _Ledger(NamedTuple):
    """Sums and counts of new findings by (inspector, day); corrections by day; where to begin."""

    first: int
    sums: Floats
    counts: Floats
    changes: "dict[int, Changes]"
    prior: float


def _changes(found: Findings) -> "dict[int, Changes]":
    """Return what corrections add (+1) and take away (-1), by the day they became known."""
    late, gone = found.known > found.since, found.until < NEVER
    pairs = ((found.rows(np.flatnonzero(late)), 1.0), (found.rows(np.flatnonzero(gone)), -1.0))
    changes: dict[int, Changes] = {}
    for rows, sign in pairs:
        days = rows.known if sign > 0 else rows.until
        for day in np.unique(days):
            changes.setdefault(int(day), []).append((rows.rows(np.flatnonzero(days == day)), sign))
    return changes


def _decayed(ledger: _Ledger, settings: StrictnessSettings) -> Floats:
    """Walk the days once; column t holds what was known before day t.

    A correction is entered as old as its visit: it changes what was found, not when.
    """
    first, sums, counts, changes, prior = ledger
    keep = 0.5 ** (1 / settings.half_life_days)
    recorded = np.cumsum(counts[:-1].any(0))
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
        for rows, sign in changes.get(first + t, ()):
            since = rows.since - first
            whole = sign * keep ** (t - since)
            all_sum, all_seen = all_sum + whole @ rows.value, all_seen + whole.sum()
            mine = np.flatnonzero(rows.inspector < len(own))
            who, weight = rows.inspector[mine], sign * keep ** (recorded[t] - recorded[since[mine]])
            np.add.at(own, who, weight * rows.value[mine])
            np.add.at(seen, who, weight)
    return table
