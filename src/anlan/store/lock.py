"""One writer at a time, by a lock that dies with its process on every platform.

The lock is an exclusive transaction on a tiny SQLite file of its own: the operating system frees
it when the process ends, however it ends, so a killed run never blocks the next one.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anlan.model.errors import StoreError

SWEEP = "sweep.db"
"""The lock in a workspace under which files that no row names are removed."""


@contextmanager
def tried(path: Path, wait_seconds: float = 0) -> Iterator[bool]:
    """Try to hold the lock ``path`` for the time of the block; yield whether it is held.

    Raises:
        StoreError: the disk refuses.
    """
    connection = sqlite3.connect(path, timeout=wait_seconds, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                folder = path.parent.name
                raise StoreError("error.store.disk", folder=folder, reason=error) from error
            yield False
            return
        yield True
    finally:
        connection.close()


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the write lock of ``folder`` for the time of the block.

    Raises:
        StoreError: another process, or another part of this one, holds it.
    """
    note = folder / "lock.txt"
    with tried(folder / "lock.db") as mine:
        if not mine:
            raise StoreError("error.store.busy", folder=folder.name, process=_holder(note))
        note.write_text(str(os.getpid()), encoding="ascii")
        yield


def _holder(note: Path) -> str:
    try:
        return note.read_text(encoding="ascii")
    except OSError:
        return "?"
