"""Sign in: password, second factor, one-time passwords, locks against trying.

Every refusal before the password is right sounds the same and takes as long, so that nobody learns
which logins exist. A session has a new secret at every step, so none can be foisted on somebody.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from anlan.access import factors
from anlan.access.principal import Principal, Stage
from anlan.access.secrets import accept, digest, hashed, is_old, matches, new_secret
from anlan.access.settings import settings
from anlan.model.cause import Cause
from anlan.model.errors import AccessError
from anlan.store.accounts import Account, SignIn
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.keys import Keyring


@dataclass(frozen=True)
class Opened:
    """A session: the secret for the cookie, and what is still to be done."""

    secret: str
    stage: Stage
    account: int


def sign_in(
    database: Database, login: str, password: str, origin: str, now: datetime | None = None
) -> Opened:
    """Sign in with a password.

    Raises:
        AccessError: the login or the password is wrong, or the account is locked or closed; all
            told alike.
    """
    moment = now or datetime.now(UTC)
    with database.session() as session:
        query = select(Account).where(Account.login == login.strip().casefold())
        known = session.scalar(query)
    right = matches(known.password if known else "", password)
    if known is None:
        raise _wrong()
    cause = Cause(f"account:{known.id}", origin=origin)
    anew = hashed(password) if right and is_old(known.password) else ""
    with change(database, cause) as made:
        account = _held(made, known.id)
        right = right and account.password == known.password
        opened = _open(made, account, moment, right=right, origin=origin)
        if opened and anew:
            account.password = anew
    if opened is None:
        raise _wrong()
    return opened


def second_step(
    database: Database,
    keyring: Keyring,
    principal: Principal,
    code: str,
    origin: str,
    now: datetime | None = None,
) -> Opened:
    """Go on with the second factor, or a recovery code.

    Raises:
        AccessError: the code is wrong or was used before, or the account is locked.
    """
    moment = now or datetime.now(UTC)
    with change(database, Cause(principal.who, origin=origin)) as made:
        account = _held(made, principal.account)
        free = account.locked_until is None or account.locked_until <= moment
        if free and factors.check(made, account, keyring, code, moment):
            account.failures = 0
            return _renewed(made, account, principal.key, _after_factor(account), moment, origin)
        if free:
            _failed(made, account, moment)
    raise AccessError("error.access.code")


def new_password(
    database: Database, principal: Principal, old: str, new: str, origin: str
) -> Opened:
    """Change one's own password; other sessions end.

    Raises:
        AccessError: the old one is wrong, or the new one is too easy.
    """
    moment = datetime.now(UTC)
    accept(new, principal.login, principal.name)
    with database.session() as session:
        kept = session.get_one(Account, principal.account).password
    if not matches(kept, old):
        with change(database, Cause(principal.who, origin=origin)) as made:
            _failed(made, _held(made, principal.account), moment)
        raise AccessError("error.access.old_password")
    if old == new:
        raise AccessError("error.access.same_password")
    changed = hashed(new)
    with change(database, Cause(principal.who, origin=origin)) as made:
        account = _held(made, principal.account)
        if account.password != kept:
            raise AccessError("error.access.old_password")
        account.password, account.must_change = changed, False
        account.password_until, account.failures = None, 0
        account.version += 1
        made.record(principal.who, "account.password", after={})
        made.session.execute(
            delete(SignIn).where(SignIn.account_id == account.id, SignIn.id != principal.key)
        )
        return _renewed(made, account, principal.key, "full", moment, origin)


def open_for(made: Change, account: Account, origin: str, now: datetime | None = None) -> Opened:
    """Open a session for somebody whom a provider has vouched for."""
    return _opened(made, account, "full", now or datetime.now(UTC), origin)


def sign_out(database: Database, principal: Principal, origin: str) -> None:
    """End the session."""
    with change(database, Cause(principal.who, origin=origin)) as made:
        made.session.execute(delete(SignIn).where(SignIn.id == principal.key))
        made.record(principal.who, "session.closed")


def sweep(database: Database, now: datetime | None = None) -> int:
    """Forget sessions that have ended; return how many."""
    moment = now or datetime.now(UTC)
    idle = moment - timedelta(minutes=settings().session.idle_minutes)
    ended = (SignIn.expires_at <= moment) | (SignIn.seen_at <= idle)
    with database.writing() as session:
        return len(session.scalars(delete(SignIn).where(ended).returning(SignIn.id)).all())


def _open(
    made: Change, account: Account, now: datetime, *, right: bool, origin: str
) -> Opened | None:
    """Open a session, or count the failure; while locked nothing counts, not even the truth."""
    if account.locked_until is not None and account.locked_until > now:
        return None
    stale = account.password_until is not None and account.password_until <= now
    if not right or stale or not account.active:
        if not right:
            _failed(made, account, now)
        return None
    account.locked_until = None
    if account.totp:
        return _opened(made, account, "totp", now, origin)
    account.failures = 0
    return _opened(made, account, _after_factor(account), now, origin)


def _failed(made: Change, account: Account, now: datetime) -> None:
    """Count a wrong try; after some, lock the account, longer each time."""
    rule = settings().lock
    account.failures += 1
    made.record(f"account:{account.id}", "session.refused", after={"tries": account.failures})
    if account.failures >= rule.tries:
        times = account.failures - rule.tries
        minutes = min(rule.first_minutes * 2**times, rule.longest_minutes)
        account.locked_until = now + timedelta(minutes=minutes)
        made.record(f"account:{account.id}", "account.locked", after={"minutes": minutes})


def _after_factor(account: Account) -> Stage:
    return "password" if account.must_change else "full"


def _renewed(
    made: Change, account: Account, key: str, stage: Stage, now: datetime, origin: str
) -> Opened:
    made.session.execute(delete(SignIn).where(SignIn.id == key))
    return _opened(made, account, stage, now, origin)


def _opened(made: Change, account: Account, stage: Stage, now: datetime, origin: str) -> Opened:
    rule, secret = settings().session, new_secret()
    whole = timedelta(hours=rule.longest_hours)
    life = whole if stage == "full" else timedelta(minutes=rule.stage_minutes)
    made.session.add(
        SignIn(
            id=digest(secret),
            account_id=account.id,
            stage=stage,
            origin=origin,
            created_at=now,
            seen_at=now,
            expires_at=now + life,
        )
    )
    if stage == "full":
        made.record(f"account:{account.id}", "session.opened")
    return Opened(secret, stage, account.id)


def _held(made: Change, number: int | None) -> Account:
    query = select(Account).where(Account.id == number).with_for_update()
    return made.session.scalars(query).one()


def _wrong() -> AccessError:
    return AccessError("error.access.wrong", n=settings().lock.longest_minutes)
