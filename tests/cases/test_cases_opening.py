"""Many reports at once: each a case with its number, clock, office and entry, and none twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import numpy as np
import pytest
from cases_desk_office import AT, CITY, OFFICE, report
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from anlan.cases.clock import Calendar, Limit, deadline, due_many, near_many
from anlan.cases.clock.counter import aware
from anlan.cases.opening import BARE, Start, open_many
from anlan.cases.routing import Office
from anlan.model.cause import Cause
from anlan.model.errors import CaseError
from anlan.store.cases import CaseMove, CaseRow
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.verify import verify

CLERK = Cause("account:0")


def many(database: Database, reports: list, starts: list[Start] | None = None) -> list:
    with change(database, CLERK) as made:
        return open_many(made, OFFICE, reports, starts or [BARE] * len(reports))


def test_each_of_many_has_a_number_a_row_a_move_and_an_entry(database: Database) -> None:
    due, near = AT + timedelta(hours=4), AT + timedelta(hours=3)
    starts = [Start(due, near, Office("water", "42/4201")), BARE] * 10
    told = [report(title=f"hole {n} “深”", outside_key=f"H-{n}", lon=114.3, lat=30.5 + n / 1000)
            for n in range(20)]  # fmt: skip
    opened = many(database, told, starts)
    assert [each.number[-5:] for each in opened] == [f"{n:05d}" for n in range(1, 21)]
    assert all(each.fresh and each.version == 1 for each in opened)
    with database.session() as session:
        rows = list(session.scalars(select(CaseRow).order_by(CaseRow.number)))
        moves = session.execute(select(CaseMove.case_id, CaseMove.act, CaseMove.clock)).all()
        entries = session.scalars(select(Entry.subject).order_by(Entry.seq)).all()
    assert [row.title for row in rows] == [each.title for each in told]
    assert [(row.due_at, row.near_at, row.next_at) for row in rows[:2]] == [
        (due, near, near),
        (None, None, None),
    ]
    assert [row.routed_department for row in rows[:2]] == ["water", ""]
    assert sorted(move[0] for move in moves) == sorted(row.id for row in rows)
    assert {(move[1], *move[2]) for move in moves} == {("collect.report", "start filing")}
    assert entries == [f"case:{CITY}/{row.number}" for row in rows]
    assert verify(database).fault is None


def test_the_same_key_opens_nothing_twice_within_a_batch_or_between(database: Database) -> None:
    first = many(database, [report(outside_key="A"), report(outside_key="B")])
    again = many(database, [
        report(outside_key="C"), report(outside_key="B"), report(outside_key="C"), report(),
        report(outside_key="C", channel="department"),
    ])  # fmt: skip
    assert [each.fresh for each in again] == [True, False, False, True, True]
    assert again[1].number == first[1].number
    assert again[2].number == again[0].number
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(CaseRow)) == 5


def test_one_that_is_wrong_leaves_nothing_of_the_others(database: Database) -> None:
    with pytest.raises(CaseError):
        many(database, [report(), report(title=" ")])
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(CaseRow)) == 0


def test_days_have_numbers_of_their_own(database: Database) -> None:
    told = [report(), report(at=AT + timedelta(days=1)), report(), report(at=AT)]
    assert [each.number[6:] for each in many(database, told)] == [
        "2026071800001", "2026071900001", "2026071800002", "2026071800003",
    ]  # fmt: skip


def test_two_who_send_the_same_at_once_have_one_case_of_each(database: Database) -> None:
    at, found = Barrier(2), []

    def send() -> None:
        at.wait()
        for part in range(5):
            keys = [f"K-{part}-{n}" for n in range(20)]
            found.append(many(database, [report(outside_key=key) for key in keys]))

    senders = [Thread(target=send) for _ in range(2)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    numbers = {each.number for batch in found for each in batch}
    fresh = [each.number for batch in found for each in batch if each.fresh]
    assert len(numbers) == len(fresh) == len(set(fresh)) == 100
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(CaseRow)) == 100
    assert verify(database).fault is None


LIMITS = (
    Limit(0.5, "work_hour"), Limit(7, "work_hour"), Limit(2, "urgent_hour"), Limit(3, "work_day"),
    Limit(5, "calendar_day"),
)  # fmt: skip
OFFICE_HOURS = Calendar("office", "Asia/Shanghai")


@given(
    minutes=st.lists(st.integers(0, 60 * 24 * 700), min_size=1, max_size=20),
    limit=st.sampled_from(LIMITS),
)
def test_near_and_due_of_many_are_those_of_each(minutes: list[int], limit: Limit) -> None:
    moments = [datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=each) for each in minutes]
    starts = np.array([aware(each) for each in moments], np.int64)
    dues = due_many(starts, limit, OFFICE_HOURS)
    nears = near_many(starts, dues, limit, OFFICE_HOURS)
    for at, due, near in zip(moments, dues, nears, strict=True):
        found = deadline(at, limit, OFFICE_HOURS)
        assert found.due and found.near
        assert (aware(found.due), aware(found.near)) == (due, near)


def test_a_report_and_the_batch_it_is_in_say_the_same(database: Database) -> None:
    told = report(outside_key="X")
    (alone,) = many(database, [told])
    (again,) = many(database, [replace(told, title="other words")])
    assert (again.number, again.fresh) == (alone.number, False)
