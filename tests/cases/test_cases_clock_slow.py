"""The clock against a slow, obvious one, on random calendars."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import clock_slow as slow
import numpy as np
import pytest
from clock_cities import offices, pauses
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.cases.clock import Limit, Pause, deadline, due_many
from anlan.cases.clock import limit as limit_module
from anlan.cases.clock.rules import rules
from anlan.cases.clock.wall import micros

SLOW = settings(max_examples=40)
HOURS = {"urgent_hour": False, "work_hour": True}


@contextmanager
def days_end(unit, ends):
    """Have the days of a unit end by another rule than the shipped one."""
    units = rules().units
    changed = replace(rules(), units=units | {unit: replace(units[unit], ends=ends)})
    with patch.object(limit_module, "rules", lambda: changed):
        yield


@SLOW
@given(st.data(), offices(), st.sampled_from(sorted(HOURS)), st.integers(1, 1500))
def test_hours_are_minutes_counted_one_by_one(data, place, unit, amount):
    office, start = place
    stops = data.draw(pauses(start))
    found = deadline(start, Limit(amount / 60, unit), office, [Pause(*stop) for stop in stops])
    assert found.due == slow.due_by_minutes(office, start, amount, HOURS[unit], stops)


@SLOW
@given(offices(), st.integers(1, 5), st.sampled_from(["day_after", "same_day"]))
def test_work_days_end_with_the_last_shift_of_the_last_of_them(place, days, ends):
    office, start = place
    with days_end("work_day", ends):
        found = deadline(start, Limit(days, "work_day"), office)
    assert found.due == slow.due_by_work_days(office, start, days, ends)


@SLOW
@given(offices(), st.integers(1, 5), st.sampled_from(["day_after", "same_day"]))
def test_calendar_days_end_at_midnight(place, days, ends):
    office, start = place
    with days_end("calendar_day", ends):
        found = deadline(start, Limit(days, "calendar_day"), office)
    assert found.due == slow.due_by_dates(office, start, days, ends)


@SLOW
@given(offices(), st.integers(1, 5))
def test_calendar_days_may_end_at_the_same_time_of_day(place, days):
    office, start = place
    with days_end("calendar_day", "same_time"):
        found = deadline(start, Limit(days, "calendar_day"), office)
    assert found.due == slow.due_at_same_time(office, start, days)


def test_the_same_time_of_day_in_the_hour_that_comes_twice(chicago):
    first = datetime(2026, 11, 1, 6, 50, tzinfo=UTC)
    second = datetime(2026, 11, 1, 7, 10, tzinfo=UTC)
    with days_end("calendar_day", "same_time"):
        dues = [deadline(each, Limit(1, "calendar_day"), chicago).due for each in (first, second)]
    # 01:50 the first time, and 01:10 the second time, when the clock has shown up to 02:00.
    assert dues == [datetime(2026, 11, 2, 7, 50, tzinfo=UTC), datetime(2026, 11, 2, 8, tzinfo=UTC)]


@SLOW
@given(st.data(), offices(), st.sampled_from(sorted(HOURS)), st.integers(1, 1500))
def test_what_is_used_is_the_minutes_counted_so_far(data, place, unit, amount):
    office, start = place
    stops = data.draw(pauses(start))
    found = deadline(start, Limit(amount / 60, unit), office, [Pause(*stop) for stop in stops])
    now = start + timedelta(minutes=data.draw(st.integers(0, 5000)))
    passed = timedelta(minutes=slow.counted(office, start, now, HOURS[unit], stops))
    assert found.used(now) == passed
    assert found.left(now) == timedelta(minutes=amount) - passed


@settings(max_examples=40)
@given(
    offices(),
    st.lists(st.integers(-5_000_000, 5_000_000), min_size=1, max_size=20),
    st.sampled_from(sorted(rules().units)),
    st.integers(1, 30),
)
def test_many_at_once_are_the_same_as_one_by_one(place, seconds, unit, number):
    office, start = place
    starts = np.array([micros(start) + second * 1_000_000 for second in seconds], np.int64)
    limit = Limit(number, unit)
    alone = [deadline(start + timedelta(seconds=each), limit, office).due for each in seconds]
    assert due_many(starts, limit, office).tolist() == [micros(due) for due in alone]


def test_none_at_once_is_none(shanghai):
    assert due_many(np.array([], np.int64), Limit(1, "work_day"), shanghai).size == 0


@pytest.mark.parametrize("unit", sorted(rules().units))
def test_a_hundred_thousand_at_once(shanghai, unit):
    starts = np.random.default_rng(5).integers(1_600_000_000, 1_790_000_000, 100_000) * 1_000_000
    due = due_many(starts, Limit(3, unit), shanghai)
    assert (due > starts).all()
    order = np.argsort(starts)
    assert (np.diff(due[order]) >= 0).all()
