"""What is kept for evaluation is what the history says, move by move and made anew."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from cases_desk_office import AT, CITY, do, opened, version_of
from cases_flow_town import TABLE
from sqlalchemy import delete, select
from test_cases_desk_walk import Twins

from anlan.cases import desk
from anlan.cases.evaluation.columns import Columns
from anlan.cases.evaluation.milestones import milestones, rebuild, seconds, settle
from anlan.model.cause import Cause
from anlan.store.cases import CaseMilestones, CaseRow
from anlan.store.change import change
from anlan.store.database import Database


def of(database: Database, number: str) -> CaseMilestones | None:
    with database.session() as session:
        query = select(CaseMilestones).join(CaseRow, CaseRow.id == CaseMilestones.case_id)
        return session.scalar(query.where(CaseRow.number == number))


def wrong(database: Database) -> int:
    """Make all anew; return how many weren't what the history says."""
    with database.writing() as session:
        at, found = 0, 0
        while True:
            at, differing = rebuild(session, CITY, at, limit=7)
            if not at:
                return found
            found += differing


@pytest.mark.parametrize("seed", [3, 4])
def test_a_walk_keeps_what_its_history_says(database: Database, seed: int, tmp_path: Path) -> None:
    chance, twins = random.Random(seed), Twins(database)  # noqa: S311 - not a secret
    columns = Columns(database, CITY, tmp_path / "copy")
    for number in range(250):
        twins.town.now += timedelta(minutes=chance.choice((1, 1, 60, 60 * 24 * 20)))
        newest = twins.town.newest()
        if not newest or chance.random() < 0.08:
            twins.report(chance.choice(sorted(TABLE.kinds)), chance.choice(sorted(TABLE.channels)))
            continue
        here = chance.choice(newest)
        twins.move(here, twins.town.some_move(chance, here))
        case = twins.town.cases[here]
        if TABLE.running[case.state] and chance.random() < 0.4:
            there = twins.numbers[here]
            due = twins.town.now + timedelta(minutes=chance.choice((-5, 0, 30, 60 * 24 * 30)))
            with change(database, Cause("local:test")) as made:
                desk.set_deadline(made, CITY, there, due, None, version_of(database, there))
        if number % 50 == 0:
            columns.refresh()
    assert wrong(database) == 0
    columns.refresh()
    assert columns.refresh() == 0
    with columns.connect() as copy, database.session() as session:
        found = copy.execute("SELECT * FROM kept ORDER BY case_id").fetchall()
        table = CaseMilestones.__table__
        rows = session.execute(select(table).order_by(table.c.case_id)).all()
    # An empty text and none at all are the same to every condition.
    assert [[value or None for value in row] for row in found] == [
        [value or None for value in row] for row in rows
    ]
    assert len(rows) == len(twins.town.cases)


def test_opening_a_case_writes_nothing_more_until_it_is_looked_for(database: Database) -> None:
    number = opened(database)
    assert of(database, number) is None
    with database.writing() as session:
        assert settle(session, CITY) == 1
        assert settle(session, CITY) == 0
    told = of(database, number)
    assert told is not None
    assert (told.opened_at, told.filed_at, told.dispatches) == (seconds(AT), None, 0)
    do(database, number, "file.accept", "file.file", "dispatch.send")
    told = of(database, number)
    assert told is not None
    assert (told.filed_at, told.dispatches, told.department) == (seconds(AT), 1, "water")


def test_late_is_what_ends_after_the_deadline_that_stood(database: Database) -> None:
    early, late = opened(database), opened(database)
    for number, shift in ((early, 1), (late, -1)):
        do(database, number, "file.accept")
        with change(database, Cause("local:test")) as made:
            due = AT + timedelta(seconds=shift)
            desk.set_deadline(made, CITY, number, due, None, version_of(database, number))
        do(database, number, "file.file")
    kept = [of(database, number) for number in (early, late)]
    assert [each.filed_in_time for each in kept if each] == [1, 0]


def test_a_failed_check_takes_the_handling_back_and_stays_counted(database: Database) -> None:
    number = opened(database)
    do(database, number, "file.accept", "file.file", "dispatch.send", "handle.receive",
       "handle.start", "handle.finish", "check.ask", "check.fail")  # fmt: skip
    told = of(database, number)
    assert told is not None
    assert (told.handled_at, told.first_handled_at, told.checks_failed) == (None, seconds(AT), 1)


def test_a_case_older_than_the_table_is_kept_whole_at_its_next_move(database: Database) -> None:
    number = opened(database)
    do(database, number, "file.accept", "file.file", "dispatch.send")
    with database.writing() as session:
        session.execute(delete(CaseMilestones))
    do(database, number, "handle.receive", "handle.return")
    told = of(database, number)
    assert told is not None
    assert (told.filed_at, told.returns) == (seconds(AT), 1)
    assert wrong(database) == 0


def test_every_act_that_ends_a_case_is_seen() -> None:
    marked = {act for each in milestones().by_name.values() for act in each.acts}
    for edge in TABLE.edges:
        if edge.to and TABLE.states[edge.to].ended and edge.to != "evaluated":
            assert edge.act in marked
