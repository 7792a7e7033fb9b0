"""What ISA-18.2 asks to be decided of each alarm, of the rules that are on in a city."""

from sqlalchemy.orm import Session

from anlan.watch.alarms.settings import PRIORITIES
from anlan.watch.alarms.site import Site
from anlan.watch.live.plans import switched_on
from anlan.watch.rules import AnyRule


def rational(session: Session, city: str) -> tuple[Site, list[AnyRule]]:
    """Return a city's site, and its rules that make claims, the highest priority first."""
    found, claiming = switched_on(session, city)
    rules = [each for each in found.rules if each.id in claiming and not each.silent]
    order = sorted(rules, key=lambda each: (-PRIORITIES.index(each.priority), each.id))
    return Site(city, found), order
