"""Read a sheet of an Excel workbook: cells as values, one row of names above them."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import python_calamine as calamine

from anlan.model.errors import SourceError
from anlan.pool.connectors.archives import check_workbook
from anlan.pool.connectors.base import (
    CHUNK_ROWS,
    Broken,
    Chunk,
    Opened,
    broken_frame,
    check_columns,
    text_frame,
)
from anlan.pool.connectors.files import GZIP, check_unchanged, sha256_of, stat_file
from anlan.pool.sniff import Guess, guess_dates, sniff_settings

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A number of Excel holds 15 decimal digits; what looks longer is the end of a binary fraction.
_WHOLE = 1e15
Value = (
    int
    | float
    | str
    | bool
    | datetime.time
    | datetime.date
    | datetime.datetime
    | datetime.timedelta
)
Area = tuple[tuple[int, int], tuple[int, int]]


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
        workbook = _workbook(location)
        name = location.name
        try:
            sheet = workbook.get_sheet_by_name(self._name_of_sheet(workbook, name))
            grid: list[list[Value]] = sheet.to_python(skip_empty_area=False)
        except calamine.CalamineError as error:
            raise SourceError(
                "error.source.damaged", file=name, row=0, reason=str(error)
            ) from error
        merged = sheet.merged_cell_ranges or []
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

    def _name_of_sheet(self, workbook: calamine.CalamineWorkbook, file: str) -> str:
        visible = [
            each.name
            for each in workbook.sheets_metadata
            if each.typ == calamine.SheetTypeEnum.WorkSheet
            and each.visible == calamine.SheetVisibleEnum.Visible
        ]
        listed = ", ".join(workbook.sheet_names)
        if self._sheet is None and len(visible) == 1:
            return visible[0]
        if self._sheet is None:
            raise SourceError("error.source.which_sheet", file=file, sheets=listed)
        if self._sheet not in workbook.sheet_names:
            raise SourceError("error.source.no_sheet", file=file, sheet=self._sheet, sheets=listed)
        return self._sheet


def _workbook(path: Path) -> calamine.CalamineWorkbook:
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(GZIP) or not head.startswith((_ZIP, _OLE)):
        raise SourceError("error.source.not_workbook", file=path.name)
    try:
        if head.startswith(_ZIP):
            check_workbook(path)
        return calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError as error:
        raise SourceError("error.source.password", file=path.name) from error
    except OSError as error:
        raise SourceError(
            "error.source.unreadable", file=path.name, reason=error.strerror or str(error)
        ) from error
    except calamine.CalamineError as error:
        # An encrypted .xlsx is an OLE file around the archive; what it lacks is a workbook.
        encrypted = head.startswith(_OLE) and _is_encrypted(path)
        key = "error.source.password" if encrypted else "error.source.not_workbook"
        raise SourceError(key, file=path.name) from error


def _is_encrypted(path: Path) -> bool:
    """Return whether an OLE file holds the stream of an encrypted package; MS-OFFCRYPTO 2.3.4.4."""
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def _header(grid: list[list[Value]], merged: list[Area], row: int, file: str) -> tuple[str, ...]:
    """Return the names of the columns, up to the last one that has any.

    Raises:
        SourceError: there is no such row; a name is absent, merged or twice.
    """
    names = [str(_text(value) or "").strip() for value in grid[row]] if row < len(grid) else []
    while names and not names[-1]:
        names.pop()
    if not names:
        raise SourceError("error.source.no_header", file=file, row=row + 1)
    for (top, left), (bottom, right) in merged:
        if top <= row <= bottom and (right > left or bottom > row) and left < len(names):
            raise SourceError("error.source.header_merged", file=file, cell=_cell(top, left))
    for column, name in enumerate(names):
        if not name:
            raise SourceError("error.source.header_gap", file=file, cell=_cell(row, column))
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
        cells = [_text(value) for value in row]
        if not any(cells):
            continue
        beyond = any(cells[width:])
        problem = "connectors.problem.too_many_cells" if beyond else None
        problem = "connectors.problem.merged" if number in across else problem
        kept = cells if problem else (cells + [None] * width)[:width]
        yield _Row(kept, problem)


def _text(value: Value) -> str | None:
    """Return a cell as text.

    >>> [_text(each) for each in (12.0, 0.1, True, "", datetime.date(2026, 3, 1))]
    ['12', '0.1', 'true', None, '2026-03-01']
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _WHOLE else repr(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return str(value)
    return str(value) or None


def _cell(row: int, column: int) -> str:
    """Return a cell's name.

    >>> _cell(0, 0), _cell(9, 27)
    ('A1', 'AB10')
    """
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


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
