"""The cells of a sheet as they stand, with the areas in which they are merged."""

import datetime
from dataclasses import dataclass
from pathlib import Path

import python_calamine as calamine

from anlan.model.errors import SourceError
from anlan.pool.connectors.archives import check_workbook
from anlan.pool.connectors.files import GZIP

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
"""From the row and column of the first cell to those of the last, counted from 0."""


@dataclass(frozen=True)
class Grid:
    """A sheet: its name, its rows of values, and what is merged in it."""

    sheet: str
    values: list[list[Value]]
    merged: list[Area]


def read_grid(location: Path, sheet: str | None = None) -> Grid:
    """Read a sheet of a workbook; it is held in memory.

    Args:
        location: the workbook, ``.xlsx`` or ``.xls``.
        sheet: the sheet's name; None for the only one that is visible.

    Raises:
        SourceError: no workbook, protected by a password, a bomb, damaged, without the sheet, or
            with several and none named.
    """
    workbook = _workbook(location)
    try:
        name = _name_of(workbook, sheet, location.name)
        found = workbook.get_sheet_by_name(name)
        values: list[list[Value]] = found.to_python(skip_empty_area=False)
    except calamine.CalamineError as error:
        raise SourceError(
            "error.source.damaged", file=location.name, row=0, reason=str(error)
        ) from error
    return Grid(name, values, found.merged_cell_ranges or [])


def _name_of(workbook: calamine.CalamineWorkbook, sheet: str | None, file: str) -> str:
    visible = [
        each.name
        for each in workbook.sheets_metadata
        if each.typ == calamine.SheetTypeEnum.WorkSheet
        and each.visible == calamine.SheetVisibleEnum.Visible
    ]
    listed = ", ".join(workbook.sheet_names)
    if sheet is None and len(visible) == 1:
        return visible[0]
    if sheet is None:
        raise SourceError("error.source.which_sheet", file=file, sheets=listed)
    if sheet not in workbook.sheet_names:
        raise SourceError("error.source.no_sheet", file=file, sheet=sheet, sheets=listed)
    return sheet


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


def text_of(value: Value) -> str | None:
    """Return a cell as text.

    >>> [text_of(each) for each in (12.0, 0.1, True, "", datetime.date(2026, 3, 1))]
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


def cell_name(row: int, column: int) -> str:
    """Return a cell's name.

    >>> cell_name(0, 0), cell_name(9, 27)
    ('A1', 'AB10')
    """
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"
