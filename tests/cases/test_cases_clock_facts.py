"""Facts: official holidays, published limits, and what the theory page tells as examples."""

import re
from calendar import isleap
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from anlan.cases.clock import Calendar, Limit, Pause, deadline
from anlan.cases.clock.rules import UNITS, rules
from anlan.model.calendar import Shift


def at(text: str, offset: str = "+08:00") -> datetime:
    return datetime.fromisoformat(text + offset)


# Notices 〔2023〕7, 〔2024〕12 and 〔2025〕7: the first and last day off, and the days worked.
NOTICES = [
    ("2024-02-10", "2024-02-17", ["2024-02-04", "2024-02-18"]),
    ("2024-10-01", "2024-10-07", ["2024-09-29", "2024-10-12"]),
    ("2025-01-28", "2025-02-04", ["2025-01-26", "2025-02-08"]),
    ("2025-10-01", "2025-10-08", ["2025-09-28", "2025-10-11"]),
    ("2026-02-15", "2026-02-23", ["2026-02-14", "2026-02-28"]),
    ("2026-10-01", "2026-10-07", ["2026-09-20", "2026-10-10"]),
]


@pytest.mark.parametrize(("first", "last", "worked"), NOTICES)
def test_nobody_works_on_a_holiday_and_all_do_on_the_days_that_make_up(
    shanghai, first, last, worked
):
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    off = [begin + timedelta(days=number) for number in range((end - begin).days + 1)]
    assert not any(shanghai.works(day) for day in off)
    made_up = [date.fromisoformat(day) for day in worked]
    assert all(shanghai.works(day) and day.weekday() >= 5 for day in made_up)
    assert shanghai.works(begin - timedelta(days=1)) or (begin - timedelta(days=1)).weekday() >= 5


# Statutory days, each of which takes a working day's place: eleven, and thirteen from 2025 on. In
# 2020 the Spring Festival was made two working days longer.
STATUTORY = dict.fromkeys(range(2018, 2025), 11) | {2020: 13, 2025: 13, 2026: 13}


@pytest.mark.parametrize("year", STATUTORY)
def test_a_year_has_its_weekdays_less_the_statutory_days(shanghai, year):
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365 + isleap(year))]
    weekdays = sum(day.weekday() < 5 for day in days)
    assert sum(shanghai.works(day) for day in days) == weekdays - STATUTORY[year]


def test_chicago_keeps_its_own_days(chicago):
    closed = ["2026-02-12", "2026-03-02", "2026-07-03", "2026-11-26", "2026-12-25"]
    assert not any(chicago.works(date.fromisoformat(day)) for day in closed)
    assert chicago.works(date(2026, 11, 27))


# Limits of a district and of Jiyuan, as published, from a Tuesday at 16:30, the day before the
# National Day of 2025 (off until Wednesday 8 October; Saturday 11 October is worked).
PUBLISHED = [
    ("sweeping a road", 2, "work_hour", "2025-10-09T08:30"),
    ("exposed rubbish; rubble; stop an illegal building", 4, "work_hour", "2025-10-09T10:30"),
    ("sweeping a road, Jiyuan", 5, "work_hour", "2025-10-09T11:30"),
    ("exposed rubbish, Jiyuan", 1, "work_day", "2025-10-09T18:00"),
    ("spoil heaps", 2, "work_day", "2025-10-10T18:00"),
    ("heaped rubbish, Jiyuan", 4, "work_day", "2025-10-13T18:00"),
    ("care of greenery", 5, "work_day", "2025-10-14T18:00"),
    ("penalty for an illegal building", 7, "work_day", "2025-10-16T18:00"),
    ("foul water, Jiyuan", 15, "work_day", "2025-10-28T18:00"),
    ("pull down an illegal building", 20, "work_day", "2025-11-04T18:00"),
    ("a cover is missing: guard it", 2, "urgent_hour", "2025-09-30T18:30"),
    ("a cover is missing: replace it", 4, "urgent_hour", "2025-09-30T20:30"),
]


@pytest.mark.parametrize(("what", "number", "unit", "due"), PUBLISHED)
def test_published_limits(shanghai, what, number, unit, due):
    assert deadline(at("2025-09-30T16:30"), Limit(number, unit), shanghai).due == at(due), what


PAGE = (Path(__file__).parents[2] / "docs" / "theory" / "clocks.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| \w{3} (?P<start>[\d-]+ [\d:]+) \| (?P<number>[\d.]+) (?P<unit>\w+ \w+?)s? \| "
    r"\w{3} (?P<due>[\d-]+ [\d:]+) \|",
    re.MULTILINE,
)
EXAMPLES = [match.groupdict() for match in ROW.finditer(PAGE)]


def test_the_theory_page_has_an_example_of_every_unit():
    assert {row["unit"].replace(" ", "_") for row in EXAMPLES} == set(UNITS)


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: f"{row['start']} {row['number']}")
def test_examples_of_the_theory_page(shanghai, row):
    limit = Limit(float(row["number"]), row["unit"].replace(" ", "_"))
    found = deadline(at(row["start"]), limit, shanghai)
    day, _, time = row["due"].partition(" ")
    # A day that ends at 24:00 ends when the next one begins.
    due = at(f"{day} 00:00") + timedelta(days=1) if time == "24:00" else at(row["due"])
    assert found.due == due


def test_hours_are_lived_where_clocks_are_put_forward_and_back(chicago):
    spring, autumn = at("2026-03-07T16:30", "-06:00"), at("2026-10-31T16:30", "-05:00")
    day = Limit(24, "urgent_hour")
    assert deadline(spring, day, chicago).due == at("2026-03-08T17:30", "-05:00")
    assert deadline(autumn, day, chicago).due == at("2026-11-01T15:30", "-06:00")


def always(*shifts: Shift, zone: str = "America/Chicago") -> Calendar:
    return Calendar("always", zone, weekdays=frozenset(range(7)), shifts=shifts)


def test_a_shift_that_begins_when_no_clock_shows_it_begins_with_the_change():
    office = always(Shift(150, 360))  # 02:30–06:00; on 8 March clocks go from 02:00 to 03:00
    found = deadline(at("2026-03-08T00:00", "-06:00"), Limit(3, "work_hour"), office)
    assert found.due == at("2026-03-08T06:00", "-05:00")


def test_a_shift_over_the_hour_that_comes_twice_is_an_hour_longer():
    office = always(Shift(90, 180))  # 01:30–03:00; on 1 November 01:30 comes at 06:30 and 07:30 UTC
    start = at("2026-11-01T00:00", "-05:00")
    found = deadline(start, Limit(2.5, "work_hour"), office)
    assert found.due == at("2026-11-01T03:00", "-06:00")
    assert found.used(at("2026-11-01T07:00", "+00:00")) == timedelta(minutes=30)


def test_a_work_day_after_a_limit_that_ended_with_a_day_is_the_next_one(shanghai):
    friday = at("2026-11-06T16:30")
    found = deadline(friday, Limit(3, "calendar_day"), shanghai, (), [Limit(1, "work_day")])
    assert found.due == at("2026-11-10T18:00")  # up on Monday at 24:00, so Tuesday is the first
    night = always(Shift(1320, 1800), zone="Asia/Shanghai")
    four = Limit(4, "work_hour")
    found = deadline(at("2026-11-07T02:00"), four, night, (), [Limit(1, "work_day")])
    assert found.due == at("2026-11-08T06:00")  # up at six with Friday's shift: Saturday's is next


def test_a_calendar_day_after_a_limit_that_ended_at_midnight_is_the_next_one(shanghai):
    four = Limit(4, "urgent_hour")
    extended = [Limit(1, "calendar_day")]
    found = deadline(at("2026-11-06T20:00"), four, shanghai, (), extended)
    assert found.due == at("2026-11-08T00:00")


def test_a_pause_that_begins_at_the_due_time_comes_too_late(shanghai):
    start, due = at("2026-11-09T08:00"), at("2026-11-09T10:00")
    for unit in ("work_hour", "urgent_hour"):
        for end in (None, at("2026-11-12T10:00")):
            found = deadline(start, Limit(2, unit), shanghai, [Pause(due, end)])
            assert found.due == due
            assert found.why("en")[-1] == "Due Mon 9 Nov, 10:00."


def test_pauses_that_meet_are_told_as_one(shanghai):
    times = [at(f"2026-11-09T{hour}:00") for hour in ("09", "10", "11")]
    stops = [Pause(times[0], times[1]), Pause(times[1], times[2])]
    told = deadline(at("2026-11-09T08:00"), Limit(2, "work_hour"), shanghai, stops).why("en")
    assert "Paused from Mon 9 Nov, 09:00 to Mon 9 Nov, 11:00: 2 h not counted." in told


def test_a_pause_gives_back_the_working_time_it_took(shanghai):
    paused = Pause(at("2026-11-09T10:00"), at("2026-11-10T10:00"))
    found = deadline(at("2026-11-06T16:30"), Limit(3, "work_day"), shanghai, [paused])
    assert found.due == at("2026-11-12T18:00")
    over_the_weekend = Pause(at("2026-11-07T10:00"), at("2026-11-08T10:00"))
    found = deadline(at("2026-11-06T16:30"), Limit(3, "work_day"), shanghai, [over_the_weekend])
    assert found.due == at("2026-11-11T18:00")


def test_an_office_that_never_closes_counts_every_hour(jiangcheng):
    start = at("2026-02-16T23:30")
    found = deadline(start, Limit(4, "work_hour"), jiangcheng["on_duty"])
    assert found.due == start + timedelta(hours=4)
    assert found.assumed_from is None


def test_a_crew_with_its_own_shifts_takes_the_rest_from_the_calendar_it_extends(jiangcheng):
    crew = jiangcheng["sanitation"]
    assert crew.zone == "Asia/Shanghai"
    due = deadline(at("2026-10-01T20:30"), Limit(1, "work_hour"), crew).due
    assert due == at("2026-10-02T05:30")


def test_a_night_shift_belongs_to_the_day_on_which_it_begins():
    night = Calendar("night", "Asia/Shanghai", shifts=[Shift(1320, 1800)])
    friday_night, after_it = at("2026-11-07T02:00"), at("2026-11-07T07:00")
    day = Limit(1, "work_day")
    assert deadline(friday_night, day, night).due == at("2026-11-10T06:00")
    assert deadline(after_it, day, night).due == at("2026-11-10T06:00")
    assert deadline(at("2026-11-06T21:00"), Limit(8, "work_hour"), night).due == at(
        "2026-11-07T06:00"
    )


@pytest.mark.parametrize(
    ("start", "number", "unit", "assumed"),
    [
        ("2026-12-30T10:00", 2, "work_day", "2027-01-01"),
        ("2026-12-30T10:00", 1, "work_day", None),
        ("2026-12-31T17:00", 1, "work_hour", None),
        ("2026-12-31T17:00", 2, "work_hour", "2027-01-01"),
        ("2026-12-30T10:00", 30, "calendar_day", None),
        ("2026-12-30T10:00", 300, "urgent_hour", None),
        ("2017-12-29T10:00", 9, "work_hour", "2017-12-29"),
        ("2031-05-05T10:00", 1, "work_hour", "2031-05-05"),
    ],
)
def test_a_deadline_says_from_when_on_no_holidays_are_declared(
    shanghai, start, number, unit, assumed
):
    found = deadline(at(start), Limit(number, unit), shanghai).assumed_from
    assert found == (None if assumed is None else date.fromisoformat(assumed))


def test_a_limit_that_ends_with_the_last_declared_day_assumes_nothing():
    until = {"known_from": date(2018, 1, 1), "known_until": date(2026, 12, 31)}
    office = Calendar("always", "Asia/Shanghai", shifts=[Shift(0, 1440)], **until)
    start = at("2026-12-31T22:00")
    assert deadline(start, Limit(2, "work_hour"), office).assumed_from is None
    assert deadline(start, Limit(2.1, "work_hour"), office).assumed_from == date(2027, 1, 1)


def test_near_is_four_fifths_unless_told_otherwise(shanghai):
    start = at("2026-11-09T08:00")
    assert rules().near == 0.8
    assert deadline(start, Limit(5, "work_hour"), shanghai).near == at("2026-11-09T12:00")
    half = deadline(start, Limit(5, "work_hour"), shanghai, near=0.5)
    assert half.near == at("2026-11-09T10:30")


def test_answers_are_in_utc(shanghai):
    found = deadline(at("2026-11-09T08:00"), Limit(5, "work_hour"), shanghai)
    assert found.due.tzinfo is UTC and found.start.tzinfo is UTC and found.near.tzinfo is UTC
