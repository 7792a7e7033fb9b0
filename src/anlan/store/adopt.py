"""Take over a city's catalogue of the first version, a SQLite file in the city's own folder."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.tables import Batch, File, Part, Quarantined, Setting

OLD = "catalog.db"
_Row = dict[str, Any]


def adopt(database: Database, folder: Path, city: str, cause: Cause) -> None:
    """Copy the rows of the old catalogue with new ids, then put the file aside.

    A run that is killed between the two finds the city's rows and only puts the file aside.
    """
    old = folder / OLD
    if not old.is_file():
        return
    with change(database, cause) as made:
        known = select(Batch.id).where(Batch.city == city).limit(1)
        if made.session.scalar(known) is None:
            count = _copy(made.session, old, city)
            made.record(f"city:{city}", "catalogue.adopted", after={"batches": count})
    old.rename(old.with_suffix(".v1.db"))


def _copy(session: Any, old: Path, city: str) -> int:
    files: dict[int, File] = {}
    batches: dict[int, Batch] = {}
    for row in _rows(old, "files"):
        number, moment = row.pop("id"), _moment(row["first_seen"])
        files[number] = File(**row | {"city": city, "first_seen": moment})
    for row in _rows(old, "batches"):
        moments = {name: _moment(row[name]) for name in ("opened_at", "received_at", "closed_at")}
        number, file = row.pop("id"), files.get(row.pop("file_id"))
        row.pop("superseded_by")
        batches[number] = Batch(**row | moments | {"city": city, "file": file})
    session.add_all([*files.values(), *batches.values()])
    session.flush()
    for row in _rows(old, "batches"):
        if row["superseded_by"] is not None:
            batches[row["id"]].superseded_by = batches[row["superseded_by"]].id
    for row in _rows(old, "parts"):
        row.pop("id")
        session.add(Part(**row | {"batch_id": batches[row["batch_id"]].id}))
    for row in _rows(old, "quarantine"):
        ids = {name: batches[row[name]].id for name in ("batch_id", "by_batch")}
        session.add(Quarantined(**row | ids))
    for row in _rows(old, "settings"):
        if row["name"] != "schema_version":
            session.add(Setting(city=city, **row))
    return len(batches)


def _rows(old: Path, table: str) -> Iterator[_Row]:
    connection = sqlite3.connect(f"file:{old}?mode=ro", uri=True)
    try:
        connection.row_factory = sqlite3.Row
        found = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our names
    finally:
        connection.close()
    yield from (dict(row) for row in found)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
