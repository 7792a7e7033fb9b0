"""Accounts of people who sign in by a provider, and their roles, on both databases."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import func, select

from access.oidc.conftest import declared
from anlan.access.oidc import Identity, Provider, SignOn, account_for
from anlan.model.cause import Cause
from anlan.model.errors import AccessError
from anlan.store.accounts import Account, Grant
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.history import history
from anlan.store.verify import verify
from support.oidc_server import BACK, Browser, OidcServer

CAUSE = Cause("oidc:city", origin="127.0.0.1")
ISSUER = "https://login.city.example"
DUTY = {"claim": "groups", "value": "anlan-duty", "role": "duty_officer", "city": "jiangcheng"}
NORTH = DUTY | {"value": "anlan-north", "role": "operator", "division": "42/4201"}
AUDIT = {"claim": "job", "value": "auditor", "role": "auditor", "city": "*"}


def provider(**more: Any) -> Provider:
    return declared(ISSUER, **{"create": True, "grants": [DUTY, NORTH, AUDIT], **more})


def person(subject: str = "s-1", **claims: Any) -> Identity:
    return Identity(ISSUER, subject, "Li Na 李娜", {"sub": subject, **claims})


def held(account: Account) -> list[tuple[str, str, str, bool]]:
    return sorted((each.role, each.city, each.division, each.mapped) for each in account.grants)


def acts(database: Database, account: Account) -> list[tuple[str, Mapping[str, Any]]]:
    told = history(database, f"account:{account.id}")
    return [(each.act, each.after or each.before) for each in told]


def entered(database: Database, **what: Any) -> Account:
    """Return an account that somebody entered by hand."""
    with change(database, Cause("local:test")) as made:
        account = Account(name="x", created_at=func.now(), **what)
        made.session.add(account)
    return account


def counted(database: Database, table: type[Account | Grant]) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def stored(database: Database, account: Account) -> Account:
    with database.session() as session:
        found = session.get(Account, account.id)
    assert found
    return found


def test_who_is_new_gets_an_account_and_what_the_claims_give(database: Database) -> None:
    li = person(preferred_username="Li.Na", email="li@city.example", groups=["anlan-duty", "x"])
    account = account_for(database, CAUSE, provider(), li)
    kept = stored(database, account)
    assert (kept.login, kept.name, kept.password) == ("li.na", "Li Na 李娜", "")
    assert (kept.issuer, kept.subject, kept.active) == (ISSUER, "s-1", True)
    assert held(kept) == held(account) == [("duty_officer", "jiangcheng", "", True)]
    assert acts(database, account) == [
        ("account.added", {"login": "li.na"}),
        ("grant.given", {"role": "duty_officer", "where": "jiangcheng"}),
    ]
    assert verify(database).fault is None


def test_roles_follow_the_claims_at_every_sign_in(database: Database) -> None:
    first = account_for(database, CAUSE, provider(), person(groups=["anlan-duty"]))
    again = account_for(database, CAUSE, provider(), person(groups=["anlan-duty"]))
    assert (again.id, again.version) == (first.id, first.version)
    assert len(acts(database, first)) == 2  # nothing changed, nothing written

    moved = account_for(database, CAUSE, provider(), person(groups=["anlan-north"], job="auditor"))
    assert held(stored(database, moved)) == [
        ("auditor", "*", "", True),
        ("operator", "jiangcheng", "42/4201", True),
    ]
    assert moved.version > first.version
    assert acts(database, first)[2:] == [
        ("grant.taken", {"role": "duty_officer", "where": "jiangcheng"}),
        ("grant.given", {"role": "auditor", "where": "*"}),
        ("grant.given", {"role": "operator", "where": "jiangcheng / 42/4201"}),
    ]
    left = account_for(database, CAUSE, provider(), person())
    assert held(stored(database, left)) == []
    assert counted(database, Grant) == 0
    assert verify(database).fault is None


def test_a_rule_that_is_gone_gives_nothing_any_more(database: Database) -> None:
    account_for(database, CAUSE, provider(), person(groups=["anlan-duty"]))
    after = account_for(database, CAUSE, provider(grants=[]), person(groups=["anlan-duty"]))
    assert held(stored(database, after)) == []


def test_what_a_person_gave_stays(database: Database) -> None:
    account = account_for(database, CAUSE, provider(), person())
    with change(database, Cause("local:test")) as made:
        by_hand = Grant(role="duty_officer", city="jiangcheng", division="", department="")
        other = Grant(role="analyst", city="jiangcheng", division="", department="")
        found = made.session.get(Account, account.id)
        assert found
        found.grants += [by_hand, other]
    kept = [("analyst", "jiangcheng", "", False), ("duty_officer", "jiangcheng", "", False)]
    north = ("operator", "jiangcheng", "42/4201", True)
    for groups, more in (
        (["anlan-duty"], []),
        (["anlan-duty", "anlan-north"], [north]),
        ([], []),
    ):
        account = account_for(database, CAUSE, provider(), person(groups=groups))
        assert held(stored(database, account)) == kept + more


@pytest.mark.parametrize(
    "groups",
    [
        None,
        "anlan-dut",
        "xanlan-duty",
        ["ANLAN-DUTY"],
        [["anlan-duty"]],
        {"anlan-duty": 1},
        7,
        True,
    ],
)
def test_only_the_value_itself_gives_a_role(database: Database, groups: object) -> None:
    assert held(account_for(database, CAUSE, provider(), person(groups=groups))) == []


def test_a_claim_that_is_the_value_gives_the_role(database: Database) -> None:
    found = account_for(database, CAUSE, provider(), person(groups="anlan-duty"))
    assert held(found) == [("duty_officer", "jiangcheng", "", True)]


def test_nobody_takes_a_local_account_over_by_its_login_or_address(database: Database) -> None:
    entered(database, login="admin")
    entered(database, login="boss@city.example", issuer="https://other.example", subject="s-1")
    logins = []
    for subject, claims in (
        ("s-1", {"preferred_username": "ADMIN"}),
        ("s-2", {"preferred_username": "admin", "email": "boss@city.example"}),
        ("s-3", {"email": "Boss@City.example", "email_verified": True}),
        ("s-4", {"preferred_username": " ａｄｍｉｎ "}),
        ("s-5", {"preferred_username": "王伟"}),
        ("s-6", {"preferred_username": "<script>"}),
        ("s-7", {"preferred_username": ["admin"], "email": 7}),
        ("s-8", {"preferred_username": "x" * 10_000}),
    ):
        logins.append(account_for(database, CAUSE, provider(), person(subject, **claims)).login)
    assert logins[:7] == [
        "admin-2", "admin-3", "boss@city.example-2", "admin-4", "person", "script", "person-2",
    ]  # fmt: skip
    assert len(logins[7]) <= 64
    assert counted(database, Account) == 10


def test_the_same_subject_of_another_issuer_is_another_person(database: Database) -> None:
    one = account_for(database, CAUSE, provider(), person())
    other = Identity("https://other.example", "s-1", "x", {})
    two = account_for(database, CAUSE, declared(other.issuer, create=True), other)
    assert one.id != two.id


def test_where_the_provider_may_not_make_accounts_only_the_known_come_in(
    database: Database,
) -> None:
    strict = provider(create=False)
    with pytest.raises(AccessError, match="no account here is yours"):
        account_for(database, CAUSE, strict, person(groups=["anlan-duty"]))
    assert counted(database, Account) == 0
    tied = entered(database, login="li", issuer=ISSUER, subject="s-1")
    found = account_for(database, CAUSE, strict, person(groups=["anlan-duty"]))
    assert (found.id, found.login) == (tied.id, "li")
    assert held(stored(database, found)) == [("duty_officer", "jiangcheng", "", True)]


def test_a_closed_account_stays_closed(database: Database) -> None:
    entered(database, login="li", issuer=ISSUER, subject="s-1", active=False)
    for groups in ([], ["anlan-duty"]):
        with pytest.raises(AccessError, match="closed"):
            account_for(database, CAUSE, provider(), person(groups=groups))
    assert counted(database, Grant) == 0


def test_two_first_sign_ins_at_once_make_one_account(opened: Callable[[], Database]) -> None:
    databases = [opened() for _ in range(6)]
    start, found, failed = threading.Barrier(6), [], []

    def come(database: Database) -> None:
        start.wait()
        try:
            identity = person(preferred_username="li", groups=["anlan-duty"])
            found.append(account_for(database, CAUSE, provider(), identity).id)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=come, args=(each,)) for each in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(set(found)) == 1
    assert (counted(databases[0], Account), counted(databases[0], Grant)) == (1, 1)
    assert verify(databases[0]).fault is None


def test_from_the_real_provider_to_the_account(
    oidc: OidcServer, sign_on: SignOn, browser: Browser, database: Database
) -> None:
    real = declared(oidc.issuer, create=True, grants=[DUTY, NORTH])
    wanted = {
        "anlan-duty": [("duty_officer", "jiangcheng", "", True)],
        "anlan-north": [("operator", "jiangcheng", "42/4201", True)],
    }
    ids = set()
    for group, grants in wanted.items():
        oidc.people(zhao={"name": "Zhao", "preferred_username": "zhao", "groups": [group]})
        begun = sign_on.begin(real, BACK)
        brought = browser.sign_in(begun.url, "zhao")
        identity = sign_on.finish(real, BACK, begun.sealed_state, brought)
        account = account_for(database, CAUSE, real, identity)
        ids.add(account.id)
        assert account.login == "zhao"
        assert held(stored(database, account)) == grants
    assert len(ids) == 1
