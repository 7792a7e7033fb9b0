"""Files fetched from somewhere: read as their format says, mapped like a portal's rows.

Of a place where files are dropped, the mark keeps which of those that still lie there were taken
in. A file that is written anew counts as another.
"""

import hashlib
import json
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from anlan.model.errors import SourceError
from anlan.model.portal import DropPortal, FileFormat, Part, Portal
from anlan.pool.connectors.base import ROW, Chunk, Dropped, Mark, Opened, connector_for
from anlan.pool.connectors.fetch import asked_of, chained
from anlan.pool.connectors.mapping import map_columns, mapped_columns


class Landing:
    """A folder of its own for files on their way in; it goes away with the last who holds it."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="anlan-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def from_file(
    portal: Portal,
    path: Path,
    form: FileFormat,
    part: Part,
    *,
    mark: Mark | None,
    chunk_rows: int,
    landing: Landing | None = None,
) -> Opened:
    """Open a fetched file.

    Args:
        portal: what the pack declares of the place it is from.
        path: the file.
        form: its format.
        part: which sheet or layer.
        mark: that of the last reading of the same place, if any.
        chunk_rows: rows in a chunk.
        landing: the folder the file lies in; kept until all is read.

    Raises:
        SourceError: the file can't be read; its columns were renamed since the last reading.
    """
    found = connector_for(form, part).open(path, chunk_rows=chunk_rows)
    asked = asked_of(portal)
    known = mark if mark is not None and mark.asked == asked else None
    gone = [column for column in (known.columns if known else ()) if column not in found.columns]
    if gone and known:
        new = ", ".join(name for name in found.columns if name not in known.columns)
        raise SourceError(
            "error.source.schema", file=portal.place, gone=", ".join(gone), new=new or "—"
        )
    names = mapped_columns(portal, found.columns)
    fingerprint = chained(asked, found.fingerprint, mark)

    def chunks() -> Iterator[Chunk]:
        held = landing  # noqa: F841 - the folder stays while its file is read
        for chunk in found.chunks:
            frame = map_columns(portal, chunk.frame).select(*names, ROW)
            yield Chunk(frame, chunk.broken, chunk.bytes_done)

    return replace(
        found,
        columns=names,
        fingerprint=fingerprint,
        chunks=chunks(),
        mark=Mark(asked, found.columns, found.fingerprint, fingerprint, None),
    )


def unread(portal: DropPortal, lying: Iterable[Dropped], mark: Mark | None) -> list[Dropped]:
    """Return the files that lie there, are meant, and weren't taken in; in the order of names."""
    taken = _taken(portal, mark)
    meant = (each for each in lying if any(fnmatchcase(each.name, p) for p in portal.files))
    return sorted((each for each in meant if _identity(each) not in taken), key=lambda d: d.name)


def from_drop(
    portal: DropPortal,
    path: Path,
    dropped: Dropped,
    lying: Iterable[Dropped],
    *,
    mark: Mark | None,
    chunk_rows: int,
    landing: Landing | None = None,
) -> Opened:
    """Open a dropped file; its mark says that it was taken in, along with those before it.

    Args:
        portal: what the pack declares of the place.
        path: where the file lies on this machine.
        dropped: which one it is.
        lying: all files of the place now; what is no longer there needn't be remembered.
        mark: that of the file taken in before.
        chunk_rows: rows in a chunk.
        landing: the folder the file was fetched into, if it was.

    Raises:
        SourceError: see :func:`from_file`.
    """
    found = from_file(
        portal,
        path,
        portal.format,
        portal.part,
        mark=mark,
        chunk_rows=chunk_rows,
        landing=landing,
    )
    still = _taken(portal, mark) & {_identity(each) for each in lying}
    told = json.dumps(sorted(still | {_identity(dropped)}))
    held = found.mark and replace(found.mark, watermark=told)
    return replace(found, name=f"{portal.place}/{dropped.name}", mark=held)


def _taken(portal: DropPortal, mark: Mark | None) -> set[str]:
    """Return which files were taken in; none where other ones were meant, or by other rules."""
    if mark is None or mark.watermark is None or mark.asked != asked_of(portal):
        return set()
    return set(json.loads(mark.watermark))


def _identity(dropped: Dropped) -> str:
    told = json.dumps([dropped.name, dropped.size, dropped.version])
    return hashlib.sha256(told.encode()).hexdigest()[:20]
