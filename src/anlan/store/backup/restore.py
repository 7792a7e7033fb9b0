"""Put a backup into an empty place: all of it or nothing, and prove that it is the same.

Files are unpacked into a folder of the home, the tables into a transaction (PostgreSQL) or a file
beside (SQLite); both have been compared with the manifest when they are put in place. A note in
the folder says what belongs to the restore, so that one that was killed is undone by the next, or
brought to its end where the tables were in place already.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.store import keys, lock
from anlan.store.anchor import Anchor
from anlan.store.backup.archive import Archive, check_room, opened
from anlan.store.backup.load import compare, load
from anlan.store.backup.manifest import SECRET, Manifest
from anlan.store.backup.target import HALF, has_tables, receiving, shown
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.schema import REVISIONS
from anlan.store.verify import verify
from anlan.store.whole import refusing, sync_folder, whole_file

STAGE = ".restoring"
NOTE = "restoring.json"
WELCOME = {STAGE, keys.FILE, "anchors.jsonl", "intake"}
"""What may be in a home that is empty otherwise: what a backup leaves out, and the intake."""
Tell = Callable[[str, int], None]


def restore(
    file: Path,
    home: Path,
    url: str | None,
    cause: Cause,
    tell: Tell = lambda _name, _size: None,
) -> Manifest:
    """Restore a backup into an empty home and database; return what was restored.

    Args:
        file: the backup.
        home: the folder of the workspaces to be.
        url: the database; by default SQLite in the home.
        cause: by whom, for the ledger.
        tell: called after each part with its name and size.

    Raises:
        StoreError: the backup is wrong, the place isn't empty, the disk or database refuses (then
            nothing is left there), or what was restored differs from the backup.
    """
    with opened(file) as archive, refusing(home):
        stage = home / STAGE
        stage.mkdir(parents=True, exist_ok=True)
        try:
            with lock.held(stage):
                _restore(archive, home, url, tell)
        finally:
            if not (stage / NOTE).exists():
                shutil.rmtree(stage, ignore_errors=True)
                _remove_if_empty(home)
        _note_in_ledger(archive, home, url, cause)
        return archive.manifest


def _restore(archive: Archive, home: Path, url: str | None, tell: Tell) -> None:
    stage = home / STAGE
    filled = has_tables(home, url)
    begun = _begun(stage)
    if filled and begun != archive.seal:
        raise StoreError("error.backup.not_empty", place=shown(home, url))
    if not filled:
        if begun:
            _undo(home)
        _check_empty(home, archive.manifest)
        check_room(archive, home)
        _put_in_place(archive, home, url, tell)
    _prove(archive, home, url)
    (stage / NOTE).unlink()


def _begun(stage: Path) -> str:
    """Return which backup a killed restore had begun to put here; empty where there is none."""
    note = stage / NOTE
    return str(json.loads(note.read_text(encoding="utf-8"))["seal"]) if note.is_file() else ""


def _check_empty(home: Path, manifest: Manifest) -> None:
    welcome = WELCOME - {keys.FILE} if manifest.with_keys else WELCOME
    names = sorted(each.name for each in home.iterdir())
    found = [name for name in names if name not in welcome and not name.startswith(HALF)]
    if found:
        raise StoreError("error.backup.not_empty", place=home / found[0])


def _put_in_place(archive: Archive, home: Path, url: str | None, tell: Tell) -> None:
    stage, names = home / STAGE, archive.manifest.tops
    with whole_file(stage / NOTE) as draft:
        _write(draft, json.dumps({"seal": archive.seal, "names": names}).encode())
    try:
        _unpack(archive, stage / "files", tell)
        with receiving(home, url) as connection:
            load(connection, archive)
            tell("tables", sum(table.bytes for table in archive.manifest.tables))
            for name in names:
                (stage / "files" / name).rename(home / name)
            sync_folder(home)
    except BaseException:
        _undo(home)
        raise


def _unpack(archive: Archive, place: Path, tell: Tell) -> None:
    folders = set()
    for file in archive.manifest.files:
        path = place / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        folders.add(path.parent)
        secret = path.name in (SECRET, keys.FILE)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
        with os.fdopen(handle, "wb") as to:
            archive.copy(file, to)
            to.flush()
            os.fsync(to.fileno())
        tell(file.name, file.bytes)
    for folder in folders:
        sync_folder(folder)


def _undo(home: Path) -> None:
    """Remove what a restore that wasn't finished has put here; nothing of it was ever in use."""
    stage = home / STAGE
    for name in json.loads((stage / NOTE).read_text(encoding="utf-8"))["names"]:
        found = home / name
        if found.is_dir():
            shutil.rmtree(found)
        else:
            found.unlink(missing_ok=True)
    shutil.rmtree(stage / "files", ignore_errors=True)
    (stage / NOTE).unlink()


def _prove(archive: Archive, home: Path, url: str | None) -> None:
    """Compare every table and file in its place with the manifest, and verify the ledger.

    Raises:
        StoreError: something differs.
    """
    manifest = archive.manifest
    for file in manifest.files:
        if _digest(home / file.name) != file.sha256:
            raise StoreError("error.backup.differs", part=file.name, file=archive.path)
    with _database(home, url) as database:
        if manifest.revision == REVISIONS[-1]:
            with database.session() as session:
                compare(session.connection(), archive)
        head = Anchor(manifest.instance, manifest.seq, manifest.hash, "")
        verdict = verify(database, [head])
        if verdict.fault or verdict.trusted != manifest.seq:
            raise StoreError("error.backup.differs", part="ledger", file=archive.path)


def _digest(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _note_in_ledger(archive: Archive, home: Path, url: str | None, cause: Cause) -> None:
    made_at = archive.manifest.made_at.isoformat(timespec="seconds")
    told = {"seq": archive.manifest.seq, "made_at": made_at, "seal": archive.seal}
    with _database(home, url) as database, change(database, cause) as made:
        made.record(f"backup:{archive.path.name}", "backup.restored", after=told)


@contextmanager
def _database(home: Path, url: str | None) -> Iterator[Database]:
    database = Database(url) if url else Database.in_folder(home)
    try:
        yield database
    finally:
        database.close()


def _write(path: Path, text: bytes) -> None:
    with path.open("wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _remove_if_empty(home: Path) -> None:
    if home.is_dir() and not any(home.iterdir()):
        home.rmdir()
