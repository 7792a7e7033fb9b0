"""From a pack's source to open files: which files are meant, and where they were looked for."""

from pathlib import Path

from anlan.model.city import Source
from anlan.model.errors import SourceError
from anlan.pool.connectors.base import (
    CHUNK_ROWS,
    Mark,
    Opened,
    connector_for,
    portal_connector,
)
from anlan.pool.connectors.files import missing_file


def open_source(
    source: Source, data: Path | None, *, mark: Mark | None = None, chunk_rows: int = CHUNK_ROWS
) -> list[Opened]:
    """Open every file of ``source`` in the folder ``data``, in the order of their names.

    Without a folder, the portal that the source declares is opened, from ``mark`` on; one where
    files are dropped is watched by its own connector (:func:`drop_connector`).

    Raises:
        SourceError: a file is missing or cannot be opened; the source declares no portal.
    """
    if data is None:
        if source.portal is None:
            raise SourceError("error.source.no_portal", source=source.name)
        portal = portal_connector(source.portal.connector)
        return [portal.open(source.portal, chunk_rows=chunk_rows, mark=mark)]
    connector = connector_for(source.connector, source.part)
    return [connector.open(path, chunk_rows=chunk_rows) for path in resolve_files(source, data)]


def resolve_files(source: Source, data: Path) -> list[Path]:
    """Return the files of ``source`` in ``data``, sorted, each once.

    An entry of ``source.files`` is a name or a pattern (``complaints_*.csv.gz``); each must match
    at least one file, so that no part of a source is left out unnoticed.

    Raises:
        SourceError: an entry matches nothing (says what was expected, where, and what is near),
            or points out of the folder.
    """
    found: set[Path] = set()
    for pattern in source.files:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise SourceError("error.source.outside", file=pattern, source=source.name)
        matches = [path for path in data.glob(pattern) if path.is_file()]
        if not matches:
            raise missing_file(pattern, data)
        found.update(matches)
    return sorted(found)
