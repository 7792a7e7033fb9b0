"""What a risk point is now: its residual value, moved by the facts of the day."""

from anlan.risk.living.areas import Areas, Ground, area_rules, areas, tally
from anlan.risk.living.modifiers import Modifier, Rules, read, rules
from anlan.risk.living.now import OPEN, Facts, Living, Points, living

__all__ = [
    "OPEN",
    "Areas",
    "Facts",
    "Ground",
    "Living",
    "Modifier",
    "Points",
    "Rules",
    "area_rules",
    "areas",
    "living",
    "read",
    "rules",
    "tally",
]
