"""Clocks that know working hours, holidays, make-up working days and approved pauses.

Pure: nothing here knows a case, a store or the time it is now. ``docs/theory/clocks.md`` argues how
each unit counts.
"""

from anlan.cases.clock.bulk import due_many, near_many
from anlan.cases.clock.calendar import Calendar
from anlan.cases.clock.counter import Pause
from anlan.cases.clock.deadline import Deadline, deadline
from anlan.cases.clock.declared import calendars
from anlan.cases.clock.limit import Limit

__all__ = [
    "Calendar",
    "Deadline",
    "Limit",
    "Pause",
    "calendars",
    "deadline",
    "due_many",
    "near_many",
]
