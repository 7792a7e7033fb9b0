"""The second factor: set by proof, used once, and what to do when it is lost."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from access_office import CAUSE, GOOD, Office

from anlan.access import accounts, factors, signin
from anlan.access.principal import Principal
from anlan.access.settings import settings
from anlan.model.errors import AccessError
from anlan.store.change import change


def code_at(secret: str, moment: datetime) -> str:
    return pyotp.TOTP(secret).at(moment)


@pytest.fixture
def guarded(office: Office) -> tuple[Principal, str, list[str]]:
    """Return somebody with a second factor, its secret and the recovery codes."""
    _, person = office.settled("lin")
    assert person.account is not None
    secret, address = factors.begin("lin")
    assert secret in address
    past = datetime.now(UTC) - timedelta(minutes=5)
    with change(office.database, CAUSE) as made:
        account = accounts.one(made, person.account)
        with pytest.raises(AccessError):
            factors.confirm(made, account, office.keyring, secret, "000000", past)
        code = code_at(secret, past)
        codes = factors.confirm(made, account, office.keyring, secret, code, past)
        with pytest.raises(AccessError):
            factors.confirm(made, account, office.keyring, secret, code, past)
        assert secret not in account.totp
    return person, secret, codes


def test_the_password_alone_opens_nothing(office: Office, guarded: tuple) -> None:
    person = office.person(office.enter("lin", GOOD))
    assert person.stage == "totp"
    assert not person.may("city.read")


def test_a_code_counts_once(office: Office, guarded: tuple) -> None:
    _, secret, _ = guarded
    now = datetime.now(UTC)
    code = code_at(secret, now)
    person = office.person(office.enter("lin", GOOD))
    opened = signin.second_step(office.database, office.keyring, person, code, "-", now)
    assert office.person(opened).stage == "full"
    again = office.person(office.enter("lin", GOOD))
    with pytest.raises(AccessError):
        signin.second_step(office.database, office.keyring, again, code, "-", now)


def test_a_slow_clock_is_forgiven_one_step_and_no_more(office: Office, guarded: tuple) -> None:
    _, secret, _ = guarded
    now = datetime.now(UTC)
    person = office.person(office.enter("lin", GOOD))
    stale = code_at(secret, now - timedelta(seconds=90))
    with pytest.raises(AccessError):
        signin.second_step(office.database, office.keyring, person, stale, "-", now)
    slow = code_at(secret, now - timedelta(seconds=30))
    opened = signin.second_step(office.database, office.keyring, person, slow, "-", now)
    assert opened.stage == "full"


def test_wrong_codes_lock_as_wrong_passwords_do(office: Office, guarded: tuple) -> None:
    _, secret, _ = guarded
    now = datetime.now(UTC)
    person = office.person(office.enter("lin", GOOD))
    for _ in range(settings().lock.tries):
        with pytest.raises(AccessError):
            signin.second_step(office.database, office.keyring, person, "000000", "-", now)
    with pytest.raises(AccessError):
        signin.second_step(office.database, office.keyring, person, code_at(secret, now), "-", now)


def test_signing_in_again_does_not_forgive_wrong_codes(office: Office, guarded: tuple) -> None:
    now = datetime.now(UTC)
    for _ in range(settings().lock.tries):
        person = office.person(office.enter("lin", GOOD))
        with pytest.raises(AccessError):
            signin.second_step(office.database, office.keyring, person, "000000", "-", now)
    with pytest.raises(AccessError):
        office.enter("lin", GOOD)


def test_each_recovery_code_opens_once(office: Office, guarded: tuple) -> None:
    _, _, codes = guarded
    assert len(set(codes)) == settings().totp.recovery_codes
    for code in codes[:2]:
        person = office.person(office.enter("lin", GOOD))
        opened = signin.second_step(
            office.database, office.keyring, person, f" {code.upper()} ", "-"
        )
        assert opened.stage == "full"
        again = office.person(office.enter("lin", GOOD))
        with pytest.raises(AccessError):
            signin.second_step(office.database, office.keyring, again, code, "-")


def test_an_administrator_lets_in_who_lost_everything(office: Office, guarded: tuple) -> None:
    person, *_ = guarded
    anew = accounts.OneTime.new()
    office.alter(
        person.account, lambda made, one: accounts.reset(made, one, anew, second_factor=True)
    )
    opened = office.enter("lin", anew.password)
    assert opened.stage == "password"
