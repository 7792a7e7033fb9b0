"""Reports on paper: told once as a :class:`Report`, written as a page, a PDF or a spreadsheet."""

from collections.abc import Callable, Mapping

from anlan.paper.page import as_page
from anlan.paper.pdf import as_pdf
from anlan.paper.shape import Cell, Column, Definition, Line, Report, Section
from anlan.paper.sheet import as_sheet

FORMS: Mapping[str, Callable[[Report], bytes]] = {
    "html": as_page,
    "pdf": as_pdf,
    "xlsx": as_sheet,
}
"""What writes a report, by the ending of its file."""
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The media types of reports, by the ending of their files."""

__all__ = ["FORMS", "MEDIA", "Cell", "Column", "Definition", "Line", "Report", "Section"]
