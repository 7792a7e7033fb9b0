"""Which alerts of other authorities raise what: the rules of a city's pack."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anlan.model.alerts import AlertRule
from anlan.store.alerts import AlertInbound

START = "alert "
"""What the keys of notices that alerts raise begin with."""


@dataclass(frozen=True)
class Raised:
    """A notice that an alert raises, by a rule."""

    key: str
    row: AlertInbound
    rule: AlertRule


def raised(rules: Iterable[AlertRule], running: Iterable[AlertInbound]) -> Iterator[Raised]:
    """Yield what alerts in force raise: one notice for each alert and modifier."""
    told = tuple(rules)
    for row in running:
        modifiers = set()
        for rule in told:
            if rule.modifier not in modifiers and row.places and matches(rule, row):
                modifiers.add(rule.modifier)
                yield Raised(f"{START}{row.id} {rule.modifier}", row, rule)


def matches(rule: AlertRule, row: AlertInbound) -> bool:
    """Return whether a rule is about an alert."""
    words = [each.casefold() for each in rule.events]
    texts = " ".join([row.event, *row.headlines.values()]).casefold()
    return (
        (not rule.feeds or row.feed in rule.feeds)
        and (not words or any(each in texts for each in words))
        and (not rule.severities or row.severity in rule.severities)
    )
