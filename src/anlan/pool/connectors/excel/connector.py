"""Read a sheet of an Excel workbook: cells as values, one row of names above them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from anlan.model.errors import SourceError
from anlan.pool.connectors.base import (
    CHUNK_ROWS,
    Broken,
    Chunk,
    Opened,
    broken_frame,
    check_columns,
    text_frame,
)
from anlan.pool.connectors.files import check_unchanged, sha256_of, stat_file
from anlan.pool.connectors.workbook import Area, Value, cell_name, read_grid, text_of
from anlan.pool.sniff import Guess, guess_dates, sniff_settings


class ExcelConnector:
    """Read ``.xlsx`` and ``.xls``: one sheet, whose names of columns stand in one row.

    Args:
        sheet: the sheet's name; None for the only one that is visible.
        header_row: the row, counted from 1, with the names of the columns.
    """

    def __init__(self, sheet: str | None = None, header_row: int = 1) -> None:
        self._sheet = sheet
        self._header_row = header_row

    def open(self, location: Path, *, chunk_rows: int = CHUNK_ROWS) -> Opened:
        """Open a sheet; it is held in memory.

        Whole numbers are written without a point, dates as ISO 8601, truth as ``true`` or
        ``false``. A formula gives the value that was computed last. A value merged down over
        several rows belongs to each of them; a row in which cells are merged across is broken,
        since nobody can say which column its value is of. Empty rows are skipped and not counted.

        Raises:
            SourceError: missing, empty, no workbook, protected by a password, a bomb, without the
                sheet, or with several and none named; a header that is merged, twice or absent;
                formulas that were never computed.
        """
        status = stat_file(location)
        fingerprint = sha256_of(location)
        name = location.name
        read = read_grid(location, self._sheet)
        grid, merged = read.values, read.merged
        columns = _header(grid, merged, self._header_row - 1, name)
        rows = list(_rows(grid, merged, self._header_row, columns))
        if not rows:
            raise SourceError("error.source.header_only", file=name)
        first = [row.cells for row in rows[: sniff_settings().date_rows] if row.problem is None]
        check_unchanged(location, status)
        return Opened(
            name=name,
            columns=columns,
            guess=Guess("utf-8", False, None, guess_dates(columns, first)),
            fingerprint=fingerprint,
            total_bytes=status.st_size,
            total_rows=len(rows),
            chunks=_chunks(rows, columns, status.st_size, chunk_rows),
        )


def _header(grid: list[list[Value]], merged: list[Area], row: int, file: str) -> tuple[str, ...]:
    """Return the names of the columns, up to the last one that has any.

    Raises:
        SourceError: there is no such row; a name is absent, merged or twice.
    """
    names = [str(text_of(value) or "").strip() for value in grid[row]] if row < len(grid) else []
    while names and not names[-1]:
        names.pop()
    if not names:
        raise SourceError("error.source.no_header", file=file, row=row + 1)
    for (top, left), (bottom, right) in merged:
        if top <= row <= bottom and (right > left or bottom > row) and left < len(names):
            raise SourceError("error.source.header_merged", file=file, cell=cell_name(top, left))
    for column, name in enumerate(names):
        if not name:
            raise SourceError("error.source.header_gap", file=file, cell=cell_name(row, column))
    check_columns(tuple(names), file)
    return tuple(names)


@dataclass(frozen=True)
class _Row:
    cells: list[str | None]
    problem: str | None


def _rows(
    grid: list[list[Value]], merged: list[Area], start: int, columns: tuple[str, ...]
) -> Iterator[_Row]:
    """Yield the rows that aren't empty, values merged down filled into each of their rows."""
    width = len(columns)
    across: set[int] = set()
    for (top, left), (bottom, right) in merged:
        inside = range(max(top, start), min(bottom + 1, len(grid)))
        if right > left:
            across.update(inside)
        elif left < len(grid[top]):
            for number in inside:
                grid[number][left] = grid[top][left]
    for number, row in enumerate(grid[start:], start=start):
        cells = [text_of(value) for value in row]
        if not any(cells):
            continue
        beyond = any(cells[width:])
        problem = "connectors.problem.too_many_cells" if beyond else None
        problem = "connectors.problem.merged" if number in across else problem
        kept = cells if problem else (cells + [None] * width)[:width]
        yield _Row(kept, problem)


def _chunks(
    rows: list[_Row], columns: tuple[str, ...], size: int, chunk_rows: int
) -> Iterator[Chunk]:
    for start in range(0, len(rows), chunk_rows):
        run = list(enumerate(rows[start : start + chunk_rows], start=start + 1))
        good = [(number, row.cells) for number, row in run if row.problem is None]
        bad = [
            Broken(number, "\t".join(cell or "" for cell in row.cells), row.problem)
            for number, row in run
            if row.problem is not None
        ]
        cells = [[row[index] for _, row in good] for index in range(len(columns))]
        frame = text_frame(columns, cells, [number for number, _ in good])
        done = min(start + chunk_rows, len(rows))
        yield Chunk(frame, broken_frame(bad), size * done // len(rows))
