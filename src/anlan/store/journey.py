"""pg8000's connection, which ends a transaction in one journey to PostgreSQL instead of three.

The journeys are what a small write costs. What must be said last in a transaction travels along
with its commit; see :func:`anlan.store.ledger.append`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pg8000.core import Context
from pg8000.exceptions import InterfaceError
from pg8000.legacy import Connection


class Journey(Connection):  # type: ignore[misc]  # the driver has no types
    """A connection with a last word."""

    _last = ""

    def say_last(self, statement: str) -> None:
        """Send a statement right before the commit; where it fails, nothing is committed."""
        self._last += f"{statement};"

    def commit(self) -> None:
        """Commit the transaction.

        Raises:
            DatabaseError: of the last word or of the commit.
        """
        last, self._last = self._last, ""
        if last or self._in_transaction:
            self.execute_simple(f"{last}COMMIT")

    def rollback(self) -> None:
        """Undo the transaction."""
        self._last = ""
        super().rollback()

    def handle_messages(self, context: Context) -> None:
        """Read what PostgreSQL answers.

        Raises:
            InterfaceError: it is away; of a connection cut in the middle of an answer the driver
                would let the system's own error through.
        """
        with told_as_away():
            super().handle_messages(context)


def connect(_dialect: object, _record: object, _given: object, told: dict[str, Any]) -> Journey:
    """Open a connection as SQLAlchemy asks for one (its event ``do_connect``)."""
    with told_as_away():
        return Journey(**told)


@contextmanager
def told_as_away() -> Iterator[None]:
    """Tell a connection that the system cut in the driver's words, by which it is known as such."""
    try:
        yield
    except OSError as error:
        raise InterfaceError("network error") from error
