"""Statutory cycles: when equipment must next be inspected, tested, drilled or cleaned, and why."""

from anlan.risk.cycles.due import Due, Duties, due
from anlan.risk.cycles.table import Cycle, cycles
from anlan.risk.cycles.why import explain

__all__ = ["Cycle", "Due", "Duties", "cycles", "due", "explain"]
