"""From readings in the order of their time to changes of cells.

Every cell goes through the same small machine, level by level: reached for long enough, it shows;
beyond its dead band for long enough, it clears.
"""

import numpy as np
import numpy.typing as npt

from anlan.watch.engine.arrays import (
    BELOW,
    DETECTED,
    EITHER,
    LAST,
    LEVELS,
    MISSING,
    NONE,
    RATE,
    RELATION,
    ROLLING,
    Cells,
    Changes,
    Floats,
    Forecasts,
    Ints,
    Laws,
    Masks,
    Moving,
    Rows,
)
from anlan.watch.engine.compiled import compiled, inlined
from anlan.watch.engine.figures import past, rate, relation, rolling, spread

MOST = LEVELS + 1
"""How many changes one reading can make of one cell: silence comes to four levels, then ends."""


@compiled
def walk(  # noqa: PLR0912, PLR0915  (what is apart costs more than its work)
    rows: Rows, laws: Laws, cells: Cells, forecasts: Forecasts, moving: Moving, out: Changes,
    start: int, most: int,
) -> tuple[int, int, int, int]:  # fmt: skip
    """Walk readings from ``start`` on until the room for changes might not do for one more.

    Returns:
        How far it came, changes written, evaluations made, readings that were there already.
    """
    # Arrays are taken out of their tuples once: each time counts a reference, which takes longer
    # than to compare a reading with a limit.
    forms, senses, levels, lasting = laws.form, laws.sense, laws.levels, laws.lasting
    clear_after, need, of, hours, months = (
        laws.clear_after, laws.need, laws.of, laws.hours, laws.months,
    )  # fmt: skip
    starts, rules, limit, keep, bits_row = (
        cells.start, cells.rule, cells.limit, cells.keep, cells.bits,
    )  # fmt: skip
    seen, held, on, off, bits = moving.seen, moving.held, moving.on, moving.off, moving.bits
    streams, moments, values, hour, month = rows.stream, rows.at, rows.value, rows.hour, rows.month
    kept_past = past(laws, cells, moving)
    count, evaluations, repeated = 0, 0, 0
    figure = np.empty(LEVELS)
    timed, room = len(hour) > 0, len(out.at)
    score_at, score = rows.score_at, rows.score
    detected = len(score_at) > 0
    for row in range(start, len(moments)):
        stream, at, value = streams[row], moments[row], values[row]
        if count + most > room:
            return row, count, evaluations, repeated
        if at <= seen[stream]:
            repeated += 1
            continue
        seen[stream] = at
        first, last = starts[stream], starts[stream + 1]
        evaluations += last - first
        told = score_at[row] if detected else 0
        for cell in range(first, last):
            rule = rules[cell]
            form = forms[rule]
            if form == MISSING:
                if not _goes_on(held, on, limit, cell, at):
                    count = _spoke(laws, cells, moving, out, count, cell, at)
                continue
            if form == ROLLING:
                rolling(kept_past, rule, cell, at, value, figure)
            elif form == RATE:
                spread(figure, rate(kept_past, rule, cell, at, value))
            elif form == RELATION:
                spread(figure, relation(laws, forecasts, rule, stream, at, value))
            elif form == DETECTED:
                spread(figure, score[told])
                told += 1
            else:
                spread(figure, value)
            _turn(senses[rule], figure)
            # Outside its hours and months nothing is reached.
            holds = not timed or (
                (hours[rule] >> hour[row]) & 1 == 1 and (months[rule] >> month[row]) & 1 == 1
            )
            before = int(held[cell])
            now = before
            for level in range(levels[rule]):
                if np.isnan(figure[level]):
                    continue
                reached = holds and figure[level] >= limit[cell, level]
                kept = holds and figure[level] >= keep[cell, level]
                if of[rule]:
                    line = bits_row[cell]
                    reached = _often(bits, line, level, 0, of[rule], reached) >= need[rule]
                    kept = _often(bits, line, level, 1, of[rule], kept) >= need[rule]
                now = _moved(
                    on, off, cell, level, at, now, reached, kept, lasting[rule], clear_after[rule]
                )
            if now != before:
                held[cell] = now
                below = senses[rule] == BELOW
                count = _told(on, figure, out, count, cell, at, before, now, below)
    return len(moments), count, evaluations, repeated


@inlined
def _goes_on(held: npt.NDArray[np.uint8], on: Ints, limit: Floats, cell: int, at: int) -> bool:
    """Return whether a reading ends no silence worth telling, as most do, and note its time."""
    quiet = held[cell] == 0 and on[cell, 0] != NONE and at - on[cell, 0] <= limit[cell, 0]
    if quiet:
        on[cell, 0] = at
    return bool(quiet)


@inlined
def _turn(sense: int, figure: Floats) -> None:
    """Turn figures so that a limit is always reached from below."""
    if sense == BELOW:
        for level in range(LEVELS):
            figure[level] = -figure[level]
    elif sense == EITHER:
        for level in range(LEVELS):
            figure[level] = abs(figure[level])


@compiled
def _told(
    on: Ints, figure: Floats, out: Changes, count: int, cell: int, at: int, before: int, now: int,
    below: bool,
) -> int:  # fmt: skip
    """Write down a change of a cell's colour, if it is one."""
    level = _highest(now)
    if level == _highest(before):
        return count
    told = max(level, 1) - 1
    value = -figure[told] if below else figure[told]
    return _write(out, count, at, cell, level, value, at if level == 0 else on[cell, told])


@inlined
def _moved(
    on: Ints, off: Ints, cell: int, level: int, at: int, held: int, reached: bool, kept: bool,
    lasting: int, clear_after: int,
) -> int:  # fmt: skip
    """Return the levels held after one of them was reached, kept by its dead band, or neither."""
    bit = 1 << level
    if reached:
        off[cell, level] = NONE
        if on[cell, level] == NONE:
            on[cell, level] = at
        if at - on[cell, level] >= lasting:
            held |= bit
    elif not held & bit:
        on[cell, level] = NONE
    elif kept:
        off[cell, level] = NONE
    else:
        if off[cell, level] == NONE:
            off[cell, level] = at
        if at - off[cell, level] >= clear_after:
            off[cell, level] = NONE
            on[cell, level] = NONE
            held &= ~bit
    return held


@inlined
def _often(bits: Masks, line: int, level: int, which: int, of: int, now: bool) -> int:
    """Return how many of the last readings reached a level (0) or its dead band (1)."""
    mask = ~np.uint64(0) >> np.uint64(64 - of)
    last = (bits[line, level, which] << np.uint64(1)) & mask
    if now:
        last |= np.uint64(1)
    bits[line, level, which] = last
    return _ones(last)


@inlined
def _ones(bits: np.uint64) -> int:
    found = 0
    while bits:
        bits &= bits - np.uint64(1)
        found += 1
    return found


@compiled
def _highest(held: int) -> int:
    """Return 1 + the highest level held, 0 if none is."""
    for level in range(LEVELS, 0, -1):
        if held & (1 << (level - 1)):
            return level
    return 0


@compiled
def _spoke(
    laws: Laws, cells: Cells, moving: Moving, out: Changes, count: int, cell: int, at: int
) -> int:
    """End a silence by a reading, after writing down the levels that it came to before."""
    count = _silent(laws, cells, moving, out, count, cell, at)
    if moving.held[cell]:
        silence = (at - moving.on[cell, 0]) / 1e6
        count = _write(out, count, at, cell, 0, silence, at)
        moving.held[cell] = 0
    moving.on[cell, 0] = at
    return count


@compiled
def _silent(
    laws: Laws, cells: Cells, moving: Moving, out: Changes, count: int, cell: int, until: int
) -> int:
    """Write down the levels that a silence came to before ``until``, each at its moment."""
    last = moving.on[cell, 0]
    if last == NONE:
        return count
    for level in range(laws.levels[cells.rule[cell]]):
        moment = last + int(cells.limit[cell, level])
        if moment >= until:
            break
        if not moving.held[cell] & (1 << level):
            moving.held[cell] |= 1 << level
            silence = cells.limit[cell, level] / 1e6
            count = _write(out, count, moment, cell, level + 1, silence, last)
    return count


@compiled
def silences(
    laws: Laws, cells: Cells, moving: Moving, which: Ints, until: int, out: Changes, start: int
) -> tuple[int, int, int]:
    """Write down what silences came to before the watermark; as ``walk``, until room is short.

    Returns:
        How far it came, changes written, and the soonest moment at which any of these cells may
        have more to tell.
    """
    limit, on, held, rules, levels = cells.limit, moving.on, moving.held, cells.rule, laws.levels
    count, soonest, room = 0, LAST, len(out.at)
    for place in range(start, len(which)):
        if count + LEVELS > room:
            return place, count, soonest
        cell = which[place]
        if on[cell, 0] == NONE:
            continue
        if on[cell, 0] + int(limit[cell, 0]) < until:
            count = _silent(laws, cells, moving, out, count, cell, until)
        for level in range(levels[rules[cell]]):
            if not held[cell] & (1 << level):
                soonest = min(soonest, on[cell, 0] + int(limit[cell, level]))
                break
    return len(which), count, soonest


@compiled
def _write(
    out: Changes, count: int, at: int, cell: int, level: int, value: float, since: int
) -> int:
    out.at[count] = at
    out.cell[count] = cell
    out.level[count] = level
    out.value[count] = value
    out.since[count] = since
    return count + 1
