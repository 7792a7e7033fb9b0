"""Faults of devices become cases, once each or as a group, and come back as their data say."""

from datetime import datetime, timedelta

import pytest
from fleet_town import (
    AT,
    CAUSE,
    CITY,
    DAY,
    HOUR,
    LAMP,
    MINUTE,
    cases,
    device,
    look,
    put,
    say,
)  # fmt: skip
from sqlalchemy import select

from anlan.cases import rows as case_rows
from anlan.model.errors import WatchError
from anlan.store.cases import CaseMove, CaseRow
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.ledger import Entry
from anlan.store.watch import WatchDeviceCase
from anlan.watch.fleet import acts
from anlan.watch.fleet.casework import Worked, work
from anlan.watch.fleet.live import LiveFleet

LATE = AT + 3 * HOUR


def _work(database: Database, at: datetime) -> Worked:
    return work(database, CAUSE, LiveFleet(database, CITY), cases(), at)


def _silent(database: Database, *keys: str, at: datetime = AT, **given: str) -> None:
    """Take devices in and let them fall silent."""
    put(database, *(device(key, **given) for key in keys), at=at)
    say(database, list(keys), at)
    look(database, at + MINUTE)
    look(database, at + 10 * MINUTE)


def _cases(database: Database) -> list[CaseRow]:
    with database.session() as session:
        return list(session.scalars(select(CaseRow).order_by(CaseRow.id)))


def _end(database: Database, number: str, state: str, at: datetime) -> None:
    """Let a case end, as its desks would in many steps."""
    with database.writing() as session:
        row = case_rows.find(session, CITY, number)
        row.state, row.ended_at = state, at


def _held(database: Database) -> dict[int, str]:
    with database.session() as session:
        found = session.scalars(select(WatchDeviceCase).order_by(WatchDeviceCase.id))
        return {row.id: row.state for row in found}


def test_fleet_a_fault_becomes_one_case_after_its_term(database: Database) -> None:
    _silent(database, "A")
    assert _work(database, AT + HOUR).opened == 0
    assert _work(database, LATE).opened == 1
    assert _work(database, LATE + HOUR).opened == 0
    (case,) = _cases(database)
    assert (case.kind, case.channel, case.division) == ("alarm_followup", "alarm", LAMP)
    assert "A" in case.title
    assert "离线" in case.title
    with database.session() as session:
        told = session.scalars(select(Entry.act).where(Entry.act == "fleet.case_opened")).all()
    assert len(told) == 1


def test_fleet_terms_are_those_of_the_tier(database: Database) -> None:
    _silent(database, "A", tier="3")
    assert _work(database, LATE).opened == 0
    assert _work(database, AT + 2 * DAY).opened == 1


def test_fleet_many_at_once_in_one_place_are_one_case(database: Database) -> None:
    _silent(database, *(f"C{n}" for n in range(6)))
    _silent(database, "LONE", at=AT + 20 * MINUTE, division="990101002")
    done = _work(database, LATE + HOUR)
    assert done.opened == 2
    group, lone = _cases(database)
    assert "6" in group.title
    assert "LONE" in lone.title
    assert len(_held(database)) == 7


def test_fleet_a_case_is_told_that_its_device_is_well(database: Database) -> None:
    _silent(database, "A")
    _work(database, LATE)
    say(database, ["A"], LATE + MINUTE)
    look(database, LATE + MINUTE)
    assert _work(database, LATE + MINUTE).told == 1
    assert _work(database, LATE + 2 * MINUTE).told == 0
    assert set(_held(database).values()) == {"recovered"}
    with database.session() as session:
        acts_ = session.scalars(select(CaseMove.act).order_by(CaseMove.seq)).all()
    assert acts_ == ["collect.report", "collect.add"]
    # It falls silent again: the case is told, and no second one is opened.
    look(database, LATE + HOUR)
    again = _work(database, LATE + 5 * HOUR)
    assert (again.opened, again.told) == (0, 1)


def test_fleet_a_closed_case_is_verified_by_the_devices_own_data(database: Database) -> None:
    _silent(database, "A")
    _work(database, LATE)
    (case,) = _cases(database)
    _end(database, case.number, "closed", LATE + HOUR)
    assert _work(database, LATE + HOUR).verified == 0
    assert set(_held(database).values()) == {"verifying"}
    say(database, ["A"], LATE + 2 * HOUR)
    look(database, LATE + 2 * HOUR)
    assert _work(database, LATE + 2 * HOUR).verified == 1
    assert set(_held(database).values()) == {"well"}


def test_fleet_one_that_isnt_well_within_the_term_is_a_case_anew(database: Database) -> None:
    _silent(database, "A")
    _work(database, LATE)
    (case,) = _cases(database)
    _end(database, case.number, "closed", LATE + HOUR)
    _work(database, LATE + HOUR)
    done = _work(database, LATE + 2 * DAY)
    assert done.not_well == 1
    _work(database, LATE + 2 * DAY + MINUTE)
    first, second = _cases(database)
    assert first.number in second.text
    assert list(_held(database).values()) == ["not_well", "open"]


def test_fleet_what_was_unfounded_is_not_asked_again(database: Database) -> None:
    _silent(database, "A")
    _work(database, LATE)
    (case,) = _cases(database)
    _end(database, case.number, "rejected", LATE + HOUR)
    for days in (1, 2, 3):
        assert _work(database, LATE + days * DAY).opened == 0
    assert set(_held(database).values()) == {"unfounded"}


def test_fleet_an_outage_excuses_but_doesnt_mend(database: Database) -> None:
    _silent(database, "A")
    planned = acts.Outage("works", "new line", AT, AT + 10 * DAY, LAMP)
    with change(database, CAUSE) as made:
        acts.plan(made, CITY, planned)
    assert _work(database, LATE).opened == 0
    with change(database, CAUSE) as made:
        acts.call_off(made, CITY, "works")
    assert _work(database, LATE).opened == 1
    with change(database, CAUSE) as made:
        acts.plan(made, CITY, planned)
    assert _work(database, LATE + HOUR).told == 0
    with pytest.raises(WatchError), change(database, CAUSE) as made:
        acts.call_off(made, CITY, "none")


def test_fleet_of_a_device_in_repair_nobody_knows_yet(database: Database) -> None:
    _silent(database, "A")
    _work(database, LATE)
    from anlan.watch.fleet import rows

    with change(database, CAUSE) as made:
        acts.repair(made, CITY, rows.find(made.session, CITY, "A"), LATE, begins=True)
    assert _work(database, LATE + HOUR) == Worked(0, 0, 0, 0)


def test_fleet_a_case_that_was_merged_goes_on_as_the_other(database: Database) -> None:
    _silent(database, "A")
    _silent(database, "B", division="990101002")
    _work(database, LATE)
    first, second = _cases(database)
    with database.writing() as session:
        row = case_rows.find(session, CITY, second.number)
        row.state, row.merged_into, row.ended_at = "merged", first.id, LATE
    _work(database, LATE + timedelta(minutes=5))
    with database.session() as session:
        numbers = set(session.scalars(select(WatchDeviceCase.number)))
    assert numbers == {first.number}
