"""The register of risk points: what can do harm, how it was graded, and what it is now."""

from anlan.risk.register.draft import Draft, Measure, Source
from anlan.risk.register.grading import Grading, grading
from anlan.risk.register.kinds import Kinds, kinds

__all__ = ["Draft", "Grading", "Kinds", "Measure", "Source", "grading", "kinds"]
