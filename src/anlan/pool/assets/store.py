"""The index's file: its tables, and how it is opened, made and changed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from anlan.model.errors import StoreError
from anlan.store import Workspace
from anlan.store.whole import refusing, whole_file

FORMAT = "1"
FOLDER, LATEST = "index", "assets"
WAIT_SECONDS = 60
_TABLES = """
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE file (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE layout (
    n INTEGER PRIMARY KEY, source TEXT, columns TEXT, UNIQUE (source, columns));
CREATE TABLE unit (
    n INTEGER PRIMARY KEY, kind TEXT, id TEXT, way INTEGER, asset INTEGER, UNIQUE (id, kind));
CREATE TABLE record (
    n INTEGER PRIMARY KEY, unit INTEGER, layout INTEGER, key TEXT, version INTEGER,
    event INTEGER, known INTEGER, division TEXT, batch INTEGER, body TEXT);
CREATE TABLE doc (
    n INTEGER PRIMARY KEY, unit INTEGER, source TEXT, department TEXT, key TEXT, event INTEGER,
    name TEXT, address TEXT, type TEXT, lon REAL, lat REAL, division TEXT, place TEXT,
    core TEXT, address_key TEXT, names TEXT, addresses TEXT, UNIQUE (unit, source));
CREATE VIRTUAL TABLE found USING fts5 (
    names, addresses, scope, content='', columnsize=0, prefix='1 2',
    tokenize="unicode61 remove_diacritics 2");
CREATE TABLE held (
    batch INTEGER, row INTEGER, source TEXT, unit INTEGER, file TEXT, problems TEXT,
    PRIMARY KEY (batch, row)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX IF NOT EXISTS unit_asset ON unit (asset);
CREATE INDEX IF NOT EXISTS record_unit ON record (unit);
CREATE INDEX IF NOT EXISTS held_unit ON held (unit);
"""
"""``unit``: what speaks of itself under one id. Its ``way``: an asset's own id (0), an address
and an operator (1), a record that only links tie to an asset (2). Its ``asset``: the unit that
leads those that links have found to be one. ``record``: every version, its columns as a JSON list
under a ``layout``. ``doc``: what a source says of a unit, the newest; ``found``: the terms of its
texts, under the same number. ``held``: rows of quarantine."""


def name_of(workspace: Workspace) -> str | None:
    """Return the name of the file of a workspace's index; None where there is none."""
    try:
        return (workspace.folder / FOLDER / LATEST).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None


def latest(workspace: Workspace) -> Path | None:
    """Return the file of a workspace's index; None where there is none of this form."""
    name = name_of(workspace)
    if name is None:
        return None
    path = workspace.folder / FOLDER / name
    try:
        with closing(reading(path)) as found:
            return path if fact(found, "format") == FORMAT else None
    except sqlite3.DatabaseError:
        return None


def reading(path: Path) -> sqlite3.Connection:
    """Return a connection that only reads."""
    found = sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=WAIT_SECONDS)
    found.execute("PRAGMA query_only = 1")
    found.execute("PRAGMA mmap_size = 8589934592")
    found.execute("PRAGMA cache_size = -16000")
    found.row_factory = sqlite3.Row
    return found


def fact(found: sqlite3.Connection, name: str) -> str | None:
    """Return a fact that the index keeps of itself."""
    row = found.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def note(changed: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a fact."""
    changed.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses, whether SQLite says so or the system, into a sentence.

    Raises:
        StoreError: the disk is full or refuses, or another one writes for too long.
    """
    try:
        with refusing(folder):
            yield
    except sqlite3.OperationalError as error:
        raise StoreError("error.store.write", path=folder, reason=error) from error


@contextmanager
def making(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """Yield a new index; it takes the place of the old one when the block ends, or not at all.

    Each has a file of its own: what another one left beside its file must never be read with it.

    Raises:
        StoreError: the disk is full or refuses.
    """
    folder = workspace.folder / FOLDER
    path = folder / f"{LATEST}-{uuid4().hex}.sqlite"
    with _telling(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as made:
                made.executescript(
                    "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                    "PRAGMA cache_size = -256000;" + _TABLES
                )
                made.execute("BEGIN")
                yield made
                note(made, "format", FORMAT)
                made.execute("COMMIT")
                made.executescript(_INDEXES)
                made.execute("PRAGMA journal_mode = WAL")
            with whole_file(folder / LATEST) as draft:
                draft.write_text(path.name, encoding="utf-8")
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        for old in folder.glob(f"{LATEST}-*"):
            if not old.name.startswith(path.name):
                old.unlink(missing_ok=True)


@contextmanager
def changing(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield the index in a transaction: all of the block is kept, or nothing."""
    with (
        _telling(path.parent),
        closing(sqlite3.connect(path, isolation_level=None, timeout=WAIT_SECONDS)) as changed,
    ):
        changed.execute("PRAGMA cache_size = -64000")
        changed.execute("BEGIN IMMEDIATE")
        try:
            yield changed
            changed.execute("COMMIT")
        except BaseException:
            changed.execute("ROLLBACK")
            raise
