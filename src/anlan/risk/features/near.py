"""Sums and latest rows in a circle around each visit, on a grid of cells.

A window is a slice of every cell the circle touches, since rows stand there in known order and
none is dated later than it was known.
"""

from typing import NamedTuple

import numpy as np

from anlan.risk.features.clock import (
    ALL_TIME,
    Days,
    Found,
    Ints,
    Reals,
    Spans,
    Totals,
    Wanted,
    compiled,
    first_since,
    is_known,
    is_visible,
    share_out,
)
from anlan.risk.features.grid import (
    METRES_PER_DEGREE,
    Circles,
    Grid,
    Here,
    box_distance,
    cells_beside,
    stand,
)
from anlan.risk.features.latest import LAST, NEWEST, POSITIVE, PREVIOUS, has_all, raise_to

PORTION = 8192


class Limits(NamedTuple):
    """Radii and windows, both rising, weights by (age, half-life), and how far back to read."""

    radii: Reals
    windows: Days
    weights: Reals
    reach: int


def near_sums(grid: Grid, values: Reals, circles: Circles, radii: Reals, spans: Spans) -> Totals:
    """Return the sums of ``values`` (rows, channels) in each circle, by window and by half-life.

    ``radii`` must rise. Half-lives read the whole past, so they cost more than windows do.

    Returns:
        (visits, radii, windows, channels) and (visits, radii, half-lives, channels).
    """
    shape, channels = (circles.days.size, radii.size), values.shape[1]
    totals = Totals(
        np.zeros((*shape, spans.windows.size, channels)),
        np.zeros((*shape, spans.half_lives.size, channels)),
    )
    oldest = int(grid.event.min()) if grid.event.size else 0
    ages = np.arange(max(int(circles.days.max(initial=0)) - oldest, 0) + 1)
    reach = ALL_TIME if spans.half_lives.size else int(spans.windows.max(initial=0))
    weights = 2.0 ** (-ages[:, None] / spans.half_lives)
    limits = Limits(radii, spans.windows, weights, reach)
    placed = values[grid.row]

    def work(start: int, stop: int) -> None:
        _sum_circles(grid, placed, circles.part(start, stop), limits, totals)

    share_out(work, circles.order.size, PORTION)
    for axis in (1, 2):
        np.cumsum(totals.sums, axis=axis, out=totals.sums)
    np.cumsum(totals.fading, axis=1, out=totals.fading)
    return totals


@compiled
def _sum_circles(
    grid: Grid, values: Reals, circles: Circles, limits: Limits, totals: Totals
) -> None:
    for place in range(circles.order.size):
        here = stand(circles, circles.order[place])
        for column in range(-1, 2):
            first, last = cells_beside(grid, here, column)
            for cell in range(first, last):
                if box_distance(grid.box[cell], here) <= limits.radii[-1] ** 2:
                    _sum_cell(grid, values, cell, (here, limits), totals)


@compiled
def _sum_cell(
    grid: Grid, values: Reals, cell: int, asked: tuple[Here, Limits], totals: Totals
) -> None:
    # taken out of the tuples once: passing a tuple on counts references to all it holds
    here, limits = asked
    lon, lat, known, until, asset = grid.lon, grid.lat, grid.known, grid.until, grid.asset
    event, radii, windows = grid.event, limits.radii, limits.windows
    stop = grid.start[cell + 1]
    start = first_since(known, grid.start[cell], stop, int(here.day) - limits.reach)
    stop = first_since(known, start, stop, here.day)
    for i in range(start, stop):
        east, north = (lon[i] - here.lon) * here.wide, (lat[i] - here.lat) * METRES_PER_DEGREE
        squared = east * east + north * north
        if squared > radii[-1] ** 2 or asset[i] == here.skip:
            continue
        if not is_visible(known[i], until[i], here.day):
            continue
        ring, window, age = 0, 0, here.day - event[i]
        while squared > radii[ring] ** 2:
            ring += 1
        while window < windows.size and age > windows[window]:
            window += 1
        _add(values, i, (here.visit, ring, window, age), limits, totals)


@compiled
def _add(
    values: Reals, i: int, at: tuple[int, int, int, int], limits: Limits, totals: Totals
) -> None:
    """Add a row to its ring and the shortest window that holds it; they are summed up later."""
    visit, ring, window, age = at
    for channel in range(values.shape[1]):
        if window < limits.windows.size:
            totals.sums[visit, ring, window, channel] += values[i, channel]
        for half_life in range(limits.weights.shape[1]):
            weight = limits.weights[age, half_life]
            totals.fading[visit, ring, half_life, channel] += weight * values[i, channel]


def near_latest(grid: Grid, value: Reals, circles: Circles, radius: float, wanted: Wanted) -> Found:
    """Return the latest visible rows in each circle and the highest value by window.

    Results are those of :func:`anlan.risk.features.latest.latest`; each cell is read from its
    newest row back until nothing in it can be later than what is found.
    """
    size = circles.days.size
    found = Found(np.full((size, 4), -1, np.int32), np.full((size, wanted.windows.size), np.nan))
    placed = value[grid.row]

    def work(start: int, stop: int) -> None:
        _search_circles(grid, placed, circles.part(start, stop), (radius, wanted), found)

    share_out(work, circles.order.size, PORTION)
    if grid.row.size:
        there = found.rows >= 0
        found.rows[there] = grid.row[found.rows[there]]
    return found


@compiled
def _search_circles(
    grid: Grid, value: Reals, circles: Circles, search: tuple[float, Wanted], found: Found
) -> None:
    radius, wanted = search
    for place in range(circles.order.size):
        here = stand(circles, circles.order[place])
        noted = Found(found.rows[here.visit], found.highest[here.visit])
        for column in range(-1, 2):
            first, last = cells_beside(grid, here, column)
            for cell in range(first, last):
                if box_distance(grid.box[cell], here) <= radius**2:
                    _search_cell(grid, value, cell, (here, (radius, wanted)), noted)


@compiled
def _search_cell(
    grid: Grid,
    value: Reals,
    cell: int,
    asked: tuple[Here, tuple[float, Wanted]],
    found: Found,
) -> None:
    here, (radius, wanted) = asked
    lon, lat, known, until, asset = grid.lon, grid.lat, grid.known, grid.until, grid.asset
    windows, noted = wanted.windows, found.rows
    reach = windows.max() if windows.size else 0
    start = grid.start[cell]
    i = first_since(known, start, grid.start[cell + 1], here.day)
    while i > start:
        i -= 1
        beyond = here.day - known[i] > reach
        if beyond and _nothing_later(grid.event, noted, wanted.rows, known[i]):
            return
        east, north = (lon[i] - here.lon) * here.wide, (lat[i] - here.lat) * METRES_PER_DEGREE
        if east * east + north * north > radius**2 or asset[i] == here.skip:
            continue
        if is_visible(known[i], until[i], here.day):
            _note(grid, i, value[i], noted)
            raise_to(found.highest, windows, here.day - grid.event[i], value[i])


@compiled
def _nothing_later(event: Days, found: Ints, wanted: int, known: int) -> bool:
    """Say whether no row known up to ``known`` can be later than any wanted row found."""
    if not has_all(found, wanted):
        return False
    later = 0
    for which in range(4):
        if wanted >> which & 1 and not is_known(known, event[found[which]]):
            later += 1
    return later == 0


@compiled
def _is_later(grid: Grid, one: int, other: int) -> bool:
    """Say whether placed row ``one`` is dated after ``other``, on one day the further down."""
    if other < 0 or grid.event[one] != grid.event[other]:
        return other < 0 or is_known(grid.event[other], grid.event[one])
    return bool(grid.row[one] > grid.row[other])


@compiled
def _note(grid: Grid, i: int, value: float, found: Ints) -> None:
    if _is_later(grid, i, found[NEWEST]):
        found[NEWEST] = i
    if np.isnan(value):
        return
    if _is_later(grid, i, found[LAST]):
        found[PREVIOUS] = found[LAST]
        found[LAST] = i
    elif _is_later(grid, i, found[PREVIOUS]):
        found[PREVIOUS] = i
    if value > 0 and _is_later(grid, i, found[POSITIVE]):
        found[POSITIVE] = i
