"""The value and colour of risk points at a moment, by the facts known of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.model.colour import COLOURS
from anlan.risk.living.modifiers import Rules, rules
from anlan.risk.schemes import Scheme, of_values

OPEN = np.iinfo(np.int64).max
"""The end of a fact that still holds."""
_DAY = 86_400
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Points:
    """n risk points.

    Attributes:
        value: float64[n], the residual value under the point's scheme; no unit.
        scheme: int16[n], the place of its scheme in the list given beside.
        floor: int8[n], the place in ``COLOURS`` of the lowest colour it may have, by rules that
            hold regardless of the score.
    """

    value: Floats
    scheme: npt.NDArray[np.int16]
    floor: Bytes


@dataclass(frozen=True)
class Facts:
    """m facts of risk points.

    Attributes:
        point: int64[m], the place of the point.
        modifier: int16[m], the place of the modifier in ``Rules.modifiers``.
        began, ended: int64[m], seconds since 1970 UTC; ``OPEN`` while it holds.
    """

    point: Ints
    modifier: npt.NDArray[np.int16]
    began: Ints
    ended: Ints


@dataclass(frozen=True)
class Living:
    """What n risk points are at a moment.

    Attributes:
        value: float64[n], the residual value times the factor.
        factor: float64[n], what all facts together multiply it by, within the bounds.
        colour: int8[n], the place in ``COLOURS``.
        floored: bool[n], whether a floor raised the colour above that of the value.
        strength: float64[m], how much of its factor each fact has; see ``strength``.
    """

    value: Floats
    factor: Floats
    colour: Bytes
    floored: npt.NDArray[np.bool_]
    strength: Floats


def strength(facts: Facts, at: int, by: Rules) -> Floats:
    r"""Return how much of its factor each fact has at a moment: 1 while it holds, then less.

    With :math:`e` the end and :math:`h` the half-life, :math:`a(t) = 2^{-(t - e)/h}` after the end,
    0 before the beginning and, where :math:`h = 0`, after the end.

    Args:
        facts: m of them.
        at: seconds since 1970 UTC.
        by: the modifiers.
    """
    half_life = np.array([each.half_life_days * _DAY for each in by.modifiers])[facts.modifier]
    since = np.where(facts.ended == OPEN, 0, at - facts.ended).astype(np.float64)
    halved = np.divide(since, half_life, out=np.full(len(since), np.inf), where=half_life > 0)
    faded = np.where(since > 0, np.exp2(-halved), 1.0)
    # A fact that ends the moment it is asked for holds no more.
    over = (facts.ended != OPEN) & (since == 0) & (half_life == 0)
    return np.where((facts.began <= at) & ~over, faded, 0.0)


def living(
    schemes: Sequence[Scheme], points: Points, facts: Facts, at: int, by: Rules | None = None
) -> Living:
    r"""Return value and colour of each point at a moment.

    With :math:`v_i` the residual value of point i, :math:`k_m` the factor of modifier m and
    :math:`a_{im}(t)` the greatest strength among the facts of m at i,

    .. math:: v_i(t) = v_i \cdot \mathrm{clip}\Bigl(\prod_m k_m^{a_{im}(t)},\ c_-,\ c_+\Bigr).

    The colour is that of the band that :math:`v_i(t)` reaches, and at least the point's floor and
    that of each modifier of which a fact holds. Factors, half-lives and bounds are declared in
    ``risk/data/modifiers.toml``; none is fitted, so that each can be told and audited.

    Args:
        schemes: the schemes that ``points.scheme`` counts through.
        points: n of them.
        facts: m of them.
        at: seconds since 1970 UTC.
        by: the modifiers; those that ship with Anlan unless given.

    >>> from anlan.risk.schemes import shipped
    >>> one = Points(np.array([60.0]), np.zeros(1, np.int16), np.zeros(1, np.int8))
    >>> hazard = np.array([rules().places["hazard_general"]], np.int16)
    >>> told = Facts(np.zeros(1, np.int64), hazard, np.array([0]), np.array([10 * 86_400]))
    >>> for day in (5, 10, 24, 200):
    ...     found = living([shipped()["lec"]], one, told, day * 86_400)
    ...     print(day, round(found.value[0], 1), COLOURS[found.colour[0]])
    5 90.0 yellow
    10 90.0 yellow
    24 73.5 yellow
    200 60.0 blue

    A blue point of 60 with an open general hazard counts as 90, yellow. Closed on day 10, the
    hazard still weighs half of that after two weeks, and in the end nothing.
    """
    by = by or rules()
    many, kinds = len(points.value), len(by.modifiers)
    now = strength(facts, at, by)
    greatest = np.zeros(many * kinds, np.float64)
    np.maximum.at(greatest, facts.point * kinds + facts.modifier, now)
    logs = np.log([each.factor for each in by.modifiers])
    factor = np.exp(greatest.reshape(many, kinds) @ logs)
    factor = np.clip(factor, by.bounds.least, by.bounds.most)
    value = points.value * factor
    colour = _colours(schemes, points.scheme, value)
    floor = points.floor.copy()
    floors = np.array([COLOURS.index(each.floor or "blue") for each in by.modifiers], np.int8)
    holding = (facts.began <= at) & (facts.ended > at)
    np.maximum.at(floor, facts.point[holding], floors[facts.modifier[holding]])
    return Living(value, factor, np.maximum(colour, floor), floor > colour, now)


def _colours(schemes: Sequence[Scheme], scheme: npt.NDArray[np.int16], value: Floats) -> Bytes:
    colour = np.zeros(len(value), np.int8)
    for place, each in enumerate(schemes):
        rows = scheme == place
        if rows.any():
            colour[rows] = of_values(each, value[rows]).colours
    return colour
