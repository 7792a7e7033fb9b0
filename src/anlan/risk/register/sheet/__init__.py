"""Risk points out of the spreadsheets that firms fill in."""

from anlan.risk.register.sheet.points import Given, Problem, Sheet, read

__all__ = ["Given", "Problem", "Sheet", "read"]
