"""An installation with something in every table, and backups made wrong on purpose."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from anlan.model.cause import Cause
from anlan.store import Workspace
from anlan.store.backup.archive import SEAL, digest_of
from anlan.store.backup.manifest import Manifest
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.jobs import queue
from anlan.store.schema import prepare
from anlan.store.tables import Batch, Part, Table
from anlan.store.watch import WatchFile
from anlan.store.watch.tables import OBSERVATIONS

ANN = Cause("local:ann")
OF_THE_LEDGER = {"ledger", "ledger_head", "alembic_version"}
NASTY = (
    "",
    "B",
    "a",
    "Ä",
    "安澜",
    "q\"u'o,te",
    "line\r\nend\t",
    "\\N",
    "\\x00",
    "{}",
    "NULL",
    "😀",
)
ROWS = len(NASTY)
_OF_ALERTS = {"status": "Test"}
_BY_ONE = {"composed_by": "one", "edited_by": "one"}
TOLD_APART = {
    "cases": {"verified_by": "another"},
    "alert_events": _OF_ALERTS,
    "alert_drafts": _OF_ALERTS | _BY_ONE,
    "alerts": _OF_ALERTS | _BY_ONE | {"approved_by": "two"},
    "alert_channels": _OF_ALERTS,
    "alert_sendings": _OF_ALERTS,
}
"""What a table refuses to hold as any text, or as the same text as in its other columns."""


@contextmanager
def database_at(url: str) -> Iterator[Database]:
    """Open a database for the time of the block."""
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def fill(url: str, home: Path) -> None:
    """Put rows into every table, and files into a workspace."""
    with database_at(url) as database:
        prepare(database)
        with change(database, ANN) as made:
            for n in range(ROWS):
                made.record(f"thing:{n}", "thing.made", {"n": n}, {"text": NASTY[n], "r": 0.1 * n})
        with database.writing() as session:
            for table in Table.metadata.sorted_tables:
                if table.name not in OF_THE_LEDGER:
                    rows = [_row(table, n) for n in range(ROWS)]
                    session.execute(sa.insert(table), rows)
            # Each points to a row that comes after it.
            session.execute(sa.text("UPDATE batches SET superseded_by = id + 1 WHERE id < 9"))
            session.execute(sa.text("DELETE FROM parts"))
            session.execute(sa.text("UPDATE watch_files SET gone_at = made_at"))
    if url.startswith("postgresql"):
        _count_on(url)
    files(url, home)


def _row(table: sa.Table, n: int) -> dict[str, Any]:
    values = {column.name: _value(table, column, n) for column in table.columns}
    return values | TOLD_APART.get(table.name, {})


def _value(table: sa.Table, column: sa.Column[Any], n: int) -> Any:
    foreign = next(iter(column.foreign_keys), None)
    if foreign is not None:
        own = foreign.column.table is table
        return None if own else _value(foreign.column.table, foreign.column, n)
    if column.nullable and n % 3 == 1:
        return None
    plain = column.type
    values: dict[type, Any] = {
        sa.Boolean: n % 2 == 0,
        sa.Integer: n + 1 if column.primary_key or table.name == "ledger" else 10**n % 2**31,
        sa.Float: n / 7,
        sa.JSON: {"list": [n, None, NASTY[n]], "deep": {"b": True, "a": 0.1}},
        sa.Date: date(2026, 1, n + 1),
        sa.LargeBinary: bytes(range(256)) * n,
    }
    found = [value for kind, value in values.items() if isinstance(plain, kind)]
    if found:
        return found[0]
    if plain.python_type is datetime or isinstance(plain, sa.types.TypeDecorator):
        return datetime(2026, 1, 2, 3, 4, n, n * 1001, tzinfo=UTC)
    return NASTY[n] if column.primary_key else f"{NASTY[n]}{n}"


def _count_on(url: str) -> None:
    """Let the database count on behind the rows that were given numbers."""
    with database_at(url) as database, database.writing() as session:
        for table in ("jobs", "batches", "parts", "files", "watch_files"):
            session.execute(sa.text(f"SELECT setval('{table}_id_seq', 500)"))


def files(url: str, home: Path) -> None:
    """Put a batch with files, a layer, a secret and a run into a workspace."""
    town = Workspace(home, "town", url, ANN)
    with town.writing():
        name = take_in(town, 3)
    assert (town.folder / name).is_file()
    (town.folder / "layers").mkdir()
    (town.folder / "layers" / "divisions.geojson").write_text("{}", encoding="utf-8")
    assert len(town.secret) == 32
    day_of_readings(town)
    run(town)
    town.close()


def day_of_readings(town: Workspace) -> None:
    """Register a file of a day's readings, and one whose place it took and that is deleted."""
    folder = town.folder / OBSERVATIONS / "reading"
    folder.mkdir(parents=True)
    (folder / "day.parquet").write_bytes(b"a day")
    about = {"city": "town", "grain": "reading", "day": date(2026, 7, 1), "rows": 1, "bytes": 5}
    now = datetime.now(UTC)
    with town.change() as made:
        made.session.add_all(
            [
                WatchFile(**about, name="reading/day.parquet", made_at=now, gone_at=None),
                WatchFile(**about, name="reading/old.parquet", made_at=now, gone_at=now),
            ]
        )


def take_in(town: Workspace, rows: int) -> str:
    """Register a file as part of a new batch; return its name."""
    now = datetime.now(UTC)
    name = town.write_parquet("lake", "visits", pl.DataFrame({"n": range(rows)}))
    with town.change() as made:
        batch = Batch(
            city="town", source="visits", kind="file", rules="r", opened_at=now, received_at=now
        )
        made.session.add(batch)
        made.session.flush()
        counts = dict.fromkeys(("read", "new"), rows)
        rest = dict.fromkeys(("updated", "unchanged", "repeated", "quarantined"), 0)
        part = Part(batch_id=batch.id, seq=0, last_row=rows, lake=name, **counts, **rest)
        made.session.add(part)
        made.record(f"batch:town/visits/{batch.id}", "batch.opened", after={"file": name})
    return name


def abandon_all(town: Workspace) -> None:
    """Give up every batch; the next writer sweeps their files."""
    with town.change() as made:
        made.session.execute(sa.delete(Part))
        made.record("batch:town/visits", "batch.abandoned")


def run(town: Workspace) -> None:
    """Keep a run."""
    from anlan.store.runs import Runs

    def write(folder: Path) -> None:
        for name in ("a.json", "b.json"):
            (folder / name).write_text(json.dumps(folder.name), encoding="utf-8")

    Runs(town.folder / "runs").save("score", "f", write)


def ask(database: Database, n: int) -> int:
    """Change something, acknowledged when this returns."""
    with change(database, ANN) as made:
        return queue.ask(made, "note", "town", {"n": n})


Parts = dict[str, bytes]


def rewritten(file: Path, out: Path, spoil: Callable[[dict[str, Any], Parts], None]) -> Path:
    """Write a backup anew, sealed, with its manifest and parts spoilt."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    spoil(manifest, parts)
    return sealed(out, manifest, parts)


def sealed(out: Path, manifest: dict[str, Any], parts: Parts) -> Path:
    """Write a backup from a manifest and parts, right or wrong."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.comment = b"0" * SEAL
    with out.open("r+b") as file:
        digest = digest_of(file)
        file.seek(-SEAL, 2)
        file.write(digest.encode())
    return out


def told(content: bytes) -> dict[str, Any]:
    """Return what a manifest says of such content."""
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def table_of(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what a manifest says of a table."""
    return next(table for table in manifest["tables"] if table["name"] == name)


def known(manifest: Manifest) -> dict[str, tuple[int, str]]:
    """Return count and digest of each table and file."""
    tables = {table.name: (table.rows, table.sha256) for table in manifest.tables}
    return tables | {file.name: (file.bytes, file.sha256) for file in manifest.files}
