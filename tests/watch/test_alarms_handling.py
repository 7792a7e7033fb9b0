"""Alarms are handled, climb, are told to whom it concerns, and kept quiet for good reasons only."""

import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from alarms_desk import CAUSE, NOW, SITE, claims, put, things
from sqlalchemy import select

from anlan.model.errors import WatchError
from anlan.store.change import change
from anlan.store.ledger import Entry
from anlan.store.outbox import queue as outbox
from anlan.store.watch import AlarmGroup, AlarmMove, AlarmRow
from anlan.watch.alarms import Handling, handle, upkeep
from anlan.watch.alarms.duty import Post, name, take_away, wardens
from anlan.watch.alarms.handle import ChangedError, allowed
from anlan.watch.alarms.rows import of
from anlan.watch.alarms.silences import Wanted, end, silence, silences

POST = "duty_officer@north"
RAISED = (0, "gas", "w1", "raised", "orange")


def minutes(many):
    return NOW + timedelta(minutes=many)


def row(database, number=1):
    with database.session() as session:
        return session.get_one(AlarmRow, ("town", number))


def acts(database, number=1):
    with database.session() as session:
        query = select(AlarmMove).where(AlarmMove.number == number).order_by(AlarmMove.seq)
        return [each.act for each in session.scalars(query)]


def told(database, subject="alarm:town/"):
    """What was told to whom: the last word of each act, and the endpoints."""
    with database.session() as session:
        query = select(Entry).where(Entry.subject.startswith(subject)).order_by(Entry.seq)
        found = [(each.subject.rpartition("/")[2], each.act, json.loads(each.after or "{}"))
                 for each in session.scalars(query)]  # fmt: skip
    return [
        (int(number), act.rpartition(".")[2], after["notify"])
        for number, act, after in found
        if "notify" in after
    ]


def do(database, act, at=NOW, number=1, version=None, site=SITE, **given):
    with change(database, CAUSE) as made:
        return handle(made, site, number, Handling(act, POST, **given), at, version)


@pytest.fixture
def town(database):
    """Two wells in one street of a district, and who is told at the steps 0, 1 and 3."""
    things(database)
    with change(database, CAUSE) as made:
        ends = [outbox.add_endpoint(made, f"end {n}", "webhook", "https://x.example", [], "")
                for n in range(4)]  # fmt: skip
        for post in (
            Post("warden", ends[0], 0, object="w1"),
            Post("warden of B1", ends[1], 0, object="a1", floor="B1"),
            Post("community", ends[2], 1, division="town/01/03"),
            Post("district", ends[3], 3, division="town/01"),
        ):
            name(made, SITE, post, NOW)
    assert ends == [1, 2, 3, 4]
    return database


def test_an_alarm_is_told_first_where_it_is_then_up(town):
    put(town, claims(RAISED))
    assert told(town) == [(1, "raised", [1, 2])]
    assert row(town).next_at == minutes(3)
    assert upkeep.climb(town, SITE, minutes(2)) == 0
    assert upkeep.climb(town, SITE, minutes(3)) == 1
    assert upkeep.climb(town, SITE, minutes(3)) == 0
    assert told(town)[1:] == [(1, "escalated", [3])]
    # Nobody is at the step of the street; the next above is the district's.
    assert upkeep.climb(town, SITE, minutes(8)) == 1
    assert upkeep.climb(town, SITE, minutes(18)) == 1
    assert told(town)[2:] == [(1, "escalated", [4])]
    do(town, "acknowledge", minutes(19))
    assert row(town).next_at == minutes(19 + 30)
    do(town, "own", minutes(20))
    found = row(town)
    assert (found.state, found.owner, found.next_at, found.step) == ("owned", POST, None, 3)
    assert acts(town) == ["raise", "escalate", "escalate", "escalate", "acknowledge", "own"]


def test_where_nobody_is_named_the_next_above_is_told_at_once(town):
    put(town, claims((0, "gas", "w2", "raised", "blue")))
    assert told(town) == [(1, "raised", [4])]


def test_one_that_gets_worse_comes_back_and_tells_all_who_know_of_it(town):
    put(town, claims(RAISED))
    upkeep.climb(town, SITE, minutes(3))
    do(town, "own", minutes(4))
    put(town, claims((300, "gas", "w1", "updated", "red")), minutes(5))
    found = row(town)
    assert (found.state, found.acknowledged_at, found.next_at) == ("new", None, minutes(10))
    assert found.respond_by == minutes(10)
    assert told(town)[-1] == (1, "worsened", [1, 2, 3])


def test_an_alarm_climbs_once_whoever_looks(opened):
    door = opened()
    many = claims(*((0, "gas", f"w{n}", "raised", "blue") for n in range(60)))
    put(door, many)
    doors = [opened() for _ in range(4)]
    counts = []
    threads = [
        threading.Thread(
            target=lambda d: counts.append(upkeep.climb(d, SITE, minutes(3))), args=[d]
        )
        for d in doors
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(counts) == 60
    assert {tuple(acts(door, n)) for n in range(1, 61)} == {("raise", "escalate")}


def test_acts_are_refused_where_they_make_no_sense(town):
    put(town, claims(RAISED))
    version = row(town).version
    do(town, "acknowledge", version=version)
    with pytest.raises(ChangedError):
        do(town, "own", version=version)
    for act, given, match in (
        ("acknowledge", {}, "acknowledged"),
        ("close", {"reason": "true"}, "still stands"),
        ("close", {"reason": "false"}, "cause"),
        ("close", {"reason": "false", "cause": "moon"}, "moon"),
        ("shelve", {"cause": "works"}, "until"),
        ("note", {}, "note"),
        ("note", {"note": "x" * 501}, "500"),
    ):
        with pytest.raises(WatchError, match=match):
            do(town, act, **given)
    with pytest.raises(WatchError, match="no alarm 9"):
        do(town, "note", number=9, note="where?")
    assert acts(town) == ["raise", "acknowledge"]


def test_one_is_closed_with_its_reason_and_a_new_claim_opens_another(town):
    put(town, claims(RAISED))
    do(town, "own")
    do(town, "note", note="the valve was open")
    put(town, claims((60, "gas", "w1", "cleared", None)))
    closed = do(town, "close", minutes(2), reason="true")
    assert allowed(SITE, closed.alarm) == ["note"]
    found = row(town)
    assert (found.state, found.reason, found.closed_at) == ("closed", "true", minutes(2))
    assert put(town, claims((200, "gas", "w1", "raised", "blue"))).raised == (2,)


def test_an_alarm_on_the_shelf_is_quiet_and_comes_back_by_itself(town):
    put(town, claims(RAISED))
    do(town, "shelve", until=minutes(30), cause="the fitter is there")
    put(town, claims((60, "gas", "w1", "cleared", None), (70, "gas", "w1", "raised", "orange")))
    assert (row(town).state, row(town).next_at, len(told(town))) == ("shelved", None, 1)
    assert upkeep.come_back(town, SITE, minutes(29)) == 0
    assert upkeep.come_back(town, SITE, minutes(30)) == 1
    assert row(town).state == "new"
    assert told(town)[1:] == [(1, "unshelved", [1, 2])]


def test_the_ladder_is_climbed_by_hand_too_and_down_again(town):
    put(town, claims(RAISED))
    for _ in range(4):
        do(town, "escalate")
    with pytest.raises(WatchError, match="last step"):
        do(town, "escalate")
    assert "escalate" not in allowed(SITE, of_row(town).alarm)
    do(town, "de_escalate")
    assert row(town).step == 3


def of_row(database):
    with database.session() as session:
        return of(dict(session.execute(select(AlarmRow.__table__)).mappings().one()))


def test_a_silence_keeps_quiet_what_it_says_and_ends(town):
    with change(town, CAUSE) as made:
        made_ = silence(
            made, SITE, Wanted("works", minutes(60), rule="gas", division="town/01"), NOW
        )
        number, version = made_.id, made_.version
    put(town, claims(RAISED, (0, "smoke", "w1", "raised", "blue")))
    assert told(town) == [(2, "raised", [1, 2])]
    assert (row(town).quiet, row(town).silence_id, row(town).next_at) == ("silence", number, None)
    assert upkeep.look_again(town, SITE, minutes(10)) == 0
    with change(town, CAUSE) as made:
        end(made, SITE, number, version, minutes(20))
    assert upkeep.look_again(town, SITE, minutes(20)) == 1
    assert told(town)[1:] == [(1, "told", [1, 2])]
    assert (row(town).quiet, row(town).next_at) == ("", minutes(23))
    with town.session() as session:
        assert silences(session, SITE, minutes(20)) == []


@pytest.mark.parametrize(
    ("wanted", "match"),
    [
        (Wanted(" ", minutes(9), rule="gas"), "reason"),
        (Wanted("works", NOW, rule="gas"), "later"),
        (Wanted("works", minutes(60 * 24 * 8), rule="gas"), "7 d"),
        (Wanted("works", minutes(9)), "all alarms"),
    ],
    ids=["reason", "end", "long", "all"],
)
def test_a_silence_without_reason_end_or_bound_is_refused(town, wanted, match):
    with pytest.raises(WatchError, match=match), change(town, CAUSE) as made:
        silence(made, SITE, wanted, NOW)


def test_maintenance_is_told_apart(town):
    with change(town, CAUSE) as made:
        silence(made, SITE, Wanted("new valve", minutes(5), object="a1", maintenance=True), NOW)
    put(town, claims(RAISED))
    assert (row(town).quiet, told(town)) == ("maintenance", [])
    do(town, "acknowledge")
    do(town, "close", reason="test")
    assert upkeep.look_again(town, SITE, minutes(6)) == 0


def test_an_alarm_that_explains_others_keeps_them_quiet_while_it_stands(town):
    put(town, claims((0, "power_cut", "w2", "raised", "orange")))
    put(town, claims((10, "gas_missing", "w1", "raised", "blue"), (10, *RAISED[1:])))
    missing = row(town, 2)
    assert (missing.rule, missing.quiet, missing.inhibited_by) == ("gas_missing", "inhibited", 1)
    assert row(town, 3).quiet == ""
    put(town, claims((60, "power_cut", "w2", "cleared", None)))
    assert upkeep.look_again(town, SITE, minutes(1)) == 1
    assert told(town)[-1] == (2, "told", [1, 2])


def test_one_that_flaps_is_told_again_when_it_is_steady_but_never_the_worst(town):
    put(town, claims(RAISED, (0, "smoke", "w1", "raised", "blue")))
    for n in range(1, 5):
        at = minutes(n)
        for rule, colour in (("gas", "orange"), ("smoke", "blue")):
            put(town, claims((60 * n - 30, rule, "w1", "cleared", None)), at)
            put(town, claims((60 * n, rule, "w1", "raised", colour)), at)
    assert (row(town).quiet, row(town).flaps, row(town, 2).quiet) == ("flapping", 4, "")
    assert [each for each in told(town) if each[0] == 1] == [
        (1, "raised", [1, 2]), (1, "risen", [1, 2]), (1, "risen", [1, 2]),
    ]  # fmt: skip
    assert len([each for each in told(town) if each[0] == 2]) == 5
    assert upkeep.look_again(town, SITE, minutes(13)) == 0
    assert upkeep.look_again(town, SITE, minutes(15)) == 1
    assert told(town)[-1] == (1, "told", [1, 2])
    # What gets worse is news, however often it rises.
    put(town, claims((960, "gas", "w1", "updated", "red")), minutes(16))
    assert told(town)[-1][:2] == (1, "worsened")


def groups(database):
    with database.session() as session:
        return list(session.scalars(select(AlarmGroup).order_by(AlarmGroup.number)))


def test_alarms_of_one_cause_in_one_place_are_told_as_one(town):
    put(town, claims((0, "rain", "w1", "raised", "blue")))
    put(town, claims((5, "rain", "x1", "raised", "blue")))
    put(town, claims((5, "rain", "w2", "raised", "blue")))  # whose wardens know nothing yet
    put(town, claims((6, "rain", "x3", "raised", "yellow")))  # worse than what was told
    assert told(town) == [(1, "raised", [1, 2]), (3, "raised", [4]), (4, "raised", [2])]
    [group] = groups(town)
    assert (group.count, group.told_count, group.colour, row(town, 2).quiet) == (
        4, 3, "yellow", "group",
    )  # fmt: skip
    assert upkeep.summarise(town, SITE, NOW + timedelta(seconds=29)) == 0
    assert upkeep.summarise(town, SITE, NOW + timedelta(seconds=30)) == 1
    assert told(town, "alarm_group:") == [(1, "told", [1, 2, 4])]
    assert groups(town)[0].told_count == 4
    assert upkeep.end_groups(town, SITE, minutes(600)) == 0
    for number in range(1, 5):
        do(town, "acknowledge", number=number)
        do(town, "close", number=number, reason="test")
    assert upkeep.end_groups(town, SITE, minutes(600)) == 1


def test_a_storm_is_told_as_one_and_never_the_worst_of_it(town):
    storm = SITE.damping.storm.model_copy(update={"alarms": 20, "calm": 5})
    site = replace(SITE, damping=SITE.damping.model_copy(update={"storm": storm}))
    many = [(0, "gas", f"x{n}", "raised", "blue") for n in range(1, 31)]
    put(town, claims(*many, (0, "smoke", "w1", "raised", "red")), site=site)
    assert told(town) == [(31, "raised", [1, 2])]
    assert {row(town, n).quiet for n in range(1, 31)} == {"storm"}
    [group] = [each for each in groups(town) if each.law == "storm"]
    assert (group.place, group.count) == ("town/01", 31)
    assert upkeep.summarise(town, site, NOW) == 1
    assert told(town, "alarm_group:") == [(group.number, "told", [4])]
    assert upkeep.look_again(town, site, minutes(5)) == 0
    assert upkeep.end_groups(town, site, minutes(5)) == 0
    assert upkeep.end_groups(town, site, minutes(11)) == 1
    assert upkeep.look_again(town, site, minutes(11)) == 30
    assert {row(town, n).quiet for n in range(1, 31)} == {""}


def test_wardens_are_named_once_and_taken_away(town):
    with change(town, CAUSE) as made:
        again = name(made, SITE, Post("warden", 1, 0, object="w1"), NOW)
        assert again.id == 1
        take_away(made, SITE, 1, again.version)
    with town.session() as session:
        assert [each.id for each in wardens(session, SITE)] == [2, 3, 4]
        assert [each.id for each in wardens(session, SITE, of="town/01")] == [4]
    for post in (
        Post("x", 1, 0),
        Post("x", 1, 0, object="w1", division="town"),
        Post("x", 1, 0, floor="3", division="town"),
        Post("x", 1, 9, object="w1"),
        Post("x", 99, 0, object="w1"),
    ):
        with pytest.raises(WatchError), change(town, CAUSE) as made:
            name(made, SITE, post, NOW)


def test_one_that_is_over_before_anybody_looked_is_told_as_what_it_was(town):
    put(town, claims(RAISED, (1, "gas", "w1", "cleared", None)))
    assert told(town) == [(1, "raised", [1, 2])]
