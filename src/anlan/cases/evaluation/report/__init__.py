"""The report of a month: told once, written as a page, as a PDF and as a spreadsheet."""

from collections.abc import Callable, Mapping

from anlan.cases.evaluation.report.page import as_page
from anlan.cases.evaluation.report.paper import as_paper
from anlan.cases.evaluation.report.sheet import as_sheet
from anlan.cases.evaluation.report.tell import Told, tell

FORMS: Mapping[str, Callable[[Told], bytes]] = {
    "html": as_page,
    "pdf": as_paper,
    "xlsx": as_sheet,
}
"""What writes the report, by the ending of its file."""

__all__ = ["FORMS", "Told", "tell"]
