"""The life of an alarm as pure functions, and the alarms of a city in the database."""

from anlan.watch.alarms.apply import Applied, apply
from anlan.watch.alarms.handle import Handling, handle
from anlan.watch.alarms.life import Act, Alarm, allowed, claim, open_by, step
from anlan.watch.alarms.site import Site

__all__ = [
    "Act",
    "Alarm",
    "Applied",
    "Handling",
    "Site",
    "allowed",
    "apply",
    "claim",
    "handle",
    "open_by",
    "step",
]
