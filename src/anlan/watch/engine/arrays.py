"""The arrays that the engine's kernels work on: laws, cells, groups, and what moves.

A *cell* is one rule at one datastream; cells lie in the order of the datastreams, so that all that
one reading touches is near. A *group* is what a claim is about: one rule at one object or area.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Small = npt.NDArray[np.int8]
Places = npt.NDArray[np.int32]
Masks = npt.NDArray[np.uint64]

THRESHOLD, RATE, ROLLING, RELATION, MISSING, DETECTED = range(6)
ABOVE, BELOW, EITHER = range(3)
LEVELS = 4
NONE = int(np.iinfo(np.int64).min)
LAST = int(np.iinfo(np.int64).max)


class Laws(NamedTuple):
    """What rules say, by the place of the rule; lengths of time in microseconds.

    Attributes:
        form, sense: see the constants above.
        levels: how many colours it shows.
        lasting, clear_after: as rules declare them.
        need, of: so many of the last so many readings; ``of`` 0 where it isn't asked.
        step, slots: of rings of the past; 0 where none is kept.
        windows: int64[rules, 4], in steps.
        mean: whether a rolling rule takes the mean.
        least: fewest readings of a mean.
        over, per: of rates. within: of forecasts. ratio: whether a relation is one.
        scale: the past is kept in whole parts of the unit, so many to one, so that sums are exact
            whatever comes and goes.
        hours: bit h is set where it holds in hour h; months likewise from bit 1 on.
        colour: int8[rules, 4], the place in ``COLOURS`` of each level, plus one.
    """

    form: Small
    sense: Small
    levels: Small
    lasting: Ints
    clear_after: Ints
    need: Ints
    of: Ints
    step: Ints
    slots: Ints
    windows: Ints
    mean: Small
    least: Ints
    over: Ints
    per: Ints
    within: Ints
    ratio: Small
    scale: Floats
    hours: Ints
    months: Ints
    colour: Small


class Cells(NamedTuple):
    """Rules at datastreams.

    Attributes:
        start: int64[streams + 1], where the cells of each datastream begin.
        rule, stream: place of the rule and of the datastream of each cell.
        limit, keep: float64[cells, 4], where a level begins and, beyond the dead band, ends, in
            the direction of the rule's sense; for missing data microseconds.
        bits: row of the cell's last readings, -1 where none is kept.
        ring: row of the cell's past, -1 where none is kept.
        ring_at: where each ring begins.
    """

    start: Ints
    rule: Places
    stream: Places
    limit: Floats
    keep: Floats
    bits: Places
    ring: Places
    ring_at: Ints


class Groups(NamedTuple):
    """What claims are about, and which cells make them.

    Attributes:
        start: int64[cells + 1], where the memberships of each cell begin.
        group, part: of each membership; ``part`` -1: its colour is the group's.
        least: from which level of danger (1 to 4) on a membership of a combination counts.
        rule: place of each group's rule among all rules.
        subject: place of the object or area.
        need: how many parts must hold; 0 where the group's colour is its worst cell's.
        sensors: int64[rules, 8], how many cells each part of a combination needs; 0 where there is
            no part.
        colour: of a combination, 1 to 4.
    """

    start: Ints
    group: Places
    part: Small
    least: Small
    rule: Places
    subject: Places
    need: Small
    sensors: Ints
    colour: Small


class Forecasts(NamedTuple):
    """Forecasts by datastream, in the order of the time they are for, then of when known."""

    start: Ints
    at: Ints
    known: Ints
    value: Floats


class Moving(NamedTuple):
    """What the engine remembers.

    Attributes:
        seen: int64[streams], the time of the last reading that was walked.
        held: uint8[cells], bit k is set while level k shows.
        on, off: int64[cells, 4], since when a level is reached, and since when it no more is; for
            missing data ``on[:, 0]`` is the last usable reading.
        bits: uint64[rows, 4, 2], which of the last readings reached a level, and its dead band.
        filled: int64[rows], newest step in each ring.
        sums, counts: int64[rows, 4], of each level's window.
        ring: int64[slots, 2], by step: sum and number of readings, or time and value of the first.
    """

    seen: Ints
    held: npt.NDArray[np.uint8]
    on: Ints
    off: Ints
    bits: Masks
    filled: Ints
    sums: Ints
    counts: Ints
    ring: Ints


class Rows(NamedTuple):
    """Readings in the order of their time; hour and month are local, empty if nobody asks.

    Attributes:
        score_at: where the scores of each reading begin, empty where no detector is asked.
        score: of the cells of each reading's datastream that have a detector, in their order.
    """

    stream: Ints
    at: Ints
    value: Floats
    hour: Small
    month: Small
    score_at: Ints
    score: Floats


class Changes(NamedTuple):
    """Cells whose colour changed: when, to which level (0 none, else 1 + its place), and why."""

    at: Ints
    cell: Ints
    level: Small
    value: Floats
    since: Ints


def changes(room: int) -> Changes:
    """Return room for changes."""
    return Changes(
        np.empty(room, np.int64),
        np.empty(room, np.int64),
        np.empty(room, np.int8),
        np.empty(room, np.float64),
        np.empty(room, np.int64),
    )
