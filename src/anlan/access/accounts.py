"""Accounts and the roles they are given, each change with its entry in the ledger."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import delete, or_, select

from anlan.access.principal import Principal
from anlan.access.roles import RoleBook
from anlan.access.secrets import hashed, new_code
from anlan.access.settings import settings
from anlan.model.cause import Cause
from anlan.model.city import City
from anlan.model.errors import AccessError
from anlan.model.permission import EVERYWHERE, Area
from anlan.store.accounts import Account, Grant, RecoveryCode, SignIn, Token
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.ledger import Head

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
FIRST = "admin"


class Place(Protocol):
    """A role in a place, as a grant says it, or a rule that gives one."""

    @property
    def role(self) -> str:
        """The role."""
        ...

    @property
    def city(self) -> str:
        """The city, or ``*``."""
        ...

    @property
    def division(self) -> str:
        """The division's path."""
        ...

    @property
    def department(self) -> str:
        """The department."""
        ...


@dataclass(frozen=True)
class OneTime:
    """A one-time password, hashed before the transaction that sets it: hashing takes a while."""

    password: str
    hash: str

    @classmethod
    def new(cls) -> "OneTime":
        """Return a new one."""
        password = new_code()
        return cls(password, hashed(password))


def add(
    made: Change, login: str, name: str, first: OneTime, now: datetime | None = None
) -> Account:
    """Add an account that is entered by a one-time password; return it.

    Raises:
        AccessError: the login is none, or is taken.
    """
    wanted = login.strip().casefold()
    if not _LOGIN.fullmatch(wanted):
        raise AccessError("error.access.login", login=login)
    if made.session.scalar(select(Account.id).where(Account.login == wanted)) is not None:
        raise AccessError("error.access.login_taken", login=wanted)
    account = Account(login=wanted, name=name.strip() or wanted, created_at=now or _now())
    _set(account, first, now or _now())
    made.session.add(account)
    made.session.flush()
    made.record(f"account:{account.id}", "account.added", after={"login": wanted})
    return account


def first_start(database: Database, cause: Cause) -> str | None:
    """Make the administrator's account where there is no account yet.

    Returns:
        Its one-time password; None where there are accounts.
    """
    first = OneTime.new()
    with change(database, cause) as made:
        # Of two servers that start together, the second waits here and finds the account.
        made.session.execute(select(Head.seq).with_for_update())
        if made.session.scalar(select(Account.id).limit(1)) is not None:
            return None
        account = add(made, FIRST, FIRST, first)
        give(made, account, Grant(role="administrator", city=EVERYWHERE))
        return first.password


def one(made: Change, number: int, version: int | None = None) -> Account:
    """Return an account that nobody else changes meanwhile.

    Raises:
        AccessError: there is none, or another change came before (``version``).
    """
    query = select(Account).where(Account.id == number).with_for_update()
    account = made.session.scalar(query)
    if account is None:
        raise AccessError("error.access.no_account", number=number)
    if version is not None and account.version != version:
        raise AccessError("error.access.changed", number=number)
    return account


def alter(made: Change, account: Account, name: str | None, active: bool | None) -> None:
    """Give another name, close the account (its sessions and tokens end) or open it again."""
    before = {"name": account.name, "active": account.active}
    if name is not None:
        account.name = name.strip() or account.login
    if active is not None:
        account.active = active
    after = {"name": account.name, "active": account.active}
    changed = [key for key in after if before[key] != after[key]]
    if not changed:
        return
    account.version += 1
    if "active" in changed:
        end_sessions(made, account)
        if not account.active:
            revoke_all(made, account)
    made.record(
        f"account:{account.id}",
        "account.altered",
        {key: before[key] for key in changed},
        {key: after[key] for key in changed},
    )


def reset(made: Change, account: Account, anew: OneTime, *, second_factor: bool = False) -> None:
    """Set a new one-time password, unlock, end all sessions.

    Args:
        made: the transaction.
        account: whose.
        anew: the password.
        second_factor: take it away too, for somebody who lost it and the recovery codes.
    """
    _set(account, anew, _now())
    account.failures, account.locked_until = 0, None
    account.version += 1
    if second_factor:
        forget_factor(made, account)
    end_sessions(made, account)
    made.record(f"account:{account.id}", "account.reset", after={"second_factor": second_factor})


def tie(made: Change, account: Account, issuer: str, subject: str) -> None:
    """Tie an account to a person at an OIDC provider, or (both empty) to nobody.

    Raises:
        AccessError: another account is tied to that person.
    """
    same = select(Account.id).where(Account.issuer == issuer, Account.subject == subject)
    other = made.session.scalar(same.where(Account.id != account.id)) if issuer else None
    if other is not None:
        raise AccessError("error.access.tied", issuer=issuer, subject=subject)
    account.issuer, account.subject = issuer or None, subject or None
    account.version += 1
    made.record(f"account:{account.id}", "account.tied", after={"issuer": issuer or "—"})


def give(made: Change, account: Account, grant: Grant) -> Grant:
    """Give a role; one that is held already stays as it is."""
    for held in account.grants:
        if _same(held, grant):
            return held
    account.grants.append(grant)
    account.version += 1
    made.session.flush()
    made.record(f"account:{account.id}", "grant.given", after=facts(grant))
    return grant


def take(made: Change, account: Account, grant: Grant) -> None:
    """Take a role away; it counts from the next request on."""
    account.grants.remove(grant)
    made.session.delete(grant)
    account.version += 1
    made.record(f"account:{account.id}", "grant.taken", before=facts(grant))


def check_grant(book: RoleBook, grant: Place, cities: Sequence[str]) -> None:
    """Check that a grant refers to something.

    Raises:
        AccessError: no such city, or no such role in it; a division or department of no city.
    """
    if grant.city not in {EVERYWHERE, *cities}:
        raise AccessError("error.access.no_city", city=grant.city, names=", ".join(cities))
    if book.role(grant.role, grant.city) is None:
        names = ", ".join(book.roles(grant.city))
        raise AccessError("error.access.no_role", role=grant.role, city=grant.city, names=names)
    if grant.city == EVERYWHERE and (grant.division or grant.department):
        raise AccessError("error.access.everywhere")


def may_give(giver: Principal, to: int, grant: Grant) -> bool:
    """Return whether somebody may give a role to an account, or take it.

    Only within what they manage themselves, and nobody to themselves: it takes two to rise.
    """
    return giver.account != to and manages(giver, grant)


def division_path(city: City, paths: Mapping[str, str], code_or_path: str) -> str:
    """Return a division's path by its code or path; empty for the whole city.

    Raises:
        AccessError: the city has no such division.
    """
    wanted = code_or_path.strip().strip("/")
    if wanted in {"", city.name}:
        return ""
    path = paths.get(wanted.rpartition("/")[2], "")
    if not path or wanted not in {path, path.rpartition("/")[2]}:
        example = next((each for each in paths.values() if "/" in each), city.name)
        raise AccessError(
            "error.access.no_division", division=wanted, city=city.name, example=example
        )
    return path


def check_department(city: City, department: str) -> None:
    """Check that a city has a department.

    Raises:
        AccessError: it hasn't.
    """
    names = [each.name for each in city.departments]
    if department and department not in names:
        raise AccessError(
            "error.access.no_department",
            department=department,
            city=city.name,
            names=", ".join(names),
        )


def manages(giver: Principal, grant: Grant) -> bool:
    """Return whether a role lies within what somebody manages."""
    return giver.scope("account.manage", grant.city).covers(Area(grant.division, grant.department))


def may_manage(giver: Principal, account: Account) -> bool:
    """Return whether somebody manages all of an account's roles, so may change the account."""
    manages_somewhere = any("account.manage" in held.may for held in giver.held)
    return manages_somewhere and all(manages(giver, grant) for grant in account.grants)


def end_sessions(made: Change, account: Account, but: str = "") -> None:
    """End the account's sessions, except one."""
    made.session.execute(delete(SignIn).where(SignIn.account_id == account.id, SignIn.id != but))


def revoke_all(made: Change, account: Account) -> None:
    """Revoke the account's tokens."""
    query = select(Token).where(Token.account_id == account.id, Token.revoked_at.is_(None))
    for token in made.session.scalars(query):
        token.revoked_at = _now()
        made.record(f"account:{account.id}", "token.revoked", after={"name": token.name})


def forget_factor(made: Change, account: Account) -> None:
    """Forget the second factor and its recovery codes."""
    account.totp, account.totp_step = "", 0
    made.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def page(database: Database, viewer: Principal, text: str, after: int, limit: int) -> list[Account]:
    """Return accounts by number that ``viewer`` may see: some role of theirs is in view."""
    query = select(Account).where(Account.id > after).order_by(Account.id)
    if text:
        like = f"%{text.casefold()}%"
        query = query.where(
            or_(Account.login.contains(text.casefold(), autoescape=True), Account.name.ilike(like))
        )
    found: list[Account] = []
    with database.session() as session:
        if viewer.scope("account.read", EVERYWHERE).whole:
            return list(session.scalars(query.limit(limit)))
        for account in session.scalars(query).yield_per(500):
            if may_see(viewer, account):
                found.append(account)
            if len(found) == limit:
                break
    return found


def may_see(viewer: Principal, account: Account) -> bool:
    """Return whether ``viewer`` may see an account: one of its roles lies in what they may see."""
    if viewer.account == account.id or viewer.scope("account.read", EVERYWHERE).whole:
        return True
    return any(
        viewer.scope("account.read", grant.city).covers(Area(grant.division, grant.department))
        for grant in account.grants
    )


def facts(grant: Grant) -> dict[str, str]:
    """Return a grant as the ledger tells it."""
    where = " / ".join(filter(None, (grant.city, grant.division, grant.department)))
    return {"role": grant.role, "where": where}


def _same(one: Grant, other: Grant) -> bool:
    return (one.role, one.city, one.division or "", one.department or "") == (
        other.role, other.city, other.division or "", other.department or "")  # fmt: skip


def _set(account: Account, first: OneTime, now: datetime) -> None:
    account.password, account.must_change = first.hash, True
    account.password_until = now + timedelta(hours=settings().password.one_time_hours)


def _now() -> datetime:
    return datetime.now(UTC)
