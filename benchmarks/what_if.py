"""``what-if``: what a substation's outage reaches, over influences among all assets of a city.

Assets lie in layers, as supply does: each depends on a few of the layers above it, by several kinds
of influence. The answer says of every asset from when to when it is down and by what. The peer
only says which assets could be reached at all (breadth first, scipy), with no reserve, no second
supplier and no time.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from anlan.risk.cascade import Outage, build, kinds, what_if
from anlan.risk.cascade.graph import Influences
from benchmarks.result import Result

NAME = "what-if"
ASSETS, INFLUENCES = 200_000, 1_000_000
SUBSTATIONS = 300


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure one question, and the graph's making beside it."""
    assets, many = (20_000, 100_000) if quick else (ASSETS, INFLUENCES)
    given = _influences(assets, many)
    known = list(kinds().values())
    what_if(build(10, _influences(10, 9)), known, Outage(np.array([0]), 10.0))  # compiled
    began = time.perf_counter()
    graph = build(assets, given)
    built = time.perf_counter() - began
    outage = Outage(np.arange(3), 240.0)
    began = time.perf_counter()
    found = what_if(graph, known, outage)
    took = time.perf_counter() - began
    whole = csr_array((np.ones(many, np.int8), (given.source, given.target)), (assets, assets))
    began = time.perf_counter()
    reached = len(breadth_first_order(whole, 0, return_predecessors=False))
    theirs = time.perf_counter() - began
    size = (
        f"{assets:,} assets, {many:,} influences of {len(known)} kinds; three substations down for"
        f" four hours take {int(found.down.sum()):,} assets down, of {reached:,} that could be"
        f" reached from one; made ready in {built:.2f} s"
    )
    peer = "breadth first, reach alone"
    yield Result("what-if", took + built, "s", 2, "<=", peer, theirs, size)


def _influences(assets: int, many: int) -> Influences:
    """Return influences that run from a lower number to a higher one."""
    chance = np.random.default_rng(5)
    target = chance.integers(1, assets, many)
    target[: assets - 1] = np.arange(1, assets) if many >= assets - 1 else target[: assets - 1]
    near = np.maximum(target - 1 - chance.integers(0, 5_000, many), 0)
    source = np.where(chance.random(many) < 0.15, chance.integers(0, SUBSTATIONS, many), near)
    source = np.minimum(source, target - 1)
    known = list(kinds().values())
    kind = chance.integers(0, len(known), many).astype(np.int16)
    lag = np.array([each.lag for each in known])[kind] * chance.choice([1.0, 1.0, 2.0], many)
    recovery = np.array([each.recovery for each in known])[kind]
    weight = np.array([each.weight for each in known])[kind]
    return Influences(source, target, kind, lag, recovery, weight)
