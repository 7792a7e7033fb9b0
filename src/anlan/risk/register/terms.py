"""By when a risk point of a colour is reviewed and patrolled; ``risk/data/register.toml``."""

from datetime import date, datetime, timedelta

import numpy as np

from anlan.model.colour import COLOURS
from anlan.risk.cycles.months import later
from anlan.risk.cycles.table import Span
from anlan.risk.register.kinds import kinds


def review_at(colour: int, at: datetime) -> datetime:
    """Return by when a point of a colour must be reviewed, so many months after ``at``."""
    months = kinds().control[COLOURS[colour]].review_months
    day = np.array([at.date()], "datetime64[D]")
    return datetime.combine(later(day, Span(months, "months"))[0].item(), at.timetz())


def patrol_due(colour: int, day: date) -> date:
    """Return by which day a point of a colour must be patrolled again, if it was on ``day``."""
    return day + timedelta(days=kinds().control[COLOURS[colour]].patrol_days)
