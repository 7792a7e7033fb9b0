"""Choose: which stops a shift visits, in which order, and which of them chance decides.

Pure optimisation: arrays in, arrays out. Nothing here reads a file of a city or asks a clock for
anything but to stop in time. Theory: ``docs/theory/routes.md``.
"""

from anlan.plan.day import plan_day
from anlan.plan.dayplan import DayPlan
from anlan.plan.draw import draw_visits
from anlan.plan.export import StopDetail, to_csv, to_gpx, to_record
from anlan.plan.premises import Premises
from anlan.plan.routes import solve_routes
from anlan.plan.sheet import to_sheet

__all__ = [
    "DayPlan",
    "Premises",
    "StopDetail",
    "draw_visits",
    "plan_day",
    "solve_routes",
    "to_csv",
    "to_gpx",
    "to_record",
    "to_sheet",
]
