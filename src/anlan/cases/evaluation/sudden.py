r"""Offices that suddenly close their own: against their own past, not against each other.

Let an office have closed :math:`n` cases in the period, :math:`x` of them by itself or within
minutes, and :math:`n_0`, :math:`x_0` in the months before. Were nothing different now, the
:math:`x` would be drawn from all :math:`x + x_0` as from an urn (Fisher, 1935):

.. math:: p = \sum_{k \ge x} \binom{n}{k} \binom{n_0}{x + x_0 - k}
              \Big/ \binom{n + n_0}{x + x_0}

Of many offices some have a small :math:`p` by chance. Those are flagged whose :math:`p_{(i)}` is
at most :math:`q\, i / m` for the largest such :math:`i` (Benjamini and Hochberg, 1995): of the
flagged, a share of :math:`q` at most is expected to be there by chance.

A flag is a reason to look at an office's cases, never a verdict, and never about a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from anlan.cases.evaluation.figures import Figure
from anlan.cases.evaluation.settings import settings


@dataclass(frozen=True, slots=True)
class Flag:
    """An office whose own closing rose: its share now and before, of how many, and how surely."""

    key: str
    share: float
    cases: int
    past_share: float
    past_cases: int
    p: float


def tail(fast: int, cases: int, past_fast: int, past_cases: int) -> float:
    """Return the chance of so many fast ones or more, if nothing is different from the past.

    >>> round(tail(9, 30, 30, 300), 4), round(tail(3, 30, 30, 300), 2)
    (0.004, 0.6)

    Where one in ten used to be fast, nine of thirty hardly happen by chance; three do.
    """
    from scipy.stats import hypergeom  # noqa: PLC0415  (slow to import; a server seldom asks)

    return float(hypergeom.sf(fast - 1, cases + past_cases, fast + past_fast, cases))


def chosen(ps: Mapping[str, float], false_share: float) -> set[str]:
    """Return those whose chance is too small to be one of many.

    >>> sorted(chosen({"a": 0.001, "b": 0.03, "c": 0.04, "d": 0.9}, 0.05))
    ['a']

    Of four, the smallest must be below 0.0125, the second below 0.025, the third below 0.0375.
    """
    ordered = sorted(ps, key=lambda key: ps[key])
    allowed = false_share * np.arange(1, len(ordered) + 1) / max(len(ordered), 1)
    below = [n for n, key in enumerate(ordered) if ps[key] <= allowed[n]]
    return set(ordered[: below[-1] + 1]) if below else set()


def sudden(now: Mapping[str, Figure], past: Mapping[str, Figure]) -> list[Flag]:
    """Return the offices whose own closing rose, the surest first; few cases aren't judged."""
    rule = settings().sudden
    found = {}
    for key, figure in now.items():
        old = past.get(key)
        if old is None or min(figure.cases, old.cases) < rule.least:
            continue
        p = tail(int(figure.above), figure.cases, int(old.above), old.cases)
        shares = figure.above / figure.cases, old.above / old.cases
        found[key] = Flag(key, shares[0], figure.cases, shares[1], old.cases, p)
    flagged = chosen({key: each.p for key, each in found.items()}, rule.false_share)
    told = [found[key] for key in flagged if found[key].share - found[key].past_share >= rule.rise]
    return sorted(told, key=lambda each: (each.p, each.key))
