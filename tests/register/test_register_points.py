"""Risk points come in graded, are moved by facts, and every change of colour is kept."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from register_town import AT, CAUSE, CITY, CRANE, DAY, LOCK, PIT, draft, room
from sqlalchemy import func, select

from anlan.model.colour import COLOURS
from anlan.model.errors import RegisterError
from anlan.risk.register import Draft, Source, rows
from anlan.risk.register.draft import Told
from anlan.risk.register.renewing import renew
from anlan.risk.register.room import Put, RegisterRoom
from anlan.risk.register.terms import review_at
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.risk import RiskChange, RiskFact, RiskMeasure, RiskPoint, RiskSource
from anlan.store.verify import verify

Register = Callable[..., list[Put]]


@pytest.fixture
def here() -> RegisterRoom:
    return room()


@pytest.fixture
def put(database: Database, here: RegisterRoom) -> Register:
    def register(*drafts: Draft, at=AT) -> list[Put]:
        placed = here.placed_many(drafts, at)
        for each in placed:
            if isinstance(each, RegisterError):
                raise each
        with change(database, CAUSE) as made:
            return here.put_many(made, placed, at)

    return register


def told(database: Database, here: RegisterRoom, *facts: Told, at=AT) -> list[str]:
    with change(database, CAUSE) as made:
        return here.tell(made, facts, at)


def colour(database: Database, code: str = "A-1") -> str:
    with database.session() as session:
        return COLOURS[rows.find(session, CITY, code).now_colour]


def changes(database: Database, code: str = "A-1") -> list[tuple[int | None, int, list]]:
    with database.session() as session:
        row = rows.find(session, CITY, code)
        query = select(RiskChange).where(RiskChange.point_id == row.id).order_by(RiskChange.id)
        return [(each.before, each.after, each.why) for each in session.scalars(query)]


def test_a_point_is_registered_with_its_grades_and_place(database, put):
    assert put(draft()) == [Put("A-1", True, None, COLOURS.index("yellow"))]
    with database.session() as session:
        row = rows.find(session, CITY, "A-1")
        assert (row.inherent_value, COLOURS[row.inherent_colour]) == (540, "red")
        assert (row.residual_value, COLOURS[row.residual_colour]) == (90, "yellow")
        assert row.division.endswith("990101001")
        assert (row.scheme, row.scheme_version) == ("lec", "1")
        assert [each.name for each in rows.sources_of(session, row)] == [PIT.name, CRANE.name]
        measures = [(each.group, each.text) for each in rows.measures_of(session, row)]
        assert measures == [(each.group, each.text) for each in PIT.measures]
    assert changes(database) == [(None, COLOURS.index("yellow"), [])]
    assert verify(database).entries


def test_a_point_given_again_is_graded_anew_and_keeps_its_history(database, put):
    put(draft())
    worse = Source("foundation pit", "10", {"L": 10, "E": 6, "C": 15}, {"L": 6, "E": 6, "C": 15})
    later = AT + DAY
    assert put(draft(sources=(worse,)), at=later) == [Put("A-1", False, 1, COLOURS.index("red"))]
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(RiskSource)) == 1
        assert session.scalar(select(func.count()).select_from(RiskMeasure)) == 0
        row = rows.find(session, CITY, "A-1")
        assert (row.made_at, row.reviewed_at) == (AT, later)
        acts = session.scalars(select(Entry.act).where(Entry.subject == rows.subject(row)))
        assert list(acts) == ["risk.registered", "risk.regraded", "risk.coloured"]
    assert [each[:2] for each in changes(database)] == [(None, 1), (1, 3)]


def test_a_fact_moves_the_colour_and_says_why(database, here, put):
    put(draft())
    assert told(database, here, Told("A-1", "measure_failed", "case 7", AT)) == ["A-1"]
    assert colour(database) == "orange"  # 90 times 1.8
    why = changes(database)[-1][2]
    assert why == [{"modifier": "measure_failed", "key": "case 7", "factor": 1.8}]
    with database.session() as session:
        (entry,) = session.scalars(select(Entry).where(Entry.act == "risk.coloured"))
        assert "measure_failed" in entry.after
        assert "case 7" in entry.after


def test_a_fact_told_twice_counts_once_and_its_end_fades(database, here, put):
    put(draft())
    fact = Told("A-1", "measure_failed", "case 7", AT)
    told(database, here, fact)
    assert told(database, here, fact) == []
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(RiskFact)) == 1
    with change(database, CAUSE) as made:
        assert here.end(made, "case 7", AT + DAY) == []  # it still weighs in full
    with change(database, CAUSE) as made:
        points = list(made.session.scalars(select(RiskPoint)))
        assert renew(made, here, points, AT + 8 * DAY) == ["A-1"]
    assert colour(database) == "yellow"


def test_an_open_major_hazard_makes_it_red_whatever_its_score(database, here, put):
    put(draft(sources=(CRANE,)))
    assert colour(database) == "blue"
    told(database, here, Told("A-1", "hazard_major", "case 9", AT))
    assert colour(database) == "red"
    assert changes(database)[-1][2][-1] == {"floor": "hazard_major"}


def test_red_regardless_is_red_with_its_rule(database, put):
    put(draft(sources=(CRANE,), floors=("ten_exposed",)))
    assert colour(database) == "red"
    assert changes(database) == [(None, 3, [{"floor": "ten_exposed"}])]


def test_points_are_reviewed_the_sooner_the_more_dangerous_they_are(database, put):
    put(draft(), draft("A-2", sources=(CRANE,)))
    with database.session() as session:
        red, yellow = rows.find(session, CITY, "A-1"), rows.find(session, CITY, "A-2")
        assert (red.review_at - AT, yellow.review_at - AT) == (timedelta(31), timedelta(365))
    assert review_at(3, AT.replace(month=1, day=31)).isoformat() == "2026-02-28T02:00:00+00:00"


def test_many_facts_move_many_points_at_once(database, here, put):
    put(*(draft(f"A-{n}", lon=LOCK[0]) for n in range(700)))
    facts = [Told(f"A-{n}", "storm", "warning 3", AT) for n in range(700)]
    assert len(told(database, here, *facts)) == 0  # 135 is still yellow
    assert len(told(database, here, *(Told(f"A-{n}", "alarm", "a", AT) for n in range(700)))) == 700
    with change(database, CAUSE) as made:
        ended = here.end(made, "a", AT + DAY)
    assert ended == []
    assert verify(database).entries


def test_a_retired_point_is_gone_from_the_register_and_keeps_its_history(database, here, put):
    put(draft())
    with change(database, CAUSE) as made:
        here.retire(made, "A-1", 1, AT)
    with database.session() as session:
        assert rows.find(session, CITY, "A-1").retired_at == AT
    assert len(changes(database)) == 1


def test_of_two_who_change_a_point_at_once_one_is_told(database, here, put):
    put(draft())
    with (
        pytest.raises(RegisterError, match="changed meanwhile"),
        change(database, CAUSE) as made,
    ):
        here.retire(made, "A-1", 7, AT)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": " "}, "lacks a code or a name"),
        ({"type": "person"}, "type can't be “person”"),
        ({"field": "crime"}, "field can't be “crime”"),
        ({"scheme": "guess"}, "scheme can't be “guess”"),
        ({"floors": ("bad_luck",)}, "floor can't be “bad_luck”"),
        ({"sources": ()}, "has no hazard source"),
        ({"lat": None}, "half a position"),
        ({"lon": float("nan")}, "half a position"),
        ({"lon": 2.35, "lat": 48.86}, "outside the city"),
        ({"lon": None, "lat": None}, "names no division"),
        ({"lon": None, "lat": None, "division": "990199"}, "990199"),
        ({"department": "astrology"}, "department can't be “astrology”"),
        ({"name": "x" * 201}, "longer than 200"),
        ({"assessed": date(2026, 7, 20)}, "2026-07-20"),
        ({"sources": (Source("a", "10", {"L": 4, "E": 6, "C": 7}),)}, "L has no score 4"),
        ({"sources": (Source("a", "10", {"L": 6, "E": 6}),)}, "needs a score for C"),
        ({"sources": (Source("a", "77", {"L": 6, "E": 6, "C": 7}),)}, "event can't be “77”"),
        (
            {"sources": (Source("a", "10", {"L": 1, "E": 6, "C": 7}, {"L": 6, "E": 6, "C": 7}),)},
            "more than 42 without",
        ),
    ],
)
def test_what_cannot_be_registered_is_named_and_the_rest_is(here, given, said):
    good, bad = here.placed_many([draft("A-1"), draft("A-2", **given)], AT)
    assert isinstance(good, Draft)
    assert isinstance(bad, RegisterError)
    assert said in bad.say()
    assert bad.say("zh")


def test_an_import_with_a_fault_changes_nothing(database, here, put):
    put(draft())
    placed = here.placed_many([draft("A-1", name="Other"), draft("A-2"), draft("A-2")], AT)
    with pytest.raises(RegisterError, match="A-2 is there twice"), change(database, CAUSE) as made:
        here.put_many(made, placed, AT)
    with database.session() as session:
        assert rows.find(session, CITY, "A-1").name == "Pit of site A"
        assert session.scalar(select(func.count()).select_from(RiskPoint)) == 1


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (Told("A-9", "alarm", "a", AT), "no risk point A-9"),
        (Told("A-1", "moon", "a", AT), "No modifier is known as “moon”"),
        (Told("A-1", "alarm", "a", AT, AT - DAY), "ends before it begins"),
    ],
)
def test_a_fact_that_makes_no_sense_is_refused_whole(database, here, put, fact, said):
    put(draft())
    with pytest.raises(RegisterError, match=said):
        told(database, here, Told("A-1", "alarm", "b", AT), fact)
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(RiskFact)) == 0
