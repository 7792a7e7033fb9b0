"""Many messages judged at once: which of their readings are taken, and how good each is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from anlan.store.watch.log import STORED
from anlan.watch.batch import GOOD, Ints
from anlan.watch.flags import FLAGS
from anlan.watch.intake.kernel import SECOND, Bounds, Out, Sent, judge
from anlan.watch.intake.rows import MALFORMED, TEXT, UNIT, Parts, Rows
from anlan.watch.intake.settings import Settings
from anlan.watch.intake.state import State
from anlan.watch.registry import Known
from anlan.watch.rules.kinds import kinds

DAY = 86_400 * SECOND


@dataclass(frozen=True)
class Judged:
    """What was found of the readings of many messages.

    Attributes:
        first: where the readings of what was handed over at once begin, one more at the end.
        start: where each message's readings begin among all, one more at the end.
        rows: those that are taken, as they are kept.
        why: why each is refused; 0 for those that aren't.
        repeated: which were had already.
        flags: of each, 0 where it is plainly good.
    """

    first: Ints
    start: Ints
    rows: pa.RecordBatch
    why: npt.NDArray[np.uint8]
    repeated: npt.NDArray[np.bool_]
    flags: npt.NDArray[np.uint8]


class Buckets:
    """How many rows each sender may still send: a bucket each, that fills evenly."""

    def __init__(self, by: Settings) -> None:
        self._rate = by.limits.sender_rows_per_s
        self._most = float(by.limits.sender_rows_per_s * by.limits.sender_burst_s)
        self._left: dict[str, tuple[float, int]] = {}

    def take(self, name: str, many: int, now: int) -> int:
        """Take so many rows of a sender out, at a moment in microseconds; return how many may."""
        left, since = self._left.get(name, (self._most, now))
        left = min(self._most, left + self._rate * max(now - since, 0) / SECOND)
        granted = min(many, int(left))
        self._left[name] = (left - granted, now)
        return granted


def bounds(by: Settings) -> Bounds:
    """Return the limits as the pass over readings takes them."""
    return Bounds(
        ahead=int(by.limits.ahead_s * SECOND),
        skew=int(by.limits.skew_s * SECOND),
        oldest=int(by.limits.oldest_days * DAY),
        per_minute=by.limits.stream_rows_per_minute,
        spike_mads=by.general.spike_mads,
        near=int(by.general.neighbours_s * SECOND),
        neighbours=by.general.neighbours,
    )


def judged(
    state: State,
    messages: Sequence[tuple[Rows, Parts, int]],
    buckets: Buckets,
    by: Settings,
) -> Judged:
    """Judge messages in the order they came in; ``state`` goes on by them.

    Args:
        state: of the datastreams.
        messages: readings, of which messages by whom, and when they came in (microseconds since
            1970).
        buckets: of the senders.
        by: the settings.
    """
    given = [rows for rows, _, _ in messages]
    first = np.concatenate([[0], np.cumsum([len(each) for each in given])]).astype(np.int64)
    begins = [parts.begin[:-1] + at for (_, parts, _), at in zip(messages, first, strict=False)]
    start = np.concatenate([*begins, first[-1:]])
    stream = np.concatenate([each.stream for each in given])
    many = len(stream)
    sent = Sent(
        start=start,
        received=np.array([at for _, parts, at in messages for _ in parts.names], np.int64),
        client=np.concatenate([parts.client for _, parts, _ in messages]),
        allowed=np.array(_allowed(messages, buckets), np.int64),
        place=state.known.places(stream),
        at=np.concatenate([each.at for each in given]),
        value=np.concatenate([each.value for each in given]),
        words=np.concatenate([_words(each) for each in given]),
        faults=np.concatenate([_faults(each, state.known, by) for each in given]),
    )
    out = Out(
        at=np.zeros(many, np.int64),
        value=np.zeros(many),
        flags=np.zeros(many, np.uint8),
        why=np.zeros(many, np.uint8),
        repeated=np.zeros(many, np.bool_),
    )
    judge(sent, state.about, state.past, bounds(by), out)
    taken = (out.why == 0) & ~out.repeated
    rows = _kept(stream, out, _text(given), taken, _qualities(by.qualities))
    return Judged(first, start, rows, out.why, out.repeated, out.flags)


def _allowed(messages: Sequence[tuple[Rows, Parts, int]], buckets: Buckets) -> list[int]:
    """Return how many rows of each message its sender may still send."""
    return [
        buckets.take(name, end - begin, at)
        for _, parts, at in messages
        for name, (begin, end) in zip(parts.names, pairwise(parts.begin.tolist()), strict=True)
    ]


def _kept(
    stream: Ints,
    out: Out,
    text: pa.Array | None,
    taken: npt.NDArray[np.bool_],
    qualities: npt.NDArray[np.int8],
) -> pa.RecordBatch:
    """Return the readings that are taken, as they are kept."""
    whole = bool(taken.all())
    columns: tuple[npt.NDArray[Any], ...] = (stream, out.at, out.value, qualities[out.flags])
    arrays = [pa.array(each if whole else each[taken]) for each in columns]
    many = len(arrays[0])
    words = pa.nulls(many, pa.string())
    if text is not None:
        words = text if whole else text.filter(pa.array(taken))
    flags = out.flags if whole else out.flags[taken]
    told = pa.array(flags, pa.uint8(), mask=flags == 0)
    return pa.RecordBatch.from_arrays([*arrays, words, told], schema=STORED)


@cache
def _qualities(by: tuple[int, ...]) -> npt.NDArray[np.int8]:
    """Return the quality that each combination of flags makes: the worst of them."""
    every = np.arange(1 << len(FLAGS))
    found = np.full(len(every), GOOD, np.int8)
    for bit, quality in enumerate(by):
        found = np.maximum(found, np.where(every >> bit & 1, quality, GOOD)).astype(np.int8)
    return found


def _words(rows: Rows) -> npt.NDArray[np.bool_]:
    if rows.text is None:
        return np.zeros(len(rows), np.bool_)
    return np.asarray(rows.text.is_valid().to_numpy(zero_copy_only=False), np.bool_)


def _text(given: Sequence[Rows]) -> pa.Array | None:
    if all(each.text is None for each in given):
        return None
    return pa.concat_arrays(
        [
            pa.nulls(len(each), pa.string()) if each.text is None else each.text.cast(pa.string())
            for each in given
        ]
    )


def _faults(rows: Rows, known: Known, by: Settings) -> npt.NDArray[np.uint8]:
    """Return what is wrong with rows as they were sent: unreadable, another unit, too long."""
    found = np.zeros(len(rows), np.uint8)
    if rows.text is not None:
        long = pc.greater(pc.fill_null(pc.utf8_length(rows.text), 0), by.limits.text_chars)
        found[np.asarray(long.to_numpy(zero_copy_only=False), np.bool_)] = TEXT
    if rows.unit is not None:
        other = [
            bool(unit) and unit != unit_of(known, number)
            for unit, number in zip(rows.unit, rows.stream.tolist(), strict=True)
        ]
        found[other] = UNIT
    if rows.bad is not None:
        found[rows.bad] = MALFORMED
    return found


def unit_of(known: Known, number: int) -> str:
    """Return the unit in which a datastream is sent: the one registered, else that of its kind."""
    told = known.units.get(number)
    if told is None:
        [place] = known.places(np.array([number], np.int64)).tolist()
        kind = -1 if place < 0 else int(known.kind[place])
        told = "" if kind < 0 else list(kinds().values())[kind].unit
    return told
