"""The life of an alarm: what holds after any acts, and the ways that matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.model.colour import COLOURS
from anlan.model.errors import WatchError
from anlan.watch.alarms import Act, allowed, claim, open_by, step
from anlan.watch.alarms.life import table

NEW = open_by(100, "gas", "w1", "yellow")
FULL = {"colour": "red", "post": "gas desk", "until": 10**9, "reason": "test", "cause": "works"}


def after(*names, alarm=NEW, **given_):
    for number, name in enumerate(names):
        alarm = step(alarm, Act(name=name, at=101 + number, **(FULL | given_)))
    return alarm


@given(st.lists(st.sampled_from(sorted(table())), max_size=25), st.data())
def test_whatever_is_done_an_alarm_makes_sense(names, data):
    alarm, at = NEW, 100
    for name in names:
        at += data.draw(st.integers(0, 5))
        act = Act(name=name, at=at, **FULL)
        if name not in allowed(alarm):
            with pytest.raises(WatchError):
                step(alarm, act)
            continue
        before, alarm = alarm, step(alarm, act)
        assert alarm.raised == before.raised == 100
        assert alarm.changed == at
        assert alarm.step >= 0
        assert (alarm.shelved_until is not None) == (alarm.state == "shelved")
        assert (alarm.reason is not None) == (alarm.state == "closed")
        if alarm.state == "closed":
            assert allowed(alarm) == []


CLAIMS = st.lists(st.sampled_from([None, *COLOURS]), max_size=20)


@given(CLAIMS, st.sampled_from([(), ("acknowledge",), ("own",), ("shelve",)]))
def test_claims_never_close_an_alarm_and_never_lose_a_worse_colour(colours, handled):
    alarm, at, standing = after(*handled), 200, "yellow"
    for colour in colours:
        if colour == standing:
            continue
        at += 1
        change = "cleared" if colour is None else "raised" if standing is None else "updated"
        worst = COLOURS.index(alarm.colour)
        alarm = claim(alarm, {"at": at, "change": change, "colour": colour})
        assert alarm.state != "closed"
        assert alarm.standing == (colour is not None)
        if colour is not None:
            assert alarm.colour == colour
            if COLOURS.index(colour) > worst:
                assert alarm.state == "new"
        standing = colour


def test_the_whole_way():
    alarm = after("acknowledge", "own", "escalate", "clear")
    assert (alarm.state, alarm.owner, alarm.step, alarm.standing) == ("owned", "gas desk", 1, False)
    closed = step(alarm, Act(name="close", at=200, reason="true"))
    assert (closed.state, closed.reason) == ("closed", "true")


def test_one_that_rises_again_goes_on_and_is_counted():
    alarm = after("acknowledge", "clear")
    alarm = claim(alarm, {"at": 300, "change": "raised", "colour": "yellow"})
    assert (alarm.state, alarm.standing, alarm.flaps) == ("acknowledged", True, 1)


def test_one_that_gets_worse_comes_back_from_the_shelf():
    alarm = claim(after("shelve"), {"at": 300, "change": "updated", "colour": "red"})
    assert (alarm.state, alarm.colour, alarm.shelved_until) == ("new", "red", None)


@pytest.mark.parametrize(
    ("names", "act", "key"),
    [
        ((), Act(name="close", at=200, reason="test"), "act"),
        (("acknowledge",), Act(name="close", at=200, reason="true"), "stands"),
        (("acknowledge", "clear"), Act(name="close", at=200), "needs"),
        (("acknowledge", "clear"), Act(name="close", at=200, reason="false"), "needs"),
        ((), Act(name="own", at=200), "needs"),
        ((), Act(name="shelve", at=200, cause="works"), "needs"),
        ((), Act(name="shelve", at=200, until=200, cause="works"), "until"),
        ((), Act(name="acknowledge", at=99), "before"),
        (("acknowledge",), Act(name="acknowledge", at=200), "act"),
        ((), Act(name="rise", at=200), "act"),
    ],
)
def test_what_is_refused_and_why(names, act, key):
    alarm = after(*names)
    with pytest.raises(WatchError) as caught:
        step(alarm, act)
    assert caught.value.key == f"error.alarm.{key}"
    assert caught.value.say("zh")


def test_every_act_stands_once_in_the_table():
    assert sorted(table()) == sorted(set(table()))
    assert {state for each in table().values() for state in each.of} == {
        "new", "acknowledged", "owned", "shelved",
    }  # fmt: skip
