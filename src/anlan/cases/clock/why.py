"""Why a deadline is due then: each step in words, with the numbers of the computation itself.

Days that count alike and follow one another are told together. Where that makes more stretches than
the rules allow, weekends are told with the days around them, and if that isn't enough, all in one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

from anlan.cases.clock.rules import rules
from anlan.cases.clock.wall import SECOND, moment
from anlan.model.declared import Text
from anlan.words import Language, say

if TYPE_CHECKING:
    from anlan.cases.clock.calendar import Calendar
    from anlan.cases.clock.deadline import Deadline, Stage
    from anlan.cases.clock.limit import Limit

Kind = Literal["work", "rest", "holiday", "made_up", "mixed"]


class Day(NamedTuple):
    """A day, how it counts, and the holiday that it is or makes up for."""

    day: date
    kind: Kind
    name: Text | None


@dataclass(frozen=True)
class Stretch:
    """Days in a row that are told together; ``mixed``, if they don't count alike."""

    kind: Kind
    name: Text | None
    first: date
    last: date
    worked: int
    """How many of the days are worked."""

    @property
    def off(self) -> int:
        """Return how many of the days aren't worked."""
        return (self.last - self.first).days + 1 - self.worked


def told(deadline: Deadline, lang: Language) -> list[str]:
    """Return the steps that lead from the start to the due time."""
    return list(_Teller(deadline, lang).steps())


class _Teller:
    def __init__(self, deadline: Deadline, lang: Language) -> None:
        self.deadline = deadline
        self.calendar = deadline.calendar
        self.lang = lang
        self.zone = ZoneInfo(deadline.calendar.zone)
        self.year = deadline.start.astimezone(self.zone).year

    def steps(self) -> Iterator[str]:
        yield self._say(
            "start", at=self._at(self.deadline.start, year=True), zone=self.calendar.zone
        )
        for number, stage in enumerate(self.deadline.stages):
            yield self._say(
                "extended" if number else "limit",
                limit=stage.limit.say(self.lang),
                counts=self._counts(stage),
            )
            yield from self._stage(stage)
        yield from self._pauses()
        yield from self._clocks_put()
        if self.deadline.assumed_from is not None:
            yield self._say("assumed", day=self._day(self.deadline.assumed_from))
        yield self._end()

    def _counts(self, stage: Stage) -> str:
        ends = f".{stage.limit.rule.ends}" if stage.limit.rule.step == "day" else ""
        return say(f"clock.counts.{stage.limit.unit}{ends}", self.lang)

    def _stage(self, stage: Stage) -> Iterator[str]:
        """Tell the days that a part counts, where not all of them count alike."""
        by_day = stage.limit.rule.step == "day"
        if stage.meter == "work":
            begin, end = stage.planned if by_day else (stage.begin, self._until(stage))
            if begin is not None and end is not None and end > begin:
                yield from self._days(stage.limit, begin, end)
        if by_day and stage.end != stage.planned[1]:
            at = self._at(moment(stage.planned[1]), ends=True)
            yield self._say("unpaused", at=at, amount=self._time(stage.amount))

    def _until(self, stage: Stage) -> int | None:
        """Return when a part ends, or when the pause begins that keeps it from ending."""
        return self.deadline.counter.spans[-1][0] if stage.end is None else stage.end

    def _days(self, limit: Limit, begin: int, end: int) -> Iterator[str]:
        by_day = limit.rule.step == "day"
        first, last = self.calendar.days_of(begin, end - 1)
        days = _alike(self.calendar, first, last)
        if by_day and _worked(days) > limit.number:  # the day of the start isn't the first one
            days = days[1:]
        for stretch in _stretches(days):
            worked = say("clock.unit.work_day", self.lang, n=stretch.worked)
            yield self._say(
                stretch.kind,
                span=self._span(stretch.first, stretch.last),
                name=stretch.name.of(self.lang) if stretch.name else "",
                off=say("unit.days", self.lang, n=stretch.off),
                counted=worked if by_day else self._time(self._counted(stretch, begin, end)),
            )

    def _counted(self, stretch: Stretch, begin: int, end: int) -> int:
        """Return the working time counted in a stretch, as far as it lies in a part."""
        opens = self.calendar.begins(stretch.first)
        closes = self.calendar.begins(stretch.last + timedelta(days=1))
        return self.deadline.counter.counted("work", max(begin, opens), min(end, closes))

    def _pauses(self) -> Iterator[str]:
        """Tell each pause in which the clock would have run, and how long it stood."""
        for begin, end in self.deadline.counter.spans:
            stood = [self._stood(stage, begin, end) for stage in self.deadline.stages]
            if all(each is None for each in stood):
                continue
            first = self._at(moment(begin))
            if end is None:
                yield self._say("paused_since", begin=first)
            else:
                amount = self._time(sum(each or 0 for each in stood))
                yield self._say("paused", begin=first, end=self._at(moment(end)), amount=amount)

    def _stood(self, stage: Stage, begin: int, end: int | None) -> int | None:
        """Return how long a pause kept a part from counting; None if it lies outside of it."""
        if stage.begin is None:
            return None
        first = max(begin, stage.begin)
        if end is None:
            return 0 if stage.end is None or first < stage.end else None
        last = end if stage.end is None else min(end, stage.end)
        return self.deadline.counter.raw(stage.meter, first, last) if last > first else None

    def _clocks_put(self) -> Iterator[str]:
        """Tell that clocks are put forward or back, where a limit in hours passes over it."""
        due, start = self.deadline.due, self.deadline.start
        if due is None or all(each.limit.rule.step == "day" for each in self.deadline.stages):
            return
        offsets = [at.astimezone(self.zone).utcoffset() or timedelta() for at in (start, due)]
        put = offsets[1] - offsets[0]
        if put:
            way = "forward" if put > timedelta() else "back"
            yield self._say(way, amount=self._time(abs(put) // timedelta(microseconds=1)))

    def _end(self) -> str:
        due = self.deadline.due
        if due is not None:
            return self._say("due", at=self._at(due, ends=True))
        since = moment(self.deadline.counter.spans[-1][0])
        left = self.deadline.left(max(since, self.deadline.start))
        return self._say("open", left=self._time(left // timedelta(microseconds=1)))

    def _say(self, step: str, **values: object) -> str:
        return say(f"clock.why.{step}", self.lang, **values)

    def _at(self, at: datetime, ends: bool = False, year: bool = False) -> str:
        """Write a moment in local time; one that ends a day is its 24:00."""
        local = at.astimezone(self.zone)
        time = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
        if ends and time == "00:00":
            local, time = local - timedelta(days=1), "24:00"
        return say("clock.at", self.lang, day=self._day(local.date(), year), time=time)

    def _day(self, day: date, year: bool = False) -> str:
        key = "clock.day_of_year" if year or day.year != self.year else "clock.day"
        month = say(f"clock.month.{day.month}", self.lang)
        weekday = say(f"clock.weekday.{day.weekday()}", self.lang)
        return say(key, self.lang, year=day.year, month=month, day=day.day, weekday=weekday)

    def _span(self, first: date, last: date) -> str:
        if first == last:
            return self._day(first)
        return say("clock.span", self.lang, first=self._day(first), last=self._day(last))

    def _time(self, amount: int) -> str:
        """Write an amount of time in hours, minutes and seconds."""
        seconds = amount // SECOND
        parts = zip(("hours", "minutes", "seconds"), _sixties(seconds), strict=True)
        words = [say(f"clock.{unit}", self.lang, n=n) for unit, n in parts if n]
        return " ".join(words) or say("clock.minutes", self.lang, n=0)


def _sixties(seconds: int) -> tuple[int, int, int]:
    return seconds // 3600, seconds // 60 % 60, seconds % 60


def _alike(calendar: Calendar, first: date, last: date) -> list[Day]:
    """Return the days from ``first`` to ``last``, each with how it counts."""
    days = range(first.toordinal(), last.toordinal() + 1)
    return [_kind(calendar, date.fromordinal(number)) for number in days]


def _kind(calendar: Calendar, day: date) -> Day:
    if day in calendar.holidays:
        return Day(day, "holiday", calendar.holidays[day])
    if not calendar.works(day):
        return Day(day, "rest", None)
    made_up = calendar.made_up.get(day)
    return Day(day, "made_up" if made_up else "work", made_up)


def _worked(days: Sequence[Day]) -> int:
    return sum(day.kind in ("work", "made_up") for day in days)


def _stretches(days: Sequence[Day]) -> list[Stretch]:
    """Join days in a row, more and more of them, until there are few enough stretches."""
    stretches: list[Stretch] = []
    for alike in _ALIKE:
        stretches = [_stretch(list(run)) for _, run in groupby(days, key=alike)]
        if len(stretches) <= rules().most_stretches:
            break
    return stretches


_ALIKE: tuple[Callable[[Day], object], ...] = (
    lambda day: (day.kind, day.name),
    lambda day: ("mixed" if day.kind in ("work", "rest") else day.kind, day.name),
    lambda day: "mixed",
)
"""What days told together have in common: all, all but weekends, nothing."""


def _stretch(days: Sequence[Day]) -> Stretch:
    kinds = {day.kind for day in days}
    kind: Kind = days[0].kind if len(kinds) == 1 else "mixed"
    return Stretch(kind, days[0].name, days[0].day, days[-1].day, _worked(days))
