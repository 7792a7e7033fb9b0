"""An alert is updated, cancelled, ended and answered, and a receiver knows what is in force."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cap_messages import BASE, NOW

from anlan import cap
from anlan.cap import Reference, State

FIRST = cap.parse(BASE.encode())
ENDS = FIRST.expires_at
HOUR = timedelta(hours=1)


def updated(chain=(FIRST,), identifier="42010041600000_20260701093000", at=NOW + HOUR / 2, **how):
    infos = tuple(replace(info, **how) for info in FIRST.infos)
    return cap.update(chain, identifier=identifier, sent=at, infos=infos)


def cancelled(chain, at=NOW + HOUR, identifier="42010041600000_20260701100000"):
    return cap.cancel(chain, identifier=identifier, sent=at, note="发布有误")


def test_an_update_stands_in_place_of_the_first_and_is_valid():
    second = updated(severity="Extreme")
    assert second.msg_type == "Update"
    assert second.referred == (FIRST.key,)
    assert cap.check(second, now=NOW + HOUR, profile=cap.profile("public")).valid
    assert cap.states([FIRST, second], NOW + HOUR) == {
        FIRST.key: State.SUPERSEDED,
        second.key: State.ACTIVE,
    }


def test_a_third_message_names_both():
    second = updated()
    third = updated((second, FIRST), "42010041600000_20260701094000", NOW + HOUR)
    assert third.referred == (FIRST.key, second.key)


def test_what_has_expired_is_no_longer_named():
    short = replace(
        FIRST,
        infos=tuple(replace(each, expires=cap.wire(NOW + HOUR)) for each in FIRST.infos),
    )
    second = updated((short,))
    third = updated((short, second), "42010041600000_20260701110000", NOW + 2 * HOUR)
    # The second names the first, and is itself alive: the chain is passed on whole.
    assert third.referred == (second.key,)


def test_a_message_that_is_not_at_hand_is_still_named():
    second = updated()
    third = cancelled([second])
    assert third.referred == (FIRST.key, second.key)


def test_a_cancel_takes_back_the_whole_chain():
    second = updated()
    third = cancelled([FIRST, second])
    assert cap.check(third).valid
    found = cap.states([third, second, FIRST], NOW + HOUR)
    assert found == {
        FIRST.key: State.CANCELLED,
        second.key: State.CANCELLED,
        third.key: State.APART,
    }


def test_an_end_is_an_all_clear_and_no_cancel():
    texts = {"zh-CN": ("解除", "已无危险。"), "en-US": ("All clear", "The danger is over.")}
    ends = NOW + 2 * HOUR
    last = cap.end(
        [FIRST],
        identifier="42010041600000_20260701100000",
        sent=NOW + HOUR,
        expires=ends,
        texts=texts,
    )
    assert last.msg_type == "Update"
    assert {info.response_types for info in last.infos} == {("AllClear",)}
    assert last.infos[1].headline == "All clear"
    assert last.expires_at == ends
    assert cap.check(last, now=NOW + HOUR).valid


def test_an_alert_expires_by_itself():
    assert cap.states([FIRST], ENDS - HOUR)[FIRST.key] is State.ACTIVE
    assert cap.states([FIRST], ENDS)[FIRST.key] is State.EXPIRED


@pytest.mark.parametrize("status", ["Exercise", "Test", "Draft", "System"])
def test_what_is_not_actual_is_never_in_force_and_changes_nothing(status):
    drill = replace(FIRST, status=status, note="drill")
    assert cap.states([drill], NOW)[drill.key] is State.APART
    wrong = replace(cancelled([FIRST]), status=status)
    assert cap.states([FIRST, wrong], NOW + HOUR)[FIRST.key] is State.ACTIVE


def test_nobody_takes_back_another_s_alert():
    foreign = replace(cancelled([FIRST]), sender="other@example.org")
    assert cap.states([FIRST, foreign], NOW + HOUR)[FIRST.key] is State.ACTIVE


def test_the_same_moment_in_another_zone_is_the_same_message():
    third = replace(
        cancelled([FIRST]), references=str(FIRST.key._replace(sent="2026-07-01T00:30:00+00:00"))
    )
    assert cap.states([FIRST, third], NOW + HOUR)[FIRST.key] is State.CANCELLED


@pytest.mark.parametrize(
    ("chain", "at", "key"),
    [
        ((), NOW, "life.empty"),
        ((FIRST, replace(FIRST, sender="b@example.org")), NOW, "life.senders"),
        ((FIRST,), NOW - HOUR, "life.earlier"),
        ((FIRST,), ENDS, "life.over"),
        ((replace(FIRST, sent="yesterday"),), NOW, "life.sent"),
        ((FIRST, cancelled([FIRST])), NOW + 2 * HOUR, "life.cancelled"),
    ],
)
def test_what_can_not_be_changed_says_why(chain, at, key):
    with pytest.raises(cap.LifeError) as refused:
        cap.cancel(chain, identifier="x", sent=at, note="")
    assert refused.value.key == key
    assert refused.value.say("zh") != refused.value.say("en")


def test_an_end_needs_every_language():
    with pytest.raises(cap.LifeError, match="en-US"):
        cap.end([FIRST], identifier="x", sent=NOW, expires=NOW + HOUR, texts={"zh-CN": ("a", "b")})


def test_a_message_is_answered_to_its_sender_alone():
    receipt = cap.acknowledge(FIRST, sender="b@example.org", identifier="r1", sent=NOW)
    refusal = cap.reject(FIRST, sender="b@example.org", identifier="r2", sent=NOW, note="no area")
    for each, kind in ((receipt, "Ack"), (refusal, "Error")):
        assert (each.msg_type, each.scope, each.addresses) == (kind, "Private", FIRST.sender)
        assert each.referred == (FIRST.key,)
        assert not cap.check(each).problems


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        cap.wire(datetime(2026, 7, 1))
    assert cap.wire(datetime(2026, 7, 1, tzinfo=UTC)) == "2026-07-01T00:00:00+00:00"


def test_references_that_are_none_are_left_out():
    assert replace(FIRST, references="a,b x,y,z").referred == (Reference("x", "y", "z"),)
