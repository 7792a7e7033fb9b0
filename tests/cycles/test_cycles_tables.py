"""Every row of the published tables of statutory cycles."""

from datetime import date

import pytest
from cycles_rows import at, found, one

from anlan.risk.cycles import cycles
from anlan.risk.cycles.due import WHY

IN_USE, LAST = "2015-04-10", "2021-04-10"

# The cycle, and so many months from first use to the first one and between two of them.
PLAIN = {
    "boiler_external": (12, 12),
    "boiler_internal": (24, 24),
    "boiler_pressure": (72, 72),
    "vessel_check": (12, 12),
    "vessel_nonmetal_check": (12, 12),
    "tanker_road_check": (12, 12),
    "tanker_rail_check": (12, 12),
    "tank_container_check": (12, 12),
    "tube_trailer_a": (36, 60),
    "tube_trailer_b": (48, 72),
    "cylinder_corrosive": (24, 24),
    "cylinder_common": (36, 36),
    "cylinder_inert": (60, 60),
    "cylinder_lpg_small": (48, 48),
    "public_pipe_sub_high_check": (12, 12),
    "public_pipe_sub_high": (96, 96),
    "public_pipe_medium_check": (12, 12),
    "public_pipe_medium": (144, 144),
    "public_pipe_pe_check": (12, 12),
    "public_pipe_pe": (180, 180),
    "pipe_gc12_check": (12, 12),
    "pipe_gc3_check": (12, 12),
    "safety_valve": (12, 12),
    "crane_yearly": (12, 12),
    "crane": (24, 24),
    "ride": (12, 12),
    "ropeway": (12, 12),
    "ropeway_full": (36, 36),
    "site_vehicle": (12, 12),
    "fire_drill_key": (6, 6),
    "fire_training_key": (12, 12),
    "fire_check_office": (3, 3),
    "fire_check": (1, 1),
    "fire_drill": (12, 12),
    "fire_training_public": (6, 6),
    "fire_system": (12, 12),
    "electrical": (12, 12),
    "kitchen_duct": (3, 3),
}
DAYS = {"lift_upkeep": 15, "fire_patrol": 1}

# The cycle, months to the first, and by the grade of the last: months, "agency" or "repair".
GRADED = {
    "vessel_inspection": (36, {1: 72, 2: 72, 3: 36, 4: "agency", 5: "repair"}),
    "vessel_nonmetal_inspection": (12, {1: "agency", 5: "repair"}),
    "tanker_road_inspection": (12, {1: 60, 2: 60, 3: 36}),
    "tanker_rail_inspection": (12, {1: 48, 2: 48, 3: 24}),
    "tank_container_inspection": (12, {1: 60, 2: 60, 3: 30}),
    "pipe_gc12_inspection": (36, {1: 72, 2: 72, 3: 36}),
    "pipe_gc3_inspection": (72, {1: 108, 2: 108, 3: 36}),
}
LIFT = {"lift_inspection", "lift_self_test"}


def later(day: str, months: int) -> date:
    year, month, of_month = (int(part) for part in day.split("-"))
    return date(year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1, of_month)


def test_no_cycle_that_ships_is_left_out_here():
    assert set(cycles()) == set(PLAIN) | set(DAYS) | set(GRADED) | LIFT


@pytest.mark.parametrize("cycle", PLAIN)
def test_so_long_after_first_use_and_after_the_last(cycle):
    first, every = PLAIN[cycle]
    assert at(cycle, one(IN_USE)) == later(IN_USE, first)
    assert at(cycle, one(IN_USE, LAST)) == later(LAST, every)


@pytest.mark.parametrize("cycle", DAYS)
def test_so_many_days_after(cycle):
    assert (at(cycle, one(IN_USE, LAST)) - date.fromisoformat(LAST)).days == DAYS[cycle]


@pytest.mark.parametrize("cycle", GRADED)
def test_by_the_grade_of_the_last_inspection(cycle):
    first, by_grade = GRADED[cycle]
    assert at(cycle, one(IN_USE)) == later(IN_USE, first)
    for grade, term in by_grade.items():
        told = found(cycle, one(IN_USE, LAST, grade=grade))
        if isinstance(term, int):
            assert told.at[0].item() == later(LAST, term)
        else:
            assert told.at[0].item() is None
            assert WHY[told.why[0]] == term


def test_lifts_are_inspected_in_the_years_of_the_list_then_yearly():
    due = [at("lift_inspection", one("2010-09-14"))]
    while len(due) < 10:
        due.append(at("lift_inspection", one("2010-09-14", due[-1].isoformat())))
    years = [1, 4, 7, 9, 11, 13, 15, 16, 17, 18]
    assert due == [date(2010 + year, 9, 30) for year in years]


def test_lifts_test_themselves_in_the_other_years():
    due = [at("lift_self_test", one("2010-09-14"))]
    while due[-1] is not None:
        due.append(at("lift_self_test", one("2010-09-14", due[-1].isoformat())))
    assert due == [date(2010 + year, 9, 30) for year in (2, 3, 5, 6, 8, 10, 12, 14)] + [None]


@pytest.mark.parametrize(
    ("last", "due"),
    [
        ("2013-06-30", date(2014, 9, 30)),  # three months early: it is no inspection of year 4
        ("2014-06-30", date(2014, 9, 30)),
        ("2014-07-01", date(2017, 9, 30)),  # two months early
        ("2014-09-30", date(2017, 9, 30)),
        ("2015-02-03", date(2017, 9, 30)),  # late: the month stays that of the acceptance
        ("2017-07-15", date(2019, 9, 30)),  # so late that it is the next one's as well
    ],
)
def test_a_lift_may_be_inspected_two_months_early_and_keeps_its_month(last, due):
    told = found("lift_inspection", one("2010-09-14", last))
    assert told.at[0].item() == due
    assert told.earliest[0].item() == date(due.year, 7, 1)


@pytest.mark.parametrize(
    ("last", "due"), [("2012-07-31", date(2012, 9, 30)), ("2012-08-01", date(2013, 9, 30))]
)
def test_a_lift_may_test_itself_one_month_early(last, due):
    assert at("lift_self_test", one("2010-09-14", last)) == due


@pytest.mark.parametrize(
    ("restarted", "last", "due"),
    [
        ("2022-03-02", "2020-09-01", date(2022, 3, 2)),  # over a year: before it runs again
        ("2022-03-01", "2020-09-01", date(2021, 9, 30)),  # a year to the day: year 7 as ever
        ("2022-03-02", "2022-02-20", date(2023, 9, 30)),  # inspected before it ran again
    ],
)
def test_a_lift_idle_for_more_than_a_year_is_inspected_before_it_runs(restarted, last, due):
    duties = one("2014-09-14", last, idle="2021-03-01", restarted=restarted)
    assert at("lift_inspection", duties) == due


def test_nothing_is_due_of_what_is_out_of_use():
    told = found("lift_inspection", one("2014-09-14", "2020-09-01", idle="2021-03-01"))
    assert (told.at[0].item(), WHY[told.why[0]]) == (None, "idle")


@pytest.mark.parametrize(
    ("grade", "stated", "due", "why"),
    [
        (3, "2026-04-10", date(2026, 4, 10), "stated"),  # the agency may give 3 to 6 years
        (3, "2028-04-10", date(2027, 4, 10), "capped"),
        (4, "2023-10-10", date(2023, 10, 10), "stated"),
        (4, "2025-10-10", date(2024, 4, 10), "capped"),  # monitored use: 3 years at most
        (1, "2024-04-10", date(2024, 4, 10), "stated"),
        (5, "2024-04-10", None, "repair"),
    ],
)
def test_the_agency_states_a_date_within_what_the_rule_allows(grade, stated, due, why):
    told = found("vessel_inspection", one(IN_USE, LAST, grade=grade, stated=stated))
    assert (told.at[0].item(), WHY[told.why[0]]) == (due, why)
