"""Recognise who asks, by session or token, in one look at the database.

This is on the way of every request: one prepared statement, without a transaction.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import bindparam, update

from anlan.access.principal import Door, Held, Principal
from anlan.access.roles import RoleBook
from anlan.access.secrets import digest
from anlan.access.settings import settings
from anlan.model.permission import Area
from anlan.store.accounts import Account, SignIn
from anlan.store.database import Database
from anlan.store.glance import Glance, Look


def _text(column: str) -> str:
    return f"CAST({column} AS VARCHAR)"


_PERSON = (
    "a.id, a.login, a.name, a.active, a.must_change, a.totp, g.role, g.city, g.division,"
    " g.department"
)
_REST = " JOIN accounts a ON a.id = k.account_id LEFT JOIN grants g ON g.account_id = a.id"
_BY_SESSION = Look(
    f"k.stage, {_text('k.seen_at')}, {_text('k.expires_at')}, {_PERSON}",
    f"sessions k{_REST} WHERE k.id = %s",
)
_BY_TOKEN = Look(
    f"k.scopes, {_text('k.revoked_at')}, {_text('k.expires_at')}, {_PERSON}",
    f"tokens k{_REST} WHERE k.hash = %s",
)
_LOOKS = {"by_session": _BY_SESSION, "by_token": _BY_TOKEN}
_FIRST = 3
"""The account's columns begin here."""


class Gate:
    """Knows everybody by their secrets.

    Args:
        database: where accounts are.
        book: the roles of all cities.
    """

    def __init__(self, database: Database, book: RoleBook) -> None:
        self.database = database
        self.book = book
        self._glance = Glance(database, _LOOKS)
        self._lock = Lock()
        self._alive: dict[str, datetime] = {}
        self._noted = datetime.now(UTC)

    def close(self) -> None:
        """Write down what is only remembered; let go of the connections."""
        self.flush()
        self._glance.close()

    def by_session(self, secret: str, now: datetime | None = None) -> Principal | None:
        """Return who holds the session's secret; None if it is unknown or has ended."""
        moment, key = now or datetime.now(UTC), digest(secret)
        rows = self._glance.rows("by_session", key)
        if not rows:
            return None
        stage, seen, ends = rows[0][0], *map(_moment, rows[0][1:_FIRST])
        idle = timedelta(minutes=settings().session.idle_minutes)
        seen = max(seen, self._alive.get(key, seen))
        if moment >= ends or moment >= seen + idle:
            return None
        self._note(key, seen, moment)
        return self._person(rows, "session", key, stage=stage)

    def by_token(self, secret: str, now: datetime | None = None) -> Principal | None:
        """Return whose token it is; None if it is unknown, revoked or expired."""
        moment, key = now or datetime.now(UTC), digest(secret)
        rows = self._glance.rows("by_token", key)
        if not rows or rows[0][1] is not None or moment >= _moment(rows[0][2]):
            return None
        scopes = rows[0][0]
        named = json.loads(scopes) if isinstance(scopes, str) else scopes
        return self._person(rows, "token", key, scopes=frozenset(named))

    def of_account(self, account: Account) -> Principal:
        """Return somebody as they would be recognised, were they signed in."""
        held = tuple(
            self._held(each.role, each.city, each.division, each.department)
            for each in (account.grants if account.active else ())
        )
        who, factor = f"account:{account.id}", bool(account.totp)
        return Principal(
            who, account.id, account.login, account.name, "session", held, second_factor=factor
        )

    def _person(self, rows: Sequence[Any], door: Door, key: str, **more: Any) -> Principal | None:
        number, login, name, active, must_change, totp, *_ = rows[0][_FIRST:]
        # A token of a program lives on beside a password that waits to be changed.
        if not active or (door == "session" and must_change and more["stage"] == "full"):
            return None
        held = tuple(self._held(*row[_FIRST + 6 :]) for row in rows if row[_FIRST + 6] is not None)
        who = f"account:{number}"
        return Principal(
            who, number, login, name, door, held, key=key, second_factor=bool(totp), **more
        )

    def _held(self, role: str, city: str, division: str, department: str) -> Held:
        found = self.book.role(role, city)
        return Held(role, city, Area(division, department), frozenset(found.may if found else ()))

    def flush(self) -> None:
        """Write down which sessions were alive; a crash before it only ends them earlier."""
        with self._lock:
            alive, self._alive = self._alive, {}
        if alive:
            rows = [{"key": key, "at": at} for key, at in alive.items()]
            noted = update(SignIn).where(SignIn.id == bindparam("key"))
            with self.database.writing() as session:
                session.connection().execute(noted.values(seen_at=bindparam("at")), rows)

    def _note(self, key: str, seen: datetime, now: datetime) -> None:
        """Remember that a session is alive; all of them are written down together, now and then."""
        wait = timedelta(seconds=settings().session.note_seconds)
        if now - seen < wait:
            return
        with self._lock:
            self._alive[key] = now
            due = now - self._noted >= wait
            if due:
                self._noted = now
        if due:
            self.flush()


def _moment(text: str) -> datetime:
    """Return a moment, kept without a zone, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
