"""Signing in: what opens a session, what doesn't, and when it ends."""

from datetime import UTC, datetime, timedelta

import pytest
from access_office import CAUSE, GOOD, Office
from sqlalchemy import select

from anlan.access import accounts, signin
from anlan.access.secrets import digest
from anlan.access.settings import settings
from anlan.model.errors import AccessError
from anlan.model.permission import EVERYWHERE
from anlan.store.accounts import Account, Grant, SignIn
from anlan.store.history import history
from anlan.store.verify import verify


def admin() -> Grant:
    return Grant(role="administrator", city=EVERYWHERE)


def test_the_first_start_makes_an_administrator_with_a_password_of_one_time(office: Office) -> None:
    password = accounts.first_start(office.database, CAUSE)
    assert password is not None
    assert accounts.first_start(office.database, CAUSE) is None
    person = office.person(office.enter("admin", password))
    assert (person.stage, person.may("account.manage")) == ("password", False)
    opened = signin.new_password(office.database, person, password, GOOD, "10.0.0.7")
    assert office.person(opened).may("account.manage")
    with pytest.raises(AccessError):
        office.enter("admin", password)


def test_a_one_time_password_is_good_for_a_day(office: Office) -> None:
    _, password = office.add("lin")
    later = datetime.now(UTC) + timedelta(hours=settings().password.one_time_hours + 1)
    with pytest.raises(AccessError):
        signin.sign_in(office.database, "lin", password, "10.0.0.7", later)
    assert office.enter("lin", password).stage == "password"


def test_every_refusal_sounds_the_same(office: Office) -> None:
    office.settled("lin")
    number, password = office.add("wu")
    office.alter(number, lambda made, account: accounts.alter(made, account, None, False))
    told = set()
    for login, given in (("nobody", GOOD), ("lin", "wrong"), ("wu", password), ("LIN ", "")):
        with pytest.raises(AccessError) as caught:
            office.enter(login, given)
        told.add(str(caught.value))
    assert len(told) == 1
    assert office.enter(" Lin ", GOOD).stage == "full"


def test_wrong_tries_lock_and_the_right_password_opens_only_after(office: Office) -> None:
    office.settled("lin")
    rule, now = settings().lock, datetime.now(UTC)
    for _ in range(rule.tries):
        with pytest.raises(AccessError):
            signin.sign_in(office.database, "lin", "wrong", "10.0.0.7", now)
    with pytest.raises(AccessError):
        signin.sign_in(office.database, "lin", GOOD, "10.0.0.7", now)
    after = now + timedelta(minutes=rule.first_minutes, seconds=1)
    with pytest.raises(AccessError):
        signin.sign_in(office.database, "lin", "wrong", "10.0.0.7", after)
    still = after + timedelta(minutes=rule.first_minutes, seconds=1)
    with pytest.raises(AccessError):
        signin.sign_in(office.database, "lin", GOOD, "10.0.0.7", still)
    at_last = after + timedelta(minutes=2 * rule.first_minutes, seconds=1)
    assert signin.sign_in(office.database, "lin", GOOD, "10.0.0.7", at_last).stage == "full"


def test_a_session_ends_when_idle_when_old_and_when_signed_out(office: Office) -> None:
    rule, (opened, person) = settings().session, office.settled("lin", admin())
    now = datetime.now(UTC)
    idle = now + timedelta(minutes=rule.idle_minutes, seconds=5)
    assert office.gate.by_session(opened.secret, idle) is None
    moment = now
    while moment < now + timedelta(hours=rule.longest_hours, minutes=-40):
        moment += timedelta(minutes=rule.idle_minutes / 2)
        assert office.gate.by_session(opened.secret, moment) is not None
    old = now + timedelta(hours=rule.longest_hours, seconds=5)
    assert office.gate.by_session(opened.secret, old) is None
    signin.sign_out(office.database, person, "10.0.0.7")
    assert office.gate.by_session(opened.secret) is None


def test_a_session_has_a_new_secret_after_each_step(office: Office) -> None:
    _, first = office.add("lin")
    opened = office.enter("lin", first)
    after = signin.new_password(office.database, office.person(opened), first, GOOD, "-")
    assert opened.secret != after.secret
    assert office.gate.by_session(opened.secret) is None


def test_a_new_password_ends_the_other_sessions(office: Office) -> None:
    opened, person = office.settled("lin")
    other = office.enter("lin", GOOD)
    signin.new_password(office.database, person, GOOD, GOOD + " anew", "-")
    assert office.gate.by_session(other.secret) is None
    assert office.gate.by_session(opened.secret) is None


@pytest.mark.parametrize(
    ("password", "key"),
    [
        ("short", "password_short"),
        ("x" * 129, "password_long"),
        ("aaaaaaaaaaaaaaaa", "password_weak"),
        ("password1234", "password_weak"),
        ("lin.wei.lin.wei", "password_weak"),
    ],
)
def test_an_easy_password_is_refused_saying_why(office: Office, password: str, key: str) -> None:
    _, first = office.add("lin.wei")
    person = office.person(office.enter("lin.wei", first))
    with pytest.raises(AccessError) as caught:
        signin.new_password(office.database, person, first, password, "-")
    assert caught.value.key == f"error.access.{key}"


def test_closing_and_resetting_end_what_was_open(office: Office) -> None:
    opened, person = office.settled("lin", admin())
    assert person.account is not None
    office.alter(person.account, lambda made, one: accounts.alter(made, one, None, False))
    assert office.gate.by_session(opened.secret) is None
    office.alter(person.account, lambda made, one: accounts.alter(made, one, None, True))
    anew, other = accounts.OneTime.new(), office.enter("lin", GOOD)
    office.alter(person.account, lambda made, one: accounts.reset(made, one, anew))
    assert office.gate.by_session(other.secret) is None
    assert office.enter("lin", anew.password).stage == "password"


def test_nothing_that_opens_a_door_is_kept_as_it_is(office: Office) -> None:
    opened, _ = office.settled("lin")
    with office.database.session() as session:
        kept = repr([(a.password, a.totp) for a in session.scalars(select(Account))])
        kept += repr([each.id for each in session.scalars(select(SignIn))])
    assert opened.secret not in kept
    assert GOOD not in kept
    assert digest(opened.secret) in kept


def test_what_was_done_reads_as_a_history(office: Office) -> None:
    _, person = office.settled("lin", admin())
    with pytest.raises(AccessError):
        office.enter("lin", "wrong")
    told = [entry.say("en") for entry in history(office.database, person.who)]
    assert told == [
        "Added the account lin.",
        "Was given the role administrator in every city.",
        "Chose a new password; other sessions ended.",
        "Signed in.",
        "A wrong try to sign in, number 1 in a row.",
    ]
    assert verify(office.database).fault is None


def test_sessions_that_ended_are_swept(office: Office) -> None:
    office.settled("lin")
    assert signin.sweep(office.database) == 0
    assert signin.sweep(office.database, datetime.now(UTC) + timedelta(days=1)) == 1
