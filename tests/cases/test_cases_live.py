"""The open cases in memory: the same as in the database, whatever happened since."""

import math
from datetime import timedelta

import numpy as np
import pytest
from cases_desk_office import AT, CITY, do, opened, version_of
from sqlalchemy import select

from anlan.cases import desk, live
from anlan.cases.live import OpenCases
from anlan.model.cause import Cause
from anlan.model.permission import Area, scope_of
from anlan.store.cases import CaseRow
from anlan.store.change import change
from anlan.store.database import Database

WHOLE = scope_of([Area()])


@pytest.fixture
def shown(database: Database, monkeypatch: pytest.MonkeyPatch) -> OpenCases:
    monkeypatch.setattr(live, "FRESH_SECONDS", 0.0)
    return OpenCases(database, CITY)


def due(database: Database, number: str, hours: float) -> None:
    at, version = AT + timedelta(hours=hours), version_of(database, number)
    with change(database, Cause("job:clock")) as made:
        desk.set_deadline(made, CITY, number, at, at - timedelta(hours=1), version)


def test_it_holds_what_the_database_holds_after_any_moves(
    database: Database, shown: OpenCases
) -> None:
    chance, numbers = np.random.default_rng(5), list[str]()
    for turn in range(60):
        if turn % 3 == 0 or not numbers:
            numbers.append(opened(database, division=f"42/420{chance.integers(3)}"))
        else:
            number = numbers[chance.integers(len(numbers))]
            with database.session() as session:
                state = session.scalar(select(CaseRow.state).where(CaseRow.number == number))
            act = {"reported": "file.accept", "accepted": "file.file"}.get(state or "", "")
            if act:
                do(database, number, act)
            else:
                do(database, number, "close.void", who="account:9")
                numbers.remove(number)
        rows = shown.snapshot().rows
        held = sorted((r["id"], r["number"], live.NAMES[r["state"]]) for r in rows)
        query = select(CaseRow.id, CaseRow.number, CaseRow.state)
        with database.session() as session:
            told = session.execute(query.where(CaseRow.ended_at.is_(None))).all()
        assert held == sorted(tuple(each) for each in told)


def test_near_and_overdue_are_counted_by_the_hour(database: Database, shown: OpenCases) -> None:
    for hours in (1, 2, 3, 4):
        due(database, opened(database), hours)
    opened(database)
    rows = shown.snapshot().rows
    assert live.count(rows, AT + timedelta(hours=2.5)) == live.Count(open=5, near=1, overdue=2)
    assert live.count(rows, AT - timedelta(days=1)) == live.Count(open=5, near=0, overdue=0)


def test_a_clock_that_stands_is_never_over(database: Database, shown: OpenCases) -> None:
    number = opened(database)
    do(database, number, "file.accept", "file.file", "dispatch.send", "handle.receive",
       "handle.start")  # fmt: skip
    due(database, number, 1)
    do(database, number, "handle.ask_suspension", "supervise.suspend")
    counted = live.count(shown.snapshot().rows, AT + timedelta(days=30))
    assert counted == live.Count(open=1, near=0, overdue=0)


def test_nobody_sees_what_lies_outside_their_scope(database: Database, shown: OpenCases) -> None:
    for division in ("42/4201", "42/4201/07", "42/42011", "43"):
        opened(database, division=division)
    shot = shown.snapshot()
    assert len(shot.within(WHOLE)) == 4
    assert len(shot.within(scope_of([Area("42/4201")]))) == 2
    assert len(shot.within(scope_of([]))) == 0
    assert len(shot.within(scope_of([Area(department="water")]))) == 0


def test_a_box_holds_the_cases_in_it_and_cells_all_of_them(
    database: Database, shown: OpenCases
) -> None:
    chance = np.random.default_rng(1)
    for lon, lat in chance.uniform((114, 30), (114.5, 30.5), (40, 2)):
        opened(database, lon=float(lon), lat=float(lat))
    opened(database)
    rows = shown.snapshot().rows
    box = live.in_box(rows, 114, 30, 114.5, 30.5)
    assert len(box) == 40
    for zoom in (0, 8, 11, 22):
        cells = live.spots(box, zoom, 1000, AT)
        assert sum(each.count.open for each in cells) == 40
        middle = sum(each.lon * each.count.open for each in cells) / 40
        assert math.isclose(middle, float(box["lon"].mean()), rel_tol=1e-9)
    assert len(live.spots(box, 22, 1000, AT)) > len(live.spots(box, 8, 1000, AT))
    assert len(live.spots(box, 22, 5, AT)) <= 5
    assert live.spots(rows[:0], 12, 5, AT) == []
