"""Rules as the arrays that kernels read."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from anlan.model.colour import COLOURS
from anlan.watch.engine import arrays
from anlan.watch.engine.arrays import LEVELS, Laws
from anlan.watch.rules import (
    Detected,
    Missing,
    Rate,
    Relation,
    Rolling,
    Sensed,
    Threshold,
    Valued,
    kinds,
)

FORMS = {
    Threshold: arrays.THRESHOLD,
    Rate: arrays.RATE,
    Rolling: arrays.ROLLING,
    Relation: arrays.RELATION,
    Missing: arrays.MISSING,
    Detected: arrays.DETECTED,
}
SENSES = {"above": arrays.ABOVE, "below": arrays.BELOW, "either": arrays.EITHER}
PIECES = 12
"""Into how many pieces the past of a rate is cut: it keeps the first reading of each."""
ALWAYS = -1


def laws(rules: Sequence[Sensed]) -> Laws:
    """Return what rules say."""
    many = len(rules)
    small = {name: np.zeros(many, np.int8) for name in ("form", "sense", "levels", "mean", "ratio")}
    long = {
        name: np.zeros(many, np.int64)
        for name in (
            "lasting", "clear_after", "need", "of", "step", "slots", "least", "over", "per",
            "within",
        )
    }  # fmt: skip
    hours, months = np.full(many, ALWAYS, np.int64), np.full(many, ALWAYS, np.int64)
    scale = np.array([_scale(rule) for rule in rules], np.float64)
    windows = np.zeros((many, LEVELS), np.int64)
    colour = np.zeros((many, LEVELS), np.int8)
    for place, rule in enumerate(rules):
        small["form"][place] = FORMS[type(rule)]
        for name, figure in _figures(rule).items():
            (small if name in small else long)[name][place] = figure
        levels = rule.levels if isinstance(rule, Valued | Missing) else ()
        colour[place, : len(levels)] = [COLOURS.index(each.colour) + 1 for each in levels]
        small["levels"][place] = len(levels)
        if isinstance(rule, Rolling):
            windows[place, : len(levels)] = [each.window // rule.step for each in rule.levels]
            long["slots"][place] = windows[place].max()
        if isinstance(rule, Valued):
            hours[place], months[place] = _hours(rule.hours), _months(rule.months)
    named: dict[str, Any] = {**small, **long}
    return Laws(**named, scale=scale, windows=windows, colour=colour, hours=hours, months=months)


def _figures(rule: Sensed) -> dict[str, int]:
    """Return the plain figures of a rule."""
    found: dict[str, int] = {}
    if isinstance(rule, Valued):
        found |= {"sense": SENSES[rule.sense]}
        found |= {"lasting": rule.lasting, "clear_after": rule.clear_after}
        if rule.readings:
            found |= {"need": rule.readings.least, "of": rule.readings.of}
    if isinstance(rule, Rolling):
        found |= {"step": rule.step, "mean": int(rule.measure == "mean"), "least": rule.least}
    if isinstance(rule, Rate):
        step = max(rule.over // PIECES, 1)
        found |= {"over": rule.over, "per": rule.per, "step": step, "slots": rule.over // step + 2}
    if isinstance(rule, Relation):
        found |= {"within": rule.within, "ratio": int(rule.measure == "ratio")}
    return found


def _scale(rule: Sensed) -> float:
    """Return the finest decimal parts in which a million of the largest readings add up."""
    kind = kinds()[rule.kind]
    return float(10 ** math.floor(math.log10(2**62 / 1e6 / max(abs(kind.least), abs(kind.most)))))


def _hours(given: tuple[int, int] | None) -> int:
    if given is None:
        return ALWAYS
    first, last = given
    some = range(first, last) if first < last else [*range(first, 24), *range(last)]
    return sum(1 << hour for hour in some)


def _months(given: Sequence[int]) -> int:
    return sum(1 << month for month in set(given)) if given else ALWAYS
