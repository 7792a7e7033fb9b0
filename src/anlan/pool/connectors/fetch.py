"""Read a portal whole before its first row is used: pages into a spool, the spool into chunks.

An interface that gives pages may stop in the middle, give a page twice, or never end. Nothing of
that may reach the records. So all pages are read first, into a file without a name that is gone
with the process; then the columns of all rows and the fingerprint of their content are known, and
the rows are read from the spool in chunks.
"""

import hashlib
import json
import os
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import BinaryIO, cast

from anlan.model.errors import SourceError
from anlan.model.portal import Portal
from anlan.pool.connectors.base import (
    ROW,
    Broken,
    Chunk,
    Mark,
    Opened,
    broken_frame,
    check_columns,
    regroup,
    text_frame,
)
from anlan.pool.connectors.cells import cell_of
from anlan.pool.connectors.mapping import map_columns, mapped_columns
from anlan.pool.connectors.settings import FetchSettings, defaults
from anlan.pool.connectors.watermark import Watermark

Cells = dict[str, str | None]
"""A row: the text of each cell by the name of its column."""
# Rows held at once; frames of text take far less room.
_PIECE = 20_000


@dataclass(frozen=True)
class Unread:
    """A row that can't be read: its text as sent, and the catalogue's key of the problem."""

    raw: str
    problem: str


Row = Cells | Unread
Pages = Callable[[str | None], Iterator[list[Row]]]
"""Reads the pages of a portal from a watermark on, or all of them."""


@dataclass
class _Spool:
    """Rows in a file without a name, and what is known of all of them."""

    columns: dict[str, None] = field(default_factory=dict)
    rows: int = 0
    size: int = 0
    watermark: str | None = None

    def __post_init__(self) -> None:
        with tempfile.TemporaryFile() as file:
            self._descriptor = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._descriptor)
        self._digest = hashlib.sha256()

    def add(self, page: list[Row]) -> bytes:
        """Write a page; return the digest of its rows."""
        lines = b"".join(_line(row) for row in page)
        with self._opened("ab") as file:
            file.write(lines)
        for row in page:
            if isinstance(row, dict) and not row.keys() <= self.columns.keys():
                self.columns.update(dict.fromkeys(row))
        self.rows += len(page)
        self.size += len(lines)
        self._digest.update(lines)
        return hashlib.sha256(lines).digest()

    @property
    def content(self) -> str:
        """The digest of all rows, in their order."""
        return self._digest.hexdigest()

    def read(self) -> Iterator[tuple[list[tuple[int, Row]], int]]:
        """Yield runs of numbered rows, each with the bytes read so far."""
        number = done = 0
        with self._opened("rb") as file:
            file.seek(0)
            while lines := list(islice(file, _PIECE)):
                run = [(number + at, _row(line)) for at, line in enumerate(lines, start=1)]
                number += len(lines)
                done += sum(map(len, lines))
                yield run, done

    def _opened(self, mode: str) -> BinaryIO:
        return cast(BinaryIO, open(os.dup(self._descriptor), mode))  # noqa: PTH123


def _line(row: Row) -> bytes:
    told: object = row if isinstance(row, dict) else [row.raw, row.problem]
    return json.dumps(told, ensure_ascii=False).encode("utf-8", errors="replace") + b"\n"


def _row(line: bytes) -> Row:
    told = json.loads(line)
    return told if isinstance(told, dict) else Unread(*told)


def opened(
    portal: Portal,
    pages: Pages,
    *,
    mark: Mark | None,
    watermark: Watermark | None = None,
    chunk_rows: int,
    limits: FetchSettings | None = None,
    now: datetime | None = None,
) -> Opened:
    """Read a portal and return its rows.

    Args:
        portal: what the pack declares of it.
        pages: reads it from a watermark on, or all of it.
        mark: how far it was read the last time.
        watermark: the column that says what is new; None to read all of it each time.
        chunk_rows: rows in a chunk.
        limits: how much it may bring; those of the data file by default.
        now: the time of reading; the clock's if None.

    Raises:
        SourceError: what ``pages`` raises; a page comes twice; there is no end; there is nothing,
            where there was something before; columns were renamed.
    """
    moment, limits = now or datetime.now(UTC), limits or defaults().fetch
    asked = asked_of(portal)
    known = mark if mark is not None and mark.asked == asked else None
    begin = known.watermark if known and watermark else None
    since = watermark.begin(begin) if begin and watermark else None
    spool = _gathered(portal.place, pages(since), limits)
    if since is not None and not spool.rows:
        # The row that made the mark should come again; where it doesn't, the source was set back.
        since = begin = None
        spool = _gathered(portal.place, pages(None), limits)
    _check(portal.place, spool, known, whole=since is None)
    columns = tuple(dict.fromkeys([*(known.columns if known else ()), *spool.columns]))
    check_columns(columns, portal.place)
    names = mapped_columns(portal, columns)
    if watermark is not None and watermark.column not in columns:
        listed = ", ".join(columns)
        raise SourceError(
            "error.source.no_column", file=portal.place, column=watermark.column, columns=listed
        )
    fingerprint = chained(asked, spool.content, mark)
    reached = _reached(spool, watermark, moment, begin) if watermark else None
    return Opened(
        name=portal.place,
        columns=names,
        guess=None,
        fingerprint=fingerprint,
        total_bytes=spool.size,
        total_rows=spool.rows,
        chunks=regroup(_chunks(portal, spool, columns, names), chunk_rows),
        mark=Mark(asked, columns, spool.content, fingerprint, reached),
    )


def _gathered(name: str, pages: Iterator[list[Row]], limits: FetchSettings) -> _Spool:
    """Return all rows of the pages.

    Raises:
        SourceError: a page comes twice, or there is no end.
    """
    spool, seen = _Spool(), set[bytes]()
    for number, page in enumerate(pages, start=1):
        if not page:
            continue
        digest = spool.add(page)
        if digest in seen:
            raise SourceError("error.source.page_twice", file=name, page=number)
        seen.add(digest)
        many = number > limits.most_pages or spool.rows > limits.most_rows
        if many or spool.size > limits.most_bytes:
            raise SourceError("error.source.endless", file=name, page=number, rows=spool.rows)
    return spool


def _check(name: str, spool: _Spool, known: Mark | None, *, whole: bool) -> None:
    """Refuse a source that is empty, or whose columns were renamed, where it had others before."""
    if not spool.rows and whole:
        raise SourceError("error.source.emptied" if known else "error.source.no_objects", file=name)
    if known is None or not spool.columns:
        return
    gone = [column for column in known.columns if column not in spool.columns]
    new = [column for column in spool.columns if column not in known.columns]
    # Of a few rows, all may leave a cell out that is empty; of all rows, only a lost column does.
    if gone and (whole or new):
        raise SourceError(
            "error.source.schema", file=name, gone=", ".join(gone), new=", ".join(new) or "—"
        )


def _reached(spool: _Spool, watermark: Watermark, now: datetime, before: str | None) -> str | None:
    cells = (row.get(watermark.column) for row in _rows(spool) if isinstance(row, dict))
    return watermark.highest(cells, now, before)


def _rows(spool: _Spool) -> Iterator[Row]:
    return (row for run, _ in spool.read() for _, row in run)


def chained(asked: str, content: str, mark: Mark | None) -> str:
    """Return what tells this reading from others.

    It goes on from the last one, so that a value that changes there and back is taken in twice.
    """
    if mark is not None and mark.content == content and mark.asked in ("", asked):
        return mark.fingerprint
    return _digest([asked, content, mark.fingerprint if mark else None])


def asked_of(portal: Portal) -> str:
    """Return the digest of what is asked of a portal."""
    return _digest(portal.model_dump(mode="json", exclude={"allow_networks"}))


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _chunks(
    portal: Portal, spool: _Spool, columns: tuple[str, ...], names: tuple[str, ...]
) -> Iterator[Chunk]:
    for run, done in spool.read():
        kept = [(number, row) for number, row in run if isinstance(row, dict)]
        bad = [
            Broken(number, row.raw, row.problem) for number, row in run if isinstance(row, Unread)
        ]
        cells = [[row.get(column) for _, row in kept] for column in columns]
        frame = text_frame(columns, cells, [number for number, _ in kept])
        frame = map_columns(portal, frame)
        yield Chunk(frame.select(*names, ROW), broken_frame(bad), done)


def rows_of(values: Iterable[object]) -> list[Row]:
    """Return decoded JSON as rows: objects with the text of their values; others are unread."""
    return [
        {str(key): cell_of(value) for key, value in each.items()}
        if isinstance(each, dict)
        else Unread(cell_of(each) or "null", "connectors.problem.not_an_object")
        for each in values
    ]
