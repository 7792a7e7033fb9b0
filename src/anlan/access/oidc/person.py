"""The account of whoever signed in, and the roles that the provider's claims give."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from anlan.access import accounts
from anlan.access.oidc.idtoken import Identity
from anlan.access.oidc.limits import limits
from anlan.access.oidc.settings import GrantRule, Provider
from anlan.model.cause import Cause
from anlan.model.errors import AccessError
from anlan.store.accounts import Account, Grant
from anlan.store.change import Change, change
from anlan.store.database import Database

Place = tuple[str, str, str, str]
_OTHER = re.compile(r"[^a-z0-9._@-]+")


def account_for(
    database: Database, cause: Cause, provider: Provider, identity: Identity
) -> Account:
    """Return the account of whoever signed in, made where the provider may; its grants fitted.

    An account is known by issuer and subject and by nothing else. A login or an e-mail address that
    is the same proves nothing: at many providers people choose them or let them lapse, so whoever
    can set theirs to an administrator's would take that account over. An existing account is tied
    to a person at a provider by whoever manages accounts.

    Raises:
        AccessError: nobody of that name may come in, or the account is closed.
    """
    wanted = _wanted(provider, identity)
    with database.session() as session:
        known = _known(session, identity)
        if known is not None and not _differs(_open(known), wanted):
            return known
    if known is None and not provider.create:
        raise AccessError("error.oidc.unknown", provider=provider.name)
    with change(database, cause) as made:
        _alone(made.session, database)
        account = _known(made.session, identity, lock=True) or _added(made, identity)
        _fit(made, _open(account), wanted)
    return account


def _known(session: Session, identity: Identity, *, lock: bool = False) -> Account | None:
    query = select(Account).where(
        Account.issuer == identity.issuer, Account.subject == identity.subject
    )
    return session.scalar(query.with_for_update() if lock else query)


def _open(account: Account) -> Account:
    if not account.active:
        raise AccessError("error.oidc.closed")
    return account


def _alone(session: Session, database: Database) -> None:
    """Wait for other first sign-ins, so that two at once make one account; on SQLite all wait."""
    if database.dialect == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(7203115)"))


def _added(made: Change, identity: Identity) -> Account:
    account = Account(
        login=_login(made.session, identity),
        name=identity.name,
        issuer=identity.issuer,
        subject=identity.subject,
        created_at=datetime.now(UTC),
    )
    made.session.add(account)
    made.session.flush()
    made.record(f"account:{account.id}", "account.added", after={"login": account.login})
    return account


def _fit(made: Change, account: Account, wanted: set[Place]) -> None:
    """Give what the claims give and isn't held; take what they gave before and don't now.

    What a person gave stays, also where the claims would give the same.
    """
    if not _differs(account, wanted):
        return
    held = {_place(grant): grant for grant in account.grants}
    for place, grant in held.items():
        if grant.mapped and place not in wanted:
            accounts.take(made, account, grant)
    for role, city, division, department in sorted(wanted - held.keys()):
        grant = Grant(role=role, city=city, division=division, department=department, mapped=True)
        accounts.give(made, account, grant)


def _differs(account: Account, wanted: set[Place]) -> bool:
    held = {_place(grant) for grant in account.grants}
    mapped = {_place(grant) for grant in account.grants if grant.mapped}
    return bool(wanted - held or mapped - wanted)


def _wanted(provider: Provider, identity: Identity) -> set[Place]:
    """Return the grants that the claims give."""
    return {
        (rule.role, rule.city, rule.division, rule.department)
        for rule in provider.grants
        if _holds(rule, identity)
    }


def _holds(rule: GrantRule, identity: Identity) -> bool:
    """Return whether a claim is the value, or lists it."""
    claim = identity.claims.get(rule.claim)
    return rule.value in claim if isinstance(claim, list) else claim == rule.value


def _place(grant: Grant) -> Place:
    return grant.role, grant.city, grant.division, grant.department


def _login(session: Session, identity: Identity) -> str:
    """Return a login nobody has, made from what the provider calls the person."""
    claims = identity.claims
    told = (claims.get("preferred_username"), claims.get("email"))
    stems = (stem(each) for each in told if isinstance(each, str))
    wanted = next(filter(None, stems), "person")
    taken = select(Account.id).where(Account.login == bindparam("login"))
    return next(
        login for login in _numbered(wanted) if session.scalar(taken, {"login": login}) is None
    )


def stem(told: str) -> str:
    """Return what may stand in a login of a name, empty where that is too little.

    >>> stem("Li.Na@City.example"), stem(" Ｗang Wei "), stem("王伟")
    ('li.na@city.example', 'wang-wei', '')
    """
    plain = unicodedata.normalize("NFKC", told).casefold().strip()
    kept = _OTHER.sub("-", plain)[: limits().login_longest - 8].strip("-._@")
    return kept if len(kept) > 1 else ""


def _numbered(login: str) -> Iterator[str]:
    yield login
    yield from (f"{login}-{number}" for number in count(2))
