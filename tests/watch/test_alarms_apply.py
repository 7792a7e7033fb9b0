"""Claims become alarms: as their life says, one open of each rule and object, however they come."""

import threading
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pyarrow as pa
import pytest
from alarms_desk import NOW, SITE, claims, put, things
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from anlan.cases.clock.wall import micros
from anlan.model.colour import COLOURS
from anlan.store.ledger import Entry
from anlan.store.verify import verify
from anlan.store.watch import (
    AlarmMove,
    AlarmRow,
)
from anlan.watch.alarms import claim, open_by


def alarms(database):
    with database.session() as session:
        return list(session.scalars(select(AlarmRow).order_by(AlarmRow.number)))


def moves(database, number=1):
    with database.session() as session:
        found = select(AlarmMove).where(AlarmMove.number == number).order_by(AlarmMove.seq)
        return [(each.act, each.from_state, each.to_state) for each in session.scalars(found)]


STEPS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["gas", "smoke"]),
        st.sampled_from(["w1", "w2"]),
        st.sampled_from([None, *COLOURS]),
    ),
    max_size=20,
)


def as_claims(steps):
    """Claims as an engine makes them: raised first, cleared only what stands."""
    at, shown, found = 0, {}, []
    for more, rule, name, colour in steps:
        at += more
        before = shown.get((rule, name))
        if colour == before:
            continue
        how = "cleared" if colour is None else "raised" if before is None else "updated"
        shown[rule, name] = colour
        found.append((at, rule, name, how, colour))
    return found


def folded(found):
    """The alarms that the life by itself makes of claims, by rule and object."""
    made = {}
    for told in claims(*found).to_pylist():
        key = (told["rule"], told["object"])
        if key in made:
            made[key] = claim(made[key], told)
        else:
            made[key] = open_by(told["at"], *key, told["colour"])
    return made


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.lists(st.integers(0, 20), max_size=4))
def test_claims_in_any_parts_make_what_their_life_makes_of_them(database, steps, cuts):
    with database.writing() as session:
        session.execute(delete(AlarmMove))
        session.execute(delete(AlarmRow))
    found = as_claims(steps)
    # An engine gives all its claims of a moment in one batch.
    between = [n for n in range(1, len(found)) if found[n - 1][0] < found[n][0]]
    marks = sorted({0, len(found), *(between[cut % len(between)] for cut in cuts if between)})
    for first, end in pairwise(marks):
        put(database, claims(*found[first:end]))
        put(database, claims(*found[first:end]))  # seen before
    expected = folded(found)
    rows = {(each.rule, each.object): each for each in alarms(database)}
    assert set(rows) == set(expected)
    for key, alarm in expected.items():
        row = rows[key]
        told = (row.colour, row.state, row.standing, micros(row.raised_at), micros(row.changed_at))
        assert told == (alarm.colour, alarm.state, alarm.standing, alarm.raised, alarm.changed)
        assert row.flaps == alarm.flaps
    with database.session() as session:
        told = Counter(session.scalars(select(Entry.subject).where(Entry.subject.like("alarm:%"))))
        for row in rows.values():
            assert told[SITE.subject(row.number)] == row.moves


def test_a_claim_opens_an_alarm_that_knows_its_place(database):
    things(database)
    put(database, claims((0, "gas", "w1", "raised", "red"), (1, "gas", "north", "raised", "blue")))
    one, area = alarms(database)
    assert (one.name, one.asset_id, one.division, one.floor) == ("Well 1", "a1", "town/01/03", "B1")
    assert (one.kind, one.class_, one.area, one.lon) == ("gas_underground", "well", "north", 114.3)
    assert (area.name, area.asset_id, area.division) == ("north", None, "town/01")
    assert (one.priority, one.value, one.limit) == ("high", 2.5, 2.0)
    assert one.respond_by == NOW + timedelta(minutes=5)


def test_what_was_applied_changes_nothing_when_it_comes_again(database):
    batch = claims(
        (0, "gas", "w1", "raised", "blue"),
        (1, "gas", "w1", "updated", "red"),
        (2, "gas", "w1", "cleared", None),
    )
    first, second = put(database, batch), put(database, batch)
    assert (first.raised, second.raised, second.changed, second.passed) == ((1,), (), (), 3)
    assert [act for act, _, _ in moves(database)] == ["raise", "worsen", "clear"]


def close(database, number=1):
    with database.writing() as session:
        row = session.get_one(AlarmRow, ("town", number))
        row.state, row.closed_at = "closed", NOW


def test_a_closed_alarm_stays_closed_and_what_is_new_opens_another(database):
    raised = (0, "gas", "w1", "raised", "yellow")
    put(database, claims(raised))
    close(database)
    assert put(database, claims(raised)).raised == ()
    # The condition stood when it was closed; that it moves is told again.
    assert put(database, claims((5, "gas", "w1", "updated", "blue"))).raised == (2,)
    close(database, 2)
    assert put(database, claims((6, "gas", "w1", "cleared", None))).passed == 1
    assert put(database, claims((7, "gas", "w1", "raised", "blue"))).raised == (3,)


def test_a_claim_of_before_an_act_goes_on_from_it(database):
    put(database, claims((0, "gas", "w1", "raised", "yellow")))
    with database.writing() as session:
        row = session.get_one(AlarmRow, ("town", 1))
        row.state, row.changed_at = "acknowledged", NOW + timedelta(seconds=60)
    put(database, claims((30, "gas", "w1", "updated", "red")))
    [row] = alarms(database)
    assert (row.state, row.colour, row.changed_at) == ("new", "red", NOW + timedelta(seconds=60))


def test_the_database_itself_holds_that_one_is_open(database):
    put(database, claims((0, "gas", "w1", "raised", "yellow")))
    with database.session() as session, pytest.raises(IntegrityError):
        told = AlarmRow.__table__
        row = dict(session.execute(select(told)).mappings().one()) | {"number": 2}
        session.execute(told.insert().values(**row))


def test_many_who_apply_at_once_never_make_two(opened):
    batch = claims(*((n % 7, "gas", f"w{n}", "raised", "blue") for n in range(40)))
    later = claims(*((10 + n, "gas", f"w{n}", "updated", "red") for n in range(40)))
    doors = [opened() for _ in range(4)]
    raised = []

    def work(door):
        raised.extend(put(door, batch).raised)
        put(door, later)

    threads = [threading.Thread(target=work, args=(door,)) for door in doors]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    rows = alarms(doors[0])
    assert sorted(raised) == [each.number for each in rows] == list(range(1, 41))
    assert {each.colour for each in rows} == {"red"}
    assert {tuple(act for act, _, _ in moves(doors[0], n)) for n in (1, 20, 40)} == {
        ("raise", "worsen")
    }
    assert verify(doors[0]).fault is None


def test_nothing_of_a_transaction_that_fails_stays(database):
    with pytest.raises(KeyError):
        put(database, claims((0, "gas", "w1", "raised", "red"), (0, "none", "w", "raised", "red")))
    assert alarms(database) == []
    assert put(database, pa.RecordBatch.from_pylist([], claims().schema)).raised == ()
