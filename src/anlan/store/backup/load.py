"""Fill an empty database with the tables of a backup, in the transaction that is given."""

import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa

from anlan.model.errors import StoreError
from anlan.store.backup import rows
from anlan.store.backup.archive import Archive
from anlan.store.backup.manifest import Kind, Table
from anlan.store.schema import REVISIONS, upgrade
from anlan.store.tables import Revision


def load(connection: sa.Connection, archive: Archive) -> None:
    """Make the tables as they were in the backup's version, fill them, and bring them to this one.

    Raises:
        StoreError: the tables or their rows aren't what the backup tells of.
    """
    manifest = archive.manifest
    upgrade(connection, manifest.revision)
    _check_shapes(connection, archive)
    for table in reversed(manifest.tables):
        connection.execute(sa.delete(rows.core(table)))  # a new ledger begins with a head
    for table in manifest.tables:
        _fill(connection, archive, table)
    if manifest.revision != REVISIONS[-1]:
        # What the next step changes can't be compared any more afterwards.
        compare(connection, archive)
        upgrade(connection)


def compare(connection: sa.Connection, archive: Archive) -> None:
    """Read every table back and compare it with what the backup tells of.

    Raises:
        StoreError: one differs.
    """
    for table in archive.manifest.tables:
        found = rows.tally(connection, table)
        if (found.rows, found.sha256) != (table.rows, table.sha256):
            raise StoreError("error.backup.differs", part=table.name, file=archive.path)


def _check_shapes(connection: sa.Connection, archive: Archive) -> None:
    """Refuse tables and columns that this revision doesn't have, or that are left out."""
    inspector = sa.inspect(connection)
    made = set(inspector.get_table_names()) - {Revision.__tablename__}
    if made != {table.name for table in archive.manifest.tables}:
        raise StoreError("error.backup.manifest", file=archive.path, reason="other tables")
    for table in archive.manifest.tables:
        columns = [column["name"] for column in inspector.get_columns(table.name)]
        key = inspector.get_pk_constraint(table.name)["constrained_columns"]
        told = [column.name for column in table.columns]
        if sorted(columns) != sorted(told) or set(key) != set(table.key):
            raise StoreError("error.backup.manifest", file=archive.path, reason=table.name)


def _fill(connection: sa.Connection, archive: Archive, table: Table) -> None:
    """Write the rows; what points to rows of the same table is put in when all are there."""
    names = [column.name for column in table.columns]
    keys = [names.index(name) for name in table.key]
    inward = [names.index(name) for name in _inward(connection, table)]
    kept: list[tuple[list[Any], list[Any]]] = []

    def without_links() -> Iterator[rows.Row]:
        for row in archive.parsed(table):
            if any(row[place] is not None for place in inward):
                kept.append(([row[n] for n in keys], [row[n] for n in inward]))
                for place in inward:
                    row[place] = None
            yield row

    write = _copy_in if connection.dialect.name == "postgresql" else _insert
    coming = without_links()
    while block := list(islice(coming, rows.block(table))):
        write(connection, table, block)
    found = rows.core(table)
    for key, links in kept:
        mine = [found.c[name] == value for name, value in zip(table.key, key, strict=True)]
        values = {names[place]: value for place, value in zip(inward, links, strict=True)}
        connection.execute(sa.update(found).where(*mine).values(values))
    if connection.dialect.name == "postgresql":
        _move_counter(connection, table)


def _inward(connection: sa.Connection, table: Table) -> list[str]:
    """Return the columns that point to rows of the same table."""
    found = sa.inspect(connection).get_foreign_keys(table.name)
    own = [each for each in found if each["referred_table"] == table.name]
    return [name for each in own for name in each["constrained_columns"]]


def _insert(connection: sa.Connection, table: Table, block: list[rows.Row]) -> None:
    names = [column.name for column in table.columns]
    values = [dict(zip(names, row, strict=True)) for row in block]
    connection.execute(sa.insert(rows.core(table)), values)


def _copy_in(connection: sa.Connection, table: Table, block: list[rows.Row]) -> None:
    """Write rows by PostgreSQL's own bulk way; one by one its driver is slow."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.columns)
    kinds = [column.kind for column in table.columns]
    lines = (",".join(map(_cell, kinds, row)) + "\n" for row in block)
    driver: Any = connection.connection.cursor()
    statement = f"COPY {quote(table.name)} ({names}) FROM STDIN WITH (FORMAT csv)"
    driver.execute(statement, stream=io.BytesIO("".join(lines).encode()))


def _cell(kind: Kind, value: Any) -> str:
    """Return a value as CSV; what isn't there is empty, and an empty text is in quotes."""
    if value is None:
        return ""
    if kind == "bytes":
        return f'"\\x{value.hex()}"'
    text = rows.json_of(value) if kind == "json" else str(rows.plain(value))
    return '"' + text.replace('"', '""') + '"'


def _move_counter(connection: sa.Connection, table: Table) -> None:
    """Let new ids begin behind those that came with the backup."""
    for name in table.key:
        sequence = connection.scalar(sa.func.pg_get_serial_sequence(table.name, name).select())
        if sequence:
            column = rows.core(table).c[name]
            last = connection.scalar(sa.select(sa.func.max(column)))
            if last is not None:
                connection.execute(sa.func.setval(sequence, last).select())
