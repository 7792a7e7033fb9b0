"""Many rows at once, as columns: what a driver takes row by row takes seconds for a million."""

import io
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.csv
from sqlalchemy import BigInteger, Boolean, DateTime, Float, Integer, Select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator, TypeEngine

_MOMENT = pa.timestamp("us")
_EMPTY = "\x02"
"""What an absent value is written as; no text of ours holds it."""


def columns(session: Session, query: Select[*tuple[Any, ...]]) -> pa.Table:
    """Return the rows of a query as columns of Arrow, called as the query calls them.

    Moments are in UTC, without a zone. PostgreSQL writes rows by its own bulk way; SQLite's are as
    its driver has them.

    Args:
        session: of the database.
        query: for whole numbers, numbers with a point, texts, truths and moments.
    """
    kinds = {name: _kind(each.type) for name, each in query.selected_columns.items()}
    dialect = session.get_bind().dialect.name
    if dialect == "postgresql":
        return _copied(session, query, kinds)
    rows = _plain(session, query) if dialect == "sqlite" else session.execute(query).all()
    told = list(zip(*rows, strict=True)) if rows else [()] * len(kinds)
    arrays = [_array(column, kind) for column, kind in zip(told, kinds.values(), strict=True)]
    return pa.table(arrays, names=list(kinds))


def _plain(session: Session, query: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows as SQLite's own driver has them: moments are texts, truths are numbers."""
    connection = session.connection()
    compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
    driver: Any = connection.connection.cursor()
    found: list[tuple[Any, ...]] = driver.execute(str(compiled)).fetchall()
    return found


def _array(column: Sequence[Any], kind: pa.DataType) -> pa.Array:
    first = next((each for each in column if each is not None), None)
    if kind == _MOMENT and isinstance(first, str):
        return pa.array(column, pa.string()).cast(kind)
    if kind == _MOMENT:
        return pa.array([each and each.replace(tzinfo=None) for each in column], kind)
    if kind == pa.bool_():
        return pa.array([None if each is None else bool(each) for each in column], kind)
    return pa.array(column, kind)


def _copied(
    session: Session, query: Select[*tuple[Any, ...]], kinds: dict[str, pa.DataType]
) -> pa.Table:
    connection = session.connection()
    compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
    statement = f"COPY ({compiled}) TO STDOUT WITH (FORMAT csv, NULL '{_EMPTY}')"
    written = io.BytesIO()
    driver: Any = connection.connection.cursor()
    driver.execute(statement, stream=written)
    if not written.tell():
        return pa.table([pa.array([], kind) for kind in kinds.values()], names=list(kinds))
    written.seek(0)
    return pa.csv.read_csv(
        written,
        read_options=pa.csv.ReadOptions(column_names=list(kinds)),
        parse_options=pa.csv.ParseOptions(newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            column_types=kinds,
            null_values=[_EMPTY],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )


def _kind(of: TypeEngine[Any]) -> pa.DataType:
    plain = of.impl if isinstance(of, TypeDecorator) else of
    if isinstance(plain, Integer | BigInteger):
        return pa.int64()
    if isinstance(plain, Float):
        return pa.float64()
    if isinstance(plain, Boolean):
        return pa.bool_()
    return _MOMENT if isinstance(plain, DateTime) else pa.string()
