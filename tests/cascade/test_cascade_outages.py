"""Outages through influences: by hand, and against a slow walk over minutes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.model.errors import RegisterError
from anlan.risk.cascade import Graph, Kind, Outage, Reached, build, kinds, what_if
from anlan.risk.cascade.graph import Influences

ALL, ANY = kinds()["power"], kinds()["beside"]
KINDS = [ALL, ANY, kinds()["water"]]
Edge = tuple[int, int, int, int, int]
"""From, to, kind, lag and recovery in minutes."""


def graph_of(count: int, edges: list[Edge], names: list[str] | None = None) -> Graph:
    columns = list(zip(*edges, strict=True)) if edges else [[]] * 5
    given = Influences(
        np.array(columns[0], np.int64),
        np.array(columns[1], np.int64),
        np.array(columns[2], np.int16),
        np.array(columns[3], np.float64),
        np.array(columns[4], np.float64),
        np.full(len(edges), 0.5),
    )
    return build(count, given, names)


def run(count: int, edges: list[Edge], down: list[int], minutes: float) -> Reached:
    return what_if(graph_of(count, edges), KINDS, Outage(np.array(down), minutes))


def spans(found: Reached) -> list[tuple[float, float] | None]:
    told = zip(found.start.tolist(), found.end.tolist(), strict=True)
    return [(a, b) if a < b else None for a, b in told]


def test_one_supplier_left_keeps_it_going():
    edges = [(0, 2, 0, 0, 10), (1, 2, 0, 0, 10)]
    assert spans(run(3, edges, [0], 60)) == [(0, 60), None, None]
    assert spans(run(3, edges, [0, 1], 60)) == [(0, 60), (0, 60), (0, 70)]


def test_two_kinds_of_supply_are_each_needed():
    edges = [(0, 2, 0, 0, 10), (1, 2, 2, 20, 30)]
    assert spans(run(3, edges, [1], 60))[2] == (20, 90)
    assert spans(run(3, edges, [0, 1], 60))[2] == (0, 90)


def test_what_lasts_no_longer_than_the_reserve_reaches_nobody():
    assert spans(run(2, [(0, 1, 0, 60, 5)], [0], 60)) == [(0, 60), None]
    assert spans(run(2, [(0, 1, 0, 60, 5)], [0], 61)) == [(0, 61), (60, 66)]


def test_suppliers_that_are_not_down_at_once_take_nothing_down():
    # 3 has its supply from 1 (down 0 to 10) and from 2 (down 12 to 30).
    edges = [(0, 2, 0, 12, 20), (1, 3, 0, 0, 15), (2, 3, 0, 0, 15)]
    graph = graph_of(4, edges)
    found = what_if(graph, KINDS, Outage(np.array([0, 1]), 13))
    assert spans(found) == [(0, 13), (0, 13), (12, 33), (12, 28)]
    found = what_if(graph, KINDS, Outage(np.array([0]), 13))
    assert spans(found) == [(0, 13), None, (12, 33), None]


def test_any_one_within_reach_is_enough():
    edges = [(0, 2, 1, 0, 0), (1, 2, 1, 0, 0)]
    found = run(3, edges, [1], 30)
    assert spans(found)[2] == (0, 30)
    assert found.weight.tolist() == [0, 1, 0.5]


def test_the_first_cause_is_told():
    graph = graph_of(3, [(0, 2, 0, 20, 0), (1, 2, 1, 5, 0)])
    found = what_if(graph, KINDS, Outage(np.array([0, 1]), 60))
    assert graph.source[found.cause[2]] == 1
    assert found.cause[:2].tolist() == [-1, -1]


def test_a_circle_is_named_in_its_order():
    names = ["substation", "waterworks", "pump", "tunnel"]
    edges = [(0, 1, 0, 0, 0), (1, 2, 2, 0, 0), (2, 1, 0, 0, 0), (2, 3, 0, 0, 0)]
    with pytest.raises(RegisterError) as refused:
        graph_of(4, edges, names)
    said = refused.value.say()
    assert "waterworks → pump → waterworks" in said or "pump → waterworks → pump" in said
    assert "substation" not in said
    assert refused.value.say("zh")


def test_an_asset_that_supplies_itself_is_a_circle():
    with pytest.raises(RegisterError, match="0 → 0"):
        graph_of(1, [(0, 0, 0, 0, 0)])


@pytest.mark.parametrize("edge", [(0, 2, 0, 0, 0), (-1, 0, 0, 0, 0)])
def test_an_asset_that_is_not_there_is_named(edge):
    with pytest.raises(RegisterError, match=str(2 if edge[1] == 2 else -1)):
        graph_of(2, [edge])


def slowly(count: int, edges: list[Edge], down: list[int], minutes: int) -> list[set[int]]:
    """Return the minutes in which each asset is down, found by laying supplies minute on minute."""
    horizon = 60 * count + 400
    state: list[set[int]] = [set(range(minutes)) if v in down else set() for v in range(count)]
    for v in range(count):  # edges run from a lower number to a higher one
        for kind in sorted({edge[2] for edge in edges if edge[1] == v}):
            of_kind = [edge for edge in edges if edge[1] == v and edge[2] == kind]
            ends = [max(state[u]) + 1 if state[u] else 0 for u, *_ in of_kind]
            begins = [min(state[u]) if state[u] else horizon for u, *_ in of_kind]
            told = list(zip(begins, ends, of_kind, strict=True))
            if KINDS[kind].rule == "any":
                spans_ = [(b + e[3], n + e[4]) for b, n, e in told if b + e[3] < n]
            else:
                begin = max(b + e[3] for b, _, e in told)
                spans_ = [(begin, min(n + e[4] for _, n, e in told))] if begin < min(ends) else []
            for begin, end in spans_:
                state[v] |= set(range(begin, end))
        if state[v]:
            state[v] = set(range(min(state[v]), max(state[v]) + 1))
    return state


@st.composite
def cities(draw):
    count = draw(st.integers(2, 7))
    minutes, kind = st.integers(0, 20), st.integers(0, 2)
    edge = st.tuples(st.integers(0, count - 2), st.integers(1, count - 1), kind, minutes, minutes)
    edge = edge.filter(lambda each: each[0] < each[1])
    edges = draw(st.lists(edge, max_size=12, unique_by=lambda e: e[:3]))
    down = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=2, unique=True))
    return count, edges, down, draw(st.integers(1, 40))


@given(cities())
def test_it_is_as_minute_by_minute(city):
    count, edges, down, minutes = city
    expected = [(min(s), max(s) + 1) if s else None for s in slowly(count, edges, down, minutes)]
    assert spans(run(count, edges, down, minutes)) == expected


@given(cities(), st.integers(1, 100))
def test_a_longer_outage_never_reaches_less(city, more):
    count, edges, down, minutes = city
    before, after = run(count, edges, down, minutes), run(count, edges, down, minutes + more)
    assert (~before.down | after.down).all()
    assert (after.end >= before.end).all()


def test_kinds_say_how_they_reach():
    assert {each.rule for each in kinds().values()} == {"all", "any"}
    assert all(isinstance(each, Kind) for each in kinds().values())
