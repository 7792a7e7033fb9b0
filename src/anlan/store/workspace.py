"""One city's place: its folder of files, and its rows in the database."""

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.store import lock
from anlan.store.adopt import adopt
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.schema import prepare
from anlan.store.tables import Batch, Part, Setting
from anlan.store.whole import sync_folder

SECRET_BYTES = 32
UNNAMED = Cause("local")


class Workspace:
    """One city's data: files under ``<home>/<city>/``, and its rows in the database.

    ``lake/<source>/`` and ``quarantine/<source>/`` hold Parquet; ``runs/<kind>/`` holds scores,
    back-tests and plans; ``secret.key`` (mode 600) is the key of the hashes that stand for
    personal columns.

    Args:
        home: the folder of all workspaces.
        city_name: the city.
        url: the database; by default SQLite in a file of ``home``.
        cause: who works here, for the ledger.
        guard: called in each transaction before anything is changed; it raises where the one who
            works here may no longer do so.

    Raises:
        StoreError: the folder can't be made, or the database is damaged, away or of a newer
            version.
    """

    def __init__(
        self,
        home: Path,
        city_name: str,
        url: str | None = None,
        cause: Cause = UNNAMED,
        guard: Callable[[Session], None] | None = None,
    ) -> None:
        self.folder = home / city_name
        self.city_name = city_name
        self.cause = cause
        self._guard = guard
        with disk(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        self.database = Database(url) if url else Database.in_folder(home)
        prepare(self.database)
        adopt(self.database, self.folder, city_name, cause)

    def session(self) -> Session:
        """Return a new session for reading; use it in a ``with``."""
        return self.database.session()

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Yield a transaction that changes state, with its entries in the ledger."""
        with change(self.database, self.cause) as made:
            if self._guard:
                self._guard(made.session)
            yield made

    def close(self) -> None:
        """Let go of the database's connections."""
        self.database.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer for the time of the block, with leftovers of crashes swept first.

        Raises:
            StoreError: another process writes, or the disk refuses.
        """
        with lock.held(self.folder):
            with disk(self.folder):
                self._sweep()
            with _whole(self.database):
                yield

    def setting(self, name: str) -> Any:
        """Return the fact ``name``, or None."""
        with self.session() as session:
            row = session.get(Setting, (self.city_name, name))
            return None if row is None else json.loads(row.value)

    def lake_files(self, source: str, batches: list[int] | None = None) -> list[Path]:
        """Return the Parquet files of ``source``, in the order they were written.

        Only closed batches count, unless ``batches`` asks for some by id.
        """
        query = select(Part.lake).join(Batch).where(Part.lake.is_not(None))
        query = query.where(Batch.city == self.city_name, Batch.source == source)
        query = query.where(
            Batch.closed_at.is_not(None) if batches is None else Batch.id.in_(batches)
        )
        with self.session() as session:
            names = session.scalars(query.order_by(Batch.id, Part.seq)).all()
        return [self.folder / name for name in names if name]

    def write_parquet(self, kind: str, source: str, frame: pl.DataFrame) -> str:
        """Write ``frame`` so that it is whole or absent; return its name within the workspace.

        The file is not part of anything until a ``parts`` row names it.

        Raises:
            StoreError: the disk is full or refuses.
        """
        folder = self.folder / kind / source
        final = folder / f"{uuid4().hex}.parquet"
        temporary = final.with_suffix(".tmp")
        buffer = BytesIO()
        frame.write_parquet(buffer, compression="zstd", compression_level=1, statistics=False)
        with disk(self.folder):
            folder.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("wb") as file:
                    file.write(buffer.getbuffer())
                    file.flush()
                    os.fsync(file.fileno())
                temporary.rename(final)
            except OSError:
                temporary.unlink(missing_ok=True)
                raise
            sync_folder(folder)
        return str(final.relative_to(self.folder))

    @property
    def keyring(self) -> Keyring:
        """The installation's keys, read anew: they may be changed while this runs."""
        return Keyring.of(self.folder.parent)

    @property
    def layers(self) -> Path:
        """The folder of the shapes that came with the city's files: divisions, base map."""
        return self.folder / "layers"

    def keep_layer(self, name: str, shapes: Path) -> None:
        """Keep a copy of a file of shapes under ``name``, whole or not at all.

        Raises:
            StoreError: the disk is full or refuses.
        """
        final = self.layers / name
        with disk(self.folder):
            final.parent.mkdir(parents=True, exist_ok=True)
            temporary = final.with_name(f"{final.name}.{os.getpid()}")
            try:
                shutil.copyfile(shapes, temporary)
                temporary.replace(final)
            except OSError:
                temporary.unlink(missing_ok=True)
                raise

    @cached_property
    def secret(self) -> bytes:
        """Return the workspace's random secret, made at first use with mode 600."""
        path = self.folder / "secret.key"
        with disk(self.folder):
            if not path.exists():
                temporary = path.with_suffix(f".{os.getpid()}")
                handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "wb") as file:
                    file.write(secrets.token_bytes(SECRET_BYTES))
                    file.flush()
                    os.fsync(file.fileno())
                temporary.rename(path)
            return path.read_bytes()

    def _sweep(self) -> None:
        """Remove files that no row names; not while a backup copies some that its rows name."""
        with lock.tried(self.folder / lock.SWEEP) as mine:
            if mine:
                self._remove_unnamed()

    def _remove_unnamed(self) -> None:
        query = select(Part.lake, Part.quarantine, Part.seen).join(Batch)
        with self.session() as session:
            known = {
                name
                for row in session.execute(query.where(Batch.city == self.city_name))
                for name in row
                if name
            }
        for kind in ("lake", "quarantine"):
            for path in (self.folder / kind).glob("*/*"):
                # Folders in there are the history of readings, which keeps itself.
                if path.is_file() and path.relative_to(self.folder).as_posix() not in known:
                    path.unlink()


@contextmanager
def disk(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into a sentence.

    Raises:
        StoreError: any failure of the operating system within the block.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError("error.store.disk", folder=str(folder), reason=reason) from error


@contextmanager
def _whole(database: Database) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise database.refusal(error) from error
