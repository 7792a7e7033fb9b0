"""The back-test as a report: a page that works offline, and JSON, in each language."""

from anlan.risk.report.data import report_data
from anlan.risk.report.page import report_page

__all__ = ["report_data", "report_page"]
