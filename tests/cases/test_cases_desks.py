"""The desks of cases on a real database: what climbed, whom to call back, what each step holds."""

from datetime import timedelta

import pytest
from cases_desk_office import AT, CITY, TO_CHECKING, do, opened, version_of

from anlan.cases import desk
from anlan.cases.clock import Calendar
from anlan.cases.clockwork import Clockwork
from anlan.cases.desks import board, call_backs, supervised, supervised_counts
from anlan.cases.escalation import escalate
from anlan.cases.flow import workflow
from anlan.cases.ladder import ladder
from anlan.cases.reading import place_of
from anlan.model.cause import Cause
from anlan.model.permission import Area, Scope, scope_of
from anlan.store.change import change
from anlan.store.database import Database

WHOLE = scope_of([Area()])
CLOCKS = Clockwork({"office": Calendar("office", "Asia/Shanghai")}, ())
RUNGS = [rung.name for rung in ladder().rungs]
TO_CLOSED = (*TO_CHECKING, "check.pass")


def due(database: Database, number: str, hours: float, *, near: bool = True) -> None:
    """Set a case's deadline so many hours from the office's moment."""
    at = AT + timedelta(hours=hours)
    with change(database, Cause("local:test")) as made:
        earlier = at - timedelta(hours=1) if near else None
        desk.set_deadline(made, CITY, number, at, earlier, version_of(database, number))


def climb(database: Database, hours: float) -> None:
    while escalate(database, CITY, CLOCKS, AT + timedelta(hours=hours)):
        pass


def closed(database: Database, **more: object) -> str:
    """Return a case that was closed."""
    number = opened(database, **more)
    do(database, number, *TO_CLOSED)
    do(database, number, "close.close", who="account:6")
    return number


def seen(database: Database, rungs: list[str] | None = None, scope: Scope = WHOLE) -> list[str]:
    with database.session() as session:
        return [each.rung for each in supervised(session, CITY, scope, rungs or RUNGS)]


def test_supervised_cases_stand_at_the_highest_rung_of_their_present_deadline(
    database: Database,
) -> None:
    for hours in (50, 2, 0.5):
        due(database, opened(database), hours)
    opened(database)
    climb(database, 1.5)
    assert seen(database) == ["order", "reminder"]
    assert seen(database, ["reminder"]) == ["reminder"]
    with database.session() as session:
        first = supervised(session, CITY, WHOLE, RUNGS)[0]
        counts = supervised_counts(session, CITY, WHOLE)
    assert first.at == AT + timedelta(hours=0.5)
    assert counts == dict.fromkeys(RUNGS, 0) | {"order": 1, "reminder": 1}


def test_a_deadline_set_anew_or_an_end_takes_a_case_off_supervision(database: Database) -> None:
    later, ended = opened(database), opened(database)
    due(database, later, 1)
    due(database, ended, 1)
    climb(database, 2)
    assert seen(database) == ["order", "order"]
    do(database, later, "file.accept")
    due(database, later, 30, near=False)
    assert seen(database) == ["order"]
    do(database, ended, "file.reject")
    assert seen(database) == []
    with database.session() as session:
        assert set(supervised_counts(session, CITY, WHOLE).values()) == {0}


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_supervised_pages_hold_every_case_once_the_longest_overdue_first(
    database: Database, limit: int
) -> None:
    for number in range(5):
        due(database, opened(database), 5 - number)
    climb(database, 6)
    found: list[int] = []
    after = None
    with database.session() as session:
        while page := supervised(session, CITY, WHOLE, RUNGS, after, limit):
            found += [each.row.id for each in page]
            after = place_of(page[-1].row)
    assert len(found) == 5
    assert found == sorted(found, reverse=True)


def test_nothing_is_supervised_called_back_or_on_a_board_outside_the_scope(
    database: Database,
) -> None:
    due(database, opened(database), 1)
    closed(database, channel="email", kind="alarm_followup")
    climb(database, 2)
    elsewhere = scope_of([Area("43")])
    assert seen(database, scope=elsewhere) == []
    for scope, n in ((elsewhere, 0), (Scope(), 0), (scope_of([Area("42/4201")]), 1)):
        with database.session() as session:
            assert sum(supervised_counts(session, CITY, scope).values()) == n
            assert len(call_backs(session, CITY, scope)) == n
            assert sum(map(len, board(session, CITY, scope, 5).values())) == n


def test_call_backs_are_closed_cases_from_the_public_that_nobody_was_reached_about(
    database: Database,
) -> None:
    first, second = (closed(database, channel="email", kind="alarm_followup") for _ in range(2))
    closed(database)
    opened(database, channel="email")

    def waiting(after: int = 0) -> list[str]:
        with database.session() as session:
            return [row.number for row in call_backs(session, CITY, WHOLE, after, 1)]

    assert waiting() == [first]
    do(database, first, "close.call_back", who="account:7", satisfaction="not_reached")
    assert waiting() == [first]
    do(database, first, "close.call_back", who="account:7", satisfaction="satisfied")
    assert waiting() == [second]


def test_a_board_holds_each_step_s_next_due(database: Database) -> None:
    late, soon, filed = opened(database), opened(database), opened(database)
    due(database, late, 9)
    due(database, soon, 3)
    do(database, filed, "file.accept")
    with database.session() as session:
        columns = board(session, CITY, WHOLE, 2)
        one = board(session, CITY, WHOLE, 1)
    assert list(columns) == [1, 2, 3, 4, 5, 6, 7]
    assert [row.number for row in columns[1]] == [soon, late]
    assert [row.number for row in one[1]] == [soon]
    assert [row.number for row in columns[2]] == [filed]
    assert columns[7] == []


def test_every_open_state_awaits_an_act_that_leads_out_of_it() -> None:
    table = workflow()
    awaited = [state for states in table.awaited.values() for state in states]
    assert sorted(awaited) == sorted(table.open_states)
    for act, states in table.awaited.items():
        assert all(act in table.by_source[state] for state in states)
