"""Sums over each key's past, in windows and fading with age.

For every key its visits are taken in the order of their day. Rows enter when they become known
and leave when a correction replaces them, so every visit sees just what was known. What has
entered is kept in a Fenwick tree over the key's event days, which answers any window in the
logarithm of the number of distinct days, however hot the key; late rows and corrections need no
special case. Fenwick, P. M. (1994), A new data structure for cumulative frequency tables,
Software: Practice and Experience 24(3), 327-336.

The tree is kept from the newest day backwards, so that a window is a prefix: it is added up, never
taken as the difference of two large totals.
"""

from typing import NamedTuple

import numpy as np

from anlan.risk.features.clock import (
    PORTIONS,
    Days,
    Events,
    Groups,
    Ints,
    Reals,
    Spans,
    Totals,
    Visits,
    compiled,
    first_since,
    first_unknown,
    share_out,
)


class Keyed(NamedTuple):
    """Past rows, their values (rows, channels; no NaN), and the rows of each key.

    They are grouped in known order, in event order, and the replaced ones in the order of the
    day until which they stood. ``slot`` is room to note each row's place among its key's days.
    """

    events: Events
    values: Reals
    by_known: Groups
    by_event: Groups
    by_until: Groups
    slot: Ints


class Ledger(NamedTuple):
    """What a key's visible rows add up to: by event day, newest first, and fading with age."""

    event: Days
    values: Reals
    slot: Ints
    half_lives: Reals
    tree: Reals
    state: Reals


def window_sums(past: Keyed, visits: Visits, spans: Spans) -> Totals:
    """Return the sums of the values over each visit's key, by window and by half-life.

    Returns:
        (visits, windows, channels) and (visits, half-lives, channels); zero where nothing is
        known. What a visit would leave out is not looked at here.
    """
    channels, size = past.values.shape[1], visits.days.size
    totals = Totals(
        np.zeros((size, spans.windows.size, channels)),
        np.zeros((size, spans.half_lives.size, channels)),
    )
    keys = visits.groups.start.size - 1

    def work(start: int, stop: int) -> None:
        _sweep((start, stop), past, visits, spans, totals)

    share_out(work, keys, max(1, keys // PORTIONS))
    return totals


@compiled
def _sweep(
    keys: tuple[int, int], past: Keyed, visits: Visits, spans: Spans, totals: Totals
) -> None:
    for key in range(keys[0], keys[1]):
        if visits.groups.start[key] < visits.groups.start[key + 1]:
            _sweep_key(key, past, visits, spans, totals)


@compiled
def _sweep_key(key: int, past: Keyed, visits: Visits, spans: Spans, totals: Totals) -> None:
    dates = _number_days(past, key)
    channels, size = past.values.shape[1], spans.half_lives.size
    tree, state = np.zeros((dates.size + 1, channels)), np.zeros((size, channels))
    ledger = Ledger(past.events.event, past.values, past.slot, spans.half_lives, tree, state)
    enter, leave = _rows_of(past.by_known, key), _rows_of(past.by_until, key)
    entered, left, previous = 0, 0, -1
    for visit in _rows_of(visits.groups, key):
        day = visits.days[visit]
        if previous >= 0 and visits.days[previous] == day:
            totals.sums[visit] = totals.sums[previous]
            totals.fading[visit] = totals.fading[previous]
            continue
        if previous >= 0:
            _fade(ledger, day - visits.days[previous])
        start, entered = entered, first_unknown(past.events.known, enter, day)
        _post(enter[start:entered], 1.0, day, ledger)
        start, left = left, first_unknown(past.events.until, leave, day)
        _post(leave[start:left], -1.0, day, ledger)
        for window in range(spans.windows.size):
            first = first_since(dates, 0, dates.size, np.int64(day) - spans.windows[window])
            _add_up(tree, dates.size - first, totals.sums[visit, window])
        totals.fading[visit] = state
        previous = visit


@compiled
def _rows_of(groups: Groups, key: int) -> Ints:
    return groups.places[groups.start[key] : groups.start[key + 1]]


@compiled
def _number_days(past: Keyed, key: int) -> Days:
    """Return the key's distinct event days and note each row's place among them."""
    event, slot, rows = past.events.event, past.slot, _rows_of(past.by_event, key)
    dates = np.empty(rows.size, np.int32)
    count = 0
    for row in rows:
        if count == 0 or dates[count - 1] != event[row]:
            dates[count] = event[row]
            count += 1
        slot[row] = count - 1
    return dates[:count]


@compiled
def _fade(ledger: Ledger, days: int) -> None:
    for half_life in range(ledger.half_lives.size):
        ledger.state[half_life] *= 2.0 ** (-days / ledger.half_lives[half_life])


@compiled
def _post(rows: Ints, sign: float, day: int, ledger: Ledger) -> None:
    """Add rows to the ledger, or take them out."""
    # taken out of the tuple once: passing a tuple on counts references to all it holds
    event, values, slot = ledger.event, ledger.values, ledger.slot
    tree, state, half_lives = ledger.tree, ledger.state, ledger.half_lives
    for row in rows:
        node = tree.shape[0] - 1 - slot[row]
        while node < tree.shape[0]:
            for channel in range(values.shape[1]):
                tree[node, channel] += sign * values[row, channel]
            node += node & -node
        for half_life in range(half_lives.size):
            weight = sign * 2.0 ** (-(day - event[row]) / half_lives[half_life])
            for channel in range(values.shape[1]):
                state[half_life, channel] += weight * values[row, channel]


@compiled
def _add_up(tree: Reals, node: int, total: Reals) -> None:
    """Add the ``node`` newest days of the tree to ``total``."""
    while node > 0:
        for channel in range(total.size):
            total[channel] += tree[node, channel]
        node -= node & -node
