"""One database for all that changes: SQLite in a file by default, PostgreSQL by URL.

Readers never wait. Writers on SQLite take the write lock at their beginning, so two of them queue
and neither fails half-way; on PostgreSQL rows lock as they are touched.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError
from sqlalchemy.orm import Session

from anlan.model.errors import StoreError
from anlan.store import journey

Dialect = Literal["sqlite", "postgresql"]
FILE = "anlan.db"
STARTING = "57P03"
"""PostgreSQL's code for a server that takes no connections yet."""
BUSY_SECONDS = 30
"""So long a writer on SQLite waits for the one before it."""


class Database:
    """A database and its sessions.

    Args:
        url: ``sqlite:///path`` or ``postgresql://user:password@host/name``.

    Raises:
        StoreError: the URL names another kind of database, or makes no sense.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.dialect: Dialect = "sqlite" if self.engine.dialect.name == "sqlite" else "postgresql"
        self._writing = self.engine.execution_options(anlan_writes=True)

    @classmethod
    def in_folder(cls, home: Path) -> "Database":
        """Return the SQLite database of a folder."""
        return cls(f"sqlite:///{home / FILE}")

    @property
    def name(self) -> str:
        """Where it is, without the password."""
        return self.engine.url.render_as_string(hide_password=True)

    def session(self) -> Session:
        """Return a new session for reading; use it in a ``with``."""
        return Session(self.engine, expire_on_commit=False)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session whose work is committed at the end of the block, or not at all.

        Raises:
            StoreError: the database refuses: it is locked too long, full, damaged or away.
        """
        try:
            with Session(self._writing, expire_on_commit=False) as session, session.begin():
                yield session
        except DBAPIError as error:
            raise self.refusal(error) from error

    def refusal(self, error: DBAPIError) -> StoreError:
        """Return the sentence for what the database refused."""
        damaged = self.dialect == "sqlite" and type(error) is DatabaseError
        key = "error.store.damaged" if damaged else "error.store.database"
        return StoreError(key, at=self.name, reason=_reason(error))

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def unreachable(error: BaseException) -> bool:
    """Return whether a refusal means that nobody answers yet: not there, or still starting."""
    cause = error.__cause__ if isinstance(error, StoreError) else error
    if isinstance(cause, InterfaceError):
        return True
    return isinstance(cause, DBAPIError) and _told(cause).get("C") == STARTING


def _reason(error: DBAPIError) -> str:
    """Return the database's own words."""
    return str(_told(error)["M"])


def _told(error: DBAPIError) -> dict[str, Any]:
    """Return what the database said: PostgreSQL's table of C (code), M (message) and others."""
    told = error.orig.args[0] if error.orig and error.orig.args else error.orig
    return {"M": told} | told if isinstance(told, dict) else {"M": told}


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError("error.store.url", url=url.rsplit("@", maxsplit=1)[-1]) from error
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if kind == "postgresql":
        # pg8000 is the driver: pure Python under a permissive licence; see docs/decisions.
        engine = create_engine(parsed.set(drivername="postgresql+pg8000"), pool_pre_ping=True)
        event.listen(engine, "do_connect", journey.connect)
        event.listen(engine, "connect", _set_up_postgresql)
        return engine
    raise StoreError("error.store.url", url=parsed.render_as_string(hide_password=True))


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions would begin too late to queue writers; ours begin below.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _set_up_postgresql(connection: Any, _record: object) -> None:
    # The driver sends a large statement in pieces; the system would hold back the last of them
    # until the others are acknowledged, 40 ms later (Nagle's algorithm, RFC 896).
    if connection._usock.family != socket.AF_UNIX:
        connection._usock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("anlan_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
