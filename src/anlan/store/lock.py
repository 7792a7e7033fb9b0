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


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the write lock of ``folder`` for the time of the block.

    Raises:
        StoreError: another process, or another part of this one, holds it.
    """
    note = folder / "lock.txt"
    connection = sqlite3.connect(folder / "lock.db", timeout=0, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise StoreError(
                "error.store.busy", folder=folder.name, process=_holder(note)
            ) from error
        note.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        connection.close()


def _holder(note: Path) -> str:
    try:
        return note.read_text(encoding="ascii")
    except OSError:
        return "?"
