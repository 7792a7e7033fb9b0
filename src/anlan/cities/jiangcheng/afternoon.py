"""The stormy afternoon lived through: sensors speak, alarms rise, people deal with them.

Sensors speak through gateways over a broker, as in life; the engine, the alarms and the cases are
the server's own. Only the clock is the story's.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select

from anlan.cities.jiangcheng.day import CITY, Day
from anlan.cities.jiangcheng.storm import STEP, Storm, Told, settings
from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.watch import AlarmRow, log
from anlan.watch.alarms import Handling, Site, handle, opening, upkeep
from anlan.watch.live import Engine

SECOND = 1_000_000
Send = Callable[[list[Told]], None]
"""Sends what sensors tell and returns when all of it is on disk."""


@dataclass
class Clock:
    """The story's clock, in microseconds since 1970."""

    micros: int = 0

    def __call__(self) -> int:
        """Return the time."""
        return self.micros


@dataclass
class Afternoon(Day):
    """The afternoon, and what follows from it until every case of it has ended."""

    storm: Storm | None = None
    engine: Engine | None = None
    clock: Clock = field(default_factory=Clock)
    send: Send = lambda told: None
    tell: Callable[[], object] = lambda: None
    readings: int = 0
    """How many the sensors told."""

    def __post_init__(self) -> None:
        """Find who works, and how alarms are handled."""
        super().__post_init__()
        self.site = Site(CITY)
        self.duty = settings()["duty"]
        self._follower = opening.Follower(self.database, self.site)
        self._waits: dict[tuple[int, str], datetime] = {}
        self._cases: set[str] = set()
        self._looked = self.start

    def _reports(self) -> list[tuple[datetime, Any]]:
        """Return the minutes of the afternoon: nobody but sensors reports anything."""
        minutes = settings()["minutes"]
        return [(self.start + timedelta(minutes=n + 1), n) for n in range(minutes)]

    def _come(self, what: Any, at: datetime) -> str:
        """Let a minute pass."""
        assert self.storm is not None  # noqa: S101 - the field has a default for its order only
        told = [
            one
            for second in range(what * 60, what * 60 + 60, STEP)
            for one in self.storm.read(second)
        ]
        self.readings += len(told)
        self.clock.micros = int(at.timestamp()) * SECOND
        self.send(told)
        self._evaluate()
        self._tend(at)
        if what % self.duty["tell"] == 0:
            self.tell()
        return ""

    def _evaluate(self) -> None:
        """Let the engine come to the end of the log."""
        assert self.engine is not None  # noqa: S101 - see _come
        while True:
            self.engine.step()
            with self.database.session() as session:
                head = log.head(session, CITY).seq
            if self.engine.course.seq >= head:
                return

    def _tend(self, at: datetime) -> None:
        """Do what the worker does, cases among it, and what whoever is on duty does."""
        upkeep.climb(self.database, self.site, at)
        upkeep.look(self.database, self.site, at)
        opening.open_cases(self.database, self.site, self.room, at)
        self._follower.look(at)
        for row in self._open_alarms():
            if row.case_number and row.case_number not in self._cases:
                self._cases.add(row.case_number)
                self.wait(row.case_number, at)
            self._handle(row, at)

    def _climb(self, now: datetime) -> None:
        super()._climb(now)
        if now - self._looked >= timedelta(hours=1):
            self._looked = now
            self._tend(now)

    def _open_alarms(self) -> list[AlarmRow]:
        open_ = (AlarmRow.city == CITY, AlarmRow.closed_at.is_(None))
        with self.database.session() as session:
            return list(session.scalars(select(AlarmRow).where(*open_).order_by(AlarmRow.number)))

    def _handle(self, row: AlarmRow, at: datetime) -> None:
        """Let whoever is on duty do the next thing with an alarm, when they come to it."""
        by = self._next_act(row, at)
        if by is None or not self._comes(row, by.act, at):
            return
        who = self.staff.of("duty_head")
        with change(self.database, Cause(who)) as made:
            handle(made, self.site, row.number, by, at)

    def _next_act(self, row: AlarmRow, at: datetime) -> Handling | None:
        post, aside = self.duty["post"], self.duty["shelved"]
        if row.state == "new":
            return Handling("acknowledge", post)
        if row.state == "acknowledged":
            if (row.rule, row.object) == (aside["rule"], aside["object"]) and row.standing:
                until = at + timedelta(minutes=aside["minutes"])
                return Handling("shelve", post, until=until, cause=aside["cause"])
            return Handling("own", post)
        if row.state != "owned" or row.standing or row.case_number or row.case_due:
            return None
        false = self.duty["false"]
        for one, cause in ((false, false["cause"]), (aside, aside["false"])):
            if (row.rule, row.object) == (one["rule"], one["object"]):
                return Handling("close", post, reason="false", cause=cause)
        return Handling("close", post, reason="true")

    def _comes(self, row: AlarmRow, act: str, at: datetime) -> bool:
        """Return whether the time that an act takes is over; it is drawn when first thought of."""
        key = (row.number, f"{act} {row.flaps}")
        if key not in self._waits:
            minutes = self.duty.get(act, 1) * float(
                np.exp(self.chance.normal(0, self.duty["spread"]))
            )
            if act == "acknowledge" and self.chance.random() < self.duty["overlooked"]:
                minutes *= 10
            self._waits[key] = at + timedelta(minutes=minutes)
        return at >= self._waits[key]
