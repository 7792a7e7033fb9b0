"""The cells of a firm's sheet as text, values filled into all that they were merged over."""

import csv
import io
import itertools
from dataclasses import dataclass
from pathlib import Path

from anlan.model.errors import RegisterError
from anlan.pool.connectors.files import stat_file
from anlan.pool.connectors.workbook import Grid, read_grid, text_of
from anlan.pool.sniff import guess_delimiter, guess_encoding
from anlan.risk.register.sheet.settings import Form, plain, points_form, settings

BOOKS = (".xlsx", ".xls")


@dataclass(frozen=True)
class Table:
    """A sheet: where its rows begin, what its columns mean, and the rows.

    Attributes:
        file, sheet: where it is from; a text file has no sheets.
        head: what stands above the names of the columns, line by line, cell by cell.
        first: the number of the first row of ``rows`` in the file, counted from 1.
        columns: the meaning of each column, empty where it isn't known.
        names: the columns' names as they stand there.
        rows: text of each cell, empty for none.
    """

    file: str
    sheet: str
    head: list[list[str]]
    first: int
    columns: list[str]
    names: list[str]
    rows: list[list[str]]


def read_table(location: Path, sheet: str | None = None, form: Form | None = None) -> Table:
    """Read the sheet of a workbook, or a text file of values; of risk points unless told otherwise.

    Raises:
        SourceError: it can't be read; see :func:`anlan.pool.connectors.workbook.read_grid`.
        RegisterError: no row names enough columns of the form, or there are too many rows.
    """
    form = form or points_form()
    stat_file(location)
    book = location.suffix.lower() in BOOKS
    name, rows = _of_book(read_grid(location, sheet)) if book else ("", _of_text(location))
    if len(rows) > settings().most_rows:
        most = settings().most_rows
        raise RegisterError("error.sheet.long", file=location.name, n=len(rows), most=most)
    found = _header(rows, form)
    if found is None:
        raise RegisterError(form.error, file=location.name, columns=", ".join(form.examples))
    start, end, meanings, names = found
    head = [[each for each, _ in itertools.groupby(row) if each] for row in rows[:start]]
    width = len(meanings)
    kept = [(row + [""] * width)[:width] for row in rows[end:]]
    return Table(location.name, name, head, end + 1, meanings, names, kept)


def _of_book(grid: Grid) -> tuple[str, list[list[str]]]:
    rows = [[(text_of(value) or "").strip() for value in row] for row in grid.values]
    for (top, left), (bottom, right) in grid.merged:
        for row in rows[top : bottom + 1]:
            if top < len(rows) and left < len(rows[top]):
                row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
    return grid.sheet, rows


def _of_text(location: Path) -> list[list[str]]:
    data = location.read_bytes()
    encoding, _ = guess_encoding([(0, data)], location.name)
    text = data.decode(encoding)
    reader = csv.reader(io.StringIO(text), delimiter=guess_delimiter(text[:65536]))
    return [[cell.strip() for cell in row] for row in reader]


def _header(rows: list[list[str]], form: Form) -> tuple[int, int, list[str], list[str]] | None:
    """Return where the names of the columns begin and end, what they mean, and themselves."""
    best: tuple[int, int, int, list[str], list[str]] | None = None
    for start in range(min(settings().header_within, len(rows))):
        for many in range(1, settings().header_rows + 1):
            names = _names(rows[start : start + many])
            meanings = [_meaning(parts, form) for parts in names]
            known = len(set(meanings) - {""})
            # Of those that tell the same the shortest: what stands above it isn't lost.
            if known >= form.least and (
                best is None or (known, -many) > (best[0], best[1] - best[2])
            ):
                told = ["/".join(dict.fromkeys(each for each in parts if each)) for parts in names]
                best = (known, start, start + many, meanings, told)
    return best[1:] if best else None


def _names(rows: list[list[str]]) -> list[list[str]]:
    """Return for each column what stands in it from top to bottom."""
    width = max(map(len, rows), default=0)
    return [[row[n] if n < len(row) else "" for row in rows] for n in range(width)]


def _meaning(parts: list[str], form: Form) -> str:
    """Return what a column means: by its lowest name, else by all of them together."""
    said = [plain(each) for each in dict.fromkeys(parts) if each]
    for name in (*reversed(said), "".join(said)):
        if name in form.columns:
            return form.columns[name]
    return ""
