"""Every deadline answers "why then?", in both languages, and adds up."""

import re
from datetime import datetime, timedelta

import pytest
from clock_cities import offices, pauses
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.cases.clock import Calendar, Limit, Pause, deadline
from anlan.cases.clock.rules import UNITS, rules
from anlan.model.calendar import Shift
from anlan.words import LANGUAGES


def at(text: str, offset: str = "+08:00") -> datetime:
    return datetime.fromisoformat(text + offset)


def test_hours_over_a_holiday(shanghai):
    found = deadline(at("2026-09-30T16:30"), Limit(10, "work_hour"), shanghai)
    assert found.why("en") == [
        "Started Wed 30 Sep 2026, 16:30 (Asia/Shanghai).",
        "Limit 10 work hours: only working hours count.",
        "Wed 30 Sep: 1 h 30 min.",
        "Thu 1 Oct – Wed 7 Oct: National Day, doesn't count.",
        "Thu 8 Oct – Fri 9 Oct: 8 h 30 min.",
        "Due Fri 9 Oct, 08:30.",
    ]
    assert found.why("zh") == [
        "起始：2026年9月30日（周三） 16:30（Asia/Shanghai）。",
        "时限 10 个工作时：只计工作时间。",
        "9月30日（周三）：计 1 小时 30 分钟。",
        "10月1日（周四）至10月7日（周三）：国庆节放假，不计。",
        "10月8日（周四）至10月9日（周五）：计 8 小时 30 分钟。",
        "截止：10月9日（周五） 08:30。",
    ]


def test_days_with_a_make_up_day_a_pause_and_an_extension(shanghai):
    stop = Pause(at("2025-09-29T10:00"), at("2025-09-30T10:00"))
    three, two = Limit(3, "work_day"), Limit(2, "work_day")
    assert deadline(at("2025-09-26T16:30"), three, shanghai, [stop], [two]).why("en")[2:] == [
        "Sat 27 Sep: nobody works, doesn't count.",
        "Sun 28 Sep: 1 work day; worked in exchange for National Day and Mid-Autumn Festival.",
        "Mon 29 Sep – Tue 30 Sep: 2 work days.",
        "Wed 1 Oct – Wed 8 Oct: National Day and Mid-Autumn Festival, doesn't count.",
        "Thu 9 Oct – Fri 10 Oct: 2 work days.",
        "Without pauses it would end Fri 10 Oct, 18:00; up to then 41 h 30 min count.",
        "Paused from Mon 29 Sep, 10:00 to Tue 30 Sep, 10:00: 8 h not counted.",
        "Due Sat 11 Oct, 18:00.",
    ]


def test_an_extension_in_another_unit_is_told_apart(shanghai):
    hours, days = Limit(4, "work_hour"), Limit(1, "work_day")
    assert deadline(at("2026-11-06T16:30"), hours, shanghai, (), [days]).why("en")[2:] == [
        "Fri 6 Nov: 1 h 30 min.",
        "Sat 7 Nov – Sun 8 Nov: nobody works, doesn't count.",
        "Mon 9 Nov: 2 h 30 min.",
        "Extended by 1 work day: the working day after the start is the first; the last ends with "
        "its last shift.",
        "Tue 10 Nov: 1 work day.",
        "Due Tue 10 Nov, 18:00.",
    ]


def test_a_night_is_told_with_the_day_on_which_it_begins():
    night = Calendar("night", "Asia/Shanghai", shifts=[Shift(1320, 1800)])
    found = deadline(at("2026-11-06T21:00"), Limit(10, "work_hour"), night)
    assert found.why("en")[2:] == [
        "Fri 6 Nov: 8 h.",
        "Sat 7 Nov – Sun 8 Nov: nobody works, doesn't count.",
        "Mon 9 Nov: 2 h.",
        "Due Mon 9 Nov, 24:00.",
    ]


def test_a_pause_that_lasts(shanghai):
    stop = Pause(at("2026-11-09T10:00"))
    found = deadline(at("2026-11-06T16:30"), Limit(4, "work_hour"), shanghai, [stop])
    assert found.why("en")[-2:] == [
        "Paused since Mon 9 Nov, 10:00; the pause hasn't ended.",
        "No due time while the pause lasts; 30 min are left.",
    ]


def test_calendar_days_end_at_24_00(shanghai):
    found = deadline(at("2026-11-06T16:30"), Limit(3, "calendar_day"), shanghai)
    assert found.why("en")[-1] == "Due Mon 9 Nov, 24:00."


def test_clocks_that_are_put_forward_are_told(chicago):
    spring = deadline(at("2026-03-07T16:30", "-06:00"), Limit(24, "urgent_hour"), chicago)
    assert "Clocks are put forward by 1 h in between; time counts as it passes." in spring.why("en")
    autumn = deadline(at("2026-10-31T16:30", "-05:00"), Limit(24, "urgent_hour"), chicago)
    assert "Clocks are put back by 1 h in between; time counts as it passes." in autumn.why("en")


def test_what_is_assumed_is_told(shanghai):
    found = deadline(at("2026-12-30T10:00"), Limit(2, "work_day"), shanghai)
    assert found.why("en")[-2].startswith("For Fri 1 Jan 2027 and after no holidays have been")
    assert "2027年1月1日（周五）及以后的节假日尚未公布" in found.why("zh")[-2]


@pytest.mark.parametrize("number", [1, 10, 100, 1000])
def test_it_stays_short_however_long_the_limit(shanghai, number):
    found = deadline(at("2019-11-06T16:30"), Limit(number, "work_day"), shanghai)
    assert len(found.why("en")) <= rules().most_stretches + 4


FEW = settings(max_examples=60)
AMOUNT = re.compile(r": (?:(\d+) h)? ?(?:(\d+) min)?(?:[.;])")


@FEW
@given(st.data(), offices(), st.integers(1, 3000))
def test_the_hours_of_the_stretches_are_the_limit(data, place, amount):
    office, start = place
    stops = [Pause(*stop) for stop in data.draw(pauses(start))]
    steps = deadline(start, Limit(amount / 60, "work_hour"), office, stops).why("en")
    told = [AMOUNT.search(step) for step in steps if not step.startswith(("Paused", "Limit"))]
    minutes = [int(each[1] or 0) * 60 + int(each[2] or 0) for each in told if each]
    assert sum(minutes) == amount


@FEW
@given(offices(), st.integers(1, 40))
def test_the_days_of_the_stretches_are_the_limit(place, number):
    office, start = place
    steps = deadline(start, Limit(number, "work_day"), office).why("en")
    told = [re.search(r": (\d+) work days?[.;]", step) for step in steps[2:]]
    assert sum(int(each[1]) for each in told if each) == number


@FEW
@given(st.data(), offices(), st.sampled_from(UNITS), st.sampled_from(UNITS), st.integers(1, 60))
def test_there_is_always_an_answer(data, place, unit, other, number):
    office, start = place
    stops = [Pause(*stop) for stop in data.draw(pauses(start))]
    still = [Pause(start + timedelta(days=data.draw(st.integers(0, 20))))]
    for lasting in ([], still):
        found = deadline(start, Limit(number, unit), office, stops + lasting, [Limit(2, other)])
        for lang in LANGUAGES:
            steps = found.why(lang)
            assert steps and all(step and "{" not in step for step in steps)
