"""One batch through the engine."""

import numpy as np
import pyarrow as pa

from anlan.model.colour import COLOURS
from anlan.watch.batch import BAD, Batch
from anlan.watch.engine.arrays import (
    BELOW,
    LEVELS,
    MISSING,
    Changes,
    Rows,
    Small,
    changes,
)
from anlan.watch.engine.kernel import MOST, silences, walk
from anlan.watch.engine.local import hours_and_months
from anlan.watch.engine.plan import SECOND, Plan
from anlan.watch.engine.scores import scores
from anlan.watch.engine.state import State
from anlan.watch.engine.tally import Told, tell

CHANGES = ("raised", "updated", "cleared")
CLAIMS = pa.schema(
    [
        ("at", pa.int64()),
        ("rule", pa.string()),
        ("version", pa.int64()),
        ("object", pa.string()),
        ("change", pa.string()),
        ("colour", pa.string()),
        ("stream", pa.int64()),
        ("value", pa.float64()),
        ("limit", pa.float64()),
        ("since", pa.int64()),
    ]
)
"""A claim: from ``at`` (event time, microseconds) on a rule shows a colour at an object or area.

``stream`` is the datastream whose reading, or silence, brought the change; ``value`` is the figure
that was compared, ``limit`` the one of the level it is now at, ``since`` when that began. A claim
that clears has no colour and no limit; a combination has no limit.
"""
_NO_CLAIMS = pa.RecordBatch.from_pylist([], schema=CLAIMS)


def evaluate(plan: Plan, batch: Batch, state: State) -> tuple[pa.RecordBatch, State]:
    """Take in a batch and return the claims up to its watermark, in order, with the state after it.

    Readings wait until the watermark has passed them and are then taken in the order of their time;
    of two readings of a datastream at the same moment the first counts. One that comes behind the
    watermark is taken at once, if it is newer than what its datastream has told; else it is counted
    only. The state given is used up.
    """
    _take_in(plan, batch.rows, state)
    state.watermark = max(state.watermark, batch.watermark)
    found = _in_order(_walk(plan, _released(plan, state), state))
    told = tell(
        plan.laws, plan.groups, plan.cells.rule, found, state.colour, state.counts, state.shown,
        state.cause,
    )  # fmt: skip
    return _claims(plan, found, told), state


def _take_in(plan: Plan, rows: pa.RecordBatch, state: State) -> None:
    """Let the readings that can be used wait; count the others."""
    place = plan.streams.places(rows.column("stream").to_numpy())
    at = rows.column("at").to_numpy()
    value = rows.column("value").to_numpy(zero_copy_only=False)
    known = place >= 0
    least, most = plan.streams.plausible
    usable = known.copy()
    usable[known] = (value[known] >= least[place[known]]) & (value[known] <= most[place[known]])
    usable &= rows.column("quality").to_numpy(zero_copy_only=False) < BAD
    late = usable & (at < state.watermark)
    behind = late.copy()
    behind[late] = at[late] <= state.moving.seen[place[late]]
    kept, late = usable & ~behind, late & ~behind
    if late.any():
        # A silence that begins behind the watermark may be told sooner than any other.
        soonest = int(at[late].min()) + plan.shortest
        state.next_silence = min(state.next_silence, soonest)
    state.tallies["readings"] += len(place)
    state.tallies["unknown"] += int((~known).sum())
    state.tallies["unusable"] += int((known & ~usable).sum())
    state.tallies["late"] += int(late.sum())
    state.tallies["behind"] += int(behind.sum())
    before = state.waiting
    state.waiting = (
        np.concatenate([before[0], place[kept]]),
        np.concatenate([before[1], at[kept]]),
        np.concatenate([before[2], value[kept]]),
    )


def _released(plan: Plan, state: State) -> Rows:
    """Return the readings that the watermark has passed, in the order of their time."""
    stream, at, value = state.waiting
    passed = at < state.watermark
    stays = ~passed
    state.waiting = (stream[stays], at[stays], value[stays])
    stream, at, value = stream[passed], at[passed], value[passed]
    order = np.argsort(at, kind="stable")
    at = at[order]
    zone = plan.rules.zone
    hour, month = hours_and_months(at, zone) if plan.timed else (_NONE, _NONE)
    stream, value = stream[order], value[order]
    return Rows(stream, at, value, hour, month, *scores(plan, stream, at, value, state))


_NONE: Small = np.empty(0, np.int8)


def _walk(plan: Plan, rows: Rows, state: State) -> list[Changes]:
    """Walk readings, then silences, with more room where a piece wasn't enough."""
    most, begin, parts = MOST * plan.most, 0, []
    while begin < len(rows.at):
        room = changes(max(4 * most, len(rows.at) // 4))
        begin, count, evaluations, repeated = walk(
            rows, plan.laws, plan.cells, plan.forecasts, state.moving, room, begin, most
        )
        state.tallies["evaluations"] += evaluations
        state.tallies["repeated"] += repeated
        parts.append(_first(room, count))
    if state.watermark > state.next_silence:
        parts += _silences(plan, state)
    return parts


def _silences(plan: Plan, state: State) -> list[Changes]:
    """Look through all silences, and note until when nothing is to be told of any.

    A reading not before the watermark begins a silence that is told no sooner than the shortest.
    """
    begin, parts = 0, []
    state.next_silence = state.watermark + plan.shortest
    while begin < len(plan.silent):
        room = changes(max(LEVELS, len(plan.silent)))
        begin, count, soonest = silences(
            plan.laws, plan.cells, state.moving, plan.silent, state.watermark, room, begin
        )
        state.next_silence = min(state.next_silence, soonest)
        parts.append(_first(room, count))
    return parts


def _first(found: Changes, count: int) -> Changes:
    return Changes._make(column[:count] for column in found)


def _in_order(parts: list[Changes]) -> Changes:
    """Return all changes by moment, then by cell; no cell changes twice at one moment."""
    if not parts:
        return changes(0)
    whole = [np.concatenate([each[column] for each in parts]) for column in range(5)]
    order = np.lexsort((whole[1], whole[0]))
    return Changes._make(column[order] for column in whole)


def _claims(plan: Plan, found: Changes, told: Told) -> pa.RecordBatch:
    """Return what is told of groups as claims."""
    if not len(told.group):
        return _NO_CLAIMS
    ids, versions, subjects = plan.names
    cell = found.cell[told.change]
    level = found.level[told.change].astype(np.int64)
    law = plan.cells.rule[cell]
    limit = plan.cells.limit[cell, np.maximum(level, 1) - 1]
    limit = np.where(plan.laws.sense[law] == BELOW, -limit, limit)
    limit = np.where(plan.laws.form[law] == MISSING, limit / SECOND, limit)
    of_rule = plan.groups.rule[told.group]
    plain = (level > 0) & (plan.groups.need[told.group] == 0) & (told.now > 0)
    change = np.where(told.now == 0, 2, np.where(told.before == 0, 0, 1))
    return pa.RecordBatch.from_arrays(
        [
            pa.array(found.at[told.change]),
            ids.take(pa.array(of_rule)),
            versions.take(pa.array(of_rule)),
            subjects.take(pa.array(plan.groups.subject[told.group])),
            pa.array(CHANGES).take(pa.array(change)),
            pa.array(COLOURS).take(pa.array(told.now.astype(np.int64) - 1, mask=told.now == 0)),
            pa.array(plan.streams.ids[plan.cells.stream[cell]]),
            pa.array(found.value[told.change]),
            pa.array(limit, mask=~plain),
            pa.array(found.since[told.change]),
        ],
        schema=CLAIMS,
    )
