"""Ruin and recreate: take a neighbourhood out of the plan, fill it again, keep what is no worse.

After Schrimpf, Schneider, Stamm-Wilbrandt and Dueck (2000), "Record breaking optimization results
using the ruin and recreate principle", Journal of Computational Physics 159(2), 139-171.
"""

import math
import time

import numpy as np

from anlan.plan.insertion import Insertion
from anlan.plan.network import FIRST
from anlan.plan.problem import Search
from anlan.plan.travel import Ints

SEED = 20_140_902  # any fixed number: the same problem always gives the same plan
MOST = 16  # visits taken out in one round, at least one
BLUR = 0.3  # spread of the noise on the logarithm of the prizes
WARMTH = 0.1  # of the mean prize served: a loss taken with probability 1/e at the beginning


def ruin_and_recreate(
    plan: Insertion, optional: Ints, search: Search, deadline: float
) -> Insertion:
    """Return the best plan of ``search.rounds`` rounds; required stops once in stay in.

    Args:
        plan: the plan to begin with; it isn't changed.
        optional: the nodes that may or may not be served.
        search: how many rounds.
        deadline: ``time.monotonic()`` after which no further round is begun.
    """
    rng = np.random.default_rng(SEED)
    best = current = plan
    served = max(1, int(plan.routed.sum()) - FIRST)
    warmth = WARMTH * plan.value() / served
    for step in range(search.rounds):
        if time.monotonic() > deadline:
            break
        trial = _round(current, optional, rng)
        gain = trial.value() - current.value()
        cool = warmth * (1 - step / search.rounds)
        if trial.held() < current.held():
            continue
        if trial.held() > current.held() or gain >= 0 or rng.random() < _chance(gain, cool):
            current = trial
            if (current.held(), current.value()) > (best.held(), best.value()):
                best = current
    return best


def _chance(gain: float, cool: float) -> float:
    """Return the probability of taking a worse plan (simulated annealing)."""
    return math.exp(gain / cool) if cool > 0 else 0.0


def _round(plan: Insertion, optional: Ints, rng: np.random.Generator) -> Insertion:
    """Take the served stops nearest to a random node out and fill again with blurred prizes."""
    net, trial = plan.network, plan.copy()
    served = np.flatnonzero(plan.routed[FIRST:]) + FIRST
    centre, count = int(rng.integers(FIRST, net.size)), int(rng.integers(1, MOST))
    nearest = served[np.argsort(net.seconds[centre, served], kind="stable")[:count]]
    trial.remove(set(nearest.tolist()))
    trial.demand(rng.permutation(net.required))
    trial.fill(optional, net.prize * np.exp(rng.normal(0, BLUR, net.size)))
    return trial
