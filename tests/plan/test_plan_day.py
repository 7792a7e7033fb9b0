"""A day's plan: within the shift, owed visits first or reported, the share of chance kept."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_city import NEVER, details, planned, premises

from anlan.model.errors import RoutingError
from anlan.plan.export import to_record
from anlan.plan.premises import precedence


def cycles(total: int, due: dict[int, float], since: float = 400.0, cycle: float = 365.0):
    """Days since the last visit and legal cycles, where ``due`` says who is how many days late."""
    days, legal = np.full(total, since), np.full(total, np.nan)
    for row, late in due.items():
        days[row], legal[row] = cycle + late, cycle
    return {"days_since_visit": days, "legal_cycle_days": legal}


def test_teams_are_back_within_the_shift_and_nobody_is_visited_twice():
    plan = planned(premises(), teams=3, shift_minutes=300)
    assert [team.team for team in plan.teams] == [1, 2, 3]
    assert max(team.minutes for team in plan.teams) <= 300
    assets = [stop.asset for stop in plan.stops]
    assert len(set(assets)) == len(assets) > 10
    assert [stop.order for stop in plan.teams[0].stops] == list(
        range(1, len(plan.teams[0].stops) + 1)
    )


def test_same_day_same_plan():
    assert planned(premises()) == planned(premises())


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3])
def test_the_declared_share_of_visits_is_random_and_marked_with_its_probability(share):
    plan = planned(premises(), random_share=share)
    by_chance = [stop for stop in plan.stops if stop.random]
    assert len(by_chance) == plan.draw.count
    assert share <= len(by_chance) / len(plan.stops) <= share * 1.2 + 0.02
    assert {stop.probability for stop in by_chance} <= {plan.draw.count / 120}
    assert {stop.probability for stop in plan.stops if not stop.random} == {None}
    assert plan.draw.seed == "chicago/food/2014-09-02"


def test_the_draw_is_blind_to_the_order_of_the_scores():
    ranking = premises(total=400)
    turned = premises(total=400, score=ranking.score[::-1].copy())
    ids = [
        {stop.asset for stop in planned(given, random_share=0.02).stops if stop.random}
        for given in (ranking, turned)
    ]
    assert ids[0] == ids[1] != set()


def test_only_the_eligible_are_drawn():
    eligible = np.arange(120) < 10
    plan = planned(premises(eligible=eligible))
    assert plan.draw.eligible == 10
    assert {stop.row for stop in plan.stops if stop.random} <= set(range(10))


def test_what_no_team_can_reach_is_not_drawn():
    far = premises(total=40)
    far.lon[:20] += 5.0
    plan = planned(far, depot=(-87.65, 41.88), random_share=0.9)
    assert plan.draw.eligible == 20
    assert min(stop.row for stop in plan.stops if stop.random) >= 20


def test_the_draw_spreads_over_divisions():
    division = ["north" if row < 60 else "south" for row in range(120)]
    plan = planned(premises(division=division), random_share=0.3)
    north = sum(row < 60 for row in plan.draw.drawn)
    assert abs(north - plan.draw.count / 2) <= 1


def test_visits_whose_legal_cycle_is_due_today_are_served_and_marked():
    ranking = premises(score=np.full(120, 0.01), **cycles(120, {3: 0.0, 7: 12.0, 9: -1.0}))
    plan = planned(ranking, random_share=0.0)
    assert {stop.asset for stop in plan.stops if stop.must} == {"P3", "P7"}
    assert not plan.left_out


def test_where_more_is_overdue_than_fits_the_longest_overdue_come_first():
    ranking = premises(**cycles(120, {row: float(row) for row in range(120)}))
    plan = planned(ranking, teams=1, random_share=0.0)
    served = sorted(stop.row for stop in plan.stops)
    assert served[-3:] == [117, 118, 119]
    assert min(served) > 60
    assert len(plan.left_out) == 120 - len(served)
    assert {(entry.why, entry.reason) for entry in plan.left_out} == {("overdue", "crowded")}


def test_unless_the_pack_says_less_the_law_comes_before_danger_as_far_as_the_day_goes():
    late = dict.fromkeys(range(60), 900.0)  # the tamest half is long overdue
    ranking = premises(score=np.linspace(0.001, 1.0, 120), **cycles(120, late))
    plan = planned(ranking, teams=2, random_share=0.0)
    owed = [stop for stop in plan.stops if stop.must]
    assert len(owed) == len(plan.stops) > 12
    record = to_record(plan, details(plan))
    assert record["overdue"] == {"due": 60, "planned": len(owed)}


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5])
def test_a_backlog_claims_no_more_than_its_share_of_the_day(share):
    late = dict.fromkeys(range(60), 900.0)  # the tamest half is long overdue
    ranking = premises(score=np.linspace(0.001, 1.0, 120), **cycles(120, late))
    plan = planned(ranking, teams=2, random_share=0.0, overdue_share=share)
    overdue = [stop for stop in plan.stops if stop.must]
    assert share * len(plan.stops) * 0.8 - 1 <= len(overdue) <= share * len(plan.stops) + 2
    assert len(overdue) + len(plan.left_out) == 60
    assert "share" in {entry.reason for entry in plan.left_out}


def test_chance_keeps_its_share_beside_a_backlog():
    ranking = premises(**cycles(120, {row: float(row) for row in range(120)}))
    plan = planned(ranking, teams=1, random_share=0.2)
    assert sum(stop.random for stop in plan.stops) == plan.draw.count >= 1


def test_appointments_are_kept_and_marked():
    plan = planned(premises(appointments={"P8": (100.0, 110.0)}))
    (kept,) = [stop for stop in plan.stops if stop.appointment]
    assert kept.asset == "P8"
    assert 100 <= kept.arrive <= 110
    assert kept.window == (100.0, 110.0)


@pytest.mark.parametrize(
    ("changes", "why", "reason"),
    [
        ({"appointments": {"P0": (0.0, 0.0)}}, "appointment", "window"),
        ({"visit_minutes": np.r_[999.0, np.full(119, 25.0)], **cycles(120, {0: 9.0})}, "overdue",
         "too_far"),
        ({"lon": np.r_[np.nan, np.full(119, -87.65)], **cycles(120, {0: 9.0})}, "overdue",
         "no_position"),
        ({"lon": np.r_[np.nan, np.full(119, -87.65)], "appointments": {"P0": (0.0, 90.0)}},
         "appointment", "no_position"),
    ],
)  # fmt: skip
def test_what_is_owed_and_cannot_be_served_is_reported(changes, why, reason):
    plan = planned(premises(**changes), random_share=0.0)
    assert [(entry.asset, entry.why, entry.reason) for entry in plan.left_out] == [
        ("P0", why, reason)
    ]
    assert plan.left_out[0].say("en").startswith("P0 (")
    assert "未编入路线" in plan.left_out[0].say("zh")


def test_a_drawn_visit_that_finds_no_place_keeps_its_probability():
    everyone = {f"P{row}": (0.0, 420.0) for row in range(30)}
    plan = planned(premises(total=40, appointments=everyone), teams=1, random_share=0.9)
    lost = [entry for entry in plan.left_out if entry.why == "random"]
    assert lost
    assert {entry.probability for entry in lost} == {plan.draw.probability}


def test_a_premises_never_visited_is_owed_its_visit_the_longest():
    ranking = premises(total=3, days_since_visit=np.array([900.0, NEVER, 10.0]),
                       legal_cycle_days=np.full(3, 365.0))  # fmt: skip
    assert ranking.overdue_days().tolist()[:2] == [535.0, np.inf]
    assert np.isnan(ranking.overdue_days()[2])


@given(st.lists(st.tuples(st.floats(0, 900), st.floats(0, 1)), min_size=1, max_size=20))
def test_precedence_orders_by_days_overdue_then_by_score(pairs):
    overdue, score = (np.array(column) for column in zip(*pairs, strict=True))
    order = np.argsort(-precedence(overdue, score))
    ranked = [pairs[row] for row in order]
    assert ranked == sorted(pairs, reverse=True)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"score": np.zeros(3)}, "error.plan.shapes"),
        ({"asset": ["P0"] * 120}, "error.plan.duplicate"),
        ({"appointments": {"nobody": (0.0, 9.0)}}, "error.plan.appointment"),
        ({"lon": np.full(120, np.nan)}, "error.plan.no_stops"),
        ({"score": np.full(120, np.nan)}, "error.plan.stop"),
    ],
)
def test_a_ranking_that_does_not_fit_together_is_refused(changes, key):
    with pytest.raises(RoutingError) as refused:
        planned(premises(**changes))
    assert refused.value.key == key


def test_the_line_runs_from_the_depot_through_the_stops_and_back():
    depot = (-87.70, 41.90)
    team = planned(premises(), depot=depot).teams[0]
    assert team.line[0] == team.line[-1] == depot
    assert team.line[1:-1] == tuple((stop.lon, stop.lat) for stop in team.stops)
