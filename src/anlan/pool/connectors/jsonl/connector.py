"""Read JSON lines: each object a row, each key a column, nested values as JSON text."""

import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import cast

from anlan.model.errors import SourceError
from anlan.pool.connectors.base import (
    CHUNK_ROWS,
    Broken,
    Chunk,
    Opened,
    broken_frame,
    check_columns,
    regroup,
    text_frame,
)
from anlan.pool.connectors.cells import cell_of, columns_of, decode
from anlan.pool.connectors.files import (
    Looked,
    check_unchanged,
    locate_undecodable,
    look,
    os_problem,
    unpacked,
)
from anlan.pool.sniff import Guess, guess_dates, guess_encoding, sniff_settings

# Objects held at once; frames of text take far less room.
_PIECE = 20_000


class JsonLinesConnector:
    """Read ``.jsonl`` and ``.jsonl.gz``; a line that is no JSON object is a broken row."""

    def open(self, location: Path, *, chunk_rows: int = CHUNK_ROWS) -> Opened:
        """Open a file of JSON lines.

        The file is read through once to learn its columns (any line may bring a new key), so a
        damaged file is found here already.

        Raises:
            SourceError: missing, empty, another kind of file, without one object, cut off,
                damaged, of an unknown encoding.
        """
        looked = look(location)
        encoding, bom = guess_encoding(looked.samples, location.name)
        columns, first = _columns(looked, encoding)
        if not columns:
            raise SourceError("error.source.no_objects", file=location.name)
        check_columns(columns, location.name)
        rows = [[cell_of(row.get(column)) for column in columns] for row in first]
        return Opened(
            name=location.name,
            columns=columns,
            guess=Guess(encoding, bom, None, guess_dates(columns, rows)),
            fingerprint=looked.fingerprint,
            total_bytes=looked.status.st_size,
            total_rows=None,
            chunks=regroup(_pieces(looked, encoding, columns), chunk_rows),
        )


def _lines(looked: Looked, encoding: str) -> Iterator[tuple[int, str, int]]:
    """Yield (number of the line, its text, bytes read so far), blank lines left out."""
    number = 0
    try:
        with unpacked(looked.path, looked.gzipped) as (stream, counter):
            text = io.TextIOWrapper(stream, encoding=encoding, newline="\n")
            for number, line in enumerate(text, start=1):
                if line.strip():
                    yield number, line.removeprefix("\ufeff").rstrip("\r\n"), counter.bytes_done
    except UnicodeDecodeError as error:
        raise locate_undecodable(looked.path, looked.gzipped, encoding) from error
    except OSError as error:
        raise os_problem(error, looked.path.name, number) from error


def _object(line: str) -> dict[str, object] | str:
    """Return the object in ``line``, or the key of the problem."""
    try:
        value = decode(line)
    except (ValueError, RecursionError):
        return "connectors.problem.not_json"
    if not isinstance(value, dict):
        return "connectors.problem.not_an_object"
    return cast(dict[str, object], value)


def _columns(looked: Looked, encoding: str) -> tuple[tuple[str, ...], list[dict[str, object]]]:
    """Return every key of the file in order of appearance, and the first objects."""
    names: dict[str, None] = {}
    first: list[dict[str, object]] = []
    for _, line, _ in _lines(looked, encoding):
        row = _object(line)
        if isinstance(row, dict):
            if not row.keys() <= names.keys():
                names.update(dict.fromkeys(row))
            if len(first) < sniff_settings().date_rows:
                first.append(row)
    return tuple(names), first


def _pieces(looked: Looked, encoding: str, columns: tuple[str, ...]) -> Iterator[Chunk]:
    lines = _lines(looked, encoding)
    while run := list(islice(lines, _PIECE)):
        rows: list[dict[str, object]] = []
        numbers: list[int] = []
        broken: list[Broken] = []
        for number, line, _ in run:
            row = _object(line)
            if isinstance(row, dict):
                rows.append(row)
                numbers.append(number)
            else:
                broken.append(Broken(number, line, row))
        frame = text_frame(columns, columns_of(rows, columns), numbers)
        yield Chunk(frame, broken_frame(broken), run[-1][2])
    check_unchanged(looked.path, looked.status)
