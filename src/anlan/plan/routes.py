"""Choose and order the stops of a shift: the prize-collecting team orienteering problem.

Theory, symbols and sources: ``docs/theory/routes.md``.
"""

import math
import time
from typing import Literal, get_args

import numpy as np

from anlan.model.errors import RoutingError
from anlan.plan.insertion import Insertion
from anlan.plan.network import END, FIRST, START, Network, Routes, depots, to_network
from anlan.plan.problem import (
    Reason,
    RoutePlan,
    RoutingProblem,
    Search,
    TeamRoute,
    Unfit,
    check_problem,
)
from anlan.plan.ruin import ruin_and_recreate
from anlan.plan.travel import Floats, Ints, assumption

RESERVE = 0.6  # of the wall time is left to the local search


def solve_routes(
    problem: RoutingProblem,
    search: Search | None = None,
    unfit: Literal["raise", "report"] = "raise",
) -> RoutePlan:
    r"""Return routes that collect the most prize within the shift.

    .. math::
        \max \sum_i p_i y_i \quad\text{subject to}\quad
        \sum_k y_{ik} = y_i \le 1,\quad y_i = 1\ (i \in M),\quad
        \sum_{(i,j) \in k} (s_i + t_{ij}) + w_k \le L,\quad a_i \le b_i \le c_i

    with :math:`p_i` the prize of stop i, :math:`y_i` whether it is served (:math:`y_{ik}`: by team
    k), :math:`M` the required stops (legal cycle due, appointment, drawn by chance), :math:`s_i`
    the visit, :math:`t_{ij}` the drive, :math:`w_k` the waiting and :math:`L` the shift;
    :math:`b_i` is when the visit begins and :math:`[a_i, c_i]` its window. Among plans of equal
    prize the one with less driving is taken. The problem is NP-hard (Chao, Golden and Wasil 1996,
    European Journal of Operational Research 88(3), 464-474): the answer honours every limit but
    is not proven to be the best.

    Args:
        problem: the candidates and the teams.
        search: how long to search; the defaults suit 2,000 candidates and 30 teams.
        unfit: what to do with required stops that can't be served: ``raise`` refuses to plan,
            ``report`` serves the others, those of higher precedence first, and lists these.

    Raises:
        RoutingError: the problem is ill-posed, or (with ``raise``) a required stop doesn't fit.

    >>> from anlan.plan.problem import Stop
    >>> stops = (
    ...     Stop(114.30, 30.60, prize=0.30, visit_minutes=30),
    ...     Stop(114.31, 30.60, prize=0.20, visit_minutes=30),
    ...     Stop(114.32, 30.60, prize=0.10, visit_minutes=30, must=True),
    ...     Stop(114.60, 30.60, prize=0.90, visit_minutes=30),
    ... )
    >>> plan = solve_routes(RoutingProblem(stops, 1, 120.0, 30.0, start=(114.30, 30.60)))
    >>> plan.routes[0].stops, round(plan.prize, 2), round(plan.routes[0].minutes)
    ((0, 1, 2), 0.6, 101)

    One team has two hours. The fourth stop has the largest prize, but it lies 29 km away: the
    drive alone, 40 road kilometres each way at 30 km/h, would take more than the shift. So the
    three near stops are visited, among them the one whose legal cycle is due; the day ends after
    101 minutes, 90 of them spent on visits.
    """
    check_problem(problem)
    search = search or Search()
    started = time.monotonic()
    net = to_network(problem, trim(problem))
    plan = _first_plan(net)
    optional = _optional(net)
    early = started + search.seconds * (1 - RESERVE)
    plan = ruin_and_recreate(plan, optional, search, early)
    in_time = time.monotonic() < early
    from anlan.plan.local import polish  # noqa: PLC0415  (OR-Tools takes a second to import)

    left = started + search.seconds - time.monotonic()
    routes = polish(net, plan.routes, left)
    answer = _answer(problem, net, routes, in_time and time.monotonic() < started + search.seconds)
    if answer.unfit and unfit == "raise":
        raise _refusal(answer.unfit)
    return answer


def room_for(teams: int, shift_minutes: float, visit_minutes: Floats) -> int:
    """Return how many optional candidates take part in a plan.

    ``candidates_per_stop`` for each visit of middle length that the teams' shifts could hold
    without any driving, within the bounds declared in ``assumptions.json``.
    """
    middle = max(1.0, float(np.median(visit_minutes)))
    room = float(assumption("candidates_per_stop")) * teams * shift_minutes / middle
    fewest, most = float(assumption("fewest_candidates")), float(assumption("most_candidates"))
    return int(min(max(room, fewest), most))


def trim(problem: RoutingProblem) -> Ints:
    """Return the indices of the candidates that take part, in order.

    All required stops, and of the others the best by prize, as many as there is room for.
    """
    stops = problem.stops
    visits = np.array([stop.visit_minutes for stop in stops])
    room = room_for(problem.teams, problem.shift_minutes, visits)
    required = np.array([stop.required for stop in stops])
    prize = np.array([stop.prize for stop in stops])
    others = np.flatnonzero(~required)
    best = others[np.argsort(-prize[others], kind="stable")[:room]]
    return np.sort(np.concatenate([np.flatnonzero(required), best])).astype(np.int64)


def count_that_fit(problem: RoutingProblem, rounds: int = 300) -> int:
    """Return how many stops a short search fits into the day: its capacity, a little too low.

    Deterministic; used to turn a share of the day into a number of visits before any is chosen.

    Raises:
        RoutingError: the problem is ill-posed.
    """
    check_problem(problem)
    net = to_network(problem, trim(problem))
    plan = ruin_and_recreate(_first_plan(net), _optional(net), Search(rounds), math.inf)
    return int(plan.routed.sum()) - FIRST


def _first_plan(net: Network) -> Insertion:
    plan = Insertion(net)
    plan.demand(net.required)
    plan.fill(_optional(net), net.prize)
    return plan


def _optional(net: Network) -> Ints:
    return np.setdiff1d(np.arange(FIRST, net.size), net.required)


def _answer(problem: RoutingProblem, net: Network, routes: Routes, complete: bool) -> RoutePlan:
    start, end = depots(problem)
    served = np.array([node for route in routes for node in route[1:-1]], dtype=np.int64)
    missing = [int(node) for node in net.required if node not in served]
    return RoutePlan(
        routes=tuple(_team_route(net, route) for route in routes),
        start=start,
        end=end,
        prize=float(net.prize[served].sum()),
        considered=len(net.stops),
        unfit=tuple(Unfit(int(net.stops[node - FIRST]), _reason(net, node)) for node in missing),
        complete=complete,
    )


def _team_route(net: Network, nodes: list[int]) -> TeamRoute:
    if nodes == [START, END]:
        return TeamRoute()
    begins = net.begins(nodes)
    leaves = begins + net.visit[nodes]
    before, after = nodes[:-1], nodes[1:]
    return TeamRoute(
        stops=tuple(int(net.stops[node - FIRST]) for node in nodes[1:-1]),
        arrive=tuple(float(second) / 60 for second in begins[1:-1]),
        leave=tuple(float(second) / 60 for second in leaves[1:-1]),
        minutes=float(begins[-1]) / 60,
        drive_minutes=float(net.seconds[before, after].sum()) / 60,
        km=float(net.km[before, after].sum()),
    )


def _reason(net: Network, node: int) -> Reason:
    """Say why a required stop wasn't served: alone it can't be, or only beside the others."""
    there, back = int(net.seconds[START, node]), int(net.seconds[node, END])
    if there + int(net.visit[node]) + back > net.shift:
        return "too_far"
    begin = max(there, int(net.opens[node]))
    if begin > net.closes[node] or begin + int(net.visit[node]) + back > net.shift:
        return "window"
    return "crowded"


def _refusal(unfit: tuple[Unfit, ...]) -> RoutingError:
    """Return the error that names every stop that doesn't fit, by reason."""
    named = {
        reason: ", ".join(str(entry.stop) for entry in unfit if entry.reason == reason) or "-"
        for reason in get_args(Reason)
    }
    return RoutingError("error.plan.unfit", **named)
