"""The database as it is at one moment, while others go on writing."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from anlan.model.errors import StoreError
from anlan.store.database import Database
from anlan.store.whole import refusing


def snapshot(database: Database, beside: Path) -> AbstractContextManager[Connection]:
    """Yield a connection that sees the database as it is now, whatever is written meanwhile.

    Args:
        database: what is seen.
        beside: a folder to make for the time of the block; SQLite needs room for a copy there.

    Raises:
        StoreError: the database or the disk refuses.
    """
    return _copied(database, beside) if database.dialect == "sqlite" else _frozen(database)


@contextmanager
def _frozen(database: Database) -> Iterator[Connection]:
    try:
        with database.engine.connect() as connection, connection.begin():
            statement = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
            connection.exec_driver_sql(statement)
            yield connection
    except DBAPIError as error:
        raise database.refusal(error) from error


@contextmanager
def _copied(database: Database, beside: Path) -> Iterator[Connection]:
    """Copy by SQLite's own online backup: all pages in one step, under a reader's lock."""
    source, copy = Path(database.engine.url.database or ""), beside / "copy.db"
    with refusing(beside):
        shutil.rmtree(beside, ignore_errors=True)  # a killed backup's
        beside.mkdir(mode=0o700)
    try:
        try:
            with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(copy)) as kept:
                live.backup(kept)
        except sqlite3.Error as error:
            raise StoreError("error.store.database", at=database.name, reason=error) from error
        seen = Database(f"sqlite:///{copy}")
        try:
            with seen.engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise seen.refusal(error) from error
        finally:
            seen.close()
    finally:
        shutil.rmtree(beside, ignore_errors=True)
