"""The limits that the readings of a datastream are held against, to draw beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anlan.model.colour import Colour
from anlan.watch.rules import Rule, Rules
from anlan.watch.rules.forms import Threshold
from anlan.watch.rules.rule import Level, Of


@dataclass(frozen=True)
class Limits:
    """From which reading on a rule shows which colour, from the lowest to the worst."""

    rule: Threshold
    levels: tuple[tuple[Colour, float], ...]


def limits_of(
    rules: Rules,
    claiming: Sequence[str],
    kind: str,
    class_: str,
    figures: Mapping[str, float],
) -> list[Limits]:
    """Return the limits of a datastream by the rules that are on.

    Only rules on the reading itself have any: a rate or a sum can't be seen on the same axis.

    Args:
        rules: with those that only others combine.
        claiming: the names of those that are on.
        kind: what the datastream measures.
        class_: its class, which some rules ask for.
        figures: its own, to which limits may refer; a limit that refers to none it has is left out.
    """
    found = []
    for rule in rules.rules:
        if rule.id in claiming and isinstance(rule, Threshold) and fits(rule, kind, class_):
            told = [(each.colour, _limit(each, figures)) for each in rule.levels]
            levels = tuple((colour, limit) for colour, limit in told if limit is not None)
            if levels:
                found.append(Limits(rule, levels))
    return found


def fits(rule: Rule, kind: str, class_: str) -> bool:
    """Return whether a rule on readings is about a kind and class."""
    return (
        isinstance(rule, Threshold) and rule.kind == kind and class_ in (rule.classes or (class_,))
    )


def _limit(level: Level, figures: Mapping[str, float]) -> float | None:
    if not isinstance(level.limit, Of):
        return level.limit
    figure = figures.get(level.limit.of)
    return None if figure is None else level.limit.share * figure + level.limit.plus
