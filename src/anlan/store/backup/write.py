"""Write a backup, whole or not at all, while everybody goes on working."""

import json
import os
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa

from anlan import __version__
from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.store import keys
from anlan.store.backup import rows
from anlan.store.backup.archive import SEAL, digest_of
from anlan.store.backup.content import Piece, pieces, unswept, workspaces
from anlan.store.backup.manifest import FORMAT, NAME, VERSION, File, Manifest, Table
from anlan.store.backup.snapshot import snapshot
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.ledger import Head
from anlan.store.tables import Revision
from anlan.store.tables import Table as Base
from anlan.store.whole import refusing, sync_folder, whole_file

Tell = Callable[[str, int], None]
"""Told the name of what was just done, and how many bytes it had."""
COPIED = 1 << 20
"""So many bytes are copied at a time."""


def back_up(
    database: Database,
    home: Path,
    out: Path,
    cause: Cause,
    *,
    with_keys: bool = False,
    tell: Tell = lambda _name, _size: None,
) -> Manifest:
    """Write everything an installation keeps into the file ``out``; return what it holds.

    Args:
        database: the installation's database.
        home: the folder of its workspaces.
        out: a file that isn't there yet.
        cause: by whom; that a copy was taken is itself in the ledger.
        with_keys: whether the keyring goes in too, beside what is sealed with it.
        tell: called after each part.

    Raises:
        StoreError: the file is there, the disk or the database refuses, a file is missing, or
            another backup is going on; then no file is left.
    """
    if out.exists():
        raise StoreError("error.backup.exists", file=out)
    if with_keys and os.environ.get(keys.VARIABLE):
        raise StoreError("error.backup.keys_outside", variable=keys.VARIABLE)
    if with_keys and not (home / keys.FILE).is_file():
        raise StoreError("error.backup.no_keys", file=home / keys.FILE)
    with refusing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
    with unswept(workspaces(home)):
        with change(database, cause) as made:
            made.record(f"backup:{out.name}", "backup.begun", after={"keys": with_keys})
        moment = datetime.now(UTC)
        with (
            snapshot(database, out.with_name(f"{out.name}.snapshot")) as connection,
            whole_file(out) as draft,
        ):
            writer = _Writer(draft, tell)
            with writer.archive:
                tables = [
                    writer.table(connection, each)
                    for each in Base.metadata.sorted_tables
                    if each.name != Revision.__tablename__
                ]
                # A city that has come meanwhile may be in the snapshot: its folder is needed too.
                folders = workspaces(home)
                found = [writer.file(each) for each in pieces(connection, home, folders, moment)]
                if with_keys:
                    with (home / keys.FILE).open("rb") as ring:
                        found.append(writer.file((keys.FILE, ring)))
                manifest = _manifest(connection, moment, tables, found, with_keys=with_keys)
                writer.last(manifest)
            _seal(draft)
        with refusing(out):
            sync_folder(out.parent)
    return manifest


def _manifest(
    connection: sa.Connection,
    moment: datetime,
    tables: list[Table],
    files: list[File],
    *,
    with_keys: bool,
) -> Manifest:
    head = connection.execute(sa.select(Head.instance, Head.seq, Head.hash)).one()
    return Manifest(
        format=FORMAT,
        version=VERSION,
        anlan=__version__,
        made_at=moment,
        revision=connection.execute(sa.select(Revision.version_num)).scalar_one(),
        instance=head.instance,
        seq=head.seq,
        hash=head.hash,
        with_keys=with_keys,
        tables=tables,
        files=files,
    )


class _Writer:
    """Adds parts to an archive and counts and digests them on the way."""

    def __init__(self, draft: Path, tell: Tell) -> None:
        draft.unlink(missing_ok=True)  # a killed backup's
        # It holds hashes of passwords and the workspaces' secrets: for the owner's eyes only.
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        self.archive = zipfile.ZipFile(draft, "w")
        self._tell = tell

    def table(self, connection: sa.Connection, found: sa.Table) -> Table:
        table, tally = rows.shape(found), rows.Tally()
        info = _info(table.entry, zipfile.ZIP_DEFLATED)
        with self.archive.open(info, "w", force_zip64=True) as entry:
            for text in rows.read(connection, table):
                entry.write(tally.take(text))
        self._tell(table.name, tally.bytes)
        return rows.described(table, tally.rows, tally.bytes, tally.sha256)

    def file(self, piece: Piece) -> File:
        name, source = piece
        digest, size = sha256(), 0
        with self.archive.open(_info(f"files/{name}"), "w", force_zip64=True) as entry:
            while block := source.read(COPIED):
                digest.update(block)
                size += len(block)
                entry.write(block)
        self._tell(name, size)
        return File(name=name, bytes=size, sha256=digest.hexdigest())

    def last(self, manifest: Manifest) -> None:
        text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1)
        self.archive.writestr(_info(NAME, zipfile.ZIP_DEFLATED), text)
        self.archive.comment = b"0" * SEAL


def _info(name: str, method: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    """Return an entry's head; files are stored as they are, for Parquet is compressed already."""
    info = zipfile.ZipInfo(name)
    info.compress_type = method
    info.external_attr = 0o600 << 16
    return info


def _seal(draft: Path) -> None:
    """Put the digest of all that comes before at the file's end, and see it on the disk."""
    with draft.open("r+b") as file:
        digest = digest_of(file)
        file.seek(-SEAL, os.SEEK_END)
        file.write(digest.encode())
        file.flush()
        os.fsync(file.fileno())
