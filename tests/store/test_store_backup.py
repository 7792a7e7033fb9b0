"""A backup taken while others write holds all that was acknowledged, and comes back the same."""

import doctest
import signal
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa
from backup_place import (
    ANN,
    NASTY,
    Parts,
    abandon_all,
    ask,
    database_at,
    fill,
    known,
    rewritten,
    run,
    sealed,
    table_of,
    take_in,
    told,
)

from anlan.model.errors import StoreError
from anlan.store import Workspace
from anlan.store.backup import manifest as manifests
from anlan.store.backup import rows
from anlan.store.backup.archive import check
from anlan.store.backup.manifest import Manifest
from anlan.store.backup.restore import restore
from anlan.store.backup.write import back_up
from anlan.store.database import Database
from anlan.store.history import history
from anlan.store.jobs import queue
from anlan.store.keys import Keyring
from anlan.store.ledger import Entry
from anlan.store.runs import Runs
from anlan.store.schema import REVISIONS, migrate, revision
from anlan.store.tables import Batch, Table
from anlan.store.verify import verify
from support.postgres import Cluster


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def filled(url: str, home: Path) -> str:
    """The URL of a database with rows in every table, and files in the home."""
    fill(url, home)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """The URL of an empty database of each kind to restore into; None is SQLite in the home."""
    if request.param == "sqlite":
        return None
    server: Cluster | None = request.getfixturevalue("cluster")
    if server is None:
        pytest.skip("no PostgreSQL on this machine; install it or set ANLAN_POSTGRES_BIN")
    return server.url()


def take(url: str, home: Path, out: Path, **more: Any) -> Manifest:
    with database_at(url) as database:
        return back_up(database, home, out, ANN, **more)


def address(home: Path, url: str | None) -> str:
    return url or f"sqlite:///{home / 'anlan.db'}"


def leftovers(folder: Path) -> list[str]:
    endings = (".part", ".half", ".snapshot", ".restoring")
    return [path.name for path in folder.rglob("*") if path.name.endswith(endings)]


def test_every_table_and_file_comes_back_the_same_in_either_database(
    filled: str, home: Path, other_url: str | None, tmp_path: Path
) -> None:
    out, there = tmp_path / "a.backup", tmp_path / "there"
    made = take(filled, home, out)
    assert {table.name for table in made.tables} == {*Table.metadata.tables} - {"alembic_version"}
    assert all(table.rows for table in made.tables), "no table is left untried"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert check(out) == made
    assert restore(out, there, other_url, ANN) == made
    with database_at(address(there, other_url)) as database:
        assert revision(database) == REVISIONS[-1]
        assert verify(database).fault is None
        [last] = list(history(database, "backup:a.backup"))[-1:]
        assert last.act == "backup.restored"
        number = ask(database, 1)
        assert number > len(NASTY), "new numbers don't begin anew"
        with database.session() as session:
            assert session.get_one(Batch, 3).superseded_by == 4
    town = Workspace(there, "town", address(there, other_url))
    with town.writing():
        [file] = town.lake_files("visits", [session_batch(town)])
    assert pl.read_parquet(file)["n"].to_list() == [0, 1, 2]
    assert stat.S_IMODE((there / "town" / "secret.key").stat().st_mode) == 0o600
    assert town.secret == (home / "town" / "secret.key").read_bytes()
    found = Runs(town.folder / "runs").latest("score")
    assert found is not None
    assert found.json("a.json").endswith(found.folder.name)
    town.close()
    again = tmp_path / "b.backup"
    second = known(take(address(there, other_url), there, again))
    changed = {name for name, value in known(made).items() if second[name] != value}
    assert changed == {"ledger", "ledger_head", "jobs"}, "only what was done since"
    assert not leftovers(tmp_path)


def session_batch(town: Workspace) -> int:
    with town.session() as session:
        return max(session.scalars(sa.select(Batch.id)).all())


def test_a_backup_taken_while_others_write_is_of_one_moment(
    filled: str, home: Path, tmp_path: Path
) -> None:
    done, stop, troubles = [0], threading.Event(), []

    def write() -> None:
        with database_at(filled) as database:
            while not stop.is_set():
                done[0] = ask(database, 1)

    def work() -> None:
        town = Workspace(home, "town", filled, ANN)
        try:
            while not stop.is_set():
                with town.writing():
                    take_in(town, 2)
                    run(town)
                with town.writing():
                    abandon_all(town)
        except Exception as error:
            troubles.append(error)
        town.close()

    threads = [threading.Thread(target=each) for each in (write, work)]
    for thread in threads:
        thread.start()
    try:
        for n in range(3):
            before, out, there = done[0], tmp_path / f"{n}.backup", tmp_path / f"there{n}"
            made = take(filled, home, out)
            assert done[0] > before, "writers had to wait for the whole of it"
            restore(out, there, None, ANN)
            with database_at(address(there, None)) as database:
                verdict = verify(database)
                assert (verdict.fault, verdict.entries) == (None, made.seq + 1)
                if before:
                    assert queue.get(database, before).id == before
                with database.session() as session:
                    asked = session.scalars(sa.select(Entry.subject)).all()
                numbers = [job.id for job in queue.listing(database, limit=9999)]
                assert {f"job:{n}" for n in numbers if n > len(NASTY)} <= set(asked)
            town = Workspace(there, "town")
            assert all(file.is_file() for file in town.lake_files("visits"))
            town.close()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not troubles


def test_what_is_swept_or_dropped_meanwhile_is_in_it_all_the_same(
    filled: str, home: Path, tmp_path: Path
) -> None:
    town = Workspace(home, "town", filled, ANN)
    with town.writing():
        kept = {take_in(town, n) for n in range(1, 5)}
    runs = home / "town" / "runs" / "score"
    first = (runs / "latest").read_text()
    tampered: list[str] = []

    def disturb(name: str, _size: int) -> None:
        if not tampered:
            tampered.append(name)
            abandon_all(town)
            with town.writing():
                take_in(town, 9)
            for _ in range(7):
                run(town)
            assert not (runs / first).exists()

    out = tmp_path / "a.backup"
    made = take(filled, home, out, tell=disturb)
    assert {f"town/{name}" for name in kept} <= {file.name for file in made.files}
    assert all((home / "town" / name).is_file() for name in kept), "not while it is copied"
    with town.writing():
        assert not any((home / "town" / name).is_file() for name in kept), "but afterwards"
    town.close()
    restore(out, tmp_path / "there", None, ANN)
    assert Runs(tmp_path / "there" / "town" / "runs").latest("score") is None, "all were newer"


def test_a_file_that_is_missing_is_told_and_no_backup_is_left(
    filled: str, home: Path, tmp_path: Path
) -> None:
    [lost] = (home / "town" / "lake" / "visits").rglob("*.parquet")
    lost.unlink()
    with pytest.raises(StoreError, match=lost.name):
        take(filled, home, tmp_path / "a.backup")
    assert not (tmp_path / "a.backup").exists()
    assert not leftovers(tmp_path)


def test_the_keyring_goes_in_only_when_asked(
    filled: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StoreError, match="no keys in"):
        take(filled, home, tmp_path / "none.backup", with_keys=True)
    ring = Keyring.of(home)
    for with_keys in (False, True):
        out = tmp_path / f"{with_keys}.backup"
        take(filled, home, out, with_keys=with_keys)
        assert (ring.keys[0].encode() in out.read_bytes()) == with_keys
        restore(out, tmp_path / f"{with_keys}", None, ANN)
        assert (tmp_path / f"{with_keys}" / "keys.txt").exists() == with_keys
    assert Keyring.of(tmp_path / "True") == ring
    mine = tmp_path / "mine"
    theirs = Keyring.of(mine)
    with pytest.raises(StoreError, match=r"keys\.txt is there already"):
        restore(tmp_path / "True.backup", mine, None, ANN)
    restore(tmp_path / "False.backup", mine, None, ANN)
    assert Keyring.of(mine) == theirs
    monkeypatch.setenv("ANLAN_KEYS", ring.keys[0])
    with pytest.raises(StoreError, match="ANLAN_KEYS"):
        take(filled, home, tmp_path / "x.backup", with_keys=True)


@pytest.mark.parametrize("what", ["home", "database", "both"])
def test_only_an_empty_place_is_restored_into(
    filled: str, home: Path, other_url: str | None, tmp_path: Path, what: str
) -> None:
    out, there = tmp_path / "a.backup", tmp_path / "there"
    take(filled, home, out)
    if what != "database":
        there.mkdir()
        (there / "notes.txt").write_text("mine", encoding="utf-8")
    if what != "home":
        there.mkdir(exist_ok=True)
        with database_at(address(there, other_url)) as database:
            migrate(database)
            number = ask(database, 1)
    with pytest.raises(StoreError, match="empty place only"):
        restore(out, there, other_url, ANN)
    if what != "database":
        assert (there / "notes.txt").read_text(encoding="utf-8") == "mine"
    if what != "home":
        with database_at(address(there, other_url)) as database:
            assert [job.id for job in queue.listing(database)] == [number]
    assert not (there / "town").exists()
    assert not leftovers(tmp_path)


def test_a_backup_never_takes_anothers_place(filled: str, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.backup"
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match="there already"):
        take(filled, home, out)
    assert out.read_text(encoding="utf-8") == "mine"


def test_a_backup_of_an_older_version_is_migrated(
    home: Path, other_url: str | None, tmp_path: Path
) -> None:
    old = Database(f"sqlite:///{tmp_path / 'old.db'}")
    migrate(old, "0002")
    with old.writing() as session:
        session.execute(
            sa.text(
                "INSERT INTO endpoints (name, kind, address, topics, secret, seen, active) "
                "VALUES ('duty', 'webhook', 'https://x', '[\"*\"]', 's', 0, 1)"
            )
        )
    metadata = sa.MetaData()
    parts: Parts = {}
    tables = []
    with old.engine.connect() as connection:
        metadata.reflect(connection)
        for table in metadata.sorted_tables:
            if table.name != "alembic_version":
                shape = rows.shape(table)
                content = b"".join(rows.read(connection, shape))
                parts[shape.entry] = content
                about = {"rows": content.count(b"\n")} | told(content)
                tables.append(shape.model_dump(mode="json") | about)
        head = connection.execute(sa.text("SELECT * FROM ledger_head")).one()
    old.close()
    manifest = {
        "format": "anlan-backup", "version": 1, "anlan": "0.0.9", "revision": "0002",
        "made_at": "2026-01-02T03:04:05+00:00", "instance": head.instance, "seq": head.seq,
        "hash": head.hash, "with_keys": False, "tables": tables, "files": [],
    }  # fmt: skip
    out = sealed(tmp_path / "old.backup", manifest, parts)
    restore(out, home, other_url, ANN)
    with database_at(address(home, other_url)) as database:
        assert revision(database) == REVISIONS[-1]
        with database.session() as session:
            found = session.execute(sa.text("SELECT name, version FROM endpoints")).one()
        assert tuple(found) == ("duty", 1)
        assert verify(database).fault is None


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup with nothing wrong."""
    root = tmp_path_factory.mktemp("sound")
    url = f"sqlite:///{root / 'home' / 'anlan.db'}"
    (root / "home").mkdir()
    fill(url, root / "home")
    take(url, root / "home", root / "a.backup")
    return root / "a.backup"


def refused(file: Path, place: Path, said: str) -> None:
    """Hold that a backup is refused with a sentence, and that nothing is left of it."""
    with pytest.raises(StoreError, match=said):
        check(file)
    not_restored(file, place, said)


def not_restored(file: Path, place: Path, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        restore(file, place / "there", None, ANN)
    assert not (place / "there").exists()


@pytest.mark.parametrize("share", [0, 0.00001, 0.01, 0.3, 0.99, 0.9999])
def test_a_backup_cut_off_anywhere_is_refused(sound: Path, tmp_path: Path, share: float) -> None:
    content = sound.read_bytes()
    cut = tmp_path / "cut.backup"
    cut.write_bytes(content[: int(len(content) * share)])
    refused(cut, tmp_path, "cut off or altered" if share > 0.00001 else "no backup of Anlan")


def test_every_altered_byte_is_found(sound: Path, tmp_path: Path) -> None:
    content = sound.read_bytes()
    bad = tmp_path / "bad.backup"
    for place in [*range(0, len(content), len(content) // 40), len(content) - 1]:
        bad.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        refused(bad, tmp_path, "cut off or altered|no backup of Anlan")


def test_what_is_no_backup_is_told(tmp_path: Path) -> None:
    refused(tmp_path / "absent", tmp_path, "can't be read")
    refused(tmp_path, tmp_path, "can't be read")
    other = tmp_path / "other.zip"
    sealed(other, {"format": "other"}, {})
    refused(other, tmp_path, "no backup of Anlan")
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a", "b")
    refused(other, tmp_path, "cut off or altered")


def _newer(manifest: dict[str, Any], parts: Parts) -> None:
    manifest |= {"version": 2, "anlan": "9.9", "something": "new"}


def _newer_tables(manifest: dict[str, Any], parts: Parts) -> None:
    manifest |= {"revision": "9999", "anlan": "9.9"}


def _named(name: str) -> Callable[[dict[str, Any], Parts], None]:
    def spoil(manifest: dict[str, Any], parts: Parts) -> None:
        content = parts.pop(f"files/{manifest['files'][0]['name']}")
        manifest["files"][0]["name"] = name
        parts[f"files/{name}"] = content

    return spoil


def _twice(manifest: dict[str, Any], parts: Parts) -> None:
    manifest["files"].append(manifest["files"][0])


def _missing(manifest: dict[str, Any], parts: Parts) -> None:
    del parts["tables/jobs.jsonl"]


def _stowaway(manifest: dict[str, Any], parts: Parts) -> None:
    parts["files/town/lake/visits/more.parquet"] = b"x"


def _bomb(manifest: dict[str, Any], parts: Parts) -> None:
    parts["tables/jobs.jsonl"] = bytes(50_000_000)


def _lying_bomb(manifest: dict[str, Any], parts: Parts) -> None:
    parts["tables/jobs.jsonl"] = content = bytes(50_000_000)
    table_of(manifest, "jobs").update(told(content), rows=1)


def _altered(manifest: dict[str, Any], parts: Parts) -> None:
    parts["tables/ledger.jsonl"] = parts["tables/ledger.jsonl"].replace(b"local:ann", b"local:bob")


def _altered_file(manifest: dict[str, Any], parts: Parts) -> None:
    parts["files/town/layers/divisions.geojson"] = b"[]"


def _wrong_kind(manifest: dict[str, Any], parts: Parts) -> None:
    parts["tables/upkeep.jsonl"] = content = b'[1,"2026-01-01T00:00:00","",null]\n'
    table_of(manifest, "upkeep").update(told(content), rows=1)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_newer, "newer Anlan \\(9.9\\)"),
        (_newer_tables, "newer Anlan \\(9.9\\)"),
        (_named("../../etc/x"), "no backup may fill"),
        (_named("town/lake/../../x"), "no backup may fill"),
        (_named("/etc/x"), "no backup may fill"),
        (_named("town/anlan.db"), "no backup may fill"),
        (_named("town\\lake\\x"), "no backup may fill"),
        (_named(".restoring/lake/x"), "no backup may fill"),
        (_twice, "a name twice"),
        (_missing, "missing or twice"),
        (_stowaway, "more.parquet"),
        (_bomb, "damaged"),
        (_lying_bomb, "tables/jobs.jsonl"),
        (_altered, "tables/ledger.jsonl"),
        (_altered_file, "divisions.geojson"),
        (_wrong_kind, "tables/upkeep.jsonl"),
        (lambda manifest, _: manifest.pop("seq"), "seq"),
        (lambda manifest, _: manifest.update(files=7), "files"),
        (lambda manifest, _: manifest.clear(), "no backup of Anlan"),
    ],
)
def test_a_backup_made_to_deceive_is_refused(
    sound: Path, tmp_path: Path, spoil: Callable[[dict[str, Any], Parts], None], said: str
) -> None:
    refused(rewritten(sound, tmp_path / "bad.backup", spoil), tmp_path, said)


def _vast(manifest: dict[str, Any], parts: Parts) -> None:
    manifest["files"][0]["bytes"] = 10**15


def _forged(manifest: dict[str, Any], parts: Parts) -> None:
    _altered(manifest, parts)
    table_of(manifest, "ledger").update(told(parts["tables/ledger.jsonl"]))


def _other_columns(manifest: dict[str, Any], parts: Parts) -> None:
    table_of(manifest, "upkeep")["columns"][0]["name"] = "nom"
    table_of(manifest, "upkeep")["key"] = ["nom"]


def _other_tables(manifest: dict[str, Any], parts: Parts) -> None:
    parts["tables/thing.jsonl"] = parts.pop("tables/upkeep.jsonl")
    table_of(manifest, "upkeep")["name"] = "thing"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(_other_columns, "upkeep"), (_other_tables, "other tables")],
)
def test_tables_that_its_version_never_had_are_refused(
    sound: Path, tmp_path: Path, spoil: Callable[[dict[str, Any], Parts], None], said: str
) -> None:
    not_restored(rewritten(sound, tmp_path / "bad.backup", spoil), tmp_path, said)


def test_what_is_larger_than_the_disk_is_refused_before_it_is_unpacked(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("anlan.store.backup.archive.shutil.disk_usage", lambda _: free)
    not_restored(sound, tmp_path, "Make room")


def test_a_ledger_forged_within_a_backup_is_told(sound: Path, tmp_path: Path) -> None:
    bad = rewritten(sound, tmp_path / "bad.backup", _forged)
    with pytest.raises(StoreError, match="in ledger: don't use it"):
        restore(bad, tmp_path / "there", None, ANN)


CHILD = """
import os, signal, sys
from pathlib import Path
from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.store.backup import restore as r, target as t, write as w
from anlan.store.database import Database
import resource
what, where, file, home, url, limit = sys.argv[1:]
if int(limit):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if where == "sealing": w._seal = die
if where == "moved": r.sync_folder = die
if where == "named": t.sync_folder = die
if where == "proof": r._prove = die
tell = lambda name, _size: die() if name == where or name.endswith(where) else None
try:
    if what == "backup":
        w.back_up(Database(url), Path(home), Path(file), Cause("local:ann"), tell=tell)
    else:
        r.restore(Path(file), Path(home), url or None, Cause("local:ann"), tell)
except StoreError as error:
    print(error.say("en"))
    sys.exit(7)
"""


def child(*words: object, limit: int = 0) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", CHILD, *map(str, words), str(limit)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("where", ["ledger", "secret.key", "sealing"])
def test_a_backup_killed_at_any_moment_leaves_no_file_and_the_next_works(
    filled: str, home: Path, tmp_path: Path, where: str
) -> None:
    out = tmp_path / "a.backup"
    done = child("backup", where, out, home, filled)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not out.exists()
    take(filled, home, out)
    check(out)
    assert not leftovers(tmp_path)


@pytest.mark.parametrize("where", ["divisions.geojson", "tables", "moved", "named", "proof"])
def test_a_restore_killed_at_any_moment_is_undone_or_ended_by_the_next(
    sound: Path, other_url: str | None, tmp_path: Path, where: str
) -> None:
    there = tmp_path / "there"
    if where == "named" and other_url:
        pytest.skip("a file gets its name with SQLite only")
    there.mkdir()
    (there / "keys.txt").write_text("mine", encoding="utf-8")
    done = child("restore", where, sound, there, other_url or "")
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr
    restore(sound, there, other_url, ANN)
    with database_at(address(there, other_url)) as database:
        assert verify(database).fault is None
    names = {"keys.txt", "town"} | (set() if other_url else {"anlan.db"})
    assert {path.name for path in there.iterdir()} == names
    assert (there / "keys.txt").read_text(encoding="utf-8") == "mine"


def test_another_backup_or_a_used_place_never_ends_a_killed_restore(
    sound: Path, filled: str, home: Path, tmp_path: Path
) -> None:
    there, other = tmp_path / "there", tmp_path / "b.backup"
    take(filled, home, other)
    assert child("restore", "proof", sound, there, "").returncode == -signal.SIGKILL
    with pytest.raises(StoreError, match="empty place only"):
        restore(other, there, None, ANN)
    with database_at(address(there, None)) as database:
        ask(database, 1)
    with pytest.raises(StoreError, match="differs"):
        restore(sound, there, None, ANN)
    with database_at(address(there, None)) as database:
        assert verify(database).fault is None, "what was done since is untouched"


def test_a_full_disk_is_told_and_leaves_nothing(sound: Path, tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "b.backup"
    restore(sound, home, None, ANN)
    url = address(home, None)
    done = child("backup", "never", out, home, url, limit=20_000)
    assert (done.returncode, "un the same command again" in done.stdout) == (7, True), done
    assert not out.exists()
    for limit in (10, 60_000):
        done = child("restore", "never", sound, tmp_path / "there", "", limit=limit)
        assert (done.returncode, "un the same command again" in done.stdout) == (7, True), done
        assert not (tmp_path / "there").exists()
    assert not leftovers(tmp_path)


def test_the_examples_hold() -> None:
    assert doctest.testmod(manifests) == (0, 2)
