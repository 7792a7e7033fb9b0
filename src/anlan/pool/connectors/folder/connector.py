"""Watch a folder: every file dropped into it is taken in once."""

import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from anlan.model.errors import SourceError
from anlan.model.portal import FolderPortal, seconds
from anlan.pool.connectors.base import CHUNK_ROWS, Dropped, Mark, Opened
from anlan.pool.connectors.drop import from_drop, unread


class FolderConnector:
    """Reads files of a folder; ``clock`` gives the time in seconds since 1970."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock

    def waiting(self, location: FolderPortal, *, mark: Mark | None = None) -> list[Dropped]:
        """Return the files that wait; those still being written to wait for the next time.

        Raises:
            SourceError: there is no such folder, or it can't be read.
        """
        return unread(location, _lying(location, self._clock()), mark)

    def open(
        self,
        location: FolderPortal,
        dropped: Dropped,
        *,
        chunk_rows: int = CHUNK_ROWS,
        mark: Mark | None = None,
    ) -> Opened:
        """Open one of them.

        Raises:
            SourceError: it is gone, changes, or is no file of the format.
        """
        path = Path(location.folder) / dropped.name
        lying = list(_lying(location, self._clock()))
        return from_drop(location, path, dropped, lying, mark=mark, chunk_rows=chunk_rows)


def _lying(portal: FolderPortal, now: float) -> Iterator[Dropped]:
    """Yield the plain files of the folder that are whole; a link may lead anywhere, and is none."""
    folder = Path(portal.folder)
    try:
        entries = list(folder.iterdir())
    except FileNotFoundError as error:
        raise SourceError("error.source.drop_missing", folder=folder) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise SourceError("error.source.unreadable", file=folder, reason=reason) from error
    settle = seconds(portal.settle)
    for entry in entries:
        try:
            status = entry.lstat()
        except FileNotFoundError:
            continue
        # A time that is yet to come was given by another machine's clock: it says nothing.
        if stat.S_ISREG(status.st_mode) and not 0 <= now - status.st_mtime < settle:
            yield Dropped(entry.name, status.st_size, str(status.st_mtime_ns))
