"""Who handled a case never verifies it: kept by the database, whoever writes to it.

A move whose act begins with ``handle.`` is handling; one that begins with ``check.`` or ``close.``
is verification. For each case nobody does both, in whichever order, and nobody stands in
``cases.verified_by`` who has handled it. A later migration that makes one of the two tables anew
on SQLite must call :func:`guard` again: a table takes its triggers with it.
"""

from pathlib import Path

from sqlalchemy import Connection, event

from anlan.store.cases.tables import CaseMove

_FOLDER = Path(__file__).parents[1] / "data"
_BREAK = "\n\n"
"""Statements in the files are parted by an empty line."""


def guard(connection: Connection) -> None:
    """Put the rule into the database; the tables are there."""
    file = _FOLDER / f"cases_{connection.dialect.name}.sql"
    written = file.read_text(encoding="utf-8")
    for statement in written.strip().split(_BREAK):
        connection.exec_driver_sql(statement)


@event.listens_for(CaseMove.__table__, "after_create")
def _guard_new(_table: object, connection: Connection, **_: object) -> None:
    guard(connection)
