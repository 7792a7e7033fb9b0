"""What holds for every rule and every stream of readings."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from watch_rows import (
    HOUR,
    MINUTE,
    SECOND,
    claims_of,
    in_one_table,
    levels,
    rows,
    rule,
    rules,
    streams,
)
from watch_slowly import shown

from anlan.watch.batch import NEVER, Batch
from anlan.watch.engine import begin, evaluate, load, plan, save
from anlan.watch.gate import Gate

GAS = streams((1, "gas_underground", "w", "a"))
VALUES = st.sampled_from([0.0, 0.7, 0.9, 1.0, 1.6, 2.0, 2.1, 3.5])
SPANS = st.sampled_from(["0s", "30s", "90s", "300s"])
FORMS = st.sampled_from(
    [
        {"form": "threshold"},
        {"form": "rate", "over": "120s", "per": "60s"},
        {"form": "rolling", "measure": "sum", "step": "10s"},
        {"form": "rolling", "measure": "mean", "step": "10s", "least": 2},
    ]
)


@st.composite
def single_rules(draw):
    form = dict(draw(FORMS))
    limits = draw(st.sampled_from([[1.0], [1.0, 2.0], [0.7, 1.6, 2.0]]))
    sense = draw(st.sampled_from(["above", "below", "either"]))
    if sense == "below":
        limits = limits[::-1]
    each = levels(*limits)
    if form["form"] == "rolling":
        windows = draw(st.lists(st.sampled_from([10, 60, 120]), min_size=3, max_size=3))
        each = [one | {"window": f"{w}s"} for one, w in zip(each, windows, strict=False)]
    form |= {"levels": each, "sense": sense, "dead": draw(st.sampled_from([0, 0.3]))}
    form["clear_after"] = draw(SPANS)
    if draw(st.booleans()):
        form |= {"readings": {"least": draw(st.integers(1, 3)), "of": 3}, "clear_after": "0s"}
    else:
        form["lasting"] = draw(SPANS)
    return rule("r", **form)


@given(
    the_rule=single_rules(),
    steps=st.lists(st.tuples(st.integers(1, 40), VALUES), min_size=1, max_size=40),
)
def test_a_rule_shows_what_the_slow_way_shows(the_rule, steps):
    moments = np.cumsum([step for step, _ in steps]) * 7 * SECOND
    readings = [(int(at), value) for at, (_, value) in zip(moments, steps, strict=True)]
    claims = claims_of(plan(rules(the_rule), GAS), [(1, at, value) for at, value in readings])
    colours = [None, *(each["colour"] for each in the_rule["levels"])]
    expected = [(at, colours[level]) for at, level in shown(the_rule, readings)]
    assert [(each["at"], each["colour"]) for each in claims] == expected


MANY = streams(
    (1, "gas_underground", "w1", "a1"),
    (2, "gas_underground", "w1", "a1"),
    (3, "gas_underground", "w2", "a1"),
    (5, "rain", "g1", "a1"),
    (8, "gas_underground", "w3", "a2"),
    (13, "rain", "g2", "a2"),
    (21, "smoke", "b1", "a2"),
    (34, "heat", "b1", "a2"),
    period=[60.0] * 8,
)
OF = {"of": "period", "share": 3}
SET = rules(
    rule("gas", levels=levels(1, 2), dead=0.3, lasting="30s"),
    rule("gas_often", levels=levels(1), readings={"least": 2, "of": 3}),
    rule("gas_rise", "rate", over="300s", per="60s", levels=levels(0.5)),
    rule("gas_night", levels=levels(0.7), hours=[0, 1]),
    rule("gas_strange", "detector", detector={"detector": "spread", "window": 3, "side": "up"},
         levels=levels(0.6, 1), dead=0.2),
    rule("gas_missing", "missing", levels=[
        {"colour": "blue", "longest": OF}, {"colour": "red", "longest": "600s"}]),
    rule("rain", "rolling", "rain", measure="sum", step="60s", clear_after="120s",
         levels=[x | {"window": w} for x, w in zip(levels(2, 5), ("600s", "180s"), strict=True)]),
    rule("smoke", kind="smoke", levels=levels(1), silent=True),
    rule("heat", kind="heat", levels=levels(1)),
    rule("fire", "combine", across="object", need="all", colour="red",
         parts=[{"rule": "smoke"}, {"rule": "heat"}]),
    rule("two_wells", "combine", across="area", need=1, colour="orange",
         parts=[{"rule": "gas", "sensors": 2}, {"rule": "rain", "colour": "yellow"}]),
)  # fmt: skip
WHOLE = plan(SET, MANY)
PARTS = [plan(SET, MANY.only(MANY.text("area") == name)) for name in ("a1", "a2")]
FLAWED = st.one_of(VALUES, st.sampled_from([math.nan, math.inf, -math.inf, -9999.0]))
READINGS = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 3, 5, 8, 13, 21, 34, 99]),
        st.integers(0, 120).map(lambda n: n * 30 * SECOND),
        FLAWED,
        st.sampled_from([0, 0, 0, 1, 2, 3]),
    ),
    max_size=80,
)


def run(the_plan, batches, allowance, end=True):
    """Claims of batches, the state kept as bytes and laid out anew between any two."""
    gate, state, found = Gate(allowance), save(the_plan, begin(the_plan)), []
    for each in batches:
        batch, _, gate = gate.admit(rows(each))
        claims, after = evaluate(the_plan, batch, load(the_plan, state))
        found.append(claims)
        state = save(the_plan, after)
    if end:
        last = Batch(rows([]), gate.end())
        found.append(evaluate(the_plan, last, load(the_plan, state))[0])
    return in_one_table(found)


def cut(given_rows, places):
    edges = [0, *sorted(min(place, len(given_rows)) for place in places), len(given_rows)]
    return [given_rows[a:b] for a, b in pairwise(edges)]


@settings(max_examples=60)
@given(
    READINGS,
    st.lists(st.integers(0, 80), max_size=6),
    st.sampled_from([0, 2 * MINUTE, HOUR]),
)
def test_claims_do_not_depend_on_how_readings_are_cut_into_batches(readings, places, allowance):
    whole = run(WHOLE, [readings], allowance)
    assert run(WHOLE, cut(readings, places), allowance) == whole


@pytest.mark.parametrize("seed", range(4))
def test_a_dense_afternoon_cut_anywhere_makes_every_rule_speak_as_in_one_piece(seed):
    chance = np.random.default_rng(seed)
    many = 3000
    stream = chance.choice([1, 2, 3, 5, 8, 13, 21, 34], many)
    at = (
        np.sort(chance.integers(0, 2 * HOUR // SECOND, many) * SECOND)
        + chance.integers(-60, 60, many) * SECOND
    )
    wave = 1.2 + np.sin(at / (9 * MINUTE) + stream)
    value = np.round(np.where(chance.random(many) < 0.7, wave, chance.random(many) * 3), 1)
    readings = list(zip(stream.tolist(), at.tolist(), value.tolist(), strict=True))
    # An hour without the wells, so that they are missed.
    readings = [each for each in readings if each[0] != 8 or not HOUR < each[1] < 1.5 * HOUR]
    whole = run(WHOLE, [readings], 2 * MINUTE)
    places = chance.integers(0, many, 25).tolist()
    assert run(WHOLE, cut(readings, places), 2 * MINUTE) == whole
    assert {each["rule"] for each in whole} == {each.id for each in SET.rules} - {"smoke"}


def test_what_happens_at_one_moment_counts_together():
    """Heat ends at the very moment at which smoke begins: there was never a fire."""
    readings = [(34, 0, 1.0), (34, MINUTE, 0.0), (21, 0, 0.0), (21, MINUTE, 1.0)]
    for given_rows in (readings, readings[::-1]):
        assert {each["rule"] for each in run(WHOLE, [given_rows], HOUR)} == {"heat"}
    both = [*readings[2:], (34, 0, 1.0), (34, 2 * MINUTE, 0.0)]
    found = [each for each in run(WHOLE, [both], HOUR) if each["rule"] == "fire"]
    assert [(each["at"], each["change"]) for each in found] == [
        (MINUTE, "raised"), (2 * MINUTE, "cleared"),
    ]  # fmt: skip


@settings(max_examples=60)
@given(READINGS, st.integers(0, 80), st.sampled_from([0, 2 * MINUTE, HOUR]))
def test_claims_do_not_depend_on_how_objects_are_shared_out(readings, place, allowance):
    """Two parts up to a moment, then one that takes over both states, then two again."""
    gate, found = Gate(allowance), []
    first, second, third = (*cut(readings, [place, place + 10]), [], [])[:3]
    batch, _, gate = gate.admit(rows(first))
    kept = []
    for part in PARTS:
        claims, state = evaluate(part, batch, begin(part))
        found.append(claims)
        kept.append(save(part, state))
    batch, _, gate = gate.admit(rows(second))
    claims, state = evaluate(WHOLE, batch, load(WHOLE, *kept))
    found.append(claims)
    one = save(WHOLE, state)
    batch, _, gate = gate.admit(rows(third))
    for part in PARTS:
        claims, state = evaluate(part, batch, load(part, one))
        found.append(claims)
        found.append(evaluate(part, Batch(rows([]), gate.end()), state)[0])

    def key(claim):
        return (claim["at"], claim["rule"], claim["object"])

    expected = run(WHOLE, [first, second, third], allowance)
    assert sorted(in_one_table(found), key=key) == sorted(expected, key=key)


@settings(max_examples=40)
@given(READINGS, st.randoms())
def test_readings_in_any_order_within_the_allowance_land_where_they_belong(readings, random):
    # The order of two readings of one datastream at one moment counts: keep only the first.
    once = list(
        {(stream, at): (stream, at, *rest) for stream, at, *rest in readings[::-1]}.values()
    )
    mixed = once[:]
    random.shuffle(mixed)
    in_order = sorted(once, key=lambda each: each[1])
    assert run(WHOLE, [mixed], HOUR) == run(WHOLE, [in_order], HOUR)


@settings(max_examples=40)
@given(READINGS, st.randoms())
def test_a_reading_that_comes_twice_counts_once(readings, random):
    twice = [each for one in readings for each in [one] * random.choice([1, 2])]
    assert run(WHOLE, [twice], HOUR) == run(WHOLE, [readings], HOUR)


@settings(max_examples=60)
@given(READINGS)
def test_flawed_readings_change_nothing(readings):
    good = [r for r in readings if math.isfinite(r[2]) and r[2] >= 0 and r[3] < 2 and r[0] != 99]
    if good:
        # The gate sees flawed readings, too: what is compared is what rules make of them.
        assert run(WHOLE, [readings], 2**40, False) == run(WHOLE, [good], 2**40, False)
        ends = [Batch(rows(each), 10 * HOUR) for each in (readings, good)]
        first, second = (evaluate(WHOLE, each, begin(WHOLE))[0].to_pylist() for each in ends)
        assert first == second


@given(READINGS)
def test_claims_of_one_rule_at_one_object_take_turns(readings):
    """Raised, then updated to another colour, then cleared; never raised twice."""
    open_now = {}
    last = NEVER
    for claim in run(WHOLE, [readings], HOUR):
        key = (claim["rule"], claim["object"])
        if claim["change"] == "raised":
            assert key not in open_now
        else:
            assert open_now[key] != claim["colour"]
        open_now[key] = claim["colour"]
        if claim["change"] == "cleared":
            del open_now[key]
        assert claim["at"] >= last and claim["at"] >= claim["since"]
        last = claim["at"]


@pytest.mark.parametrize(("behind", "late"), [(2 * MINUTE, 0), (2 * MINUTE + 1, 1)])
def test_a_reading_behind_the_allowance_is_late(behind, late):
    gate = Gate(2 * MINUTE)
    batch, behind_rows, after = gate.admit(
        rows([(1, HOUR, 1.0), (1, HOUR - behind, 1.0), (1, HOUR + 1, 1.0)])
    )
    assert len(behind_rows) == late
    assert len(batch.rows) == 3 - late
    assert after.watermark == HOUR + 1 - 2 * MINUTE


def test_state_of_a_changed_rule_begins_anew_and_of_the_others_goes_on():
    before = plan(rules(rule("a", levels=levels(1)), rule("b", levels=levels(1))), GAS)
    changed = rule("b", levels=levels(1), lasting="30s")
    after = plan(rules(rule("a", levels=levels(1)), changed), GAS)
    _, state = evaluate(before, Batch(rows([(1, SECOND, 1.5)]), MINUTE), begin(before))
    kept = load(after, save(before, state))
    claims, _ = evaluate(after, Batch(rows([(1, HOUR, 0.0)]), 2 * HOUR), kept)
    assert [(each["rule"], each["change"]) for each in claims.to_pylist()] == [("a", "cleared")]


def test_a_plan_that_watches_nothing_goes_on_as_well():
    nothing = plan(rules(rule("rain", kind="rain", levels=levels(1))), GAS)
    assert run(nothing, [[(1, SECOND, 5.0)], [(1, HOUR, 5.0)]], MINUTE) == []
    empty = plan(rules(), streams((9, "heat", "o", "")))
    assert run(empty, [[(1, SECOND, 5.0)], []], MINUTE) == []
    # A state kept by it can be taken over by one that watches.
    kept = save(nothing, begin(nothing))
    given_rows = rows([(1, 0, 5.0), (1, MINUTE, 5.0)])
    claims, _ = evaluate(WHOLE, Batch(given_rows, HOUR), load(WHOLE, kept))
    assert "gas" in claims["rule"].to_pylist()
