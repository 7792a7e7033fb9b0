"""What claims are about: every rule at every object, every combination at every object or area."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.model.colour import COLOURS
from anlan.watch.engine.arrays import Cells, Groups, Ints, Places
from anlan.watch.rules import Combine, Rules, Sensed

PARTS = 8


@dataclass(frozen=True)
class _Members:
    """Cells of groups to be, each named by its rule, its subject and the part they are of."""

    rule: int
    subject: Places
    cell: Ints
    part: int
    least: int


def groups(
    rules: Rules, sensed: Sequence[Sensed], cells: Cells, objects: Places, areas: Places
) -> Groups:
    """Return all groups.

    Args:
        rules: all of them.
        sensed: those that have cells, in the order in which cells name them.
        cells: rules at datastreams.
        objects, areas: of each datastream, the place of its object and its area; -1 for none.
    """
    of_rule = {rule.id: np.flatnonzero(cells.rule == place) for place, rule in enumerate(sensed)}
    found = [
        _Members(rules.places[rule.id], objects[cells.stream[mine]], mine, -1, 1)
        for rule in sensed
        if not rule.silent and len(mine := of_rule[rule.id])
    ]
    for rule in rules.rules:
        if isinstance(rule, Combine) and not rule.silent:
            found += _combined(rules, rule, of_rule, cells, objects, areas)
    return _laid_out(rules, found, len(cells.rule))


def _combined(
    rules: Rules, rule: Combine, of_rule: dict[str, Ints], cells: Cells, objects: Places,
    areas: Places,
) -> list[_Members]:  # fmt: skip
    where = objects if rule.across == "object" else areas
    found = []
    for place, part in enumerate(rule.parts):
        mine = of_rule[part.rule]
        subject = where[cells.stream[mine]]
        known = subject >= 0
        least = COLOURS.index(part.colour) + 1
        found.append(_Members(rules.places[rule.id], subject[known], mine[known], place, least))
    return found


def _laid_out(rules: Rules, found: Sequence[_Members], many: int) -> Groups:
    wide = 1 + max((int(each.subject.max(initial=0)) for each in found), default=0)
    names = np.concatenate(
        [
            np.empty(0, np.int64),
            *(each.rule * wide + each.subject.astype(np.int64) for each in found),
        ]
    )
    unique, group = np.unique(names, return_inverse=True)
    cell = _joined([each.cell for each in found])
    part = _joined([np.full(len(each.cell), each.part) for each in found])
    least = _joined([np.full(len(each.cell), each.least) for each in found])
    order = np.lexsort((group, cell))
    of_group = (unique // wide).astype(np.int32)
    need, colour = np.zeros(len(unique), np.int8), np.zeros(len(unique), np.int8)
    sensors = np.zeros((len(rules.rules), PARTS), np.int64)
    for place, rule in enumerate(rules.rules):
        if isinstance(rule, Combine):
            mine = of_group == place
            need[mine], colour[mine] = rule.least, COLOURS.index(rule.colour) + 1
            sensors[place, : len(rule.parts)] = [each.sensors for each in rule.parts]
    return Groups(
        start=np.searchsorted(cell[order], np.arange(many + 1)),
        group=group[order].astype(np.int32),
        part=part[order].astype(np.int8),
        least=least[order].astype(np.int8),
        rule=of_group,
        subject=(unique % wide).astype(np.int32),
        need=need,
        sensors=sensors,
        colour=colour,
    )


def _joined(parts: Sequence[npt.NDArray[np.int64]]) -> Ints:
    return np.concatenate([np.empty(0, np.int64), *parts])
