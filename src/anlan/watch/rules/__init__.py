"""Rules as data: read strictly, said in words."""

from anlan.watch.rules.forms import (
    AnyRule,
    Combine,
    Detected,
    Missing,
    Rate,
    Relation,
    Rolling,
    Threshold,
)
from anlan.watch.rules.kinds import Kind, kinds
from anlan.watch.rules.read import Rules, every, read, shipped
from anlan.watch.rules.rule import Of, Rule, Sensed, Valued

__all__ = [
    "AnyRule",
    "Combine",
    "Detected",
    "Kind",
    "Missing",
    "Of",
    "Rate",
    "Relation",
    "Rolling",
    "Rule",
    "Rules",
    "Sensed",
    "Threshold",
    "Valued",
    "every",
    "kinds",
    "read",
    "shipped",
]
