"""A second, slow and simple reckoning of routes, to hold the plans against."""

import math
from itertools import combinations, permutations

from anlan.plan.problem import Position, RoutePlan, RoutingProblem, Stop

DETOUR, RADIUS_KM = 1.4, 6371.0088


def drive_minutes(problem: RoutingProblem, a: Position, b: Position) -> float:
    """Minutes on the road by the spherical law of haversines, rounded up to whole seconds."""
    return math.ceil(round(road_km(a, b) / problem.speed_kmh * 3600, 6)) / 60


def road_km(a: Position, b: Position) -> float:
    (lon1, lat1), (lon2, lat2) = (map(math.radians, place) for place in (a, b))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * RADIUS_KM * math.asin(math.sqrt(half)) * DETOUR


def place(stop: Stop) -> Position:
    return stop.lon, stop.lat


def visit_minutes(stop: Stop) -> float:
    return math.ceil(round(stop.visit_minutes * 60, 6)) / 60


def home_at(problem: RoutingProblem, order: tuple[int, ...]) -> float:
    """The minute a team is back that serves ``order``; infinite if a window is missed."""
    clock, here = 0.0, problem.start
    for index in order:
        stop = problem.stops[index]
        opens, closes = stop.window or (0.0, math.inf)
        clock = max(clock + drive_minutes(problem, here, place(stop)), opens)
        if clock > closes + 1e-9:
            return math.inf
        clock, here = clock + visit_minutes(stop), place(stop)
    return clock + drive_minutes(problem, here, problem.start)


def best_prize(problem: RoutingProblem) -> float:
    """The most prize any plan can collect, by trying every set for every team."""
    indices = range(len(problem.stops))
    sets = [frozenset(c) for size in range(len(indices) + 1) for c in combinations(indices, size)]
    feasible = [
        chosen
        for chosen in sets
        if any(
            home_at(problem, order) <= problem.shift_minutes + 1e-9
            for order in permutations(sorted(chosen))
        )
    ]
    plans = {frozenset[int]()}
    for _ in range(problem.teams):
        plans = {plan | chosen for plan in plans for chosen in feasible if not plan & chosen}
    required = {i for i in indices if problem.stops[i].required}
    return max(sum(problem.stops[i].prize for i in plan) for plan in plans if plan >= required)


def greedy_prize(problem: RoutingProblem) -> float:
    """What an inspector with a sorted list gets: the best prize next, put where it costs least."""
    routes: list[tuple[int, ...]] = [()] * problem.teams
    ranked = sorted(range(len(problem.stops)), key=lambda i: -problem.stops[i].prize)
    for index in ranked:
        trials = [
            (home_at(problem, (*route[:gap], index, *route[gap:])), team, gap)
            for team, route in enumerate(routes)
            for gap in range(len(route) + 1)
        ]
        home, team, gap = min(trials)
        if home <= problem.shift_minutes:
            routes[team] = (*routes[team][:gap], index, *routes[team][gap:])
    return sum(problem.stops[i].prize for route in routes for i in route)


def check_limits(problem: RoutingProblem, plan: RoutePlan) -> None:
    """Hold a plan against every limit, with times reckoned here."""
    assert len(plan.routes) == problem.teams
    assert len(set(plan.served)) == len(plan.served)
    for route in plan.routes:
        clock, here = 0.0, plan.start
        for index, arrive, leave in zip(route.stops, route.arrive, route.leave, strict=True):
            stop = problem.stops[index]
            opens, closes = stop.window or (0.0, problem.shift_minutes)
            assert arrive >= clock + drive_minutes(problem, here, place(stop)) - 1e-6
            assert opens - 1e-6 <= arrive <= closes + 1e-6
            assert math.isclose(leave - arrive, visit_minutes(stop), abs_tol=1e-6)
            clock, here = leave, place(stop)
        last_leg = drive_minutes(problem, here, plan.end) if route.stops else 0.0
        assert math.isclose(route.minutes, clock + last_leg, abs_tol=1e-6)
        assert route.minutes <= problem.shift_minutes + 1e-9
