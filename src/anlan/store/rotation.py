"""Change the installation's keys: every sealed value in the database is sealed anew, in batches.

At every moment each value is sealed under a key that the ring holds: the new key is on disk before
anything is sealed with it, and old keys go only when nothing is sealed under them. So a run that is
killed has lost nothing, and the next one goes on with what is left.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, inspect, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.store import keys, lock
from anlan.store.accounts import Account, Once
from anlan.store.alerts import AlertSigner
from anlan.store.cases import CasePhoto, CaseReport
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.outbox.tables import Endpoint
from anlan.store.vault import PersonalKey

SEALED: tuple[InstrumentedAttribute[str], ...] = (
    Endpoint.secret,
    Account.totp,
    PersonalKey.sealed,
    AlertSigner.sealed,
    Once.answer,
    CaseReport.contact,
    CasePhoto.sealed,
)
"""Every column that holds what the keyring sealed, empty where there is nothing."""
BATCH = 200
"""So many values are sealed anew in one transaction."""
SUBJECT = "keys:installation"


@dataclass(frozen=True)
class Held:
    """What is sealed: by place of the key that opens it (the newest is 0), and by none."""

    ring: Keyring
    under: Counter[int]
    lost: int

    @property
    def old(self) -> int:
        """How many values are sealed under other keys than the newest."""
        return self.under.total() - self.under[0]


@dataclass(frozen=True)
class Rotated:
    """What a rotation did: values sealed anew, values that no key opens, whether a key is new."""

    moved: int
    lost: int
    added: bool


def held(database: Database, ring: Keyring) -> Held:
    """Count what is sealed under each key; a value doesn't name its key, so each is tried."""
    found: Counter[int | None] = Counter()
    for column in SEALED:
        with database.session() as session:
            found.update(ring.opener(row.value) for row in _all(session, column))
    lost = found.pop(None, 0)
    return Held(ring, Counter({place: n for place, n in found.items() if place is not None}), lost)


def rotate(database: Database, cause: Cause, home: Path) -> Rotated:
    """Seal everything under a new key, or go on with a change of keys that was cut short.

    Keys from the environment are changed there first; then what is left is sealed under the first.

    Raises:
        StoreError: another change of keys is at work, or a file or the database refuses.
    """
    with _alone(home):
        ring = Keyring.of(home)
        added = not keys.from_outside() and not held(database, ring).old
        if added:
            ring = keys.add(home)
            with change(database, cause) as made:
                made.record(SUBJECT, "keys.added", after={"fingerprint": ring.fingerprints[0]})
        moved = [_moved(database, cause, ring, column) for column in SEALED]
    return Rotated(sum(n for n, _ in moved), sum(lost for _, lost in moved), added)


def drop(database: Database, cause: Cause, home: Path) -> int:
    """Remove all keys but the newest; return how many went.

    Raises:
        StoreError: something is still sealed under an old key, or the keys come from outside.
    """
    with _alone(home):
        found = held(database, Keyring.of(home))
        if found.old:
            raise StoreError("error.vault.still_sealed", n=found.old)
        gone = found.ring.fingerprints[1:]
        if gone:
            with change(database, cause) as made:
                made.record(SUBJECT, "keys.dropped", after={"fingerprints": ", ".join(gone)})
            keys.drop_old(home)
    return len(gone)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Be the only one who changes keys: of two new keys, one would be lost."""
    home.mkdir(parents=True, exist_ok=True)
    with lock.held(home):
        yield


def _moved(
    database: Database, cause: Cause, ring: Keyring, column: InstrumentedAttribute[str]
) -> tuple[int, int]:
    """Seal a column anew, batch by batch; return how many were, and how many no key opens."""
    moved = lost = last = 0
    while True:
        with change(database, cause) as made:
            # Nobody else changes these rows until they are sealed anew.
            rows = list(made.session.execute(_next(column, last).with_for_update()))
            if not rows:
                return moved, lost
            last = rows[-1].id
            openers = {row.id: ring.opener(row.value) for row in rows}
            old = [row for row in rows if openers[row.id]]
            for row in old:
                _put(made.session, column, row.id, ring.sealed_anew(row.value))
            if old:
                told = {"table": column.class_.__tablename__, "n": len(old)}
                made.record(SUBJECT, "keys.resealed", after=told)
        moved += len(old)
        lost += sum(place is None for place in openers.values())


def _all(session: Session, column: InstrumentedAttribute[str]) -> Iterator[Row[Any]]:
    last = 0
    while rows := list(session.execute(_next(column, last))):
        yield from rows
        last = rows[-1].id


def _next(column: InstrumentedAttribute[str], last: int) -> Select[Any]:
    """Return the query for the next rows after row ``last`` with something sealed."""
    number = _number(column)
    query = select(number.label("id"), column.label("value")).where(column != "", number > last)
    return query.order_by(number).limit(BATCH)


def _put(session: Session, column: InstrumentedAttribute[str], number: int, value: str) -> None:
    session.execute(
        update(column.class_).where(_number(column) == number).values({column: value}),
        execution_options={"synchronize_session": False},
    )


def _number(column: InstrumentedAttribute[str]) -> Any:
    return inspect(column.class_).primary_key[0]
