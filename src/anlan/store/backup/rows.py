"""The rows of a table as text that is the same whatever database they lie in."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from anlan.store.backup.manifest import Column, Kind, Table

BLOCK = 2000
"""So many rows are fetched or written at a time."""
HEAVY_BLOCK = 50
"""So many of a table that holds bytes, a row of which may be as large as a file."""
TYPES: dict[Kind, sa.types.TypeEngine[Any]] = {
    "text": sa.String(),
    "integer": sa.BigInteger(),
    "real": sa.Double(),
    "boolean": sa.Boolean(),
    "moment": sa.DateTime(),
    "date": sa.Date(),
    "json": sa.JSON(none_as_null=True),
    "bytes": sa.LargeBinary(),
}
Row = list[Any]


def shape(table: sa.Table) -> Table:
    """Return the shape of a table, as yet without rows."""
    columns = [Column(name=column.name, kind=_kind(column.type)) for column in table.columns]
    key = [column.name for column in table.primary_key.columns]
    return Table(name=table.name, columns=columns, key=key, rows=0, bytes=0, sha256="0" * 64)


def block(table: Table) -> int:
    """Return how many rows of a table are fetched or written at a time."""
    return HEAVY_BLOCK if any(each.kind == "bytes" for each in table.columns) else BLOCK


def described(table: Table, rows: int, size: int, digest: str) -> Table:
    """Return a table's shape with what it holds."""
    return table.model_copy(update={"rows": rows, "bytes": size, "sha256": digest})


def _kind(kind: sa.types.TypeEngine[Any]) -> Kind:
    """Return how the values of a type are written; what has no way fails here, and in a test."""
    plain = kind.impl_instance if isinstance(kind, sa.types.TypeDecorator) else kind
    names: list[tuple[type, Kind]] = [
        (sa.Boolean, "boolean"),
        (sa.Integer, "integer"),
        (sa.Float, "real"),
        (sa.DateTime, "moment"),
        (sa.Date, "date"),
        (sa.JSON, "json"),
        (sa.LargeBinary, "bytes"),
        (sa.String, "text"),
    ]
    return next(name for base, name in names if isinstance(plain, base))


def core(table: Table) -> sa.TableClause:
    """Return a table to select from and insert into, whatever version's it is."""
    columns = [sa.column(each.name, TYPES[each.kind]) for each in table.columns]
    return sa.table(table.name, *columns)


def read(connection: sa.Connection, table: Table) -> Iterator[bytes]:
    """Yield the lines of all rows in the order of their keys, the same in every database."""
    found = core(table)
    # Else PostgreSQL would order texts as the language of its cluster does.
    binary = connection.dialect.name == "postgresql"
    kinds = {each.name: each.kind for each in table.columns}
    keys = [
        found.c[name].collate("C") if binary and kinds[name] == "text" else found.c[name]
        for name in table.key
    ]
    places = [[each.name for each in table.columns].index(name) for name in table.key]
    query = sa.select(found).order_by(*keys).limit(block(table))
    rows = connection.execute(query).all()
    while rows:
        yield from (line(row) for row in rows)
        last = [
            sa.literal(rows[-1][place], TYPES[kinds[table.columns[place].name]]) for place in places
        ]
        after = keys[0] > last[0] if len(keys) == 1 else sa.tuple_(*keys) > sa.tuple_(*last)
        rows = connection.execute(query.where(after)).all()


def line(row: Iterable[Any]) -> bytes:
    """Return the line of a row."""
    return (json_of([plain(value) for value in row]) + "\n").encode()


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it; bytes in base 64."""
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


json_of = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def parsed(table: Table, text: bytes) -> Row:
    """Return the values of a line.

    Raises:
        ValueError: it is no row of the table.
    """
    values = json.loads(text)
    if not isinstance(values, list) or len(values) != len(table.columns):
        raise ValueError("not as many values as columns")
    return [
        None if value is None else _READ[column.kind](value)
        for column, value in zip(table.columns, values, strict=True)
    ]


def _of(kind: type) -> Callable[[Any], Any]:
    def same(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"{kind.__name__} expected")
        return value

    return same


_text = _of(str)
_READ: dict[Kind, Callable[[Any], Any]] = {
    "text": _text,
    "integer": _of(int),
    "real": lambda value: float(value) if type(value) is int else _of(float)(value),
    "boolean": _of(bool),
    "moment": lambda value: datetime.fromisoformat(_text(value)),
    "date": lambda value: date.fromisoformat(_text(value)),
    "json": lambda value: value,
    "bytes": lambda value: b64decode(_text(value), validate=True),
}


class Tally:
    """Counts lines and digests them as they go by."""

    def __init__(self) -> None:
        self.rows = 0
        self.bytes = 0
        self._digest = sha256()

    def take(self, text: bytes) -> bytes:
        """Take a line in, and return it."""
        self.rows += 1
        self.bytes += len(text)
        self._digest.update(text)
        return text

    @property
    def sha256(self) -> str:
        """The digest of all lines."""
        return self._digest.hexdigest()


def tally(connection: sa.Connection, table: Table) -> Tally:
    """Return count and digest of a table as it lies in a database."""
    found = Tally()
    for text in read(connection, table):
        found.take(text)
    return found
