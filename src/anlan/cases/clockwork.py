"""By when the stage that a case is in must end: its limit, by the calendar of its office."""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from anlan.cases import rows
from anlan.cases.catalogue import catalogue
from anlan.cases.clock import (
    Calendar,
    Limit,
    Pause,
    calendars,
    deadline,
    due_many,
    near_many,
)
from anlan.cases.clock.counter import Counter, aware
from anlan.cases.clock.rules import rules
from anlan.cases.clock.wall import moment
from anlan.cases.flow import workflow
from anlan.cases.flow.fields import moment_of
from anlan.model.cases import Duty
from anlan.model.city import City
from anlan.store.cases import CaseRow
from anlan.words import Language, say

FILE = Path(__file__).parent / "data" / "stages.toml"


@cache
def stage_limits() -> Mapping[str, Limit]:
    """Return how long each stage may take."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {stage: Limit(**told[stage]) for stage in workflow().written.stages}


@dataclass(frozen=True, slots=True)
class Due:
    """When a stage must end, when that counts as near, and why; None while its clock stands."""

    stage: str
    due: datetime | None
    near: datetime | None
    why: Callable[[Language], list[str]]


@dataclass(frozen=True, slots=True)
class Begun:
    """A case whose stage just began: when, and what decides its limit and its calendar."""

    at: datetime
    code: str
    path: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A stage's clock: when it started, and the last extension: when granted and until when."""

    at: datetime
    extended: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class Clockwork:
    """The calendars of a city, and whose each is; the first is the city's own."""

    calendars: Mapping[str, Calendar]
    duties: Sequence[Duty]

    @classmethod
    def of(cls, city: City, find: Callable[[str], Path]) -> "Clockwork":
        """Return the clocks a pack declares; a pack without any has office hours, no holidays.

        Raises:
            ClockError: a file of holidays is wrong.
        """
        found = calendars(city.calendars, city.zone, find)
        return cls(found or {"office": Calendar("office", city.zone)}, city.duties)

    def calendar(self, department: str, path: str) -> Calendar:
        """Return the calendar of a department's office in a division."""
        for duty in self.duties:
            if duty.covers(department, path):
                return self.calendars[duty.calendar]
        return next(iter(self.calendars.values()))

    def limit(self, stage: str, code: str | None) -> Limit:
        """Return how long a stage may take for a class of case."""
        known = catalogue().classes.get(code or "")
        return known.remedy.limit if stage == "handling" and known else stage_limits()[stage]

    def begin(self, stage: str, begun: Sequence[Begun]) -> list[tuple[datetime, datetime]]:
        """Return by when a stage that just began must end, and when that is near, for many cases.

        The answers are those of :meth:`due`, found for all cases of one limit and calendar at once.
        """
        alike: dict[tuple[Limit, str], list[int]] = defaultdict(list)
        for place, each in enumerate(begun):
            department = each.department if stage == "handling" else ""
            calendar = self.calendar(department, each.path)
            alike[self.limit(stage, each.code), calendar.name].append(place)
        found: dict[int, tuple[datetime, datetime]] = {}
        for (limit, name), places in alike.items():
            calendar = self.calendars[name]
            starts = np.array([aware(begun[place].at) for place in places], np.int64)
            dues = due_many(starts, limit, calendar)
            nears = near_many(starts, dues, limit, calendar)
            told = zip(places, dues.tolist(), nears.tolist(), strict=True)
            found |= {place: (moment(due), moment(near)) for place, due, near in told}
        return [found[place] for place in range(len(begun))]

    def due(self, session: Session, row: CaseRow) -> Due | None:
        """Return by when the stage that a case is in must end; None where no clock is on."""
        stage = next(iter(workflow().running[row.state]), None)
        if stage is None:
            return None
        begun = _begun(session, row, stage)
        if begun is None:
            return None
        department = row.department if stage == "handling" else ""
        calendar = self.calendar(department, row.division)
        pauses = [
            Pause(each.from_at, each.until_at)
            for each in rows.pauses(session, row)
            if each.stage == stage and each.from_at >= begun.at
        ]
        limit = self.limit(stage, row.class_code)
        if begun.extended is None:
            found = deadline(begun.at, limit, calendar, pauses)
            return Due(stage, found.due, found.near, found.why)
        return _extended(stage, begun.extended, limit, calendar, pauses)


def _begun(session: Session, row: CaseRow, stage: str) -> _Begun | None:
    """Return when a stage's clock started last, by the case's moves."""
    begun: _Begun | None = None
    for made in rows.moves(session, row):
        if f"start {stage}" in made.clock:
            begun = _Begun(made.at)
        elif f"extend {stage}" in made.clock and begun:
            until = moment_of(made.fields["until"])
            begun = _Begun(begun.at, (made.at, until) if until else None)
    return begun


def _extended(
    stage: str,
    extended: tuple[datetime, datetime],
    limit: Limit,
    calendar: Calendar,
    pauses: Sequence[Pause],
) -> Due:
    """Return a deadline that was put off to a moment, later by the pauses since."""
    granted, until = extended
    later = [each for each in pauses if each.begin >= granted]
    counter, meter, begin = Counter(calendar.index, later), limit.rule.meter, aware(granted)
    amount = counter.raw(meter, begin, aware(until))
    # In working time an evening has no length: what was granted stands to the minute.
    due = counter.reached(meter, begin, amount) if later else aware(until)
    near = counter.reached(meter, begin, max(round(amount * rules().near), 1))

    def why(lang: Language) -> list[str]:
        shown = [f"{each.astimezone(ZoneInfo(calendar.zone)):%Y-%m-%d %H:%M}" for each in extended]
        told = [say("case.due.extended", lang, granted=shown[0], until=shown[1])]
        return told + [say("case.due.paused", lang, n=len(later)) for _ in later[:1]]

    return Due(
        stage,
        None if due is None else moment(due),
        None if near is None or due is None else moment(min(near, due)),
        why,
    )
