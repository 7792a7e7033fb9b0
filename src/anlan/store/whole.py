"""Write files so that they are whole or absent, and say in a sentence when the disk refuses."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from anlan.model.errors import StoreError

# Polars passes on what the operating system said within errors of its own.
_TOLD = re.compile(r"([^:]+?) \(os error \d+\)")


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn a refusal of the operating system while ``path`` is written into a sentence.

    Raises:
        StoreError: the disk is full, or the place can't be written.
    """
    try:
        yield
    except (OSError, PolarsError) as error:
        reason = _reason(error)
        if reason is None:
            raise
        raise StoreError("error.store.write", path=path, reason=reason) from error


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a draft to write; at the end of the block it becomes ``path``, or nothing is left.

    Raises:
        StoreError: the disk is full, or the place can't be written.
    """
    draft = path.with_name(f"{path.name}.part")
    with refusing(path):
        try:
            yield draft
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Yield the name of a folder to make and fill; it becomes ``path``, or nothing is left.

    Raises:
        StoreError: the disk is full, or the place can't be written.
    """
    draft = path.with_name(f"{path.name}.half")
    with refusing(path):
        shutil.rmtree(draft, ignore_errors=True)
        try:
            yield draft
            if path.is_dir():
                path.rmdir()
            draft.rename(path)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise


def save_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write ``frame`` as Parquet.

    By way of memory: Polars, writing to a path itself, hides a full disk in errors of the format.

    Raises:
        OSError: the disk is full, or the place can't be written.
    """
    buffer = BytesIO()
    frame.write_parquet(buffer)
    path.write_bytes(buffer.getbuffer())


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to disk: a file just renamed is found under its name for good."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reason(error: OSError | PolarsError) -> str | None:
    """Return what the operating system said; None where it wasn't it that refused."""
    told = _TOLD.search(str(error))
    if told:
        return told.group(1).strip()
    return (error.strerror or str(error)) if isinstance(error, OSError) else None
