"""Which colours and priorities are worse than others."""

from anlan.model.colour import COLOURS, Colour
from anlan.watch.alarms.settings import PRIORITIES
from anlan.watch.rules.rule import Priority

Rank = tuple[int, int]
"""How bad an alarm is: its priority, then its colour."""


def worse(one: Colour, other: Colour) -> bool:
    """Return whether a colour is worse than another."""
    return COLOURS.index(one) > COLOURS.index(other)


def reaches(one: Colour, least: Colour) -> bool:
    """Return whether a colour is at least as bad as another."""
    return not worse(least, one)


def rank(priority: Priority, colour: Colour) -> Rank:
    """Return how bad an alarm of a priority and a colour is."""
    return PRIORITIES.index(priority), COLOURS.index(colour)
