"""From one plan to another while readings come in: what is remembered goes over, array by array.

The outcome is that of ``load(new, save(old, state))``. What takes long and depends on the plans
alone is worked out before, so that evaluation rests only while arrays are copied.
"""

from dataclasses import dataclass

import numpy as np

from anlan.watch.engine.arrays import Ints, Moving
from anlan.watch.engine.plan import Plan
from anlan.watch.engine.scores import put_scored, scored_tables
from anlan.watch.engine.state import State, begin, cells_of, copy_rings, names_of
from anlan.watch.engine.tally import levels, recount


@dataclass(frozen=True)
class Carrying:
    """What is known before a state is carried over; it can be used once.

    Attributes:
        cells: the place in the new plan of each cell of the old one, -1 for none.
        streams: likewise of each datastream.
        state: what the new plan begins with.
    """

    old: Plan
    new: Plan
    cells: Ints
    streams: Ints
    state: State


def carrying(old: Plan, new: Plan) -> Carrying:
    """Work out where what is remembered for a plan goes in another."""
    rule, stream = old.cells.rule.astype(np.int64), old.streams.ids[old.cells.stream]
    cells = cells_of(new, names_of(old), rule, stream)
    return Carrying(old, new, cells, new.streams.places(old.streams.ids), begin(new))


def carry(by: Carrying, before: State) -> State:
    """Return the state for the new plan; the one before is used up."""
    after, new = by.state, by.new
    _moving(by, before.moving, after.moving)
    put_scored(new, after.scored, scored_tables(by.old, before.scored), by.cells)
    place, at, value = before.waiting
    place = by.streams[place]
    ours = place >= 0
    after.waiting = (place[ours], at[ours], value[ours])
    after.watermark, after.tallies = before.watermark, before.tallies
    after.colour = levels(new.laws, new.cells.rule, after.moving.held)
    after.counts, after.shown = recount(new.groups, after.colour)
    return after


def _moving(by: Carrying, before: Moving, after: Moving) -> None:
    old, new = by.old.cells, by.new.cells
    here = np.flatnonzero(by.cells >= 0)
    there = by.cells[here]
    after.held[there] = before.held[here]
    after.on[there], after.off[there] = before.on[here], before.off[here]
    often = old.bits[here] >= 0
    after.bits[new.bits[there[often]]] = before.bits[old.bits[here[often]]]
    past = old.ring[here] >= 0
    source, target = old.ring[here[past]], new.ring[there[past]]
    after.filled[target], after.sums[target] = before.filled[source], before.sums[source]
    after.counts[target] = before.counts[source]
    slots = old.ring_at[source + 1] - old.ring_at[source]
    copy_rings(before.ring, old.ring_at[source], after.ring, new.ring_at[target], slots)
    ours = np.flatnonzero(by.streams >= 0)
    after.seen[by.streams[ours]] = before.seen[ours]
