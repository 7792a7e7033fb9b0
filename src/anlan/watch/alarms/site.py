"""Whose alarms they are, by which rules, and how they are handled."""

from dataclasses import dataclass, field

from anlan.watch.alarms.settings import (
    Damping,
    Inhibition,
    Ladder,
    Opening,
    damping,
    inhibitions,
    ladder,
    openings,
)
from anlan.watch.rules import Rules

NO_RULES = Rules(zone="UTC", rules=())


@dataclass(frozen=True)
class Site:
    """A city's alarms.

    Attributes:
        city: the city.
        rules: those that make claims there; whoever only handles alarms needs none.
        ladder: how alarms climb; the other fields as their files in ``watch/data`` say.
    """

    city: str
    rules: Rules = NO_RULES
    ladder: Ladder = field(default_factory=ladder)
    damping: Damping = field(default_factory=damping)
    inhibitions: tuple[Inhibition, ...] = field(default_factory=inhibitions)
    openings: tuple[Opening, ...] = field(default_factory=openings)

    def subject(self, number: int) -> str:
        """Return what the ledger calls an alarm."""
        return f"alarm:{self.city}/{number}"

    def group(self, number: int) -> str:
        """Return what the ledger calls a group of alarms."""
        return f"alarm_group:{self.city}/{number}"
