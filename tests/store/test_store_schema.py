"""Tables made new and tables migrated are the same; an older city is taken over."""

import shutil
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text

from anlan.model.errors import StoreError
from anlan.store import Workspace
from anlan.store.database import Database
from anlan.store.schema import REVISIONS, migrate, prepare, revision
from anlan.store.tables import Batch, Part, Quarantined, Table
from anlan.store.verify import verify

OLD = """
CREATE TABLE files (id INTEGER PRIMARY KEY, source VARCHAR, fingerprint VARCHAR, location VARCHAR,
  bytes INTEGER, first_seen DATETIME);
CREATE TABLE batches (id INTEGER PRIMARY KEY, source VARCHAR, kind VARCHAR, file_id INTEGER,
  rules VARCHAR, opened_at DATETIME, received_at DATETIME, closed_at DATETIME,
  superseded_by INTEGER);
CREATE TABLE parts (id INTEGER PRIMARY KEY, batch_id INTEGER, seq INTEGER, last_row INTEGER,
  lake VARCHAR, quarantine VARCHAR, seen VARCHAR, read INTEGER, new INTEGER, updated INTEGER,
  unchanged INTEGER, repeated INTEGER, quarantined INTEGER);
CREATE TABLE quarantine (batch_id INTEGER, row INTEGER, outcome VARCHAR, by_batch INTEGER);
CREATE TABLE settings (name VARCHAR PRIMARY KEY, value VARCHAR);
INSERT INTO settings VALUES ('schema_version', '1'), ('key:visits', '["id"]');
INSERT INTO files VALUES (1, 'visits', 'abc', 'visits.csv', 10, '2026-01-02 03:04:05.000000');
INSERT INTO batches VALUES
  (1, 'visits', 'file', 1, 'r1', '2026-01-02 03:04:05', '2026-01-02 03:04:05',
   '2026-01-02 03:04:06', 2),
  (2, 'visits', 'file', 1, 'r2', '2026-01-03 03:04:05', '2026-01-03 03:04:05',
   '2026-01-03 03:04:06', NULL),
  (3, 'visits', 'replay', NULL, 'r2', '2026-01-04 03:04:05', '2026-01-04 03:04:05', NULL, NULL);
INSERT INTO parts VALUES (1, 2, 0, 9, 'lake/visits/a.parquet', NULL, NULL, 9, 8, 0, 0, 0, 1);
INSERT INTO quarantine VALUES (2, 4, 'mended', 3);
"""


@pytest.fixture
def bare(url: str) -> Iterator[Database]:
    """A database without any table."""
    made = Database(url)
    yield made
    made.close()


def test_migrated_tables_are_those_that_are_made_new(bare: Database) -> None:
    migrate(bare)
    assert revision(bare) == REVISIONS[-1]
    with bare.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Table.metadata) == []
    assert verify(bare).fault is None


def test_preparing_twice_changes_nothing(bare: Database) -> None:
    prepare(bare)
    before = verify(bare)
    prepare(bare)
    assert (revision(bare), verify(bare)) == (REVISIONS[-1], before)


@pytest.mark.parametrize("url", ["mysql://host/name", "nonsense", "sqlite+what:/"])
def test_an_address_of_no_database_is_told(url: str) -> None:
    with pytest.raises(StoreError, match="postgresql://"):
        Database(url)


def test_a_database_that_is_away_is_told_without_its_password() -> None:
    away = Database("postgresql://anlan:secret@127.0.0.1:9/none")
    with pytest.raises(StoreError) as caught:
        prepare(away)
    assert "127.0.0.1:9" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_city_of_the_first_version_is_taken_over_once(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "home" / "town"
    folder.mkdir(parents=True)
    with sqlite3.connect(folder / "catalog.db") as old:
        old.executescript(OLD)
    old.close()
    elsewhere = tmp_path / "home" / "elsewhere"
    elsewhere.mkdir()
    shutil.copyfile(folder / "catalog.db", elsewhere / "catalog.db")
    other = Workspace(tmp_path / "home", "elsewhere", url)
    other.close()
    for _ in range(2):
        town = Workspace(tmp_path / "home", "town", url)
        with town.session() as session:
            query = select(Batch).where(Batch.city == "town")
            found = session.scalars(query.order_by(Batch.id)).all()
            assert [each.kind for each in found] == ["file", "file", "replay"]
            assert found[0].superseded_by == found[1].id
            assert found[2].closed_at is None
            parts = session.scalars(select(Part.batch_id).order_by(Part.id)).all()
            assert parts[1:] == [found[1].id]
            mended = session.scalars(select(Quarantined).order_by(Quarantined.batch_id)).all()[1]
            assert (mended.batch_id, mended.by_batch) == (found[1].id, found[2].id)
        assert town.setting("key:visits") == ["id"]
        assert [path.name for path in town.lake_files("visits")] == ["a.parquet"]
        assert not (folder / "catalog.db").exists()
        town.close()


def test_data_of_the_version_before_come_through(bare: Database) -> None:
    migrate(bare, "0001")
    statement = (
        "INSERT INTO batches (id, city, source, kind, rules, opened_at, received_at) "
        "VALUES (5, 'town', 'visits', 'file', 'r', '2026-01-02', '2026-01-02')"
    )
    with bare.writing() as session:
        session.execute(text(statement))
    prepare(bare)
    assert revision(bare) == REVISIONS[-1]
    with bare.session() as session:
        assert session.get_one(Batch, 5).source == "visits"
    assert verify(bare).fault is None


def test_a_large_statement_is_not_held_back_by_the_network(database: Database) -> None:
    if database.dialect == "sqlite":
        pytest.skip("SQLite has no network")
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        assert driver._usock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
