"""What an outage reaches: which assets, from when to when, and how hard."""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from anlan.risk.cascade.graph import Floats, Graph, Ints
from anlan.risk.cascade.kinds import Kind

NOBODY = -1


@dataclass(frozen=True)
class Outage:
    """Assets that are down of themselves, all from minute 0.

    Attributes:
        assets: int64[k].
        minutes: for how long.
    """

    assets: Ints
    minutes: float


@dataclass(frozen=True)
class Reached:
    """What becomes of n assets.

    Attributes:
        start, end: float64[n], minutes from which and until which it is down; infinite and 0 where
            it isn't.
        weight: float64[n], how much of the failure reaches it, 0 to 1.
        cause: int64[n], the influence by which it is down first, -1 for none.
    """

    start: Floats
    end: Floats
    weight: Floats
    cause: Ints

    @property
    def down(self) -> npt.NDArray[np.bool_]:
        """Which assets are reached."""
        return self.start < self.end


def what_if(graph: Graph, kinds: list[Kind], outage: Outage) -> Reached:
    r"""Return what an outage reaches.

    Each asset v is taken after all that reach it. With :math:`[s_u, e_u)` when u is down,
    :math:`l` the lag and :math:`r` the recovery of an influence, the suppliers :math:`U` of a kind
    whose rule is "all" take v down in :math:`[\max_U (s_u + l),\ \min_U (e_u + r))`, where that
    begins before :math:`\min_U e_u`; one of a kind whose rule is "any" in
    :math:`[s_u + l,\ e_u + r)`. v is down from the first of these to the last, and the weight is
    the greatest of :math:`w_u w`. This is the propagation of outages in infrastructures that depend
    on each other (Rinaldi et al. 2001), with buffers, and no circles.

    Args:
        graph: of n assets.
        kinds: that ``graph.kind`` counts through.
        outage: what is down of itself.

    >>> from anlan.risk.cascade.graph import Influences, build
    >>> from anlan.risk.cascade.kinds import kinds
    >>> whole = np.ones(2)
    >>> graph = build(3, Influences(np.array([0, 1]), np.array([1, 2]), np.zeros(2, np.int16),
    ...                             np.array([0.0, 60.0]), np.array([15.0, 0.0]), whole))
    >>> found = what_if(graph, [kinds()["power"]], Outage(np.array([0]), 240.0))
    >>> found.start.tolist(), found.end.tolist()
    ([0.0, 0.0, 60.0], [240.0, 255.0, 255.0])

    A substation (0) is down for four hours. The pump (1) stops at once and runs again a quarter of
    an hour after it; the underpass (2) holds for an hour, then is flooded until the pump runs.
    """
    n = len(graph.order)
    start, end = np.full(n, np.inf), np.zeros(n)
    weight, cause = np.zeros(n), np.full(n, NOBODY, np.int64)
    start[outage.assets], end[outage.assets], weight[outage.assets] = 0.0, outage.minutes, 1.0
    all_of = np.array([each.rule == "all" for each in kinds])
    _run(
        (graph.order, graph.first, graph.source, graph.kind),
        (graph.lag, graph.recovery, graph.weight),
        all_of,
        (start, end, weight, cause),
    )
    return Reached(start, end, weight, cause)


_Shape = tuple[Ints, Ints, Ints, npt.NDArray[np.int16]]
_Terms = tuple[Floats, Floats, Floats]
_State = tuple[Floats, Floats, Floats, Ints]


@numba.njit(cache=True)
def _run(shape: _Shape, terms: _Terms, all_of: npt.NDArray[np.bool_], state: _State) -> None:
    """Take the assets in order, and of each the influences kind by kind."""
    order, first, source, kind = shape
    lag, recovery, weights = terms
    start, end, weight, cause = state
    for asset in order:
        edge = first[asset]
        while edge < first[asset + 1]:
            begins, together, ends = -np.inf, np.inf, np.inf  # of all suppliers
            whole, by = 0.0, NOBODY
            of_kind = kind[edge]
            while edge < first[asset + 1] and kind[edge] == of_kind:
                u = source[edge]
                down = start[u] < end[u]
                from_, until = start[u] + lag[edge], end[u] + recovery[edge]
                holds = down and from_ < end[u]
                reaches = weight[u] * weights[edge]
                if all_of[of_kind]:
                    if not holds:
                        begins, together = np.inf, 0.0
                    elif begins < np.inf:
                        if from_ > begins:
                            begins, by = from_, edge
                        together, ends = min(together, end[u]), min(ends, until)
                        whole = max(whole, reaches)
                elif holds:
                    if from_ < start[asset]:
                        start[asset], cause[asset] = from_, edge
                    end[asset] = max(end[asset], until)
                    weight[asset] = max(weight[asset], reaches)
                edge += 1
            if all_of[of_kind] and begins < together:
                if begins < start[asset]:
                    start[asset], cause[asset] = begins, by
                end[asset] = max(end[asset], ends)
                weight[asset] = max(weight[asset], whole)
