"""What a clock counts between two moments: elapsed or working time, less the pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from anlan.cases.clock.index import WorkIndex, beyond
from anlan.cases.clock.rules import Meter
from anlan.cases.clock.wall import micros
from anlan.model.errors import ClockError

Span = tuple[int, int | None]
"""From a moment up to another one; None: it still lasts."""


@dataclass(frozen=True)
class Pause:
    """An approved pause, from ``begin`` up to ``end``; without an end it still lasts."""

    begin: datetime
    end: datetime | None = None


class Counter:
    """Counts by a calendar's working time, and stands still in pauses."""

    def __init__(self, index: WorkIndex, pauses: Sequence[Pause]) -> None:
        self._index = index
        self.spans = _joined(pauses)

    def raw(self, meter: Meter, begin: int, end: int) -> int:
        """Return the time from ``begin`` to ``end``, pauses and all."""
        if meter == "elapsed":
            return end - begin
        before, after = self._index.worked(np.array([begin, end]))
        return int(after - before)

    def counted(self, meter: Meter, begin: int, end: int) -> int:
        """Return the time from ``begin`` to ``end`` that isn't paused; nought if it is before."""
        counted = self.raw(meter, begin, end) if end > begin else 0
        for first, last in self.spans:
            stood = max(first, begin), end if last is None else min(last, end)
            if stood[1] > stood[0]:
                counted -= self.raw(meter, *stood)
        return counted

    def reached(self, meter: Meter, begin: int, amount: int) -> int | None:
        """Return the first moment by which ``amount`` is counted; None if a pause never ends.

        Raises:
            ClockError: that is after the last year in which clocks run.
        """
        for first, last in self.spans:
            if last is not None and last <= begin:
                continue
            runs = self.raw(meter, begin, first) if first > begin else 0
            if runs >= amount:
                break
            if last is None:
                return None
            amount, begin = amount - runs, last
        if meter == "elapsed":
            if begin + amount >= self._index.midnights[-1]:
                raise beyond()
            return begin + amount
        by_then = self._index.worked(np.array([begin])) + amount
        return int(self._index.reached(by_then)[0])


def aware(at: datetime) -> int:
    """Return a moment in microseconds.

    Raises:
        ClockError: it has no time zone.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise ClockError("error.clock.naive", at=at.isoformat(" "))
    return micros(at)


def _joined(pauses: Sequence[Pause]) -> list[Span]:
    """Return pauses in order, those that meet or overlap as one.

    Raises:
        ClockError: a time has no zone, or a pause doesn't end after it begins.
    """
    spans = sorted((_span(pause) for pause in pauses), key=lambda span: span[0])
    joined: list[Span] = []
    for begin, end in spans:
        if joined and (joined[-1][1] is None or begin <= joined[-1][1]):
            first, last = joined[-1]
            joined[-1] = first, None if last is None or end is None else max(last, end)
        else:
            joined.append((begin, end))
    return joined


def _span(pause: Pause) -> Span:
    begin, end = aware(pause.begin), None if pause.end is None else aware(pause.end)
    if end is not None and end <= begin:
        raise ClockError("error.clock.pause", begin=pause.begin, end=pause.end)
    return begin, end
