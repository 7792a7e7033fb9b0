"""Many rows of a table in one statement, by the driver: statements of an ORM cost more than rows.

On SQLite the driver runs one prepared statement for all rows; to PostgreSQL they travel as one JSON
text, which its own reader turns into rows: one journey, however many.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Dialect, text
from sqlalchemy.orm import Session

from anlan.store.tables import Table

Values = Mapping[str, Any]


def put_many(
    session: Session,
    table: type[Table],
    rows: Sequence[Values],
    *,
    key: tuple[str, ...] = (),
    renew: tuple[str, ...] = (),
) -> None:
    """Insert rows that all have the same columns; leave out those a unique key is against.

    Args:
        session: whose transaction.
        table: whose rows; columns that aren't given stay null.
        rows: by column, values as the table's attributes hold them.
        key: the unique key by which a row that is there already takes the new values instead.
        renew: the columns that it takes.
    """
    if not rows:
        return
    columns = tuple(rows[0])
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        told = json.dumps([dict(row) for row in rows], default=_plain, ensure_ascii=False)
        statement = _from_json(table.__tablename__, columns) + _else(key, renew)
        session.execute(text(statement), {"rows": told})
        return
    makers = _makers(table, columns, connection.dialect)
    values = [
        tuple(make(row[name]) if make else row[name] for name, make in makers) for row in rows
    ]
    statement = _prepared(table.__tablename__, columns) + _else(key, renew)
    connection.exec_driver_sql(statement, values)


def set_many(
    session: Session, table: type[Table], key: tuple[str, ...], rows: Sequence[Values]
) -> None:
    """Write rows that are there: all have the same columns, and are found by those of ``key``."""
    if not rows:
        return
    columns = tuple(each for each in rows[0] if each not in key)
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        told = json.dumps([dict(row) for row in rows], default=_plain, ensure_ascii=False)
        session.execute(text(_set_from_json(table.__tablename__, columns, key)), {"rows": told})
        return
    makers = _makers(table, (*columns, *key), connection.dialect)
    values = [
        tuple(make(row[name]) if make else row[name] for name, make in makers) for row in rows
    ]
    connection.exec_driver_sql(_set_prepared(table.__tablename__, columns, key), values)


@cache
def _set_prepared(table: str, columns: tuple[str, ...], key: tuple[str, ...]) -> str:
    given = ", ".join(f'"{each}" = ?' for each in columns)
    found = " AND ".join(f'"{each}" = ?' for each in key)
    return f"UPDATE {table} SET {given} WHERE {found}"  # noqa: S608


@cache
def _set_from_json(table: str, columns: tuple[str, ...], key: tuple[str, ...]) -> str:
    given = ", ".join(f'"{each}" = told."{each}"' for each in columns)
    found = " AND ".join(f'here."{each}" = told."{each}"' for each in key)
    rows = f"jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb)) AS told"
    return f"UPDATE {table} AS here SET {given} FROM {rows} WHERE {found}"  # noqa: S608


@cache
def _prepared(table: str, columns: tuple[str, ...]) -> str:
    named = ", ".join(f'"{each}"' for each in columns)
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({named}) VALUES ({marks})"  # noqa: S608


@cache
def _from_json(table: str, columns: tuple[str, ...]) -> str:
    named = ", ".join(f'"{each}"' for each in columns)
    rows = f"jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb))"
    return f"INSERT INTO {table} ({named}) SELECT {named} FROM {rows}"  # noqa: S608


@cache
def _else(key: tuple[str, ...], renew: tuple[str, ...]) -> str:
    """Return what is done with a row whose unique key is there already."""
    if not renew:
        # Unlike INSERT OR IGNORE, this passes over what is there already, and over no other fault.
        return " ON CONFLICT DO NOTHING"
    named = ", ".join(f'"{each}"' for each in key)
    taken = ", ".join(f'"{each}" = excluded."{each}"' for each in renew)
    return f" ON CONFLICT ({named}) DO UPDATE SET {taken}"


@cache
def _makers(
    table: type[Table], columns: tuple[str, ...], dialect: Dialect
) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    """Return for each column what makes of a value what the driver takes."""
    kinds = table.__table__.columns
    return tuple(
        (name, kinds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in columns
    )


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value)}")
