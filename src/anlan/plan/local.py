"""Polish a plan with the local search of OR-Tools, down to a local optimum.

The model given to OR-Tools is the one of ``docs/theory/routes.md``: the time dimension carries
shift, visits and windows as hard limits; an optional stop may be dropped at the price of its prize;
a required stop that is in the plan may not be dropped at all.
"""

from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from ortools.util import optional_boolean_pb2

from anlan.plan.network import END, FIRST, START, Network, Routes

MOVES = frozenset(
    {
        "use_relocate",
        "use_two_opt",
        "use_or_opt",
        "use_make_active",
        "use_make_inactive",
        "use_swap_active",
    }
)
"""The moves worth their time here: within and between routes, into, out of and against the plan."""

PRIZE_STEPS = 1_000  # the largest prize is worth so many shifts of driving: prize first, then road


def polish(net: Network, routes: Routes, seconds: float) -> Routes:
    """Return improved routes, depots included; the same routes if there was no time for more.

    Args:
        net: the problem in seconds.
        routes: a feasible plan, for each team its nodes, depots included.
        seconds: wall time it may take.
    """
    manager = pywrapcp.RoutingIndexManager(
        net.size, net.teams, [START] * net.teams, [END] * net.teams
    )
    routing = pywrapcp.RoutingModel(manager)
    _add_limits(routing, manager, net)
    _add_prizes(routing, manager, net, {node for route in routes for node in route})
    parameters = _parameters(seconds)
    routing.CloseModelWithParameters(parameters)
    indices = [[manager.NodeToIndex(node) for node in route[1:-1]] for route in routes]
    start = routing.ReadAssignmentFromRoutes(indices, True)
    answer = routing.SolveFromAssignmentWithParameters(start, parameters)
    if answer is None:
        return routes
    return [_route(routing, manager, answer, team) for team in range(net.teams)]


def _add_limits(routing: Any, manager: Any, net: Network) -> None:
    """Make driving the cost, and shift, visits and windows hard limits."""
    drive = routing.RegisterTransitMatrix(net.seconds.tolist())
    routing.SetArcCostEvaluatorOfAllVehicles(drive)
    clock = routing.RegisterTransitMatrix((net.seconds + net.visit[:, None]).tolist())
    waiting = net.shift if net.opens.any() else 0
    routing.AddDimension(clock, waiting, net.shift, True, "time")
    times = routing.GetDimensionOrDie("time")
    limited = (net.opens > 0) | (net.closes < net.shift)
    for node in np.flatnonzero(limited[FIRST:]) + FIRST:
        index, opens, closes = manager.NodeToIndex(int(node)), net.opens[node], net.closes[node]
        if opens <= closes:
            times.CumulVar(index).SetRange(int(opens), int(closes))
        else:  # the window opens after the shift: OR-Tools takes no empty range
            routing.ActiveVar(index).SetValue(0)


def _add_prizes(routing: Any, manager: Any, net: Network, served: set[int]) -> None:
    """Let optional stops be dropped at their prize; a required one that is in stays in."""
    largest = float(net.prize.max()) or 1.0
    price = np.round(net.prize / largest * (PRIZE_STEPS * net.shift)).astype(np.int64)
    price[net.required] = int(price.sum()) + net.teams * net.shift
    held = served & set(net.required.tolist())
    for node in range(FIRST, net.size):
        if node not in held:
            routing.AddDisjunction([manager.NodeToIndex(node)], int(price[node]))


def _parameters(seconds: float) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    moves = parameters.local_search_operators
    for field in moves.DESCRIPTOR.fields:
        wanted = field.name in MOVES
        boolean = optional_boolean_pb2.BOOL_TRUE if wanted else optional_boolean_pb2.BOOL_FALSE
        setattr(moves, field.name, boolean)
    descent = routing_enums_pb2.LocalSearchMetaheuristic.GREEDY_DESCENT
    parameters.local_search_metaheuristic = descent
    parameters.time_limit.FromMilliseconds(max(1, int(seconds * 1000)))
    return parameters


def _route(routing: Any, manager: Any, answer: Any, team: int) -> list[int]:
    index, nodes = routing.Start(team), []
    while not routing.IsEnd(index):
        nodes.append(manager.IndexToNode(index))
        index = answer.Value(routing.NextVar(index))
    return [*nodes, END]
