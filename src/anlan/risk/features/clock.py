"""The one clock of the features: what was known on a day, and rows in the order of days.

A row is known on day ``d`` iff its known day is strictly earlier. :func:`is_known` is the only
place that says so; every kernel asks it, also for the lower edge of a window and for the day on
which a corrected version stops being visible.

A window of ``w`` days before day ``d`` is ``[d - w, d - 1]``, closed at both ends.
"""

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Function = TypeVar("Function", bound=Callable[..., Any])
Days = NDArray[np.int32]
Ints = NDArray[np.int32]
Starts = NDArray[np.int64]
Reals = NDArray[np.float64]

NEVER = np.int32(np.iinfo(np.int32).max)
"""The known-until day of a version that still stands."""
ALL_TIME = int(NEVER)
"""The window that holds the whole past."""
PORTIONS = 64
"""Into how many portions the keys are shared out."""


def compiled(function: Function) -> Function:
    """Compile a kernel once, keep it on disk, and let other threads run while it does."""
    return cast("Function", numba.njit(cache=True, nogil=True)(function))


def share_out(work: Callable[[int, int], None], count: int, portion: int) -> None:
    """Let the cores take turns at ``work(start, stop)`` over portions of ``range(count)``.

    Portions are small, so that a core that met a hot one doesn't hold up the rest.
    """
    starts = range(0, count, portion)
    if len(starts) == 1:
        work(0, count)
        return
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        deque(pool.map(work, starts, [min(start + portion, count) for start in starts]), 0)


class Events(NamedTuple):
    """Past rows in the order of their known day; a row's place says which of two came later.

    ``event`` is the day a row is dated for windows and ages; it is never later than ``known``.
    ``asset`` is a code shared with the visits, -1 where the asset is not known or not visited.
    """

    known: Days
    event: Days
    until: Days
    asset: Ints


class Groups(NamedTuple):
    """Places grouped by key: those of key ``k`` are ``places[start[k]:start[k + 1]]``."""

    start: Starts
    places: Ints


class Visits(NamedTuple):
    """Visits grouped by key in the order of their day, their days and the assets they leave out."""

    groups: Groups
    days: Days
    skip: Ints


class Spans(NamedTuple):
    """Windows and half-lives in days, each rising; :data:`ALL_TIME` is the whole past."""

    windows: Days
    half_lives: Reals


class Totals(NamedTuple):
    """Sums by visit, then by window or half-life, then by channel; near also by radius."""

    sums: Reals
    fading: Reals


class Wanted(NamedTuple):
    """Which rows to look for, bit by bit, and the windows of the highest value."""

    rows: int
    windows: Days


class Found(NamedTuple):
    """The rows found for each visit (visits, 4) and its highest values (visits, windows)."""

    rows: Ints
    highest: Reals


@compiled
def is_known(known: int, day: int) -> bool:
    """Say whether something dated ``known`` was known on ``day``: only if it is earlier."""
    return known < day


@compiled
def is_visible(known: int, until: int, day: int) -> bool:
    """Say whether a version known on ``known`` still stood on ``day``: known < day <= until."""
    return is_known(known, day) and not is_known(until, day)


@compiled
def first_unknown(days: Days, places: Ints, day: int) -> int:
    """Return the first of ``places``, sorted by ``days``, not known on ``day``."""
    start, stop = 0, places.size
    while start < stop:
        middle = (start + stop) // 2
        if is_known(days[places[middle]], day):
            start = middle + 1
        else:
            stop = middle
    return start


@compiled
def first_since(days: Days, start: int, stop: int, edge: int) -> int:
    """Return the first of ``days[start:stop]``, sorted, that is not before ``edge``."""
    while start < stop:
        middle = (start + stop) // 2
        if is_known(days[middle], edge):
            start = middle + 1
        else:
            stop = middle
    return start


@compiled
def order_by_day(days: Days, places: Ints) -> Ints:
    """Return ``places`` sorted by their day, ties in the order given (counting sort)."""
    ordered = np.empty_like(places)
    if places.size == 0:
        return ordered
    first, last = days[places[0]], days[places[0]]
    for place in places:
        first, last = min(first, days[place]), max(last, days[place])
    end = np.zeros(np.int64(last) - first + 2, np.int64)
    for place in places:
        end[np.int64(days[place]) - first + 1] += 1
    for day in range(1, end.size):
        end[day] += end[day - 1]
    for place in places:
        day = np.int64(days[place]) - first
        ordered[end[day]] = place
        end[day] += 1
    return ordered


@compiled
def group_by_key(codes: Ints, places: Ints, keys: int) -> Groups:
    """Group ``places`` by code, keeping their order; code -1 belongs to no group."""
    start = np.zeros(keys + 1, np.int64)
    for place in places:
        if codes[place] >= 0:
            start[codes[place] + 1] += 1
    for key in range(keys):
        start[key + 1] += start[key]
    grouped = np.empty(start[keys], np.int32)
    free = start[:-1].copy()
    for place in places:
        code = codes[place]
        if code >= 0:
            grouped[free[code]] = place
            free[code] += 1
    return Groups(start, grouped)
