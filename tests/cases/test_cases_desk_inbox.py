"""An inbox: what is due next, page by page, within a scope and nothing beyond it."""

from datetime import timedelta

import pytest
from cases_desk_office import AT, CITY, do, opened
from sqlalchemy import text

from anlan.cases import desk
from anlan.cases.reading import Place, inbox, place_of
from anlan.model.cause import Cause
from anlan.model.permission import Area, Scope, scope_of
from anlan.store.change import change
from anlan.store.database import Database

WHOLE = scope_of([Area()])


@pytest.fixture
def filled(database: Database) -> Database:
    """A database with cases in three divisions, of which every other one has a deadline."""
    places = ("42/4201", "42/4201/07", "42/42011", "43")
    for number, division in enumerate(places * 3):
        case = opened(database, division=division)
        if number % 2:
            with change(database, Cause("job:clock")) as made:
                due = AT + timedelta(hours=100 - number)
                desk.set_deadline(made, CITY, case, due, None, 1)
    return database


def seen(database: Database, scope: Scope, *states: str, limit: int = 50) -> list[str]:
    with database.session() as session:
        rows = inbox(session, CITY, scope, states or ("reported",), limit=limit)
    return [row.division for row in rows]


def test_the_next_due_comes_first_and_those_without_a_deadline_last(filled: Database) -> None:
    with filled.session() as session:
        rows = inbox(session, CITY, WHOLE, ["reported"])
    due = [row.due_at for row in rows]
    assert due[:6] == sorted(each for each in due if each)
    assert due[6:] == [None] * 6
    assert [row.id for row in rows[6:]] == sorted(row.id for row in rows[6:])


@pytest.mark.parametrize("limit", [1, 5, 12])
def test_pages_hold_every_case_once(filled: Database, limit: int) -> None:
    do(filled, opened(filled), "file.accept")
    found: list[int] = []
    after: Place | None = None
    with filled.session() as session:
        states = ["accepted", "reported"]
        while page := inbox(session, CITY, WHOLE, states, after, limit):
            assert len(page) <= limit
            found += [row.id for row in page]
            after = place_of(page[-1])
        whole = [row.id for row in inbox(session, CITY, WHOLE, states)]
    assert found == whole
    assert len(set(found)) == 13


def test_a_division_is_itself_and_all_below_it(filled: Database) -> None:
    within = set(seen(filled, scope_of([Area("42/4201")])))
    assert within == {"42/4201", "42/4201/07"}
    assert set(seen(filled, scope_of([Area("42")]))) == {"42/4201", "42/4201/07", "42/42011"}
    both = scope_of([Area("42/4201/07"), Area("43")])
    assert set(seen(filled, both)) == {"42/4201/07", "43"}
    assert seen(filled, scope_of([Area("4_")])) == []


def test_a_department_sees_its_own(filled: Database) -> None:
    do(filled, opened(filled), "file.accept", "file.file", "dispatch.send")
    assert seen(filled, scope_of([Area(department="water")]), "dispatched") == ["42/4201"]
    assert seen(filled, scope_of([Area(department="roads")]), "dispatched") == []
    assert seen(filled, scope_of([Area("43", "water")]), "dispatched") == []


def test_no_scope_and_no_state_is_an_empty_inbox(filled: Database) -> None:
    assert seen(filled, Scope()) == []
    assert seen(filled, WHOLE, "closed") == []
    with filled.session() as session:
        assert inbox(session, "elsewhere", WHOLE, ["reported"]) == []


def test_an_inbox_is_read_by_an_index(filled: Database) -> None:
    query = (
        "SELECT * FROM cases WHERE city = 'town' AND state = 'reported' "
        "ORDER BY inbox_at, id LIMIT 50"
    )
    with filled.session() as session:
        if filled.dialect == "postgresql":
            session.execute(text("SET enable_seqscan = off"))
            plan = session.execute(text(f"EXPLAIN {query}")).all()
        else:
            plan = session.execute(text(f"EXPLAIN QUERY PLAN {query}")).all()
    assert "ix_cases_inbox" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
    assert "Sort" not in str(plan)
