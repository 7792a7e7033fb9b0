"""The empty database that a restore fills: nobody sees it before all is in it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from anlan.model.errors import StoreError
from anlan.store.database import FILE, Database
from anlan.store.whole import sync_folder

HALF = f"{FILE}.half"
"""The name, or its beginning, of what a killed restore leaves beside the database's file."""


def shown(home: Path, url: str | None) -> str:
    """Return where the database is, without its password."""
    database = Database(url) if url else Database.in_folder(home)
    database.close()
    return database.name


def has_tables(home: Path, url: str | None) -> bool:
    """Return whether anything is in the database already.

    Raises:
        StoreError: the database is away, or the URL is none.
    """
    final = _file(home, url)
    if final is not None:
        return final.exists()
    database = Database(str(url))
    try:
        with database.session() as session:
            return bool(sa.inspect(session.connection()).get_table_names())
    except DBAPIError as error:
        raise database.refusal(error) from error
    finally:
        database.close()


@contextmanager
def receiving(home: Path, url: str | None) -> Iterator[sa.Connection]:
    """Yield a connection to an empty database; at the end of the block all is there, or nothing.

    Raises:
        StoreError: the database refuses.
    """
    final = _file(home, url)
    if final is not None:
        with _beside(final) as connection:
            yield connection
        return
    database = Database(str(url))
    try:
        with database.writing() as session:
            yield session.connection()
    finally:
        database.close()


def _file(home: Path, url: str | None) -> Path | None:
    """Return the file of a SQLite database; None where it is another kind."""
    if url is None:
        return home / FILE
    database = Database(url)
    database.close()
    name = make_url(url).database
    return Path(name or "") if database.dialect == "sqlite" else None


@contextmanager
def _beside(final: Path) -> Iterator[sa.Connection]:
    """Fill a file beside the one that is meant, and give it its name when it is whole."""
    half = final.with_name(f"{final.name}.half")
    _remove(half)
    database = Database(f"sqlite:///{half}")
    try:
        with database.writing() as session:
            yield session.connection()
        database.close()
        with closing(sqlite3.connect(half)) as whole:
            # Everything is to be in the one file that gets the name.
            whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if final.exists():
            raise StoreError("error.backup.not_empty", place=final)
        half.rename(final)
        sync_folder(final.parent)
    finally:
        database.close()
        _remove(half)


def _remove(half: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        half.with_name(half.name + ending).unlink(missing_ok=True)
