"""Alarms open cases, once each, and are closed by their outcome."""

from dataclasses import replace
from datetime import timedelta

import pytest
from alarms_desk import CAUSE, NOW, SITE, claims, put, things
from alarms_town import room_of
from sqlalchemy import select, update

from anlan.store.cases import CaseRow
from anlan.store.change import change
from anlan.store.watch import AlarmRow
from anlan.watch.alarms import Handling, handle, opening
from anlan.watch.alarms.settings import Opening

SITED = replace(SITE, openings=(Opening(rules=("gas",), colour="yellow"),))
RAISED = (0, "gas", "w1", "raised", "orange")


@pytest.fixture
def room(tmp_path):
    return room_of(tmp_path)


@pytest.fixture
def town(database):
    things(database)
    return database


def row(database, number=1):
    with database.session() as session:
        return session.get_one(AlarmRow, ("town", number))


def cases(database):
    with database.session() as session:
        return list(session.scalars(select(CaseRow)))


def ended(database, state):
    with change(database, CAUSE) as made:
        made.session.execute(update(CaseRow).values(state=state, ended_at=NOW))
        made.record("case:town/x", "case.closed")


def test_an_alarm_opens_one_case_from_its_colour_on(town, room):
    put(town, claims((0, "gas", "w1", "raised", "blue"), (0, "smoke", "w1", "raised", "yellow")),
        site=SITED)  # fmt: skip
    assert opening.open_cases(town, SITED, room, NOW) == 0
    put(town, claims((5, "gas", "w1", "updated", "yellow")), site=SITED)
    assert opening.open_cases(town, SITED, room, NOW) == 1
    assert opening.open_cases(town, SITED, room, NOW) == 0
    put(town, claims((6, "gas", "w1", "updated", "red")), site=SITED)
    assert opening.open_cases(town, SITED, room, NOW) == 0
    [case] = cases(town)
    assert (case.kind, case.channel, case.division) == ("alarm_followup", "alarm", "town/01/03")
    assert row(town).case_number == case.number


def test_a_case_that_found_nothing_makes_the_alarm_false(town, room):
    put(town, claims(RAISED), site=SITED)
    opening.open_cases(town, SITED, room, NOW)
    follower = opening.Follower(town, SITED)
    assert follower.look(NOW) == 0
    ended(town, "not_true")
    assert follower.look(NOW) == 1
    found = row(town)
    assert (found.state, found.reason, found.cause) == ("closed", "false", "unfounded")
    assert follower.look(NOW) == 0


def test_one_that_was_put_right_is_true_once_its_condition_is_over(town, room):
    put(town, claims(RAISED), site=SITED)
    opening.open_cases(town, SITED, room, NOW)
    ended(town, "closed")
    follower = opening.Follower(town, SITED)
    assert follower.look(NOW) == 0
    put(town, claims((60, "gas", "w1", "cleared", None)), NOW + timedelta(minutes=1), SITED)
    assert follower.look(NOW + timedelta(minutes=1)) == 1
    assert (row(town).state, row(town).reason) == ("closed", "true")


def test_what_was_closed_before_opens_no_case(town, room):
    put(town, claims(RAISED), site=SITED)
    with change(town, CAUSE) as made:
        handle(made, SITED, 1, Handling("own", "x@town"), NOW)
        handle(made, SITED, 1, Handling("close", "x@town", reason="test"), NOW)
    opening.open_cases(town, SITED, room, NOW)
    assert (cases(town), row(town).case_due) == ([], False)
