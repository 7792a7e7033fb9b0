"""One look at the database without a transaction, for what is asked with every request.

SQLAlchemy's own way costs several journeys to PostgreSQL: to see whether the connection lives, to
begin and to roll back. Here a statement is one journey on a connection kept apart.
"""

import re
from collections.abc import Sequence
from queue import Empty, LifoQueue
from typing import Any

from anlan.model.errors import StoreError
from anlan.store.database import Database

_SAFE = re.compile(r"[0-9a-f]*")


class Glance:
    """Looks at a database; safe among threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._idle: LifoQueue[Any] = LifoQueue()

    def rows(self, statement: str, digest: str) -> Sequence[Any]:
        """Return the rows of ``statement`` with its ``%s`` filled by a hexadecimal digest.

        Raises:
            StoreError: the database refuses.
            ValueError: it is no such digest.
        """
        if not _SAFE.fullmatch(digest):
            raise ValueError("only a hexadecimal digest may stand in the statement")
        try:
            connection = self._idle.get_nowait()
        except Empty:
            return self._anew(statement % digest)
        try:
            return self._look(connection, statement % digest)
        except Exception:
            # The server has gone, perhaps to come back: the others are of no more use either.
            self.close()
            return self._anew(statement % digest)

    def close(self) -> None:
        """Let go of the connections kept."""
        while True:
            try:
                connection = self._idle.get_nowait()
            except Empty:
                return
            try:
                connection.close()
            except Exception:  # noqa: S112 - it was gone already
                continue

    def _anew(self, statement: str) -> Sequence[Any]:
        try:
            borrowed = self._database.engine.raw_connection()
            connection: Any = borrowed.driver_connection
            borrowed.detach()
            if self._database.dialect == "postgresql":
                connection.autocommit = True
            return self._look(connection, statement)
        except Exception as error:
            # The driver's own, or SQLAlchemy's around it: either way the database refused.
            at, reason = self._database.name, str(error)
            raise StoreError("error.store.database", at=at, reason=reason) from error

    def _look(self, connection: Any, statement: str) -> Sequence[Any]:
        cursor = connection.cursor()
        cursor.execute(statement)
        found: Sequence[Any] = cursor.fetchall()
        self._idle.put(connection)
        return found
