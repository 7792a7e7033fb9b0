"""The latest rows of each key's past: last values, days since, the highest in a window.

Each visit walks back through its key's rows from the newest event day, over those that were not
visible on its day, until it has found all it was asked for.
"""

from typing import NamedTuple

import numpy as np

from anlan.risk.features.clock import (
    PORTIONS,
    Days,
    Events,
    Found,
    Groups,
    Ints,
    Reals,
    Visits,
    Wanted,
    compiled,
    first_unknown,
    is_visible,
    share_out,
)

NEWEST, LAST, PREVIOUS, POSITIVE = range(4)
"""Columns of what is found: any row, the last two with a value, the last with a value above 0."""
NOBODY = np.int32(-2)
"""Left out of no visit's past: no row carries this asset."""


class Trail(NamedTuple):
    """Past rows by key in event order, one number a row (NaN where unknown), and what to find."""

    events: Events
    value: Reals
    by_event: Groups
    wanted: Wanted


def latest(trail: Trail, visits: Visits) -> Found:
    """Return the latest visible rows of each visit's key and the highest value by window.

    Returns:
        Rows, -1 where there is none, and highest values, NaN likewise. Of two rows of one day
        the one known later counts as later, then the one further down.
    """
    size, windows = visits.days.size, trail.wanted.windows.size
    found = Found(np.full((size, 4), -1, np.int32), np.full((size, windows), np.nan))
    keys = visits.groups.start.size - 1

    def work(start: int, stop: int) -> None:
        _walk(start, stop, trail, visits, found)

    share_out(work, keys, max(1, keys // PORTIONS))
    return found


@compiled
def _walk(start: int, stop: int, trail: Trail, visits: Visits, found: Found) -> None:
    for key in range(start, stop):
        _walk_key(key, trail, visits, found)


@compiled
def _walk_key(key: int, trail: Trail, visits: Visits, found: Found) -> None:
    previous = -1
    for place in range(visits.groups.start[key], visits.groups.start[key + 1]):
        visit = visits.groups.places[place]
        if previous >= 0 and _ask_the_same(visits, previous, visit):
            found.rows[visit] = found.rows[previous]
            found.highest[visit] = found.highest[previous]
            continue
        _walk_back(trail, key, visits, visit, found)
        previous = visit


@compiled
def _ask_the_same(visits: Visits, one: int, other: int) -> bool:
    return bool(visits.days[one] == visits.days[other] and visits.skip[one] == visits.skip[other])


@compiled
def _walk_back(trail: Trail, key: int, visits: Visits, visit: int, found: Found) -> None:
    known, event, until, asset = trail.events
    value, wanted, windows = trail.value, trail.wanted.rows, trail.wanted.windows
    noted, highest = found.rows[visit], found.highest[visit]
    rows = trail.by_event.places[trail.by_event.start[key] : trail.by_event.start[key + 1]]
    day, skip = visits.days[visit], visits.skip[visit]
    place = first_unknown(event, rows, day)
    reach = windows.max() if windows.size else 0
    while place > 0:
        place -= 1
        row = rows[place]
        age = day - event[row]
        if age > reach and has_all(noted, wanted):
            return
        if is_visible(known[row], until[row], day) and asset[row] != skip:
            _note(row, value[row], noted)
            raise_to(highest, windows, age, value[row])


@compiled
def has_all(found: Ints, wanted: int) -> bool:
    """Say whether every wanted row is found."""
    missing = 0
    for which in range(4):
        if wanted >> which & 1 and found[which] < 0:
            missing += 1
    return missing == 0


@compiled
def _note(row: int, value: float, found: Ints) -> None:
    """Note a row older than all noted before."""
    if found[NEWEST] < 0:
        found[NEWEST] = row
    if np.isnan(value):
        return
    if found[LAST] < 0:
        found[LAST] = row
    elif found[PREVIOUS] < 0:
        found[PREVIOUS] = row
    if value > 0 and found[POSITIVE] < 0:
        found[POSITIVE] = row


@compiled
def raise_to(highest: Reals, windows: Days, age: int, value: float) -> None:
    """Raise the highest value of every window that reaches back ``age`` days."""
    for window in range(windows.size):
        if age <= windows[window] and not np.isnan(value) and not highest[window] >= value:
            highest[window] = value
