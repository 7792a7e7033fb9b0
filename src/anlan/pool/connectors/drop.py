"""Files fetched from somewhere: read as their format says, mapped like a portal's rows."""

import shutil
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from anlan.model.errors import SourceError
from anlan.model.portal import FileFormat, Part, Portal
from anlan.pool.connectors.base import ROW, Chunk, Mark, Opened, connector_for
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
