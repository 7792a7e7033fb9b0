"""Where readings come in: checked, flagged, made durable together, and only then acknowledged."""

from anlan.watch.intake.arrow import from_arrow
from anlan.watch.intake.bodies import from_json
from anlan.watch.intake.intake import BusyError, Intake
from anlan.watch.intake.refusals import refused
from anlan.watch.intake.rows import (
    ANY_CLIENT,
    REASONS,
    By,
    Parts,
    Receipt,
    Rows,
    rows,
    unreadable,
)
from anlan.watch.intake.settings import settings

__all__ = [
    "ANY_CLIENT",
    "REASONS",
    "BusyError",
    "By",
    "Intake",
    "Parts",
    "Receipt",
    "Rows",
    "from_arrow",
    "from_json",
    "refused",
    "rows",
    "settings",
    "unreadable",
]
