"""What the engine remembers between batches, and how it is kept.

Kept states are Arrow tables of cells named by what their rule says and by their datastream, so that
a state can be laid over another plan: rules and datastreams that are gone are left out, new ones
begin, and the states of several parts can be put together or apart.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from anlan.watch.batch import NEVER
from anlan.watch.engine.arrays import LEVELS, NONE, RATE, Floats, Ints, Moving, Places, Small
from anlan.watch.engine.compiled import compiled
from anlan.watch.engine.plan import Plan
from anlan.watch.engine.scores import Scored, put_scored, scored_tables, unscored
from anlan.watch.engine.tally import levels, recount

_NAME = b"table"
_PIECE_ROWS = 65_536
TALLIES = ("readings", "unknown", "unusable", "late", "behind", "repeated", "evaluations")


@dataclass
class State:
    """What is remembered for a plan.

    ``evaluate`` goes on in the state it is given and hands it back: to be able to go back, keep
    ``save`` of it.

    Attributes:
        moving: what kernels remember.
        waiting: readings not yet before the watermark, in the order they came in: place of the
            datastream, time, value.
        watermark: the moment before which all is evaluated.
        scored: of each rule that has a detector, by its place, the detector's state with a row for
            each of its cells.
        tallies: readings in all, of no datastream of ours, unusable, behind the watermark and taken
            all the same, behind what their datastream had told, there already; and evaluations
            made.
        colour: of each cell, 0 for none, else 1 to 4. Like the two below it follows from what
            moves, so it isn't kept.
        counts: int32[groups, 8], how many cells of each colour, or of each part, a group has.
        shown: the colour of each group.
        cause: scratch of ``tell``: -1 for each group.
        next_silence: until the watermark has passed it no silence has anything to tell. Where it
            isn't known, it has passed.
    """

    moving: Moving
    waiting: tuple[Ints, Ints, Floats]
    watermark: int
    scored: Scored
    tallies: dict[str, int]
    colour: Small
    counts: Places
    shown: Small
    cause: Ints
    next_silence: int = NEVER


def begin(plan: Plan) -> State:
    """Return the state before the first batch."""
    cells, streams = plan.cells, len(plan.streams)
    many, kept = len(cells.rule), int((cells.ring >= 0).sum())
    on = np.full((many, LEVELS), NONE, np.int64)
    on[plan.silent, 0] = plan.streams.expected_from[cells.stream[plan.silent]]
    ring = np.zeros((plan.ring_slots, 2), np.int64)
    ring[np.repeat(plan.laws.form[cells.rule], plan.laws.slots[cells.rule]) == RATE] = NONE
    moving = Moving(
        seen=np.full(streams, NEVER, np.int64),
        held=np.zeros(many, np.uint8),
        on=on,
        off=np.full((many, LEVELS), NONE, np.int64),
        bits=np.zeros((int((cells.bits >= 0).sum()), LEVELS, 2), np.uint64),
        filled=np.full(kept, NONE, np.int64),
        sums=np.zeros((kept, LEVELS), np.int64),
        counts=np.zeros((kept, LEVELS), np.int64),
        ring=ring,
    )
    empty = np.empty(0, np.int64)
    colour = levels(plan.laws, cells.rule, moving.held)
    tallies = dict.fromkeys(TALLIES, 0)
    waiting = (empty, empty, np.empty(0))
    counts, shown = recount(plan.groups, colour)
    cause = np.full(len(shown), -1, np.int64)
    return State(moving, waiting, NEVER, unscored(plan), tallies, colour, counts, shown, cause)


def save(plan: Plan, state: State) -> bytes:
    """Return a state as bytes; see ``write``."""
    sink = pa.BufferOutputStream()
    write(plan, state, sink)
    return bytes(sink.getvalue().to_pybytes())


def write(plan: Plan, state: State, sink: pa.NativeFile) -> None:
    """Write a state: the tables of its parts, an Arrow stream each, one behind the other.

    A piece at a time and compressed: the state of a large city is never there a second time, and
    writing it doesn't keep the disk from whoever makes readings durable.
    """
    tables = {
        "cells": _cells(plan, state.moving),
        "bits": _bits(plan, state.moving),
        "past": _past(plan, state.moving),
        "waiting": pa.table(
            {
                "stream": plan.streams.ids[state.waiting[0]],
                "at": state.waiting[1],
                "value": state.waiting[2],
            }
        ),
        "seen": _seen(plan, state.moving),
        "tallies": pa.table({name: [state.tallies[name]] for name in TALLIES}),
        "watermark": pa.table({"at": [state.watermark]}),
        **scored_tables(plan, state.scored),
    }
    for name, table in tables.items():
        named = table.replace_schema_metadata({_NAME: name})
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_stream(sink, named.schema, options=options) as writer:
            writer.write_table(named, max_chunksize=_PIECE_ROWS)


def load(plan: Plan, *kept: bytes | pa.Buffer) -> State:
    """Lay kept states over a plan: one, or those of several parts.

    Parts are to have come to the same watermark.
    """
    state = begin(plan)
    for each in kept:
        tables = _tables(each)
        place = _put_cells(plan, state.moving, tables["cells"])
        _put_bits(plan, state.moving, tables["bits"], place)
        _put_past(plan, state.moving, tables["past"], place)
        put_scored(plan, state.scored, tables, place)
        _put_seen(plan, state.moving, tables["seen"])
        place = plan.streams.places(tables["waiting"]["stream"].to_numpy())
        ours = place >= 0
        more = (
            place[ours],
            tables["waiting"]["at"].to_numpy()[ours],
            tables["waiting"]["value"].to_numpy()[ours],
        )
        state.waiting = (
            np.concatenate([state.waiting[0], more[0]]),
            np.concatenate([state.waiting[1], more[1]]),
            np.concatenate([state.waiting[2], more[2]]),
        )
        state.watermark = max(state.watermark, tables["watermark"]["at"][0].as_py())
        for name in TALLIES:
            state.tallies[name] += tables["tallies"][name][0].as_py()
    state.colour = levels(plan.laws, plan.cells.rule, state.moving.held)
    state.counts, state.shown = recount(plan.groups, state.colour)
    return state


def names_of(plan: Plan) -> pa.Array:
    """Return what tells each sensed rule from any other."""
    return pa.array([plan.rules.fingerprint(rule) for rule in plan.sensed], pa.string())


def _cells(plan: Plan, moving: Moving) -> pa.Table:
    cells = plan.cells
    return pa.table(
        {
            "rule": pa.DictionaryArray.from_arrays(pa.array(cells.rule), names_of(plan)),
            "stream": plan.streams.ids[cells.stream],
            "held": moving.held,
            "on": _fixed(moving.on),
            "off": _fixed(moving.off),
        }
    )


def _bits(plan: Plan, moving: Moving) -> pa.Table:
    """Return the last readings of the cells that keep them, each named by its place in cells."""
    cell = np.flatnonzero(plan.cells.bits >= 0)
    return pa.table({"cell": cell, "bits": _fixed(moving.bits.reshape(-1, 2 * LEVELS))})


def _past(plan: Plan, moving: Moving) -> pa.Table:
    """Return the past of the cells that keep one, each named by its place in cells."""
    offsets = pa.array(2 * plan.cells.ring_at)
    return pa.table(
        {
            "cell": np.flatnonzero(plan.cells.ring >= 0),
            "filled": moving.filled,
            "sums": _fixed(moving.sums),
            "counts": _fixed(moving.counts),
            "ring": pa.LargeListArray.from_arrays(offsets, pa.array(moving.ring.ravel())),
        }
    )


def _seen(plan: Plan, moving: Moving) -> pa.Table:
    """Return when each datastream that was read spoke last."""
    spoke = moving.seen != NEVER
    return pa.table({"stream": plan.streams.ids[spoke], "at": moving.seen[spoke]})


def _put_seen(plan: Plan, moving: Moving, table: pa.Table) -> None:
    place = plan.streams.places(table["stream"].to_numpy())
    ours = place >= 0
    moving.seen[place[ours]] = table["at"].to_numpy()[ours]


def _fixed(given: npt.NDArray[Any]) -> pa.FixedSizeListArray:
    return pa.FixedSizeListArray.from_arrays(pa.array(given.ravel()), given.shape[1])


def cells_of(plan: Plan, names: pa.Array, rule: Ints, stream: Ints) -> Ints:
    """Return the places that cells have in the plan, -1 for none.

    Args:
        plan: it.
        names: what tells each rule from any other, see ``names_of``.
        rule: of each cell the place of its rule among the names.
        stream: of each cell the number of its datastream.
    """
    law = pc.fill_null(pc.index_in(names, value_set=names_of(plan)), -1).to_numpy()
    law = law.astype(np.int64)[rule]
    place = plan.streams.places(stream)
    many, wanted = max(len(plan.sensed), 1), len(plan.cells.rule)
    ours = plan.cells.stream.astype(np.int64) * many + plan.cells.rule
    theirs = np.where((law >= 0) & (place >= 0), place * many + law, -1)
    if not wanted:
        return np.full(len(theirs), -1)
    cell = np.minimum(np.searchsorted(ours, theirs), wanted - 1)
    return np.where(ours[cell] == theirs, cell, -1)


def _put_cells(plan: Plan, moving: Moving, table: pa.Table) -> Ints:
    """Put kept cells in the places they have in the plan, and return these; -1 for none."""
    rule = table["rule"].combine_chunks()
    cell = cells_of(plan, rule.dictionary, rule.indices.to_numpy(), table["stream"].to_numpy())
    here = cell >= 0
    mine = cell[here]
    moving.held[mine] = table["held"].to_numpy()[here]
    moving.on[mine], moving.off[mine] = _wide(table["on"])[here], _wide(table["off"])[here]
    return cell


def _put_bits(plan: Plan, moving: Moving, table: pa.Table, place: Ints) -> None:
    cell = place[table["cell"].to_numpy()]
    here = cell >= 0
    bits = _wide(table["bits"])[here].reshape(-1, LEVELS, 2)
    moving.bits[plan.cells.bits[cell[here]]] = bits


def _put_past(plan: Plan, moving: Moving, table: pa.Table, place: Ints) -> None:
    cell = place[table["cell"].to_numpy()]
    here = cell >= 0
    row = plan.cells.ring[cell[here]]
    moving.filled[row] = table["filled"].to_numpy()[here]
    moving.sums[row], moving.counts[row] = (
        _wide(table["sums"])[here],
        _wide(table["counts"])[here],
    )
    kept = table["ring"].combine_chunks()
    begins = np.asarray(kept.offsets.to_numpy(), np.int64)[:-1][here] // 2
    copy_rings(
        np.asarray(kept.values.to_numpy()).reshape(-1, 2), begins, moving.ring,
        plan.cells.ring_at[row], plan.cells.ring_at[row + 1] - plan.cells.ring_at[row],
    )  # fmt: skip


@compiled
def copy_rings(source: Ints, begins: Ints, target: Ints, at: Ints, slots: Ints) -> None:
    """Copy rings of the past; a cell of the same rule keeps as much of it everywhere."""
    for each in range(len(begins)):
        for slot in range(slots[each]):
            target[at[each] + slot, 0] = source[begins[each] + slot, 0]
            target[at[each] + slot, 1] = source[begins[each] + slot, 1]


def _wide(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    whole = column.combine_chunks()
    return np.asarray(whole.flatten().to_numpy()).reshape(len(whole), whole.type.list_size)


def _tables(kept: bytes | pa.Buffer) -> dict[str, pa.Table]:
    found = {}
    source = pa.BufferReader(kept)
    while source.tell() < source.size():
        with pa.ipc.open_stream(source) as reader:
            found[reader.schema.metadata[_NAME].decode()] = reader.read_all()
    return found
