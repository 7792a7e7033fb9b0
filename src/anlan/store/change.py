"""A change of state: the rows with their entries in the ledger, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from anlan.model.cause import Cause
from anlan.store.database import Database
from anlan.store.ledger import Changes, Facts


@dataclass(frozen=True, slots=True)
class Change:
    """One transaction that changes state."""

    session: Session
    entries: Changes

    def record(
        self, subject: str, act: str, before: Facts | None = None, after: Facts | None = None
    ) -> None:
        """Note in the ledger what was done to ``subject``; the outbox tells whoever listens."""
        self.entries.record(subject, act, before, after)


@contextmanager
def change(database: Database, cause: Cause, *, dry_run: bool = False) -> Iterator[Change]:
    """Yield a transaction; at the end of the block all of it is committed with its entries.

    With ``dry_run`` all of it is tried, by the database too, and taken back.

    Raises:
        StoreError: the database refuses; then nothing has changed.
    """
    with database.writing() as session:
        made = Change(session, Changes(cause))
        yield made
        session.flush()
        if dry_run:
            session.rollback()
        else:
            made.entries.write(session)
