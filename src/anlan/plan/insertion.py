"""Build a plan by insertion: required stops first, then the best prize for each added second.

It gives the search a start that already honours every limit and, because required stops enter in
their order of precedence, settles who gives way when not all of them fit.
"""

from dataclasses import dataclass, field

import numpy as np

from anlan.plan.network import END, START, Network
from anlan.plan.travel import Floats, Ints


@dataclass(slots=True)
class Insertion:
    """Routes that grow; for every node and team the cheapest feasible place is kept up to date.

    Attributes:
        network: the problem in seconds.
        routes: for each team its nodes, depots included.
        added: (teams, nodes) seconds a node would add to a route, infinite where it doesn't fit.
        place: (teams, nodes) the gap of the route where it would go.
        routed: (nodes,) whether a node is in a route already.
    """

    network: Network
    routes: list[list[int]] = field(init=False)
    added: Floats = field(init=False)
    place: Ints = field(init=False)
    routed: np.ndarray[tuple[int], np.dtype[np.bool_]] = field(init=False)

    def __post_init__(self) -> None:
        shape = (self.network.teams, self.network.size)
        self.routes = [[START, END] for _ in range(self.network.teams)]
        self.added, self.place = np.full(shape, np.inf), np.zeros(shape, dtype=np.int64)
        self.routed = np.zeros(self.network.size, dtype=np.bool_)
        self.routed[[START, END]] = True
        for team in range(self.network.teams):
            self._refresh(team)

    def copy(self) -> "Insertion":
        """Return a copy that can change without changing this one."""
        other = object.__new__(Insertion)
        other.network, other.routes = self.network, [list(route) for route in self.routes]
        other.added, other.place = self.added.copy(), self.place.copy()
        other.routed = self.routed.copy()
        return other

    def value(self) -> float:
        """Return the sum of the prizes in the routes."""
        return float(self.network.prize[self.routed].sum())

    def held(self) -> list[bool]:
        """Return which required nodes are in, first come first: greater is a better plan."""
        held: list[bool] = self.routed[self.network.required].tolist()
        return held

    def insert(self, node: int) -> bool:
        """Put ``node`` where it adds the least time; return whether it fits anywhere."""
        team = int(np.argmin(self.added[:, node]))
        if not np.isfinite(self.added[team, node]):
            return False
        self.routes[team].insert(int(self.place[team, node]) + 1, node)
        self.routed[node] = True
        self._refresh(team)
        return True

    def remove(self, nodes: set[int]) -> None:
        """Take ``nodes`` out of the routes they are in."""
        for team, route in enumerate(self.routes):
            kept = [node for node in route if node not in nodes]
            if len(kept) < len(route):
                self.routes[team] = kept
                self._refresh(team)
        self.routed[list(nodes)] = False

    def demand(self, required: Ints) -> None:
        """Insert the required nodes in the order given; one that doesn't fit is passed over."""
        waiting = required[~self.routed[required]]
        while len(waiting):
            waiting = waiting[np.isfinite(self.added[:, waiting].min(axis=0))]
            if len(waiting):
                self.insert(int(waiting[0]))
                waiting = waiting[1:]

    def fill(self, optional: Ints, appeal: Floats) -> None:
        """Add optional nodes, always the one with the most appeal for each second it adds.

        Args:
            optional: the nodes that may be added.
            appeal: (nodes,) their prizes, or prizes blurred by chance in a ruined plan.
        """
        free = optional[~self.routed[optional] & (appeal[optional] > 0)]
        while len(free):
            worth = appeal[free] / np.maximum(self.added.min(axis=0)[free], 1.0)
            best = int(np.argmax(worth))
            if not (worth[best] > 0 and self.insert(int(free[best]))):
                return
            free = np.delete(free, best)

    def _refresh(self, team: int) -> None:
        """Price every node at every gap of one route, from times forward and slack backward."""
        net, route = self.network, self.routes[team]
        before, after = np.array(route[:-1]), np.array(route[1:])
        free = (net.begins(route)[:-1] + net.visit[before])[:, None]
        begin = np.maximum(free + net.seconds[before], net.opens)
        reach = begin + net.visit + net.seconds[after]  # there is as far as back
        fits = (begin <= net.closes) & (reach <= net.latest(route)[1:, None])
        cost = np.where(fits, reach - (free + net.seconds[before, after][:, None]), np.inf)
        self.place[team] = np.argmin(cost, axis=0)
        self.added[team] = cost.min(axis=0)
