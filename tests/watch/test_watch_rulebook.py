"""A city's rules: added, proved, switched on by what proves them, and judged by their life."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from alarms_desk import claims, put
from sqlalchemy import select, update
from test_watch_replay import BY, EVENTS, STREAMS, WELLS, fortnight, written
from watch_rows import levels, rule, rules

from anlan import cities
from anlan.cases.clockwork import Clockwork
from anlan.cases.room import CaseRoom
from anlan.model.cause import Cause
from anlan.model.errors import WatchError
from anlan.pool.divisions import DivisionTree
from anlan.store.cases import CaseRow
from anlan.store.change import change
from anlan.store.ledger import Entry
from anlan.store.verify import verify
from anlan.store.watch import AlarmRow
from anlan.watch import rulebook
from anlan.watch.alarms import Site
from anlan.watch.live.plans import switched_on
from anlan.watch.registry import WatchRoom
from anlan.watch.replay import Files, replay
from anlan.watch.rulebook import drift
from anlan.watch.rules import Rules

CAUSE = Cause("local:ann")
CITY = "jiangcheng"
AT = datetime(2026, 7, 1, 8, tzinfo=UTC)
PACK = cities.load(CITY)
GAS = rule("gas", levels=levels(1))
PAIR = rule("pair", "combine", across="area", need="all", colour="red",
            parts=[{"rule": "gas", "sensors": 2}])  # fmt: skip


def added(database, *each, owner="gas", zone="UTC"):
    with change(database, CAUSE) as made:
        return rulebook.add(made, WatchRoom.bare(PACK.city), rules(*each, zone=zone), owner, AT)


@pytest.fixture
def proved(tmp_path):
    """A function that replays rules beside a fortnight of two wells."""
    files = Files(
        written(tmp_path / "h.csv", ("stream", "at", "value"), fortnight()),
        written(tmp_path / "s.csv", STREAMS, WELLS),
        written(tmp_path / "e.csv", ("object", "from", "to", "kind"), EVENTS),
    )
    return lambda *each, events=True: replay(
        rules(*each), files if events else Files(files.history, files.streams), BY
    )


def kept(database, certificate):
    with change(database, CAUSE) as made:
        return rulebook.keep_certificate(made, CITY, certificate, AT)


def on(database, name, version=None):
    with change(database, CAUSE) as made:
        rulebook.switch_on(made, CITY, name, AT, version)


def running(database):
    with database.session() as session:
        found, claiming = switched_on(session, CITY)
        return [(each.id, each.version) for each in found.rules], claiming


def refused(do):
    with pytest.raises(WatchError) as caught:
        do()
    return caught.value.key


def test_a_rule_is_switched_on_by_a_certificate_of_just_what_it_says(database, proved):
    assert added(database, GAS) == (["gas"], [])
    assert refused(lambda: on(database, "gas")) == "error.watch.unproved"
    assert kept(database, proved(GAS, events=False)) == 1
    assert refused(lambda: on(database, "gas")) == "error.watch.unproved"
    assert kept(database, proved(GAS | {"dead": 0.5})) == 1
    assert refused(lambda: on(database, "gas")) == "error.watch.unproved"
    assert kept(database, proved(GAS)) == 1
    assert kept(database, proved(GAS)) == 0
    on(database, "gas")
    assert running(database) == ([("gas", 1)], ("gas",))
    with database.session() as session:
        acts = session.scalars(select(Entry.act).where(Entry.subject == f"watch_rule:{CITY}/gas"))
        assert [each for each in acts if each != "watch_rule.proved"] == [
            "watch_rule.added", "watch_rule.switched_on",
        ]  # fmt: skip
    assert verify(database).fault is None


def test_a_certificate_of_other_code_covers_nothing(database, proved):
    added(database, GAS)
    kept(database, proved(GAS).model_copy(update={"code": "0" * 64}))
    assert refused(lambda: on(database, "gas")) == "error.watch.unproved"


def test_of_a_rule_one_version_is_on_until_the_next_is_proved(database, proved):
    later = GAS | {"version": 2, "dead": 0.5}
    added(database, GAS)
    kept(database, proved(GAS))
    on(database, "gas")
    assert added(database, later) == (["gas"], [])
    assert running(database)[0] == [("gas", 1)]
    assert refused(lambda: on(database, "gas")) == "error.watch.unproved"
    kept(database, proved(later))
    on(database, "gas")
    assert running(database)[0] == [("gas", 2)]
    on(database, "gas", 1)
    assert running(database)[0] == [("gas", 1)]
    with change(database, CAUSE) as made:
        rulebook.switch_off(made, CITY, "gas")
    assert running(database) == ([], ())


def test_a_combination_brings_its_parts_but_they_claim_nothing(database, proved):
    added(database, PAIR, GAS | {"silent": True})
    kept(database, proved(PAIR, GAS | {"silent": True}))
    on(database, "pair")
    assert running(database) == ([("gas", 1), ("pair", 1)], ("pair",))
    # The same part as a rule of its own says another thing: it isn't silent.
    added(database, GAS)
    kept(database, proved(GAS))
    assert refused(lambda: on(database, "gas")) == "error.watch.parts"


def test_what_is_added_is_kept_as_it_was_and_a_change_asks_for_a_version(database):
    assert added(database, GAS, PAIR) == (["gas", "pair"], [])
    assert added(database, GAS, PAIR, owner="water_affairs") == ([], ["gas", "pair"])
    with database.session() as session:
        found = {each.row.rule: each for each in rulebook.listed(session, CITY)}
        assert found["gas"].row.owner == "water_affairs"
        assert found["pair"].rules == Rules.model_validate_json(found["pair"].row.body)
        assert found["pair"].rules == rules(PAIR, GAS)
    assert refused(lambda: added(database, GAS | {"dead": 0.5})) == "error.watch.version"
    assert refused(lambda: added(database, GAS, zone="Asia/Shanghai")) == "error.watch.version"
    assert refused(lambda: added(database, GAS, owner="nobody")) == "error.watch.owner"
    assert refused(lambda: on(database, "ghost")) == "error.watch.no_rule"


@pytest.fixture
def cases():
    return CaseRoom(
        PACK.city, DivisionTree(PACK.city, [], AT.date()), Clockwork.of(PACK.city, PACK.finder())
    )


def closed(database, true, false, begin=0):
    """Alarms of the rule on gas, closed at the desk an hour after it was switched on."""
    site = Site(CITY, rules(GAS))
    names = [f"w{begin + each}" for each in range(true + false)]
    told = [(each, "gas", name, "raised", "blue") for each, name in enumerate(names)]
    put(database, claims(*told), AT, site)
    for names_of, reason in ((names[:true], "true"), (names[true:], "false")):
        with database.writing() as session:
            session.execute(
                update(AlarmRow)
                .where(AlarmRow.object.in_(names_of))
                .values(closed_at=AT + timedelta(hours=1 + begin), reason=reason, state="closed")
            )


def looked(database, cases, hours):
    with change(database, CAUSE) as made:
        return drift.look(made, cases, AT + timedelta(hours=hours))


def test_a_rule_that_does_worse_than_proved_becomes_a_case_once(database, proved, cases):
    added(database, GAS)
    kept(database, proved(GAS))  # 3 of its 5 alarms told of an event
    on(database, "gas")
    closed(database, 3, 10)
    assert looked(database, cases, 2) == []  # too few to say
    closed(database, 3, 10, begin=13)
    (number,) = looked(database, cases, 20)
    assert looked(database, cases, 21) == []
    with database.session() as session:
        case = session.scalars(select(CaseRow).where(CaseRow.number == number)).one()
        assert (case.kind, case.channel, case.division) == ("rule_review", "alarm", CITY)
        assert "6" in case.text and "26" in case.text
    with database.writing() as session:
        session.execute(update(CaseRow).values(ended_at=AT + timedelta(hours=22)))
    assert looked(database, cases, 23) == []  # judged anew, from the end of the case on
    closed(database, 4, 20, begin=40)
    assert len(looked(database, cases, 60)) == 1
    assert verify(database).fault is None


@pytest.mark.parametrize(("true", "false", "fallen"), [(15, 10, 0), (13, 12, 0), (5, 20, 1)])
def test_chance_is_no_drift(database, proved, cases, true, false, fallen):
    added(database, GAS)
    kept(database, proved(GAS))
    on(database, "gas")
    closed(database, true, false)
    assert len(looked(database, cases, 2)) == fallen


def test_the_upper_end_of_wilsons_interval():
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 gives 0.2553 to 0.3662.
    assert drift.upper(81, 263, 1.959964) == pytest.approx(0.3662, abs=1e-4)
    assert drift.upper(0, 20, 1.959964) == pytest.approx(0.1611, abs=1e-4)
    assert np.isclose(drift.upper(29, 29, 1.96), 1.0)
