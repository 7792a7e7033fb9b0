"""A change of state: the rows, their entries in the ledger and what is to be told, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from anlan.model.cause import Cause
from anlan.store.database import Database
from anlan.store.ledger import Changes, Facts
from anlan.store.outbox.letters import Letters


@dataclass(frozen=True, slots=True)
class Change:
    """One transaction that changes state."""

    session: Session
    entries: Changes
    letters: Letters = field(default_factory=Letters)

    def record(
        self, subject: str, act: str, before: Facts | None = None, after: Facts | None = None
    ) -> None:
        """Note in the ledger what was done to ``subject``."""
        self.entries.record(subject, act, before, after)

    def tell(self, topic: str, subject: str, **payload: Any) -> None:
        """Have those outside told who want to hear of ``topic``, once this is committed.

        Only what is recorded can be told: the ledger's lock keeps the letters in order.
        """
        if not self.entries.entries:
            raise ValueError(f"{topic}: record the change before telling of it")
        self.letters.tell(topic, subject, payload)


@contextmanager
def change(database: Database, cause: Cause) -> Iterator[Change]:
    """Yield a transaction; at the end of the block all of it is committed with its entries.

    Raises:
        StoreError: the database refuses; then nothing has changed.
    """
    with database.writing() as session:
        made = Change(session, Changes(cause))
        yield made
        session.flush()
        made.entries.write(session)
        made.letters.write(session)
