"""Open a backup and trust nothing in it: cut off, altered, made by a newer version, or a trap."""

import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from anlan.model.errors import StoreError
from anlan.store.backup import rows
from anlan.store.backup.manifest import FORMAT, NAME, VERSION, File, Manifest, Table
from anlan.store.schema import REVISIONS

SEAL = 64
"""A backup ends with the SHA-256, in hexadecimal, of everything before."""
READ = 1 << 20
LONGEST_MANIFEST = 256 << 20
LONGEST_LINE = 64 << 20
_BEGINNING = b"PK\x03\x04"


def digest_of(file: BinaryIO) -> str:
    """Return the digest of an open backup without its seal."""
    left = file.seek(0, os.SEEK_END) - SEAL
    file.seek(0)
    digest = sha256()
    while left > 0 and (block := file.read(min(READ, left))):
        digest.update(block)
        left -= len(block)
    return digest.hexdigest()


@dataclass(frozen=True)
class Archive:
    """A backup whose seal holds and whose list of contents is right."""

    path: Path
    manifest: Manifest
    seal: str
    zip: zipfile.ZipFile

    def lines(self, table: Table) -> Iterator[bytes]:
        """Yield the lines of a table.

        Raises:
            StoreError: they aren't those that the manifest tells of.
        """
        tally = rows.Tally()
        with self._reading(table), self.zip.open(table.entry) as entry:
            while text := entry.readline(LONGEST_LINE):
                yield tally.take(text)
                if tally.bytes > table.bytes:
                    break
        if (tally.rows, tally.bytes, tally.sha256) != (table.rows, table.bytes, table.sha256):
            raise self._wrong(table)

    def parsed(self, table: Table) -> Iterator[rows.Row]:
        """Yield the rows of a table.

        Raises:
            StoreError: they aren't those that the manifest tells of, or are no rows of it.
        """
        for text in self.lines(table):
            try:
                values = rows.parsed(table, text)
            except (ValueError, RecursionError) as error:
                raise self._wrong(table) from error
            yield values

    def copy(self, part: File, to: BinaryIO | None = None) -> None:
        """Read a file, into ``to`` if given.

        Raises:
            StoreError: it isn't the one that the manifest tells of.
        """
        digest, size = sha256(), 0
        with self._reading(part), self.zip.open(part.entry) as entry:
            while size <= part.bytes and (block := entry.read(READ)):
                digest.update(block)
                size += len(block)
                if to:
                    to.write(block)
        if (size, digest.hexdigest()) != (part.bytes, part.sha256):
            raise self._wrong(part)

    @contextmanager
    def _reading(self, part: Table | File) -> Iterator[None]:
        try:
            yield
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise self._wrong(part) from error

    def _wrong(self, part: Table | File) -> StoreError:
        return StoreError("error.backup.part", file=self.path, part=part.entry)


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a backup for the time of the block.

    Raises:
        StoreError: it is none, was cut off or altered, comes from a newer version, or names what
            no backup holds.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError("error.backup.unreadable", file=path, reason=reason) from error
    with file:
        seal = _sealed(path, file)
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise StoreError("error.backup.altered", file=path) from error
        with archive:
            manifest = _read_manifest(path, archive)
            _check_names(path, manifest, archive)
            yield Archive(path, manifest, seal, archive)


def _sealed(path: Path, file: BinaryIO) -> str:
    if file.read(len(_BEGINNING)) != _BEGINNING:
        raise StoreError("error.backup.none", file=path)
    digest = digest_of(file)
    file.seek(max(0, file.seek(0, os.SEEK_END) - SEAL))
    if file.read(SEAL) != digest.encode():
        raise StoreError("error.backup.altered", file=path)
    file.seek(0)
    return digest


def _read_manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        info = archive.getinfo(NAME)
    except KeyError as error:
        raise StoreError("error.backup.none", file=path) from error
    if info.file_size > LONGEST_MANIFEST:
        raise StoreError("error.backup.manifest", file=path, reason="too long")
    try:
        with archive.open(info) as entry:
            raw = json.loads(entry.read(LONGEST_MANIFEST))
        told = raw if isinstance(raw, dict) else {}
        _check_version(path, told)
        return Manifest.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        reason = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise StoreError("error.backup.manifest", file=path, reason=reason) from error
    except (ValueError, RecursionError, zipfile.BadZipFile, zlib.error) as error:
        reason = type(error).__name__
        raise StoreError("error.backup.manifest", file=path, reason=reason) from error


def _check_version(path: Path, told: dict[str, Any]) -> None:
    """Refuse what this version can't know before its shape is looked at."""
    if told.get("format") != FORMAT:
        raise StoreError("error.backup.none", file=path)
    version, revision = told.get("version"), told.get("revision")
    newer = isinstance(version, int) and version > VERSION
    if newer or (isinstance(revision, str) and revision not in REVISIONS):
        raise StoreError("error.backup.newer", file=path, version=told.get("anlan", "?"))


def _check_names(path: Path, manifest: Manifest, archive: zipfile.ZipFile) -> None:
    for file in manifest.files:
        if not file.safe:
            raise StoreError("error.backup.path", file=path, name=file.name)
    sizes = {part.entry: part.bytes for part in manifest.parts}
    held = [info for info in archive.infolist() if info.filename != NAME]
    for info in held:
        if sizes.get(info.filename) != info.file_size:
            raise StoreError("error.backup.part", file=path, part=info.filename)
    if len(held) != len(sizes) or {info.filename for info in held} != set(sizes):
        raise StoreError("error.backup.manifest", file=path, reason="parts are missing or twice")


def check_room(archive: Archive, place: Path) -> None:
    """Refuse what doesn't fit on the disk before any of it is unpacked.

    Raises:
        StoreError: there is less room than the backup says it needs.
    """
    needed = sum(part.bytes for part in archive.manifest.parts)
    free = shutil.disk_usage(place).free
    if needed > free:
        values = {"needed": f"{needed / 1e6:,.0f}", "free": f"{free / 1e6:,.0f}"}
        raise StoreError("error.backup.room", file=archive.path, place=place, **values)


def check(path: Path) -> Manifest:
    """Read a backup from end to end without restoring it; return what it holds.

    Raises:
        StoreError: anything is wrong with it.
    """
    with opened(path) as archive:
        for table in archive.manifest.tables:
            for _ in archive.parsed(table):
                pass
        for file in archive.manifest.files:
            archive.copy(file)
        return archive.manifest
