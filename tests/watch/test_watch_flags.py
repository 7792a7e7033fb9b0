"""Quality flags: each by what it says, against plain reckoning."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.watch.batch import BAD, GOOD, SUSPECT
from anlan.watch.flags import names
from anlan.watch.intake import By, Rows
from anlan.watch.intake import settings as intake_settings
from anlan.watch.intake.check import Buckets, judged
from anlan.watch.intake.kernel import SEEN, WINDOW
from anlan.watch.intake.rows import REASONS, Parts
from anlan.watch.intake.state import State
from anlan.watch.registry import Known
from anlan.watch.registry.registry import SHAPE
from anlan.watch.rules import kinds

SECOND = 1_000_000
NOW = 1_800_000_000 * SECOND
SET = intake_settings()
BY = By(7, "gateway")


def town(*kinds_of, area="a1", interval=None):
    """Datastreams 1, 2, … of some kinds, all of one sender in one area."""
    many = len(kinds_of)
    table = pa.table({
        "id": np.arange(1, many + 1), "client": np.full(many, 7), "thing": np.ones(many, np.int64),
        "key": [f"k{n}" for n in range(many)], "kind": list(kinds_of), "class": [""] * many,
        "object": ["o"] * many, "area": [area] * many, "unit": ["{}"] * many,
        "figures": ["{}"] * many, "division": ["d"] * many, "scale": np.ones(many),
        "shift": np.zeros(many), "interval_s": pa.array([interval] * many, pa.float64()),
        "made_at": pa.array([0] * many, pa.timestamp("us")),
    })  # fmt: skip
    return State.of(Known(table.select(SHAPE.names).cast(SHAPE)), SET)


def judge(state, given_, now=NOW):
    """What becomes of (stream, seconds after the beginning, value), sent in one message."""
    stream, at, value = (np.array(each) for each in zip(*given_, strict=True))
    rows = Rows(
        stream.astype(np.int64), (NOW + at * SECOND).astype(np.int64) - 10**12, value.astype(float)
    )
    return judged(state, [(rows, Parts.one(len(rows), BY), now)], Buckets(SET), SET)


def flags(state, given_):
    return [names(each) for each in judge(state, given_).flags.tolist()]


def series(values, every=60, stream=1):
    return [(stream, place * every, value) for place, value in enumerate(values)]


def test_out_of_range_is_bad_and_tells_later_readings_nothing():
    state = town("gas_underground")
    found = judge(state, series([1.0, -9999.0, 1.0]))
    assert [names(each) for each in found.flags.tolist()] == [(), ("range",), ()]
    assert found.rows.column("quality").to_pylist() == [GOOD, BAD, GOOD]


@pytest.mark.parametrize(("step", "flagged"), [(29.9, ()), (30.1, ("rate",))])
def test_a_change_faster_than_the_kind_can_is_suspect(step, flagged):
    # Air changes by half a degree a second at most: 30 degrees in a minute.
    found = judge(town("air_temperature"), series([0.0, step]))
    assert names(int(found.flags[1])) == flagged
    assert found.rows.column("quality").to_pylist()[1] == (SUSPECT if flagged else GOOD)


def test_within_a_second_a_change_is_as_of_a_second():
    found = flags(town("air_temperature"), [(1, 0, 0.0), (1, 0.001, 0.4), (1, 0.002, 1.5)])
    assert found == [(), (), ("rate",)]


def test_a_value_that_never_moves_is_stuck_from_the_count_on():
    limit = next(each.stuck for each in SET.kinds if each.id == "air_temperature")
    found = flags(town("air_temperature"), series([20.0] * (limit + 2) + [20.1]))
    assert [place for place, each in enumerate(found) if "stuck" in each] == [
        limit - 1, limit, limit + 1,
    ]  # fmt: skip


def test_what_stands_still_by_nature_is_never_stuck():
    assert set(flags(town("gas_underground"), series([0.0] * 6000))) == {()}


def test_a_spike_is_told_by_hampels_rule_and_a_step_stops_being_one():
    values = [20.0, 20.1, 19.9, 20.0, 20.2, 19.8, 20.0, 27.0, 20.0]
    found = flags(town("air_temperature"), series(values))
    assert [place for place, each in enumerate(found) if "spike" in each] == [7]
    step = values[:7] + [27.0] * 6
    spikes = [place for place, each in enumerate(flags(town("air_temperature"), series(step)))
              if "spike" in each]  # fmt: skip
    assert spikes == [7, 8, 9, 10]


def test_the_first_after_a_gap_is_flagged_and_good():
    found = judge(
        town("gas_underground", interval=60.0), [(1, 0, 1.0), (1, 180, 1.0), (1, 361, 1.0)]
    )
    assert [names(each) for each in found.flags.tolist()] == [(), (), ("gap",)]
    assert found.rows.column("quality").to_pylist() == [GOOD] * 3


@pytest.mark.parametrize(("others", "flagged"), [(2, False), (3, True), (9, True)])
def test_far_from_three_neighbours_or_more_is_suspect(others, flagged):
    state = town(*["air_temperature"] * (others + 1))
    judge(state, [(n + 2, 0, 20.0 + n / 10) for n in range(others)])
    assert (flags(state, [(1, 60, 35.0)])[0] == ("neighbours",)) is flagged
    assert flags(state, [(1, 120, 21.0)])[0] == ()


def test_neighbours_that_fell_silent_are_asked_no_more():
    state = town(*["air_temperature"] * 5)
    judge(state, [(n, 0, 20.0) for n in range(2, 6)])
    late = SET.general.neighbours_s + 1
    assert flags(state, [(1, late, 35.0)])[0] == ()


def test_a_late_reading_is_judged_by_its_range_alone():
    state = town("air_temperature")
    judge(state, series([20.0, 20.0, 20.0]))
    assert flags(state, [(1, 30, 60.0), (1, 31, 999.0)]) == [(), ("range",)]
    assert flags(state, [(1, 180, 20.0)]) == [()]


def test_the_latest_times_of_a_datastream_are_known_again():
    state = town("gas_underground")
    sent = series(np.linspace(0, 1, SEEN))
    judge(state, sent)
    found = judge(state, sent)
    assert found.repeated.all()
    assert found.rows.num_rows == 0


READING = st.tuples(
    st.sampled_from([1, 2, 3, 99]),
    st.integers(0, 600),
    st.one_of(
        st.floats(allow_nan=True, allow_infinity=True),
        st.floats(-100, 100).map(lambda x: round(x, 1)),
    ),
)


@settings(max_examples=150)
@given(
    st.lists(READING, min_size=1, max_size=60),
    st.lists(st.integers(1, 59), max_size=4, unique=True),
)
def test_every_reading_is_taken_repeated_or_refused_however_messages_are_cut(readings, cuts):
    whole = town("air_temperature", "gas_underground", "")
    first = judge(whole, readings)
    outcome = (first.why > 0).astype(int) + first.repeated
    assert outcome.max() <= 1
    assert first.rows.num_rows == int((outcome == 0).sum())
    for (stream, _, value), why in zip(readings, first.why.tolist(), strict=True):
        reason = REASONS[why]
        if stream == 99:
            assert reason == "unknown"
        elif not np.isfinite(value):
            assert reason == "not_finite"
        elif abs(value) > 1e7 and stream != 3:
            assert reason == "huge"
        else:
            assert reason == ""
    # The same readings in several messages have the same outcome.
    parts = town("air_temperature", "gas_underground", "")
    edges = [0, *sorted(each for each in cuts if each < len(readings)), len(readings)]
    pieces = [readings[a:b] for a, b in pairwise(edges) if a < b]
    found = [judge(parts, each) for each in pieces]
    assert np.concatenate([each.why for each in found]).tolist() == first.why.tolist()
    assert np.concatenate([each.flags for each in found]).tolist() == first.flags.tolist()
    rows = pa.Table.from_batches([each.rows for each in found])
    assert rows.equals(pa.Table.from_batches([first.rows]))


@settings(max_examples=100)
@given(st.lists(st.floats(-60, 60).map(lambda x: round(x, 2)), min_size=WINDOW + 1, max_size=40))
def test_spikes_are_those_of_the_plain_formula(values):
    found = flags(town("air_temperature"), series(values, every=3600))
    least = next(each.spike for each in SET.kinds if each.id == "air_temperature")
    for place in range(len(values)):
        before = np.array(values[max(0, place - WINDOW) : place])
        expected = False
        if len(before) == WINDOW:
            middle = np.median(before)
            spread = 1.4826 * np.median(np.abs(before - middle))
            expected = abs(values[place] - middle) > max(least, SET.general.spike_mads * spread)
        assert ("spike" in found[place]) is bool(expected)


def test_every_kind_that_is_judged_is_one_that_there_is():
    assert {each.id for each in SET.kinds} <= set(kinds())


def test_a_state_goes_on_with_what_it_knew_when_datastreams_come_and_go():
    state = town("air_temperature", "gas_underground")
    judge(state, series([20.0, 20.1]))
    table = state.known.table
    fewer = State.of(Known(table.slice(0, 1)), SET, state)
    assert judge(fewer, series([20.0])).repeated.all()
    again = State.of(Known(table), SET, fewer)
    assert judge(again, series([20.0])).repeated.all()
    assert replace(again, past=fewer.past).known is again.known
