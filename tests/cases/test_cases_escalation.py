"""Cases climb the ladder when their time runs out: each rung on its moment, and once."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from cases_desk_office import AT, CITY, do, opened, version_of
from sqlalchemy import select, text, update

from anlan.cases import desk
from anlan.cases.clock import Calendar, Limit, deadline
from anlan.cases.clockwork import Clockwork
from anlan.cases.escalation import escalate, keep_pace, next_moment
from anlan.cases.ladder import ladder
from anlan.cases.rows import facts, find, moves
from anlan.model.cause import Cause
from anlan.store.cases import CaseRow, CaseRung
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.jobs.settings import settings
from anlan.store.ledger import Entry
from anlan.store.verify import verify

OFFICE = Calendar("office", "Asia/Shanghai")
CLOCKS = Clockwork({"office": OFFICE}, ())
DUE = AT + timedelta(hours=5)
NEAR = AT + timedelta(hours=4)
NAMES = [rung.name for rung in ladder().rungs]


def waiting(database: Database, due: datetime = DUE, near: datetime | None = NEAR) -> str:
    """Open a case with a deadline."""
    number = opened(database)
    with change(database, Cause("local:test")) as made:
        desk.set_deadline(made, CITY, number, due, near, version_of(database, number))
    return number


def reached(database: Database) -> list[tuple[str, datetime]]:
    with database.session() as session:
        rows = session.execute(select(CaseRung.rung, CaseRung.at).order_by(CaseRung.at))
        return [(rung, at) for rung, at in rows]


def climb(database: Database, now: datetime) -> int:
    """Do all that is due at a moment; return how many rungs that was."""
    done = 0
    while raised := escalate(database, CITY, CLOCKS, now):
        done += raised
    return done


def test_each_rung_comes_at_its_moment_by_the_calendar_of_the_office(database: Database) -> None:
    number = waiting(database)
    moments = [NEAR, DUE]
    for rung in ladder().rungs[2:]:
        assert rung.after is not None
        found = deadline(DUE, rung.after, OFFICE).due
        assert found is not None
        moments.append(found)
    for place, at in enumerate(moments):
        assert climb(database, at - timedelta(seconds=1)) == 0
        with database.session() as session:
            assert next_moment(session, [CITY]) == at
        assert climb(database, at) == 1
        assert reached(database) == list(zip(NAMES, moments, strict=True))[: place + 1]
    assert climb(database, at + timedelta(days=400)) == 0
    with database.session() as session:
        subject = desk.subject(CITY, number)
        told = session.scalars(
            select(Entry.after).where(Entry.subject == subject, Entry.act == "case.escalated")
        ).all()
    assert len(told) == len(NAMES)
    assert verify(database).fault is None


def test_what_stays_overdue_goes_a_level_up_by_itself_as_a_move(database: Database) -> None:
    number, stuck = opened(database, division="42/4201/420101"), opened(database, division="42")
    for each in (number, stuck):
        do(database, each, "file.accept", "file.file")
        with change(database, Cause("local:test")) as made:
            desk.set_deadline(made, CITY, each, DUE, NEAR, version_of(database, each))
    do(database, waiting(database), "file.accept")
    assert climb(database, DUE + timedelta(days=30))
    with database.session() as session:
        row, top = find(session, CITY, number), find(session, CITY, stuck)
        assert (row.raised, top.raised) == (1, 0)
        made_moves = moves(session, row)
        assert facts(session, row).raised == 1
    assert row.moves == len(made_moves) == 4
    last = made_moves[-1]
    assert (last.act, last.role, last.fields) == ("supervise.raise", "system", {"rung": "talk"})
    do(database, number, "dispatch.send")
    assert verify(database).fault is None


def test_after_a_day_away_all_that_was_missed_is_done_in_order_and_once(database: Database) -> None:
    numbers = [waiting(database) for _ in range(5)]
    assert climb(database, DUE + timedelta(days=30)) == len(numbers) * len(NAMES)
    with database.session() as session:
        rows = session.execute(
            select(CaseRow.number, CaseRung.rung, CaseRung.at)
            .join(CaseRow, CaseRow.id == CaseRung.case_id)
            .order_by(CaseRung.at)
        ).all()
    for number in numbers:
        assert [rung for each, rung, _ in rows if each == number] == NAMES


def test_several_workers_raise_each_case_once(opened_again: Callable[[], Database]) -> None:
    database = opened_again()
    for _ in range(40):
        waiting(database)
    counts: list[int] = []

    def work() -> None:
        counts.append(climb(opened_again(), DUE))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(counts) == 80
    assert Counter(rung for rung, _ in reached(database)) == {"reminder": 40, "order": 40}


@pytest.fixture
def opened_again(opened: Callable[[], Database], database: Database) -> Callable[[], Database]:
    """Return what opens the same database, which is prepared, once more."""
    del database
    return opened


def test_a_case_that_moves_on_in_time_is_left_alone(database: Database) -> None:
    number = waiting(database)
    do(database, number, "file.accept", "file.file")
    assert climb(database, DUE + timedelta(days=1)) == 0
    assert reached(database) == []


def test_while_the_clock_stands_nothing_is_climbed(database: Database) -> None:
    number = opened(database)
    do(database, number, "file.accept", "file.file", "dispatch.send", "handle.receive",
       "handle.start", "handle.ask_suspension")  # fmt: skip
    with change(database, Cause("local:test")) as made:
        desk.set_deadline(made, CITY, number, DUE, NEAR, version_of(database, number))
    do(database, number, "supervise.suspend", who="account:9")
    assert climb(database, DUE + timedelta(days=1)) == 0


def test_a_deadline_set_anew_is_climbed_anew(database: Database) -> None:
    number = waiting(database)
    assert climb(database, DUE) == 2
    do(database, number, "file.accept", "file.file")
    later = DUE + timedelta(days=2)
    with change(database, Cause("local:test")) as made:
        desk.set_deadline(made, CITY, number, later, None, version_of(database, number))
    assert climb(database, later - timedelta(seconds=1)) == 0
    assert climb(database, later) == 1
    assert [rung for rung, at in reached(database) if at == later] == ["order"]


def test_what_falls_due_within_moments_is_done_on_its_second(database: Database) -> None:
    due = datetime.now(UTC) + timedelta(seconds=3)
    waiting(database, due, None)
    waiting(database, due + timedelta(hours=1), None)
    began = monotonic()
    assert keep_pace(database, {CITY: lambda: CLOCKS})
    assert monotonic() - began < ladder().ahead_seconds
    with database.session() as session:
        [(at, done)] = session.execute(select(CaseRung.at, CaseRung.done_at)).all()
    assert at == due
    assert timedelta() <= done - at < timedelta(seconds=1)
    assert not keep_pace(database, {CITY: lambda: CLOCKS})


def test_a_rung_and_its_entry_are_kept_together_or_not_at_all(database: Database) -> None:
    waiting(database)
    with database.session() as session:
        session.execute(text("UPDATE ledger_head SET seq = seq"))
        case = session.scalars(select(CaseRow.id)).one()
        session.add(CaseRung(case_id=case, seq=1, rung="reminder", at=NEAR, done_at=NEAR))
        session.execute(update(CaseRow).values(due_seq=1))
        session.commit()
    with pytest.raises(Exception, match=r"(?i)unique|database"):
        climb(database, NEAR)
    with database.session() as session:
        acts = session.scalars(select(Entry.act)).all()
    assert "case.escalated" not in acts


def test_the_worker_looks_further_ahead_than_it_rests() -> None:
    chosen = settings()
    rest = chosen.upkeep["escalation"] + chosen.idle_seconds
    assert ladder().ahead_seconds > rest


def test_limits_of_the_ladder_come_one_after_the_other() -> None:
    lengths = [rung.after.number for rung in ladder().rungs if rung.after]
    assert lengths == sorted(lengths)
    assert all(isinstance(rung.after, Limit | None) for rung in ladder().rungs)
