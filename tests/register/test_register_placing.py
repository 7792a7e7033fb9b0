"""Influences follow from where things are, apart from those that are declared."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_town import AT, CAUSE, CITY, LAMP, draft, room
from sqlalchemy import select

from anlan.model.errors import RegisterError
from anlan.risk.cascade import Place, places
from anlan.risk.register.equipment import Piece, put_many
from anlan.risk.register.influences import Influence, ask, graph_of, kept, replace_all
from anlan.risk.register.placing import Spots, check, derive, within
from anlan.risk.register.room import RegisterRoom
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.risk import RiskInfluence

METRE = 1 / 111_195
"""Of latitude, in degrees."""


def at(code: str, field: str, metres: float):
    return draft(code, field=field, lat=LAMP[1] + metres * METRE)


@pytest.fixture
def here(database: Database) -> RegisterRoom:
    """A chemical works, two markets 480 and 520 m from it, a pipe 40 m from the first of them."""
    town = room()
    points = [at("C", "chemicals", 0), at("M-1", "crowded_places", 480),
              at("M-2", "crowded_places", 520), at("S", "construction", 10)]  # fmt: skip
    pipe = Piece("G", "public_pipe_medium", "Main", "990101001", lon=LAMP[0],
                 lat=LAMP[1] + 440 * METRE)  # fmt: skip
    held = Piece("B", "boiler", "Boiler", "990101001", point_code="M-2")
    with change(database, CAUSE) as made:
        town.put_many(made, town.placed_many(points, AT), AT)
        put_many(made, town, [pipe, held])
    return town


def placed(database: Database) -> set[tuple[str, str, str]]:
    with change(database, CAUSE) as made:
        derive(made, CITY)
    with database.session() as session:
        return set(kept(session, CITY, declared=False))


def test_what_lies_within_reach_is_reached(database, here):
    assert placed(database) == {
        ("C", "M-1", "beside"), ("G", "M-1", "beside"), ("B", "M-2", "beside"),
    }  # fmt: skip
    with database.session() as session:
        found = ask(graph_of(session, CITY), ["C"], 60)
        assert [each.code for each in found] == ["C", "M-1"]
        (told,) = session.scalars(
            select(Entry.after).where(Entry.act == "risk.influences_placed")
        ).all()
    assert "chemicals" in told


def test_derived_again_they_are_replaced_and_declared_ones_stay(database, here):
    with change(database, CAUSE) as made:
        replace_all(made, CITY, [Influence("SUB", "C", "power")])
    first = placed(database)
    with change(database, CAUSE) as made:
        far = at("C", "chemicals", 3000)
        here.put_many(made, here.placed_many([far], AT), AT)
    assert placed(database) == first - {("C", "M-1", "beside")}
    with database.session() as session:
        assert set(kept(session, CITY, declared=True)) == {("SUB", "C", "power")}


def test_what_is_declared_counts_where_both_say_it(database, here):
    placed(database)
    mine = Influence("C", "M-1", "beside", lag=15)
    with change(database, CAUSE) as made:
        replace_all(made, CITY, [mine])
    assert ("C", "M-1", "beside") not in placed(database)
    with database.session() as session:
        query = select(RiskInfluence.lag).where(RiskInfluence.target == "M-1")
        assert set(session.scalars(query.where(RiskInfluence.source == "C"))) == {15}
        assert ask(graph_of(session, CITY), ["C"], 60)[1].start == 15
    with change(database, CAUSE) as made:
        replace_all(made, CITY, [])
    assert ("C", "M-1", "beside") in placed(database)


def test_a_circle_with_what_is_declared_is_named_and_all_stays(database, here):
    before = placed(database)
    with change(database, CAUSE) as made:
        replace_all(made, CITY, [])
    with pytest.raises(RegisterError, match="M-1"), change(database, CAUSE) as made:
        replace_all(made, CITY, [Influence("M-1", "C", "power")])
    with database.session() as session:
        assert set(kept(session, CITY, declared=False)) == before
        assert kept(session, CITY, declared=True) == {}


def test_the_rules_that_ship_lead_nowhere_back():
    check(places())


def rule(**told: object) -> Place:
    text = {"en": "x", "zh": "x"}
    base = {"id": "x", "name": text, "kind": "beside", "metres": 100, "most": 3}
    return Place.model_validate(base | told)


def test_rules_that_lead_back_are_refused():
    there = rule(fields=("fire",), targets=("mines",))
    back = rule(fields=("mines",), targets=("fire",))
    with pytest.raises(RegisterError, match=r"fire → mines → fire|mines → fire → mines"):
        check([there, back])
    with pytest.raises(RegisterError, match="fire → fire"):
        check([rule(fields=("fire",), targets=("fire",))])


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=12),
)
def test_each_source_reaches_its_nearest_within_the_distance(sources, targets):
    def spots(name: str, found: list[tuple[int, int]]) -> Spots:
        codes = [f"{name}{n}" for n in range(len(found))]
        return Spots(codes, [name] * len(found), np.array(found, float))

    one = rule(fields=("a",), targets=("b",))
    told = within(spots("a", sources), spots("b", targets), one, ("a",))
    for n, spot in enumerate(sources):
        away = sorted(math.dist(spot, each) for each in targets)
        near = [each for each in away if each <= 100][:3]
        mine = [targets[int(other[1:])] for code, other in told if code == f"a{n}"]
        assert sorted(math.dist(spot, each) for each in mine) == pytest.approx(near)
