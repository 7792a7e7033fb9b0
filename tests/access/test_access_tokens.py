"""Tokens: only what they name, only what the account may, only for a time."""

from datetime import UTC, datetime, timedelta

import pytest
from access_office import CAUSE, Office

from anlan.access import accounts, tokens
from anlan.access.settings import settings
from anlan.model.errors import AccessError
from anlan.model.permission import EVERYWHERE
from anlan.store.accounts import Grant
from anlan.store.change import change


def analyst() -> Grant:
    return Grant(role="analyst", city=EVERYWHERE)


def make(office: Office, account: int | None, *scopes: str, days: int = 30) -> tuple[int, str]:
    assert account is not None
    with change(office.database, CAUSE) as made:
        token, secret = tokens.add(made, account, "export", scopes, days)
        return token.id, secret


def test_a_token_may_what_both_it_and_the_account_may(office: Office) -> None:
    _, person = office.settled("lin", analyst())
    _, secret = make(office, person.account, "premises.read", "account.manage")
    found = office.gate.by_token(secret)
    assert found is not None
    assert found.may("premises.read", "town")
    assert not found.may("plan.read", "town"), "the account may, but the token doesn't name it"
    assert not found.may("account.manage"), "the token names it, but the account may not"


def test_an_altered_expired_or_revoked_token_is_nobody(office: Office) -> None:
    _, person = office.settled("lin", analyst())
    number, secret = make(office, person.account, "premises.read", days=1)
    flipped = secret[:-1] + ("a" if secret[-1] != "a" else "b")
    for wrong in (flipped, secret.upper(), secret + "x", secret[6:], "", "' OR '1'='1"):
        assert office.gate.by_token(wrong) is None
    assert office.gate.by_token(secret, datetime.now(UTC) + timedelta(days=1)) is None
    with change(office.database, CAUSE) as made, pytest.raises(AccessError):
        tokens.revoke(made, 999, number)
    assert office.gate.by_token(secret) is not None
    with change(office.database, CAUSE) as made:
        tokens.revoke(made, person.account or 0, number)
    assert office.gate.by_token(secret) is None


def test_a_closed_account_has_no_tokens_left(office: Office) -> None:
    _, person = office.settled("lin", analyst())
    _, secret = make(office, person.account, "premises.read")
    office.alter(person.account or 0, lambda made, one: accounts.alter(made, one, None, False))
    assert office.gate.by_token(secret) is None
    office.alter(person.account or 0, lambda made, one: accounts.alter(made, one, None, True))
    assert office.gate.by_token(secret) is None, "open again, the old keys stay dead"


@pytest.mark.parametrize(
    ("scopes", "days", "key"),
    [
        (["premises.write"], 5, "no_scope"),
        ([], 5, "no_scope"),
        (["premises.read"], 0, "token_days"),
        (["premises.read"], 367, "token_days"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(
    office: Office, scopes: list[str], days: int, key: str
) -> None:
    number, _ = office.add("lin")
    with change(office.database, CAUSE) as made, pytest.raises(AccessError) as caught:
        tokens.add(made, number, "x", scopes, days)
    assert caught.value.key == f"error.access.{key}"


def test_there_are_only_so_many(office: Office) -> None:
    number, _ = office.add("lin")
    for _ in range(settings().token.most):
        make(office, number, "premises.read")
    with pytest.raises(AccessError):
        make(office, number, "premises.read")
    assert len(tokens.of(office.database, number)) == settings().token.most
