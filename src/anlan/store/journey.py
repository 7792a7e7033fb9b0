"""pg8000's connection, which ends a transaction in one journey to PostgreSQL instead of three.

The journeys are what a small write costs. What must be said last in a transaction travels along
with its commit; see :func:`anlan.store.ledger.append`.
"""

from typing import Any

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


def connect(_dialect: object, _record: object, _given: object, told: dict[str, Any]) -> Journey:
    """Open a connection as SQLAlchemy asks for one (its event ``do_connect``)."""
    return Journey(**told)
