"""Many rows of a table in one statement, by the driver: statements of an ORM cost more than rows.

On SQLite the driver runs one prepared statement for all rows; to PostgreSQL they travel as one JSON
text, which its own reader turns into rows: one journey, however many.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Dialect, text
from sqlalchemy.orm import Session

from anlan.store.tables import Table

Values = Mapping[str, Any]


def put_many(session: Session, table: type[Table], rows: Sequence[Values]) -> None:
    """Insert rows that all have the same columns; leave out those a unique key is against.

    Args:
        session: whose transaction.
        table: whose rows; columns that aren't given stay null.
        rows: by column, values as the table's attributes hold them.
    """
    if not rows:
        return
    columns = tuple(rows[0])
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        told = json.dumps([dict(row) for row in rows], default=_plain, ensure_ascii=False)
        session.execute(text(_from_json(table.__tablename__, columns)), {"rows": told})
        return
    makers = _makers(table, columns, connection.dialect)
    values = [
        tuple(make(row[name]) if make else row[name] for name, make in makers) for row in rows
    ]
    connection.exec_driver_sql(_prepared(table.__tablename__, columns), values)


@cache
def _prepared(table: str, columns: tuple[str, ...]) -> str:
    named = ", ".join(f'"{each}"' for each in columns)
    marks = ", ".join("?" * len(columns))
    # Unlike INSERT OR IGNORE, this passes over what is there already, and over no other fault.
    return f"INSERT INTO {table} ({named}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608


@cache
def _from_json(table: str, columns: tuple[str, ...]) -> str:
    named = ", ".join(f'"{each}"' for each in columns)
    rows = f"jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb))"
    return f"INSERT INTO {table} ({named}) SELECT {named} FROM {rows} ON CONFLICT DO NOTHING"  # noqa: S608


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
    raise TypeError(f"no JSON for {type(value)}")
