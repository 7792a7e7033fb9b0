"""Check rows against a contract and the city, column by column, without a loop over rows."""

from anlan.pool.checks.checker import Checked, Checker

__all__ = ["Checked", "Checker"]
