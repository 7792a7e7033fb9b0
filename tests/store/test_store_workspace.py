"""The workspace: whole files or none, leftovers swept, damage told."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import text

from anlan.model.errors import StoreError
from anlan.store import Workspace

FRAME = pl.DataFrame({"a": [1, 2]})


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(tmp_path, "town")
    yield made
    made.close()


def test_a_written_file_is_whole_and_unregistered_ones_are_swept(workspace: Workspace) -> None:
    name = workspace.write_parquet("lake", "visits", FRAME)
    path = workspace.folder / name
    assert pl.read_parquet(path).equals(FRAME)
    (path.parent / "half.tmp").write_bytes(b"half")
    with workspace.writing():
        assert list(path.parent.iterdir()) == []


def test_the_database_survives_crashes_and_checks_its_references(workspace: Workspace) -> None:
    with workspace.session() as session:
        found = [
            session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]


def test_the_secret_is_random_private_and_stays(workspace: Workspace, tmp_path: Path) -> None:
    again, other = Workspace(tmp_path, "town"), Workspace(tmp_path, "other")
    assert workspace.secret == again.secret != other.secret
    assert len(workspace.secret) == 32
    assert (workspace.folder / "secret.key").stat().st_mode & 0o777 == 0o600
    again.close()
    other.close()


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "anlan.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError) as caught:
        Workspace(tmp_path, "town")
    assert "anlan.db" in caught.value.say("en")
    assert "anlan.db" in caught.value.say("zh")


def test_a_database_of_a_newer_version_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.change() as change:
        change.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="9999"):
        Workspace(tmp_path, "town")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(StoreError, match="refused"):
        Workspace(tmp_path / "home", "town")


def test_one_writer_at_a_time_and_the_lock_is_let_go(workspace: Workspace, tmp_path: Path) -> None:
    second = Workspace(tmp_path, "town")
    with workspace.writing(), pytest.raises(StoreError, match="process"), second.writing():
        pass
    with second.writing():
        assert second.setting("nothing") is None
    second.close()
