"""Living facts move a value: by hand, and against a slow reference for each point."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.model.colour import COLOURS
from anlan.model.errors import RegisterError
from anlan.risk.living import OPEN, Facts, Living, Points, living, read, rules
from anlan.risk.living.modifiers import FILE
from anlan.risk.schemes import shipped

DAY = 86_400
SCHEMES = [shipped()["lec"], shipped()["ls"]]
Fact = tuple[int, str, int, int]
"""Point, modifier, days on which it began and ended."""


def now(values: list[float], facts: list[Fact], day: float, scheme: int = 0) -> Living:
    points = Points(
        np.array(values, np.float64),
        np.full(len(values), scheme, np.int16),
        np.zeros(len(values), np.int8),
    )
    told = Facts(
        np.array([each[0] for each in facts], np.int64),
        np.array([rules().places[each[1]] for each in facts], np.int16),
        np.array([each[2] * DAY for each in facts], np.int64),
        np.array([each[3] if each[3] == OPEN else each[3] * DAY for each in facts], np.int64),
    )
    return living(SCHEMES, points, told, round(day * DAY))


def colour(found: Living) -> str:
    return COLOURS[found.colour[0]]


def test_without_facts_a_point_is_its_residual_grade():
    found = now([540, 200, 100, 30, 5], [], 0)
    assert [COLOURS[each] for each in found.colour] == ["red", "orange", "yellow", "blue", "blue"]
    assert found.value.tolist() == [540, 200, 100, 30, 5]


def test_a_fact_counts_from_its_beginning_to_its_end():
    fact = [(0, "patrol_overdue", 10, 20)]
    told = [now([60], fact, day).value[0] for day in (9.9, 10, 19.9, 20, 21)]
    assert told == pytest.approx([60, 72, 72, 60, 60])


def test_what_has_ended_fades_by_half_in_each_half_life():
    fact = [(0, "hazard_general", 0, 10)]
    told = [now([60], fact, 10 + days).value[0] for days in (0, 14, 28)]
    assert told == pytest.approx([90, 60 * 1.5**0.5, 60 * 1.5**0.25])


def test_several_of_a_kind_count_as_the_strongest_and_kinds_multiply():
    facts = [(0, "alarm", 0, 5), (0, "alarm", 0, OPEN), (0, "measure_failed", 0, OPEN)]
    assert now([10], facts, 9).factor[0] == pytest.approx(1.6 * 1.8)


def test_all_together_stay_within_the_bounds():
    worse = ["hazard_major", "measure_failed", "alarm", "accident_nearby", "storm"]
    found = now([10], [(0, each, 0, OPEN) for each in worse], 1)
    assert found.factor[0] == rules().bounds.most


def test_a_floor_holds_while_its_fact_does_and_is_told():
    facts = [(0, "hazard_major", 0, 10)]
    open_, closed = now([1], facts, 5), now([1], facts, 10)
    assert (colour(open_), bool(open_.floored[0])) == ("red", True)
    assert (colour(closed), bool(closed.floored[0])) == ("blue", False)


def test_red_regardless_of_its_score_stays_red():
    points = Points(np.array([1.0]), np.zeros(1, np.int16), np.array([3], np.int8))
    none = Facts(*(np.zeros(0, kind) for kind in (np.int64, np.int16, np.int64, np.int64)))
    found = living(SCHEMES, points, none, 0)
    assert (colour(found), bool(found.floored[0])) == ("red", True)


def test_each_point_is_graded_by_its_own_scheme():
    # 20 is slight by LEC, extreme by LS.
    assert (colour(now([20], [], 0, 0)), colour(now([20], [], 0, 1))) == ("blue", "red")


NAMES = sorted(rules().places)
FACT = st.tuples(st.integers(0, 3), st.sampled_from(NAMES), st.integers(0, 50), st.integers(0, 90))


@given(
    values=st.lists(st.floats(0.05, 10_000), min_size=4, max_size=4),
    facts=st.lists(FACT, max_size=12),
    day=st.integers(0, 120),
)
def test_it_is_as_point_by_point(values, facts, day):
    facts = [(p, m, begin, OPEN if end > 80 else begin + end) for p, m, begin, end in facts]
    found = now(values, facts, day)
    for point, value in enumerate(values):
        factor = 1.0
        for modifier in rules().modifiers:
            best = 0.0
            for _, _, begin, end in [f for f in facts if f[0] == point and f[1] == modifier.id]:
                if day < begin:
                    continue
                if end == OPEN or day < end:
                    best = 1.0
                elif modifier.half_life_days:
                    best = max(best, 0.5 ** ((day - end) / modifier.half_life_days))
            factor *= modifier.factor**best
        factor = min(max(factor, rules().bounds.least), rules().bounds.most)
        assert found.value[point] == pytest.approx(value * factor)
        assert math.isclose(found.factor[point], factor, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("was", "written", "said"),
    [
        ("factor = 1.5", "factor = 0", "modifiers.0.factor"),
        ("factor = 1.5", "factor = -1", "greater than 0"),
        ("half_life_days = 0", "half_life_days = -3", "modifiers.0.half_life_days"),
        ('floor = "red"', 'floor = "pink"', "floor"),
        ("most = 6.0", "most = 0.5", "bounds.most"),
        ('id = "patrol_overdue"', 'id = "inspection_overdue"', "inspection_overdue is there twice"),
        ("[bounds]", "[bounds", "can't be read"),
    ],
)
def test_wrong_modifiers_are_named(tmp_path, was, written, said):
    file = tmp_path / "own.toml"
    file.write_text(FILE.read_text("utf-8").replace(was, written, 1), "utf-8")
    with pytest.raises(RegisterError) as refused:
        read(file)
    assert said in refused.value.say()
    assert "own.toml" in refused.value.say()
    assert refused.value.say("zh")
