"""From changes of cells to the colour of what claims are about.

All changes of one moment count before anything is told of it, so that it doesn't matter in which
order readings of the same moment came in.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from anlan.watch.engine.arrays import Changes, Groups, Ints, Laws, Places, Small
from anlan.watch.engine.compiled import compiled
from anlan.watch.engine.groups import PARTS


class Told(NamedTuple):
    """Groups whose colour changed: the colour before and now, and which change of a cell did it."""

    group: Ints
    before: Small
    now: Small
    change: Ints


@compiled
def levels(laws: Laws, rule: Places, held: npt.NDArray[np.uint8]) -> Small:
    """Return the colour of each cell, 0 for none."""
    colour = np.zeros(len(held), np.int8)
    for cell in range(len(held)):
        if held[cell]:
            for level in range(laws.levels[rule[cell]]):
                if (held[cell] >> level) & 1:
                    colour[cell] = laws.colour[rule[cell], level]
    return colour


@compiled
def _count(groups: Groups, counts: Places, cell: int, before: int, now: int) -> None:
    """Count a cell under its new colour in each group it is of."""
    for each in range(groups.start[cell], groups.start[cell + 1]):
        group, part, least = groups.group[each], groups.part[each], groups.least[each]
        if part < 0:
            if before:
                counts[group, before - 1] -= 1
            if now:
                counts[group, now - 1] += 1
        elif (before >= least) != (now >= least):
            counts[group, part] += 1 if now >= least else -1


@compiled
def _colour(groups: Groups, counts: Places, group: int) -> int:
    if groups.need[group] == 0:
        for place in range(3, -1, -1):
            if counts[group, place] > 0:
                return place + 1
        return 0
    holding = 0
    for part in range(PARTS):
        needed = groups.sensors[groups.rule[group], part]
        if needed and counts[group, part] >= needed:
            holding += 1
    return groups.colour[group] if holding >= groups.need[group] else 0


@compiled
def recount(groups: Groups, colour: Small) -> tuple[Places, Small]:
    """Return how many cells of each colour or part every group has, and the group's colour."""
    counts = np.zeros((len(groups.rule), PARTS), np.int32)
    for cell in range(len(colour)):
        if colour[cell]:
            _count(groups, counts, cell, 0, colour[cell])
    now = np.zeros(len(groups.rule), np.int8)
    for group in range(len(now)):
        now[group] = _colour(groups, counts, group)
    return counts, now


@compiled
def tell(
    laws: Laws, groups: Groups, rule: Places, changes: Changes, colour: Small, counts: Places,
    shown: Small, cause: Ints,
) -> Told:  # fmt: skip
    """Go through changes in the order of their moments; what is known of cells and groups moves.

    Of the changes of one moment in one group, the one to the worst colour is told as the cause,
    then the one of the first cell.
    """
    many = 0
    for each in range(len(changes.at)):
        cell = changes.cell[each]
        many += groups.start[cell + 1] - groups.start[cell]
    told = Told(
        np.empty(many, np.int64), np.empty(many, np.int8), np.empty(many, np.int8),
        np.empty(many, np.int64),
    )  # fmt: skip
    begin, count = 0, 0
    while begin < len(changes.at):
        end = begin
        while end < len(changes.at) and changes.at[end] == changes.at[begin]:
            cell, level = changes.cell[end], changes.level[end]
            now = laws.colour[rule[cell], level - 1] if level else 0
            _count(groups, counts, cell, colour[cell], now)
            colour[cell] = now
            for each in range(groups.start[cell], groups.start[cell + 1]):
                group = groups.group[each]
                other = cause[group]
                if other < 0 or now > colour[changes.cell[other]]:
                    cause[group] = end
            end += 1
        for place in range(begin, end):
            cell = changes.cell[place]
            for each in range(groups.start[cell], groups.start[cell + 1]):
                group = groups.group[each]
                now = _colour(groups, counts, group)
                if now != shown[group]:
                    told.group[count], told.change[count] = group, cause[group]
                    told.before[count], told.now[count] = shown[group], now
                    shown[group] = now
                    count += 1
        for place in range(begin, end):
            cell = changes.cell[place]
            for each in range(groups.start[cell], groups.start[cell + 1]):
                cause[groups.group[each]] = -1
        begin = end
    return Told(told.group[:count], told.before[:count], told.now[:count], told.change[:count])
