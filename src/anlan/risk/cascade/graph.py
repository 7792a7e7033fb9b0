"""The declared graph of influences, in the order in which a failure runs through it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from anlan.model.errors import RegisterError

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Graph:
    """Influences among n assets, by the asset they reach.

    Attributes:
        order: int64[n], the assets, each after all that reach it.
        first: int64[n + 1], where the influences that reach asset v begin: those from ``first[v]``
            to before ``first[v + 1]``, those of one kind together.
        source: int64[m], the asset an influence comes from.
        kind: int16[m], the place of its kind.
        lag, recovery: float64[m], minutes.
        weight: float64[m], 0 to 1.
    """

    order: Ints
    first: Ints
    source: Ints
    kind: npt.NDArray[np.int16]
    lag: Floats
    recovery: Floats
    weight: Floats


@dataclass(frozen=True)
class Influences:
    """m influences as they are declared: from, to, and how; shapes and units as in ``Graph``."""

    source: Ints
    target: Ints
    kind: npt.NDArray[np.int16]
    lag: Floats
    recovery: Floats
    weight: Floats


def build(count: int, given: Influences, names: Sequence[str] | None = None) -> Graph:
    """Return the graph of influences among ``count`` assets.

    Args:
        count: of assets; influences name them 0 to count - 1.
        given: the influences.
        names: of the assets, for errors; their number unless given.

    Raises:
        RegisterError: influences run in a circle, which is named; or one names an asset that isn't
            there.
    """
    ends = np.concatenate([given.source, given.target])
    if len(ends) and (ends.min() < 0 or ends.max() >= count):
        raise RegisterError(
            "error.influence.asset", found=int(ends[(ends < 0) | (ends >= count)][0])
        )
    sort = np.lexsort((given.kind, given.target))
    first = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(given.target, minlength=count), out=first[1:])
    source = given.source[sort]
    order, reached = _order(count, given.source, given.target)
    if reached < count:
        circle = _circle(order[:reached], count, first, source)
        told = [names[each] if names else str(each) for each in circle]
        raise RegisterError("error.influence.circle", circle=" → ".join(told))
    return Graph(
        order,
        first,
        source,
        given.kind[sort],
        given.lag[sort],
        given.recovery[sort],
        given.weight[sort],
    )


def _order(count: int, source: Ints, target: Ints) -> tuple[Ints, int]:
    """Return the assets in order, and how many could be put in one."""
    by_source = np.argsort(source, kind="stable")
    out = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(source, minlength=count), out=out[1:])
    waiting = np.bincount(target, minlength=count)
    order: Ints = np.empty(count, np.int64)
    return order, int(_sorted(out, target[by_source], waiting, order))


@numba.njit(cache=True)
def _sorted(out: Ints, target: Ints, waiting: Ints, order: Ints) -> int:
    """Write the assets into ``order`` as Kahn (1962) does; return how many there were."""
    done = 0
    for asset in range(len(waiting)):
        if waiting[asset] == 0:
            order[done] = asset
            done += 1
    at = 0
    while at < done:
        asset = order[at]
        at += 1
        for edge in range(out[asset], out[asset + 1]):
            reached = target[edge]
            waiting[reached] -= 1
            if waiting[reached] == 0:
                order[done] = reached
                done += 1
    return done


def _circle(ordered: Ints, count: int, first: Ints, source: Ints) -> list[int]:
    """Return the assets of one circle, the first of them once more at the end.

    Whatever couldn't be put in order is reached by another that couldn't: going back from one to
    the next comes to a circle.
    """
    left = np.ones(count, np.bool_)
    left[ordered] = False
    at, seen = int(np.argmax(left)), dict[int, int]()
    way: list[int] = []
    while at not in seen:
        seen[at] = len(way)
        way.append(at)
        before = source[first[at] : first[at + 1]]
        at = int(before[left[before]][0])
    circle = way[seen[at] :]
    return [at, *reversed(circle)] if circle[0] == at else [*reversed(circle), circle[-1]]
