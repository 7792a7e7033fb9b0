"""The report of a period: told once, written as a page, as a PDF and as a spreadsheet."""

from anlan.cases.evaluation.report.paper import as_report
from anlan.cases.evaluation.report.tell import Told, tell

__all__ = ["Told", "as_report", "tell"]
