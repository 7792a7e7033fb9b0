"""What makes no sense is refused, with a sentence that says what to do."""

import math
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from anlan.cases.clock import Calendar, Limit, Pause, calendars, deadline, due_many
from anlan.cases.clock.declared import holidays
from anlan.cases.clock.wall import micros
from anlan.model.calendar import Shift, WorkCalendar
from anlan.model.declared import Text
from anlan.model.errors import ClockError
from anlan.words import LANGUAGES

NOON = datetime(2026, 11, 6, 12, tzinfo=UTC)
NAME = Text(en="x", zh="x")


def refused(key: str):
    return pytest.raises(ClockError, check=lambda error: error.key == f"error.clock.{key}")


@pytest.mark.parametrize("number", [0, -1, math.nan, math.inf, -math.inf, 1e-12])
@pytest.mark.parametrize("unit", ["work_hour", "urgent_hour"])
def test_a_limit_is_above_zero(number, unit):
    with refused("limit"):
        Limit(number, unit)


@pytest.mark.parametrize("number", [0, -3, math.nan])
def test_days_are_above_zero(number):
    with refused("limit"):
        Limit(number, "work_day")


def test_days_are_whole():
    with refused("whole"):
        Limit(0.5, "work_day")


def test_a_unit_is_one_of_four():
    with refused("unit"):
        Limit(1, "fortnight")


@pytest.mark.parametrize("unit", ["work_hour", "urgent_hour", "work_day", "calendar_day"])
@pytest.mark.parametrize("number", [1e300, 10**9])
def test_a_limit_of_a_million_years_is_refused(number, unit):
    with refused("beyond"):
        Limit(number, unit)


@pytest.mark.parametrize("unit", ["work_hour", "urgent_hour", "work_day", "calendar_day"])
def test_a_deadline_after_the_last_year_is_refused(shanghai, unit):
    late = datetime(2099, 12, 31, 12, tzinfo=UTC)
    with refused("beyond"):
        deadline(late, Limit(40, unit), shanghai)
    with refused("beyond"):
        due_many(np.array([micros(late)]), Limit(40, unit), shanghai)


@pytest.mark.parametrize("unit", ["work_hour", "urgent_hour"])
def test_a_pause_that_carries_it_past_the_last_year_is_refused(shanghai, unit):
    stop = Pause(NOON, datetime(2099, 12, 31, 15, 59, 59, tzinfo=UTC))
    with refused("beyond"):
        deadline(NOON, Limit(1, unit), shanghai, [stop])


@pytest.mark.parametrize("year", [1, 1989, 2100, 9999])
def test_a_moment_outside_the_years_is_refused(shanghai, year):
    at = datetime(year, 6, 1, tzinfo=UTC)
    with refused("moment"):
        deadline(at, Limit(1, "work_day"), shanghai)
    with refused("moment"):
        due_many(np.array([micros(at)]), Limit(1, "work_day"), shanghai)
    with refused("moment"):
        deadline(NOON, Limit(1, "work_day"), shanghai).used(at)


def test_a_time_without_a_zone_is_refused(shanghai):
    naive = datetime(2026, 11, 6, 12)
    with refused("naive"):
        deadline(naive, Limit(1, "work_day"), shanghai)
    with refused("naive"):
        deadline(NOON, Limit(1, "work_day"), shanghai).left(naive)
    with refused("naive"):
        deadline(NOON, Limit(1, "work_day"), shanghai, [Pause(naive)])


@pytest.mark.parametrize("length", [timedelta(), timedelta(hours=-1)])
def test_a_pause_ends_after_it_begins(shanghai, length):
    with refused("pause"):
        deadline(NOON, Limit(1, "work_day"), shanghai, [Pause(NOON, NOON + length)])


@pytest.mark.parametrize("share", [0, -0.1, 1.1, math.nan])
def test_near_is_a_share(shanghai, share):
    with refused("near"):
        deadline(NOON, Limit(1, "work_day"), shanghai, near=share)


@pytest.mark.parametrize("zone", ["Asia/Nowhere", "", "../etc/passwd", "Asia/"])
def test_a_zone_is_one_of_the_list(zone):
    with refused("zone"):
        Calendar("x", zone)


@pytest.mark.parametrize(
    "shifts",
    [
        (),
        ((480, 720), (700, 900)),
        ((480, 720), (1320, 1440 + 500)),
        ((0, 1440), (600, 700)),
    ],
)
def test_shifts_do_not_overlap(shifts):
    with refused("overlap"):
        Calendar("x", "UTC", shifts=[Shift(*each) for each in shifts])
    with refused("overlap"):
        Calendar("x", "UTC", weekday_shifts={4: [Shift(*each) for each in shifts]})


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7})])
def test_somebody_works_some_day(weekdays):
    with refused("weekdays"):
        Calendar("x", "UTC", weekdays=weekdays)


def test_a_day_is_not_both_off_and_worked():
    with refused("both"):
        day = date(2026, 10, 1)
        Calendar("x", "UTC", holidays={day: NAME}, made_up={day: NAME})


def declared(name: str, **given: object) -> WorkCalendar:
    return WorkCalendar(name=name, title=NAME, **given)


def test_a_calendar_cannot_extend_what_is_not_there_or_itself():
    for pair in (
        [declared("a", extends="b")],
        [declared("a", extends="a")],
        [declared("a", extends="b"), declared("b", extends="a")],
    ):
        with refused("extends"):
            calendars(pair, "UTC", Path)


def test_a_calendar_says_which_holidays_it_keeps():
    with refused("no_holidays"):
        calendars([declared("a")], "UTC", Path)


WRONG_FILES = [
    "years = [",
    "title = 1",
    'title = {en="x", zh="x"}\nnames = {}\nyears = []',
    'title = {en="x", zh="x"}\nnames = {}\n[[years]]\nyear = 2026\nsource = "x"\n'
    'off = [{ name = "y", first = 2026-01-01 }]',
]


@pytest.mark.parametrize("text", WRONG_FILES)
def test_a_wrong_file_of_holidays_is_refused(tmp_path, text):
    file = tmp_path / "holidays.toml"
    file.write_text(text)
    with refused("file"):
        holidays(file)
    with refused("file"):
        holidays(tmp_path / "absent.toml")


def test_errors_are_said_in_both_languages(shanghai):
    with pytest.raises(ClockError) as caught:
        deadline(datetime(9999, 12, 31, tzinfo=UTC), Limit(1, "work_day"), shanghai)
    for lang in LANGUAGES:
        assert "9999-12-31" in caught.value.say(lang)
        assert "2099" in caught.value.say(lang)
