"""What must hold of every deadline, whatever the calendar."""

from datetime import timedelta

from clock_cities import offices, pauses
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from anlan.cases.clock import Limit, Pause, deadline
from anlan.cases.clock.rules import UNITS

units = st.sampled_from(UNITS)
numbers = st.integers(1, 40)
FEW = settings(max_examples=60)  # most of the time goes into adding up a calendar
MICROSECOND = timedelta(microseconds=1)


@FEW
@given(offices(), units, numbers, st.integers(0, 20_000))
def test_who_starts_later_is_never_due_earlier(place, unit, number, later):
    office, start = place
    limit = Limit(number, unit)
    first = deadline(start, limit, office).due
    assert deadline(start + timedelta(minutes=later), limit, office).due >= first > start


@FEW
@given(st.data(), offices(), units, numbers, st.integers(1, 40))
def test_a_longer_limit_is_never_due_earlier(data, place, unit, number, more):
    office, start = place
    stops = [Pause(*stop) for stop in data.draw(pauses(start))]
    short = deadline(start, Limit(number, unit), office, stops)
    long = deadline(start, Limit(number + more, unit), office, stops)
    assert long.due > short.due
    assert long.near >= short.near


@FEW
@given(st.data(), offices(), units, numbers, st.integers(1, 40))
def test_an_extension_of_the_same_unit_is_added(data, place, unit, number, more):
    office, start = place
    stops = [Pause(*stop) for stop in data.draw(pauses(start))]
    extended = deadline(start, Limit(number, unit), office, stops, [Limit(more, unit)])
    assert extended.due == deadline(start, Limit(number + more, unit), office, stops).due


@FEW
@given(offices(), st.sampled_from(["urgent_hour", "work_hour"]), numbers, numbers)
def test_hours_can_be_counted_in_two_goes(place, unit, number, more):
    office, start = place
    halfway = deadline(start, Limit(number, unit), office).due
    whole = deadline(start, Limit(number + more, unit), office)
    assert deadline(halfway, Limit(more, unit), office).due == whole.due


@FEW
@given(offices(), units, units, numbers, st.integers(1, 5))
def test_an_extension_begins_where_the_limit_ends(place, unit, other, number, more):
    office, start = place
    assume(unit != other)
    plain = deadline(start, Limit(number, unit), office)
    extended = deadline(start, Limit(number, unit), office, (), [Limit(more, other)])
    assert extended.due > plain.due
    assert extended.used(plain.due) == plain.total
    assert extended.total > plain.total


@FEW
@given(st.data(), offices(), units, numbers, st.integers(-3000, 90_000))
def test_used_and_left_are_the_whole(data, place, unit, number, minutes):
    office, start = place
    stops = [Pause(*stop) for stop in data.draw(pauses(start))]
    found = deadline(start, Limit(number, unit), office, stops, [Limit(2, "urgent_hour")])
    now = start + timedelta(minutes=minutes)
    assert found.used(now) + found.left(now) == found.total
    assert found.used(now) >= timedelta()
    assert (found.left(now) > timedelta()) == (now < found.due)


@FEW
@given(st.data(), offices(), units, numbers)
def test_it_is_up_at_the_first_moment_when_all_is_used(data, place, unit, number):
    office, start = place
    stops = [Pause(*stop) for stop in data.draw(pauses(start))]
    found = deadline(start, Limit(number, unit), office, stops)
    assert found.used(found.due) == found.total
    assert found.used(found.due - MICROSECOND) == found.total - MICROSECOND


@FEW
@given(offices(), units, numbers, st.floats(0.01, 1))
def test_it_is_near_at_the_first_moment_when_the_share_is_used(place, unit, number, share):
    office, start = place
    found = deadline(start, Limit(number, unit), office, near=share)
    wanted = timedelta(microseconds=max(round(found.total / MICROSECOND * share), 1))
    assert start < found.near <= found.due
    assert found.used(found.near) == wanted
    assert found.used(found.near - MICROSECOND) < wanted


@FEW
@given(st.data(), offices(), units, numbers)
def test_a_pause_never_brings_it_forward(data, place, unit, number):
    office, start = place
    stops = [Pause(*stop) for stop in data.draw(pauses(start))]
    plain = deadline(start, Limit(number, unit), office)
    paused = deadline(start, Limit(number, unit), office, stops)
    assert paused.total == plain.total
    assert paused.due >= plain.due


@FEW
@given(offices(), units, numbers, st.integers(-100, 4000))
def test_while_a_pause_lasts_nothing_is_due(place, unit, number, minutes):
    office, start = place
    stop = start + timedelta(minutes=minutes)
    plain = deadline(start, Limit(number, unit), office)
    found = deadline(start, Limit(number, unit), office, [Pause(stop)])
    if stop >= plain.due:
        assert found.due == plain.due
    else:
        assert found.due is None
        later = stop + timedelta(days=400)
        assert found.used(later) == found.used(max(stop, start)) == plain.used(max(stop, start))
        assert found.near == (plain.near if stop >= plain.near else None)


@FEW
@given(st.data(), offices(), units, numbers)
def test_pauses_that_overlap_stop_the_clock_once(data, place, unit, number):
    office, start = place
    stops = [Pause(*stop) for stop in data.draw(pauses(start))]
    found = deadline(start, Limit(number, unit), office, stops)
    assert found.due == deadline(start, Limit(number, unit), office, [*stops, *stops[::-1]]).due
