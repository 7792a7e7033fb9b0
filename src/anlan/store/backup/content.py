"""Which files of an installation a backup holds, and how they are kept from going meanwhile."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

from anlan.model.errors import StoreError
from anlan.store import lock
from anlan.store.backup.manifest import FOLDERS, SECRET
from anlan.store.runs import LATEST
from anlan.store.tables import Batch, Part
from anlan.store.watch import WatchFile
from anlan.store.watch.tables import OBSERVATIONS

WAIT_SECONDS = 30
"""So long a backup waits for the one before it, or for a sweep that has begun."""
Piece = tuple[str, BinaryIO]
"""A file's path within the home, and the file, open."""


def workspaces(home: Path) -> list[Path]:
    """Return the folders of the home that are workspaces."""
    found = sorted(home.iterdir()) if home.is_dir() else []
    made = [*FOLDERS, SECRET, lock.SWEEP, "lock.db"]
    return [each for each in found if any((each / name).exists() for name in made)]


def expected_bytes(home: Path) -> int:
    """Return about how many bytes of files a backup will hold, to tell how far it is."""
    files = (
        path
        for folder in workspaces(home)
        for name in FOLDERS
        for path in (folder / name).rglob("*")
    )
    return sum(map(_size, files))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # dropped since it was listed
        return 0


@contextmanager
def unswept(folders: list[Path]) -> Iterator[None]:
    """Keep files that rows name from being removed for the time of the block.

    A file that a snapshot names may be named no longer a moment later, when a batch is given up;
    the next writer would sweep it away before it is copied. While this is held, no writer sweeps.

    Raises:
        StoreError: another backup is going on.
    """
    with ExitStack() as stack:
        for folder in folders:
            mine = stack.enter_context(lock.tried(folder / lock.SWEEP, WAIT_SECONDS))
            if not mine:
                raise StoreError("error.backup.busy", folder=folder.name)
        yield


def pieces(
    connection: sa.Connection, home: Path, folders: list[Path], moment: datetime
) -> Iterator[Piece]:
    """Yield every file of a snapshot made at ``moment``, each open until the next is asked for.

    Raises:
        StoreError: a file that the database names isn't there.
    """
    for name in _named(connection):
        try:
            with (home / name).open("rb") as file:
                yield name, file
        except FileNotFoundError as error:
            raise StoreError("error.backup.lost", file=home / name) from error
    for folder in folders:
        for path in sorted((folder / "layers").rglob("*")):
            if path.is_file():
                with path.open("rb") as file:
                    yield path.relative_to(home).as_posix(), file
        yield from _runs(home, folder / "runs", moment)
        if (folder / SECRET).is_file():
            with (folder / SECRET).open("rb") as file:
                yield f"{folder.name}/{SECRET}", file


def _named(connection: sa.Connection) -> list[str]:
    """Return the files that the rows name; they never change once they are named."""
    query = sa.select(Batch.city, Part.lake, Part.quarantine, Part.seen).join(Batch)
    rows = connection.execute(query.order_by(Part.id))
    found = [f"{city}/{name}" for city, *names in rows for name in names if name]
    # Those whose place another has taken since aren't needed any more.
    days = sa.select(WatchFile.city, WatchFile.name).where(WatchFile.gone_at.is_(None))
    for city, name in connection.execute(days.order_by(WatchFile.id)):
        found.append(f"{city}/{OBSERVATIONS}/{name}")
    return found


def _runs(home: Path, root: Path, moment: datetime) -> Iterator[Piece]:
    """Yield the runs that were there at ``moment``; one that is dropped meanwhile is left out."""
    until = moment.strftime("%Y%m%dT%H%M%S.%fZ")
    for kind in sorted(root.glob("[!.]*")):
        latest, kept = _read(kind / LATEST), []
        for run in sorted(kind.glob("[!.]*Z")):
            with ExitStack() as stack:
                # All are open before the first is read: what is removed then can still be read.
                files = _opened(run, stack) if run.name <= until else []
                for path, file in files:
                    yield path.relative_to(home).as_posix(), file
                if files:
                    kept.append(run.name)
        pointed = latest if latest in kept else (kept[-1] if kept else None)
        if pointed:
            yield (kind / LATEST).relative_to(home).as_posix(), BytesIO(pointed.encode())


def _opened(run: Path, stack: ExitStack) -> list[tuple[Path, BinaryIO]]:
    paths = [path for path in sorted(run.rglob("*")) if path.is_file()]
    try:
        return [(path, stack.enter_context(path.open("rb"))) for path in paths]
    except FileNotFoundError:
        return []


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""
