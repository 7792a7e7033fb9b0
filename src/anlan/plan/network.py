"""A routing problem in whole seconds on numbered nodes, as the search wants it."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from anlan.plan.problem import Position, RoutingProblem
from anlan.plan.travel import Floats, Ints, assumption, road_km, road_seconds

Routes = list[list[int]]
"""For each team its nodes in order, depots included."""

START, END, FIRST = 0, 1, 2  # nodes: where teams set out, where they finish, then the stops


@dataclass(frozen=True, slots=True)
class Network:
    """The stops that take part, in seconds; node 0 is the start, node 1 the end.

    Attributes:
        stops: (n,) index of each stop in the problem; stop ``stops[i]`` is node i + 2.
        km: (n + 2, n + 2) kilometres on the road.
        seconds: (n + 2, n + 2) seconds on the road, rounded up; there is as far as back.
        visit: (n + 2,) seconds of the visit, rounded up; 0 at the depots.
        opens: (n + 2,) earliest second at which a visit may begin.
        closes: (n + 2,) latest second at which a visit may begin; the shift where there is none.
        prize: (n + 2,) prize of the visit.
        required: nodes that have to be served, in the order in which they are let in.
        teams: number of teams.
    """

    stops: Ints
    km: Floats
    seconds: Ints
    visit: Ints
    opens: Ints
    closes: Ints
    prize: Floats
    required: Ints
    teams: int

    @property
    def size(self) -> int:
        """Return the number of nodes, depots included."""
        return len(self.visit)

    @property
    def shift(self) -> int:
        """Return the seconds of the shift."""
        return int(self.closes[END])

    def begins(self, nodes: list[int]) -> Ints:
        """Return the earliest second at which each visit of a route, depots included, begins."""
        clock, times = 0, [0]
        for before, node in pairwise(nodes):
            clock += int(self.visit[before] + self.seconds[before, node])
            clock = max(clock, int(self.opens[node]))
            times.append(clock)
        return np.array(times, dtype=np.int64)

    def latest(self, nodes: list[int]) -> Ints:
        """Return the latest second at which each visit may begin without breaking a later limit."""
        clock = int(self.closes[nodes[-1]])
        times = [clock]
        for node, after in zip(nodes[-2::-1], nodes[:0:-1], strict=False):
            clock -= int(self.visit[node] + self.seconds[node, after])
            clock = min(int(self.closes[node]), clock)
            times.append(clock)
        return np.array(times[::-1], dtype=np.int64)


def depots(problem: RoutingProblem) -> tuple[Position, Position]:
    """Return where teams start and end; by default the mean position of the candidates."""
    start = problem.start or (
        float(np.mean([stop.lon for stop in problem.stops])),
        float(np.mean([stop.lat for stop in problem.stops])),
    )
    return start, problem.end or start


def detour_factor(problem: RoutingProblem) -> float:
    """Return the problem's detour factor, or the declared assumption."""
    return float(assumption("detour_factor")) if problem.detour is None else problem.detour


def to_network(problem: RoutingProblem, kept: Ints) -> Network:
    """Return the network of the kept stops; every rounding is against the plan, never for it."""
    stops = [problem.stops[index] for index in kept]
    places = np.array([*depots(problem), *((stop.lon, stop.lat) for stop in stops)])
    km = road_km(places[:, 0], places[:, 1], detour_factor(problem))
    shift = np.floor(problem.shift_minutes * 60)
    windows = [stop.window or (0.0, problem.shift_minutes) for stop in stops]
    opens = np.array([0, 0, *(_seconds(window[0]) for window in windows)])
    closes = np.array([0, shift, *(np.floor(min(window[1] * 60, shift)) for window in windows)])
    return Network(
        stops=kept,
        km=km,
        seconds=road_seconds(km, problem.speed_kmh),
        visit=np.array([0, 0, *(_seconds(stop.visit_minutes) for stop in stops)], dtype=np.int64),
        opens=opens.astype(np.int64),
        closes=closes.astype(np.int64),
        prize=np.array([0.0, 0.0, *(stop.prize for stop in stops)]),
        required=_required(problem, kept),
        teams=problem.teams,
    )


def _seconds(minutes: float) -> int:
    return int(np.ceil(np.round(minutes * 60, 6)))


def _required(problem: RoutingProblem, kept: Ints) -> Ints:
    """Order required nodes: appointments by their time, then by precedence, then as given."""
    order = []
    for node, index in enumerate(kept, start=FIRST):
        stop = problem.stops[index]
        if stop.required:
            opens = stop.window[0] if stop.window else 0.0
            order.append((stop.window is None, -stop.precedence, opens, node))
    return np.array([entry[-1] for entry in sorted(order)], dtype=np.int64)
