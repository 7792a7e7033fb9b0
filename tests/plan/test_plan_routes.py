"""Routes: limits always hold, small cases are solved to the optimum, refusals say why."""

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_reference import best_prize, check_limits, greedy_prize, place, road_km

from anlan.model.errors import RoutingError
from anlan.plan.problem import RoutingProblem, Search, Stop
from anlan.plan.routes import count_that_fit, solve_routes, trim

QUICK = Search(rounds=40, seconds=10)
DEPOT = (114.30, 30.60)


def stop(east_km: float = 0.0, north_km: float = 0.0, **kwargs: object) -> Stop:
    """A stop so many straight kilometres from the depot."""
    lon = DEPOT[0] + east_km / (111.195 * math.cos(math.radians(DEPOT[1])))
    values = {"prize": 1.0, "visit_minutes": 30.0} | kwargs
    return Stop(lon, DEPOT[1] + north_km / 111.195, **values)


def problem(*stops: Stop, teams: int = 1, shift: float = 240.0, speed: float = 20.0):
    return RoutingProblem(tuple(stops), teams, shift, speed, start=DEPOT)


def scattered(seed: int, count: int, teams: int, shift: float) -> RoutingProblem:
    rng = random.Random(seed)  # noqa: S311 -- a made-up city, not a secret
    stops = (
        stop(
            rng.gauss(0, 4), rng.gauss(0, 4), prize=rng.random(), visit_minutes=rng.choice([20, 45])
        )
        for _ in range(count)
    )
    return problem(*stops, teams=teams, shift=shift)


windows = st.tuples(st.floats(0, 200), st.floats(0, 200)).map(lambda w: (min(w), max(w)))
stops_anywhere = st.builds(
    stop,
    st.floats(-12, 12),
    st.floats(-12, 12),
    prize=st.floats(0, 1),
    visit_minutes=st.floats(0, 90),
    must=st.booleans(),
    random=st.booleans(),
    window=st.none() | windows,
    precedence=st.floats(-5, 5),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(stops_anywhere, min_size=1, max_size=12), st.integers(1, 3), st.floats(30, 480))
def test_every_plan_honours_shift_windows_and_single_visits(stops, teams, shift):
    asked = problem(*stops, teams=teams, shift=shift)
    plan = solve_routes(asked, QUICK, unfit="report")
    check_limits(asked, plan)
    required = {index for index, one in enumerate(stops) if one.required}
    unfit = [entry.stop for entry in plan.unfit]
    assert required == (required & set(plan.served)) | set(unfit)
    assert not set(unfit) & set(plan.served)
    assert math.isclose(plan.prize, sum(stops[index].prize for index in plan.served))


@pytest.mark.parametrize("seed", range(12))
def test_small_cases_reach_the_known_optimum(seed):
    asked = scattered(seed, count=6, teams=1 + seed % 2, shift=150.0)
    plan = solve_routes(asked, Search(rounds=300))
    assert plan.prize == pytest.approx(best_prize(asked))


@pytest.mark.parametrize("seed", range(4))
def test_small_cases_with_musts_and_an_appointment_reach_the_optimum(seed):
    free = scattered(seed, count=4, teams=1, shift=200.0)
    asked = problem(
        *free.stops,
        stop(1, 2, prize=0.0, must=True),
        stop(-2, 1, prize=0.1, window=(60.0, 90.0)),
        shift=200.0,
    )
    plan = solve_routes(asked, Search(rounds=300))
    assert plan.prize == pytest.approx(best_prize(asked))


@pytest.mark.parametrize("seed", range(3))
def test_search_beats_going_down_the_sorted_list(seed):
    asked = scattered(seed, count=80, teams=3, shift=300.0)
    assert solve_routes(asked, Search(rounds=200)).prize > 1.05 * greedy_prize(asked)


def test_same_problem_gives_same_plan():
    asked = scattered(7, count=60, teams=3, shift=300.0)
    plan = solve_routes(asked, Search(rounds=100))
    assert plan == solve_routes(asked, Search(rounds=100))
    assert plan.complete


def test_a_plan_cut_short_by_the_clock_says_so_and_honours_the_limits():
    asked = scattered(7, count=60, teams=3, shift=300.0)
    plan = solve_routes(asked, Search(seconds=0.0))
    assert not plan.complete
    check_limits(asked, plan)


def test_kilometres_and_minutes_on_the_road_are_those_of_the_route():
    asked = scattered(3, count=12, teams=2, shift=240.0)
    for route in solve_routes(asked, QUICK).routes:
        way = [DEPOT, *(place(asked.stops[index]) for index in route.stops), DEPOT]
        km = sum(road_km(a, b) for a, b in pairwise(way))
        assert route.km == pytest.approx(km)
        assert route.drive_minutes == pytest.approx(km / 20 * 60, abs=len(way) / 60)


def test_a_must_is_served_though_its_prize_is_nothing():
    asked = problem(*(stop(0.1 * i, prize=1.0) for i in range(9)), stop(8, prize=0.0, must=True))
    assert 9 in solve_routes(asked, QUICK).served


def test_a_team_waits_for_an_appointment():
    plan = solve_routes(problem(stop(0, window=(120.0, 130.0))), QUICK)
    assert plan.routes[0].arrive == (120.0,)
    assert plan.routes[0].leave == (150.0,)


def test_end_may_lie_elsewhere_than_start():
    far = stop(5, visit_minutes=10.0)
    asked = RoutingProblem((far,), 1, 60.0, 20.0, start=DEPOT, end=place(far))
    assert solve_routes(asked, QUICK).routes[0].km == pytest.approx(7.0, rel=1e-3)


def test_teams_start_at_the_centroid_of_the_candidates_by_default():
    asked = RoutingProblem((stop(-2, -2), stop(2, 4)), 1, 240.0, 20.0)
    assert solve_routes(asked, QUICK).start == pytest.approx((DEPOT[0], 30.60 + 1 / 111.195))


UNFIT = {
    "too_far": [stop(40, must=True)],
    "window": [stop(10, window=(0.0, 5.0))],
    "crowded": [stop(0.1 * i, visit_minutes=100.0, must=True) for i in range(3)],
}


@pytest.mark.parametrize("reason", UNFIT)
def test_required_stops_that_cannot_be_served_are_named_with_the_reason(reason):
    asked = problem(stop(0.5), *UNFIT[reason])
    plan = solve_routes(asked, QUICK, unfit="report")
    assert {entry.reason for entry in plan.unfit} == {reason}
    with pytest.raises(RoutingError) as refused:
        solve_routes(asked, QUICK)
    assert refused.value.values[reason] == ", ".join(str(entry.stop) for entry in plan.unfit)


def test_higher_precedence_is_served_first_where_not_all_fit():
    musts = [stop(0.1 * i, visit_minutes=70.0, must=True, precedence=i % 5) for i in range(10)]
    plan = solve_routes(problem(*musts, shift=320.0), QUICK, unfit="report")
    assert sorted(plan.served) == [3, 4, 8, 9]
    assert sorted(entry.stop for entry in plan.unfit) == [0, 1, 2, 5, 6, 7]


def test_trimming_keeps_all_that_is_required_and_the_best_of_the_rest():
    plain = [stop(prize=i / 1000) for i in range(900)]
    owed = [stop(prize=0.0, must=True), stop(prize=0.0, random=True), stop(window=(0.0, 9.0))]
    kept = set(trim(problem(*plain, *owed)).tolist())
    assert kept == {*range(400, 900), 900, 901, 902}


def test_capacity_is_what_fits():
    assert count_that_fit(problem(*(stop() for _ in range(20)), teams=2, shift=100.0)) == 6


def test_all_stops_fit_when_there_is_time_for_all():
    asked = scattered(1, count=10, teams=3, shift=1000.0)
    assert len(solve_routes(asked, QUICK).served) == 10


ILL_POSED = {
    "error.plan.no_stops": RoutingProblem((), 1, 60.0, 20.0),
    "error.plan.limit": problem(stop(), shift=-1.0),
    "error.plan.depot": RoutingProblem((stop(),), 1, 60.0, 20.0, start=(200.0, 0.0)),
    "error.plan.position": problem(Stop(math.nan, 30.0, 1.0, 10.0)),
    "error.plan.stop": problem(stop(prize=-0.1)),
    "error.plan.window": problem(stop(window=(90.0, 60.0))),
}


@pytest.mark.parametrize("key", ILL_POSED)
@pytest.mark.parametrize("act", [solve_routes, count_that_fit])
def test_a_problem_without_meaning_is_refused(key, act):
    with pytest.raises(RoutingError) as refused:
        act(ILL_POSED[key])
    assert refused.value.key == key
    assert refused.value.say("zh") != refused.value.say("en")


@pytest.mark.parametrize("name", ["teams", "shift_minutes", "speed_kmh", "detour"])
@pytest.mark.parametrize("value", [0, -1.0, math.nan, math.inf])
def test_every_limit_has_to_be_a_positive_number(name, value):
    settings_ = {"teams": 1, "shift_minutes": 60.0, "speed_kmh": 20.0} | {name: value}
    with pytest.raises(RoutingError, match=name):
        solve_routes(RoutingProblem((stop(),), **settings_))
