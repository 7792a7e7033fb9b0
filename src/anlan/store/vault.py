"""Keys of the personal values that a contract lets be kept, encrypted, for a time.

A value is encrypted under the key of its source and day of receipt; the key is kept sealed by the
installation's keyring. When its time has come the key is destroyed, and with it every value under
it, wherever a copy lies.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.store.change import Change, change
from anlan.store.cipher import DataKey, new_secret
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.tables import Table

AT_ONCE = 500
"""So many keys are destroyed in one transaction."""


class PersonalKey(Table):
    """The key of one source's personal values of one day; ``sealed`` is empty once destroyed."""

    __tablename__ = "personal_keys"
    __table_args__ = (UniqueConstraint("city", "source", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str]
    source: Mapped[str]
    day: Mapped[date]
    sealed: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Lot:
    """What is received together: a source's values of one day, readable until a moment."""

    city: str
    source: str
    day: date
    until: datetime


def key_of(database: Database, cause: Cause, ring: Keyring, lot: Lot) -> DataKey:
    """Return the key to encrypt a lot with, made at its first use; it is kept when this returns.

    Raises:
        StoreError: the lot's key was destroyed already, or none of the ring's keys opens it.
    """
    with change(database, cause) as made:
        row = made.session.scalar(
            select(PersonalKey).where(
                PersonalKey.city == lot.city,
                PersonalKey.source == lot.source,
                PersonalKey.day == lot.day,
            )
        )
        if row is None:
            return _made(made, ring, lot)
        if row.destroyed_at is not None:
            raise StoreError("error.vault.day_over", source=lot.source, day=lot.day)
        return _opened(row, ring)


def _made(made: Change, ring: Keyring, lot: Lot) -> DataKey:
    secret = new_secret()
    row = PersonalKey(
        city=lot.city,
        source=lot.source,
        day=lot.day,
        sealed=ring.seal(base64.b64encode(secret).decode("ascii")),
        made_at=datetime.now(UTC),
        expires_at=lot.until,
    )
    made.session.add(row)
    made.session.flush()
    told = {"day": lot.day.isoformat(), "until": _text(lot.until)}
    made.record(subject(row), "personal.key_made", after=told)
    return DataKey(row.id, secret)


def open_key(session: Session, ring: Keyring, number: int, now: datetime) -> DataKey | None:
    """Return the key of this number; None where it was destroyed, or its time is over.

    Raises:
        StoreError: there never was such a key, or none of the ring's keys opens it.
    """
    row = session.get(PersonalKey, number)
    if row is None:
        raise StoreError("error.vault.no_key", number=number)
    if row.destroyed_at is not None or row.expires_at <= now:
        return None
    return _opened(row, ring)


def _opened(row: PersonalKey, ring: Keyring) -> DataKey:
    return DataKey(row.id, base64.b64decode(ring.open(row.sealed)))


def shorten(made: Change, city: str, source: str, until: Callable[[date], datetime]) -> None:
    """Let the keys of a source end earlier where a new contract says so; never later."""
    living = select(PersonalKey).where(
        PersonalKey.city == city,
        PersonalKey.source == source,
        PersonalKey.destroyed_at.is_(None),
    )
    for row in made.session.scalars(living.with_for_update()):
        sooner = until(row.day)
        if sooner < row.expires_at:
            before = {"until": _text(row.expires_at)}
            made.record(subject(row), "personal.shortened", before, {"until": _text(sooner)})
            row.expires_at = sooner


def expire(database: Database, cause: Cause, now: datetime | None = None) -> int:
    """Destroy every key whose time has come; return how many. Again, it does nothing.

    Raises:
        StoreError: the database refuses; keys destroyed before stay destroyed.
    """
    moment = now or datetime.now(UTC)
    total = 0
    while count := _expire_some(database, cause, moment):
        total += count
    if total:
        wipe(database, PersonalKey.__tablename__)
    return total


def _expire_some(database: Database, cause: Cause, now: datetime) -> int:
    due = (
        select(PersonalKey)
        .where(PersonalKey.destroyed_at.is_(None), PersonalKey.expires_at <= now)
        .order_by(PersonalKey.id)
        .limit(AT_ONCE)
        .with_for_update()
    )
    with change(database, cause) as made:
        overwrite(made)
        rows = list(made.session.scalars(due))
        for row in rows:
            row.sealed, row.destroyed_at = "", now
            made.record(subject(row), "personal.destroyed", after={"day": row.day.isoformat()})
    return len(rows)


def overwrite(made: Change) -> None:
    """Have what a transaction empties be zeros in the file, not only marked as free."""
    if made.session.get_bind().dialect.name == "sqlite":
        made.session.connection().exec_driver_sql("PRAGMA secure_delete=ON")


def wipe(database: Database, *tables: str) -> None:
    """Clear old copies of tables' rows out of the database's own files, as far as it can."""
    connection = database.engine.raw_connection()
    try:
        # Neither statement may stand within a transaction, and a session would begin one.
        driver: Any = connection.driver_connection
        driver.rollback()
        if database.dialect == "sqlite":
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            driver.autocommit = True
            for name in tables:
                driver.cursor().execute(f"VACUUM {name}")
    finally:
        connection.invalidate()
        connection.close()


def subject(row: PersonalKey) -> str:
    """Return what the ledger calls a key."""
    return f"personal_key:{row.city}/{row.source}/{row.day.isoformat()}"


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
