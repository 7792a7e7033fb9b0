"""Rows by key: written where they are new or not the same; what was written is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from anlan.store.cases.bulk import put_many
from anlan.store.watch import WatchClient, WatchProperty, WatchSensor, WatchStream, WatchThing

Values = dict[str, Any]
Kept = type[WatchThing | WatchSensor | WatchProperty | WatchStream | WatchClient]
Found = Mapping[str, Row[*tuple[Any, ...]]]
Piece = TypeVar("Piece")
_ASKED_AT_ONCE = 5000
"""So many keys in one question: a database takes only so many values."""
_EMPTY: tuple[object, ...] = ("", None, {})
"""What the ledger needn't say of something new."""


@dataclass(frozen=True)
class Put:
    """What was registered: our number of each key, and how many were new, changed, the same."""

    ids: Mapping[str, int]
    fresh: int
    changed: int
    same: int


@dataclass(frozen=True)
class Written:
    """What was written: each key with what its fields were and are; nothing before what is new."""

    put: Put
    changes: Sequence[tuple[str, Values | None, Values]]


def upsert(
    session: Session, city: str, table: Kept, rows: Mapping[str, Values], at: datetime | None
) -> Written:
    """Write the rows of some keys.

    Args:
        session: whose transaction.
        city: whose.
        table: where.
        rows: the values of all columns by key, but for those that only ever are set here.
        at: when; None for tables that don't keep it.
    """
    key = key_of(table)
    fields = tuple(next(iter(rows.values()), ()))
    before = rows_of(session, city, table, rows, *fields)
    since: Values = {} if at is None else {"made_at": at, "retired_at": None}
    fixed = {"city": city, **since, **({"digest": ""} if table is WatchClient else {})}
    changes: list[tuple[str, Values | None, Values]] = []
    for name, values in rows.items():
        row = before.get(name)
        if row is None or not stands(row):
            changes.append((name, None, {k: v for k, v in values.items() if v not in _EMPTY}))
            continue
        moved = {field: each for field, each in values.items() if row._mapping[field] != each}
        if moved:
            changes.append((name, {field: row._mapping[field] for field in moved}, moved))
    written = [{**fixed, key: name, **rows[name]} for name, _, _ in changes]
    renew = (*fields, "retired_at") if at else fields
    put_many(session, table, written, key=("city", key), renew=renew)
    session.expire_all()  # of what the driver wrote, the session's objects know nothing
    ids = {name: row.id for name, row in before.items()}
    ids |= {name: row.id for name, row in rows_of(session, city, table, rows.keys() - ids).items()}
    fresh = sum(was is None for _, was, _ in changes)
    return Written(Put(ids, fresh, len(changes) - fresh, len(rows) - len(changes)), changes)


def rows_of(
    session: Session, city: str, table: Kept, keys: Iterable[str], *fields: str
) -> dict[str, Row[*tuple[Any, ...]]]:
    """Return rows by their key: number, whether they stand, and the columns asked for."""
    columns = table.__table__.columns
    key = columns[key_of(table)]
    asked = [columns[name] for name in ("id", *_since(table), *fields)]
    found: dict[str, Row[*tuple[Any, ...]]] = {}
    for some in pieces(sorted(keys)):
        query = select(key.label("key_of_it"), *asked)
        query = query.where(columns["city"] == city, key.in_(some))
        found |= {row.key_of_it: row for row in session.execute(query)}
    return found


def pieces(many: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Yield pieces of many, each no longer than one question may hold."""
    for first in range(0, len(many), _ASKED_AT_ONCE):
        yield many[first : first + _ASKED_AT_ONCE]


def key_of(table: Kept) -> str:
    """Return the column that holds a table's key."""
    return "name" if table is WatchClient else "key"


def stands(row: Row[*tuple[Any, ...]]) -> bool:
    """Return whether a row was not retired."""
    return row._mapping.get("retired_at") is None


def _since(table: Kept) -> tuple[str, ...]:
    return ("retired_at",) if "retired_at" in table.__table__.columns else ()
