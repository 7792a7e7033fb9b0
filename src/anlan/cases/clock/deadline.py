"""Deadlines: when a limit is up, which pauses and extensions moved it, and how much is left.

A limit is first turned into an amount of counted time, as if nothing paused it: hours are what they
say, and days are the counted time from the start to the end of the last day. Then the clock counts
that amount, and stands still in each pause. With $c(t)$ the time counted by the moment $t$, pauses
left out, the deadline of an amount $L$ that begins at $s$ is the first moment $d$ with
$c(d) - c(s) ≥ L$; used is $c(now) - c(s)$, and left is $L$ minus that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np

from anlan.cases.clock.calendar import Calendar
from anlan.cases.clock.counter import Counter, Pause, aware
from anlan.cases.clock.limit import Limit, falls_due, merged
from anlan.cases.clock.rules import Meter, rules
from anlan.cases.clock.wall import moment
from anlan.cases.clock.why import told
from anlan.model.errors import ClockError
from anlan.words import Language


@dataclass(frozen=True)
class Stage:
    """A part of a deadline that counts in one way: so much, from a moment on, until a moment.

    The moments are None where a pause that still lasts keeps them from being known.
    """

    limit: Limit
    amount: int
    planned: tuple[int, int]
    """From when until when it would count if nothing paused it."""
    begin: int | None
    end: int | None

    @property
    def meter(self) -> Meter:
        """Return what it counts."""
        return self.limit.rule.meter


@dataclass(frozen=True)
class Deadline:
    """When a limit is up, and when it nears its end; None while a pause still lasts.

    Who is done at ``due`` is in time. ``total`` is the limit in counted time. ``assumed_from`` is
    the first of the days counted whose holidays nobody has declared yet: from it on the weekly
    pattern was taken, and the deadline may move when the holidays are known.
    """

    start: datetime
    calendar: Calendar
    pauses: tuple[Pause, ...]
    stages: tuple[Stage, ...]
    near: datetime | None
    due: datetime | None
    assumed_from: date | None

    @cached_property
    def counter(self) -> Counter:
        """Return what counts, and stands still in the pauses."""
        return Counter(self.calendar.index, self.pauses)

    @property
    def total(self) -> timedelta:
        """Return the limit, and what extended it, in counted time."""
        return timedelta(microseconds=sum(stage.amount for stage in self.stages))

    def used(self, now: datetime) -> timedelta:
        """Return the counted time that has passed; after ``due`` it goes on counting.

        Raises:
            ClockError: ``now`` has no time zone, or lies outside the years in which clocks run.
        """
        at = aware(now)
        self.calendar.index.check(np.array([at]))
        used, begin = 0, aware(self.start)
        for stage in self.stages:
            # Each part ends where the next one begins; the last one counts on.
            if stage is self.stages[-1] or stage.end is None or at <= stage.end:
                used += self.counter.counted(stage.meter, begin, at)
                break
            used, begin = used + stage.amount, stage.end
        return timedelta(microseconds=used)

    def why(self, lang: Language = "en") -> list[str]:
        """Return, step by step, why it is due then; see :mod:`anlan.cases.clock.why`."""
        return told(self, lang)

    def left(self, now: datetime) -> timedelta:
        """Return the counted time that is left; below nought, it is overdue by so much.

        Raises:
            ClockError: as for :meth:`used`.
        """
        return self.total - self.used(now)


def deadline(
    start: datetime,
    limit: Limit,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Limit] = (),
    near: float | None = None,
) -> Deadline:
    """Return when ``limit`` is up that begins at ``start``, with the extensions granted.

    An extension begins where what was before it ends; of the same unit, it is added to it. ``near``
    is the share of the whole that must be used before the deadline is near; None is the usual one.

    >>> office = Calendar("office", "Asia/Shanghai")
    >>> friday = datetime.fromisoformat("2026-11-06T16:30+08:00")
    >>> found = deadline(friday, Limit(4, "work_hour"), office)
    >>> found.due.astimezone(friday.tzinfo).isoformat(" ", "minutes")
    '2026-11-09 10:30+08:00'
    >>> str(found.left(datetime.fromisoformat("2026-11-07T12:00+08:00")))
    '2:30:00'

    An hour and a half is left of Friday, the weekend doesn't count, so four hours are up on Monday
    at half past ten; on Saturday at noon two and a half of them are left.

    Raises:
        ClockError: a time has no zone or lies outside the years in which clocks run, a pause ends
            before it begins, or ``near`` is no share.
    """
    share = rules().near if near is None else near
    if not 0 < share <= 1:
        raise ClockError("error.clock.near", near=share)
    begin = aware(start)
    calendar.index.check(np.array([begin]))
    counter = Counter(calendar.index, pauses)
    stages = _stages(merged([limit, *extensions]), begin, calendar, counter)
    return Deadline(
        start=start.astimezone(UTC),
        calendar=calendar,
        pauses=tuple(pauses),
        stages=stages,
        near=_moment(_when_used(stages, share, counter)),
        due=_moment(stages[-1].end),
        assumed_from=_assumed(stages, calendar, counter),
    )


def _stages(
    limits: Sequence[Limit], start: int, calendar: Calendar, counter: Counter
) -> tuple[Stage, ...]:
    """Return the parts: each amount as if nothing paused it, then each end with the pauses."""
    unpaused: int = start
    begin: int | None = start
    stages: list[Stage] = []
    for number, limit in enumerate(limits):
        due = int(falls_due(limit, np.array([unpaused]), calendar, ended=number > 0)[0])
        amount = counter.raw(limit.rule.meter, unpaused, due)
        end = None if begin is None else counter.reached(limit.rule.meter, begin, amount)
        stages.append(Stage(limit, amount, (unpaused, due), begin, end))
        unpaused, begin = due, end
    return tuple(stages)


def _when_used(stages: Sequence[Stage], share: float, counter: Counter) -> int | None:
    """Return the moment by which that share of the whole is used."""
    wanted = max(round(sum(stage.amount for stage in stages) * share), 1)
    for stage in stages:
        if stage.begin is None:
            return None
        if wanted <= stage.amount:
            return counter.reached(stage.meter, stage.begin, wanted)
        wanted -= stage.amount
    raise AssertionError("a share of the whole lies in one of its parts")


def _assumed(stages: Sequence[Stage], calendar: Calendar, counter: Counter) -> date | None:
    """Return the first day counted by the weekly pattern alone, since no holidays are declared."""
    for stage in stages:
        if stage.meter == "work" and stage.begin is not None and calendar.known_until:
            # Where a pause still lasts, what was counted before it.
            end = counter.spans[-1][0] if stage.end is None else stage.end
            first, last = calendar.dates_of(stage.begin, max(end - 1, stage.begin))
            found = calendar.unknown_from(first, last)
            if found is not None:
                return found
    return None


def _moment(at: int | None) -> datetime | None:
    return None if at is None else moment(at)
