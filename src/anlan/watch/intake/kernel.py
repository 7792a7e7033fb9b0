"""The pass over readings as they come in, one after the other: what is refused, what is flagged.

It changes the state of each datastream that it goes by. Readings that are behind the newest of
their datastream are judged by their range alone: what came before them isn't kept.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from anlan.watch.batch import Floats, Ints
from anlan.watch.engine.compiled import compiled, inlined
from anlan.watch.intake.rows import (
    ANY_CLIENT,
    FLOOD,
    FUTURE,
    HUGE,
    MALFORMED,
    NOT_FINITE,
    NOT_OWNER,
    OLD,
    UNKNOWN,
)
from anlan.watch.rules.kinds import WIDEST

SECOND, MINUTE = 1_000_000, 60_000_000
WINDOW = 7
"""So many values before it a reading is compared with, for spikes."""
SEEN = 8
"""So many of the latest times of a datastream are known again when they are sent again."""
ASKED = 8
"""So many neighbours are asked at most."""
MAD = 1.4826
"""What makes of a median absolute deviation a standard deviation, for normal readings."""
NEVER = int(np.iinfo(np.int64).min)
RANGE, RATE, STUCK, SPIKE, GAP, NEIGHBOURS, CLOCK = (1 << bit for bit in range(7))
Bytes = npt.NDArray[np.uint8]


class Sent(NamedTuple):
    """Messages, and the readings of all of them behind each other.

    ``start`` is where each message begins, one more at the end; ``allowed`` how many of a sender's
    rows may pass; ``faults`` what is known to be wrong with a row already; ``words`` whether it is
    a text.
    """

    start: Ints
    received: Ints
    client: Ints
    allowed: Ints
    place: Ints
    at: Ints
    value: Floats
    words: npt.NDArray[np.bool_]
    faults: Bytes


class About(NamedTuple):
    """What is known of each datastream, and how its kind is judged; NaN: it isn't.

    ``members`` are the datastreams of each group, which begins at ``group_at``; ``group`` is -1 for
    none; ``order`` is one's place in ``members``.
    """

    own: Ints
    kind: npt.NDArray[np.int16]
    least: Floats
    most: Floats
    scale: Floats
    shift: Floats
    gap: Floats
    group: Ints
    group_at: Ints
    members: Ints
    order: Ints
    rate: Floats
    stuck: Floats
    spike: Floats
    neighbours: Floats


class Past(NamedTuple):
    """What is kept of each datastream: its latest readings."""

    at: Ints
    value: Floats
    run: npt.NDArray[np.int32]
    window: Floats
    filled: npt.NDArray[np.int32]
    seen: Ints
    seen_at: npt.NDArray[np.int32]
    minute: Ints
    many: npt.NDArray[np.int32]


class Bounds(NamedTuple):
    """The limits, in microseconds where they are times."""

    ahead: int
    skew: int
    oldest: int
    per_minute: int
    spike_mads: float
    near: int
    neighbours: int


class Out(NamedTuple):
    """What is found: times and values as they are kept, flags, and why a row is refused."""

    at: Ints
    value: Floats
    flags: Bytes
    why: Bytes
    repeated: npt.NDArray[np.bool_]


@compiled
def judge(sent: Sent, about: About, past: Past, by: Bounds, out: Out) -> None:
    """Judge all readings in the order they came in."""
    scratch = np.empty(max(WINDOW, ASKED))
    for message in range(len(sent.received)):
        begin, end = sent.start[message], sent.start[message + 1]
        received = sent.received[message]
        ahead = _ahead(sent, begin, end, received, by)
        for row in range(begin, end):
            why = _fault(sent, about, message, row, row - begin, by)
            if why == 0:
                place = sent.place[row]
                if _again(past, place, sent.at[row]):
                    out.repeated[row] = True
                    continue
                if not _within(past, place, received, by):
                    why = FLOOD
            if why != 0:
                out.why[row] = why
                continue
            out.at[row] = sent.at[row] - ahead
            out.flags[row] = CLOCK if ahead > 0 else 0
            if sent.words[row]:
                out.value[row] = np.nan
            else:
                value = sent.value[row] * about.scale[place] + about.shift[place]
                out.value[row] = value
                out.flags[row] |= _flags(about, past, place, out.at[row], value, by, scratch)
            _remember(about, past, place, sent.at[row], out.at[row], out.value[row], out.flags[row])


@inlined
def _ahead(sent: Sent, begin: int, end: int, received: int, by: Bounds) -> int:
    """Return by how much the clock of a message runs ahead, so that its times are set back."""
    newest = received
    for row in range(begin, end):
        if sent.at[row] > newest and sent.at[row] <= received + by.skew:
            newest = sent.at[row]
    return newest - received if newest > received + by.ahead else 0


@inlined
def _fault(sent: Sent, about: About, message: int, row: int, turn: int, by: Bounds) -> int:
    """Return why a row can't be taken, whatever came before it; 0 where it can."""
    place, received, why = sent.place[row], sent.received[message], 0
    if turn >= sent.allowed[message]:
        why = FLOOD
    elif sent.faults[row] == MALFORMED:
        why = MALFORMED
    elif place < 0:
        why = UNKNOWN
    elif sent.client[message] != ANY_CLIENT and about.own[place] != sent.client[message]:
        why = NOT_OWNER
    elif sent.faults[row] != 0:
        why = sent.faults[row]
    elif sent.at[row] > received + by.skew:
        why = FUTURE
    elif sent.at[row] < received - by.oldest:
        why = OLD
    else:
        why = _no_value(sent, about, place, row)
    return why


@inlined
def _no_value(sent: Sent, about: About, place: int, row: int) -> int:
    """Return why what a row holds is no value of its datastream; 0 where it is."""
    value, why = sent.value[row] * about.scale[place] + about.shift[place], 0
    if sent.words[row]:
        if about.kind[place] >= 0:
            why = NOT_FINITE
    elif not np.isfinite(value):
        why = NOT_FINITE
    elif about.kind[place] >= 0 and abs(value) > WIDEST:
        why = HUGE
    return why


@inlined
def _again(past: Past, place: int, at: int) -> bool:
    """Return whether a datastream's reading of this time was sent before."""
    found = False
    for each in range(SEEN):
        if past.seen[place, each] == at:
            found = True
    return found


@inlined
def _within(past: Past, place: int, received: int, by: Bounds) -> bool:
    """Count a reading of a datastream in this minute; return whether it is within the limit."""
    minute = received // MINUTE
    if past.minute[place] != minute:
        past.minute[place] = minute
        past.many[place] = 0
    past.many[place] += 1
    return bool(past.many[place] <= by.per_minute)


@inlined
def _flags(
    about: About, past: Past, place: int, at: int, value: float, by: Bounds, scratch: Floats
) -> int:
    """Return the flags of a reading."""
    kind, flags = about.kind[place], 0
    if value < about.least[place] or value > about.most[place]:
        flags |= RANGE
    elif at > past.at[place] and past.at[place] != NEVER:
        since = (at - past.at[place]) / SECOND
        moved = abs(value - past.value[place])
        if moved > about.rate[kind] * max(since, 1.0):
            flags |= RATE
        if value == past.value[place] and past.run[place] + 1 >= about.stuck[kind]:
            flags |= STUCK
        if since > about.gap[place]:
            flags |= GAP
        if past.filled[place] >= WINDOW and _spikes(
            past, place, value, about.spike[kind], by.spike_mads, scratch
        ):
            flags |= SPIKE
    if (
        about.group[place] >= 0
        and about.neighbours[kind] > 0
        and flags & RANGE == 0
        and _disagrees(about, past, place, at, value, by, scratch)
    ):
        flags |= NEIGHBOURS
    return flags


@inlined
def _spikes(
    past: Past, place: int, value: float, least: float, mads: float, scratch: Floats
) -> bool:
    """Return whether a value is a spike: Hampel's identifier over the values before it."""
    for each in range(WINDOW):
        scratch[each] = past.window[place, each]
    middle = _middle(scratch, WINDOW)
    for each in range(WINDOW):
        scratch[each] = abs(scratch[each] - middle)
    spread = _middle(scratch, WINDOW) * MAD
    return bool(abs(value - middle) > max(least, mads * spread))


@inlined
def _middle(values: Floats, many: int) -> float:
    """Return the median of the first few values, which are put in order."""
    for place in range(1, many):
        value, before = values[place], place - 1
        while before >= 0 and values[before] > value:
            values[before + 1] = values[before]
            before -= 1
        values[before + 1] = value
    half = many // 2
    return float(values[half] if many % 2 else (values[half - 1] + values[half]) / 2)


@inlined
def _disagrees(
    about: About, past: Past, place: int, at: int, value: float, by: Bounds, scratch: Floats
) -> bool:
    """Return whether a value is far from the median of the latest of its neighbours."""
    group, found = about.group[place], 0
    first, last = about.group_at[group], about.group_at[group + 1]
    many = last - first
    for step in range(1, min(many, 4 * ASKED)):
        other = about.members[first + (about.order[place] - first + step) % many]
        if found < ASKED and past.at[other] != NEVER and abs(past.at[other] - at) <= by.near:
            scratch[found] = past.value[other]
            found += 1
    far = False
    if found >= by.neighbours:
        middle = _middle(scratch, found)
        far = abs(value - middle) > about.neighbours[about.kind[place]]
    return far


@inlined
def _remember(
    about: About, past: Past, place: int, sent_at: int, at: int, value: float, flags: int
) -> None:
    """Keep what later readings are judged by; one out of range, or a text, tells nothing."""
    past.seen[place, past.seen_at[place]] = sent_at
    past.seen_at[place] = (past.seen_at[place] + 1) % SEEN
    if at > past.at[place] and flags & RANGE == 0 and not np.isnan(value):
        past.run[place] = past.run[place] + 1 if value == past.value[place] else 1
        past.at[place] = at
        past.value[place] = value
        if about.spike[about.kind[place]] > 0:
            past.window[place, past.filled[place] % WINDOW] = value
            past.filled[place] += 1
            if past.filled[place] == 2 * WINDOW:
                past.filled[place] = WINDOW
