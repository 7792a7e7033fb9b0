"""One look at the database without a transaction, for what is asked with every request.

SQLAlchemy's own way costs several journeys to PostgreSQL: to see whether the connection lives, to
begin and to roll back. Here a look is one journey on a connection kept apart, on which the
statement was prepared, so that neither database plans it again. From PostgreSQL each row comes as
one JSON text: its driver is written in Python, and JSON is read by C.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from queue import Empty, LifoQueue
from typing import Any

from anlan.model.errors import StoreError
from anlan.store.database import Database

_SAFE = re.compile(r"[0-9a-f]*")


@dataclass(frozen=True)
class Look:
    """What is asked: columns that JSON can hold (moments as text), and whence.

    ``source`` has one ``%s`` for a hexadecimal digest.
    """

    columns: str
    source: str


@dataclass
class _Line:
    """A connection of the driver's own, and what was prepared on it."""

    connection: Any
    prepared: set[str] = field(default_factory=set)


class Glance:
    """Looks at a database; safe among threads.

    Args:
        database: where to look.
        looks: what is asked, by name.
    """

    def __init__(self, database: Database, looks: Mapping[str, Look]) -> None:
        self._database = database
        self._looks = looks
        self._idle: LifoQueue[_Line] = LifoQueue()

    def rows(self, name: str, digest: str) -> Sequence[Any]:
        """Return the rows of the look called ``name`` for a hexadecimal digest.

        Raises:
            StoreError: the database refuses.
            ValueError: it is no such digest.
        """
        if not _SAFE.fullmatch(digest):
            raise ValueError("only a hexadecimal digest may stand in the statement")
        try:
            line = self._idle.get_nowait()
        except Empty:
            return self._anew(name, digest)
        try:
            return self._look(line, name, digest)
        except Exception:
            # The server has gone, perhaps to come back: the others are of no more use either.
            self.close()
            return self._anew(name, digest)

    def close(self) -> None:
        """Let go of the connections kept."""
        while True:
            try:
                line = self._idle.get_nowait()
            except Empty:
                return
            try:
                line.connection.close()
            except Exception:  # noqa: S112 - it was gone already
                continue

    def _anew(self, name: str, digest: str) -> Sequence[Any]:
        try:
            borrowed = self._database.engine.raw_connection()
            connection: Any = borrowed.driver_connection
            borrowed.detach()
            if self._database.dialect == "postgresql":
                connection.autocommit = True
            return self._look(_Line(connection), name, digest)
        except Exception as error:
            # The driver's own, or SQLAlchemy's around it: either way the database refused.
            at, reason = self._database.name, str(error)
            raise StoreError("error.store.database", at=at, reason=reason) from error

    def _look(self, line: _Line, name: str, digest: str) -> Sequence[Any]:
        cursor, look = line.connection.cursor(), self._looks[name]
        found: Sequence[Any]
        if self._database.dialect == "sqlite":
            cursor.execute(f"SELECT {look.columns} FROM {look.source % '?'}", (digest,))  # noqa: S608
            found = cursor.fetchall()
        else:
            if name not in line.prepared:
                row = f"CAST(json_build_array({look.columns}) AS VARCHAR)"
                told = f"SELECT {row} FROM {look.source % '$1'}"  # noqa: S608
                cursor.execute(f"PREPARE {name} (text) AS {told}")
                line.prepared.add(name)
            # The driver's own parameters would cost a second journey; a digest needs no quoting.
            cursor.execute(f"EXECUTE {name} ('{digest}')")
            found = [json.loads(text) for (text,) in cursor.fetchall()]
        self._idle.put(line)
        return found
