"""The figure that a rule compares with its limits, from a reading and what is remembered."""

from typing import NamedTuple

import numpy as np

from anlan.watch.engine.arrays import (
    LEVELS,
    NONE,
    Cells,
    Floats,
    Forecasts,
    Ints,
    Laws,
    Moving,
    Places,
    Small,
)
from anlan.watch.engine.compiled import compiled, inlined


class Past(NamedTuple):
    """Where the past of cells is kept: see ``Moving`` and ``Laws``."""

    ring: Ints
    filled: Ints
    sums: Ints
    counts: Ints
    ring_at: Ints
    row: Places
    step: Ints
    slots: Ints
    windows: Ints
    levels: Small
    mean: Small
    least: Ints
    over: Ints
    per: Ints
    scale: Floats


@inlined
def past(laws: Laws, cells: Cells, moving: Moving) -> Past:
    """Return all arrays of the past, taken out of their tuples."""
    return Past(
        moving.ring, moving.filled, moving.sums, moving.counts, cells.ring_at, cells.ring,
        laws.step, laws.slots, laws.windows, laws.levels, laws.mean, laws.least, laws.over,
        laws.per, laws.scale,
    )  # fmt: skip


@inlined
def rolling(kept: Past, rule: int, cell: int, at: int, value: float, figure: Floats) -> None:
    """Set the sum or mean over each level's window: its steps up to the one of the reading."""
    ring, sums, counts, filled = kept.ring, kept.sums, kept.counts, kept.filled
    row, slots, many = kept.row[cell], kept.slots[rule], kept.levels[rule]
    base, step, newest = kept.ring_at[row], at // kept.step[rule], filled[row]
    windows, scale = kept.windows, kept.scale[rule]
    if newest == NONE or step - newest >= slots:
        for slot in range(base, base + slots):
            ring[slot, 0] = 0
            ring[slot, 1] = 0
        for level in range(many):
            sums[row, level] = 0
            counts[row, level] = 0
    else:
        # Time goes on to the step of the reading: what leaves a window is taken off its sum.
        slot = newest % slots
        for _ in range(newest, step):
            slot = slot + 1 if slot + 1 < slots else 0
            for level in range(many):
                gone = slot - windows[rule, level]
                gone += base + slots if gone < 0 else base
                sums[row, level] -= ring[gone, 0]
                counts[row, level] -= ring[gone, 1]
            ring[base + slot, 0] = 0
            ring[base + slot, 1] = 0
    filled[row] = step
    amount = int(np.rint(value * scale))
    ring[base + step % slots, 0] += amount
    ring[base + step % slots, 1] += 1
    for level in range(many):
        sums[row, level] += amount
        counts[row, level] += 1
        if not kept.mean[rule]:
            figure[level] = _rounded(sums[row, level] / scale)
        elif counts[row, level] >= kept.least[rule]:
            figure[level] = _rounded(sums[row, level] / counts[row, level] / scale)
        else:
            figure[level] = np.nan


@inlined
def _rounded(figure: float) -> float:
    """Round to a millionth: 720 times 50/720 mm are 50 mm."""
    return float(np.rint(figure * 1e6) / 1e6)


@compiled
def rate(kept: Past, rule: int, cell: int, at: int, value: float) -> float:
    """Return the change against the oldest reading kept, or NaN while that is too near."""
    ring, filled = kept.ring, kept.filled
    row, slots, over = kept.row[cell], kept.slots[rule], kept.over[rule]
    base, step, newest = kept.ring_at[row], at // kept.step[rule], filled[row]
    begin = step - slots + 1 if newest == NONE or step - newest >= slots else newest + 1
    for each in range(begin, step + 1):
        ring[base + each % slots, 0] = NONE
    filled[row] = step
    here = base + step % slots
    amount = int(np.rint(value * kept.scale[rule]))
    if ring[here, 0] == NONE:
        ring[here, 0] = at
        ring[here, 1] = amount
    for each in range(step - slots + 1, step + 1):
        slot = base + each % slots
        then = ring[slot, 0]
        if then != NONE and then >= at - over:
            if 2 * (at - then) < over:
                return np.nan
            change = float(amount - ring[slot, 1]) / kept.scale[rule]
            return _rounded(change * float(kept.per[rule]) / float(at - then))
    return np.nan


@compiled
def relation(
    laws: Laws, forecasts: Forecasts, rule: int, stream: int, at: int, value: float
) -> float:
    """Return the reading less its forecast, or as a ratio to it; NaN where there is none."""
    low, high = forecasts.start[stream], forecasts.start[stream + 1]
    first = low
    while low < high:
        middle = (low + high) // 2
        if forecasts.at[middle] <= at:
            low = middle + 1
        else:
            high = middle
    for each in range(low - 1, first - 1, -1):
        if forecasts.at[each] < at - laws.within[rule]:
            break
        # What wasn't known at the reading's time counts for nothing, also in replay.
        if forecasts.known[each] <= at:
            if not laws.ratio[rule]:
                return value - float(forecasts.value[each])
            told = float(forecasts.value[each])
            return value / told if told != 0.0 else np.nan
    return np.nan


@inlined
def spread(figure: Floats, value: float) -> None:
    """Give every level the same figure."""
    for level in range(LEVELS):
        figure[level] = value
