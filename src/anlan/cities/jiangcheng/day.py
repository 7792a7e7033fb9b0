"""A day of Jiangcheng's cases: reports by every channel, and people who deal with them.

Everything goes through the rooms that the server uses; only the clock is the story's own. Nobody is
copied: chances and times are in ``day.toml``.
"""

import heapq
import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any
from uuid import UUID

import numpy as np

from anlan.access import accounts
from anlan.cases import rows
from anlan.cases.catalogue import catalogue
from anlan.cases.clock.counter import aware
from anlan.cases.clock.wall import moment
from anlan.cases.escalation import escalate, next_moment
from anlan.cases.flow import Move
from anlan.cases.gathering import Gatherer
from anlan.cases.ladder import ladder
from anlan.cases.public import Asked, Contact, PublicRoom
from anlan.cases.report import Report
from anlan.cities.jiangcheng.habits import HABITS, Act
from anlan.cities.jiangcheng.settings import HERE
from anlan.model.cause import Cause
from anlan.model.errors import CaseError
from anlan.store.accounts import Grant
from anlan.store.cases import CaseRow
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring

CITY = "jiangcheng"
BY_DOOR = ("resident_page", "open311", "email")
"""Channels without an account."""
Grids = Sequence[tuple[float, float]]


@cache
def told() -> dict[str, Any]:
    """Return how the day goes."""
    return tomllib.loads((HERE / "day.toml").read_text("utf-8"))


@dataclass
class Staff:
    """Who has which post; people are added as they are needed, each with an account."""

    database: Database
    _known: dict[tuple[str, str, int], str] = field(default_factory=dict)
    _first: accounts.OneTime = field(default_factory=accounts.OneTime.new)

    def of(self, role: str, department: str = "", number: int = 1) -> str:
        """Return who has a post: the ``number``-th collector, a department's handler."""
        key = (role, department, number)
        if key not in self._known:
            login = ".".join(filter(None, ("day", role, department.replace("_", "-"), str(number))))
            grant = Grant(role=role, city=CITY, department=department)
            with change(self.database, Cause("local:demo")) as made:
                account = accounts.add(made, login.replace("_", "-"), login, self._first)
                accounts.give(made, account, grant)
                self._known[key] = f"account:{account.id}"
        return self._known[key]


@dataclass
class Day:
    """A day, and what follows from it until every case has ended."""

    database: Database
    public: PublicRoom
    ring: Keyring
    gatherer: Gatherer
    grids: Grids
    start: datetime
    seed: int = 1
    codes: dict[str, str] = field(default_factory=dict)
    """What a resident was told, by the case's number."""
    done: dict[str, set[str]] = field(default_factory=dict)
    """What has happened to a case that happens once."""
    _waiting: list[tuple[datetime, int, str]] = field(default_factory=list)
    _turn: int = 0

    def __post_init__(self) -> None:
        """Find who works, and the room they work in."""
        self.told = told()
        self.chance = np.random.default_rng(self.seed)
        self.staff = Staff(self.database)
        self.room = self.public.room

    @cached_property
    def _office(self) -> Any:
        return next(iter(self.room.clockwork.calendars.values())).index

    def happens(self, name: str) -> bool:
        """Return whether something happens that can."""
        return bool(self.chance.random() < self.told["chances"][name])

    def once(self, number: str, name: str) -> bool:
        """Return whether it happens to a case, which it does once at most."""
        known = self.done.setdefault(number, set())
        if name in known:
            return False
        known.add(name)
        return self.happens(name)

    def later(self, at: datetime, kind: str) -> datetime:
        """Return when the next step of a kind is done: in working hours, after about so long."""
        chosen = self.told["minutes"]
        minutes = chosen[kind] * math.exp(self.chance.normal(0, chosen["spread"]))
        return self.working(at + timedelta(minutes=minutes))

    def working(self, at: datetime) -> datetime:
        """Return the moment itself, or the beginning of the next shift."""
        worked = self._office.worked(np.array([aware(at)]))
        return max(at, moment(int(self._office.reached(worked + 1)[0])))

    def run(self, until: datetime) -> None:
        """Let the reports come in, and let people work until nothing is left or time is over."""
        for at, report in self._reports():
            heapq.heappush(self._waiting, (at, self._next(), report))
        while self._waiting and self._waiting[0][0] < until:
            at, _, what = heapq.heappop(self._waiting)
            self._climb(at)
            number = self._come(what, at) if not isinstance(what, str) else what
            if number:
                self._step(number, at)

    def _next(self) -> int:
        self._turn += 1
        return self._turn

    def wait(self, number: str, at: datetime) -> None:
        """Come back to a case at a moment."""
        heapq.heappush(self._waiting, (at, self._next(), number))

    def _climb(self, now: datetime) -> None:
        """Let rise what has fallen due, and join what is of one cause."""
        while True:
            with self.database.session() as session:
                due = next_moment(session, [CITY])
            if due is None or due > now:
                break
            escalate(self.database, CITY, self.room.clockwork, due)
        self.gatherer.look(now)

    def _reports(self) -> list[tuple[datetime, Any]]:
        """Return the day's reports by their moments: single ones, and those of the incident."""
        first, last = self.told["hours"]
        names, shares = zip(*self.told["channels"].items(), strict=True)
        codes = sorted(catalogue().classes)
        found: list[tuple[datetime, Any]] = []
        for hour in np.sort(self.chance.uniform(first, last, self.told["reports"])):
            channel = str(self.chance.choice(names, p=np.array(shares) / sum(shares)))
            place = self.grids[int(self.chance.integers(len(self.grids)))]
            code = codes[self.chance.integers(len(codes))]
            found.append((self.start + timedelta(hours=float(hour)), (channel, code, place)))
        leak = self.told["incident"]
        middle, reach = self.grids[len(self.grids) // 2], leak["metres"] / 111_000
        for hour in np.sort(self.chance.uniform(0, leak["hours"], leak["calls"])):
            lon, lat = np.array(middle) + self.chance.normal(0, reach, 2)
            code = leak["classes"][self.chance.integers(len(leak["classes"]))]
            at = self.start + timedelta(hours=first + 1 + float(hour))
            found.append((at, ("hotline", code, (float(lon), float(lat)))))
        return sorted(found, key=lambda each: each[0])

    def _come(self, what: Any, at: datetime) -> str:
        """Take in a report as its channel does; return the case's number."""
        channel, code, (lon, lat) = what
        title = catalogue().classes[code].title.zh
        if channel in BY_DOOR:
            return self._by_door(channel, code, title, lon, lat, at)
        kind = "component" if catalogue().classes[code].is_component else "event"
        if channel == "inspection":
            hazard = "hazard_major" if self.happens("hazard") else "inspection_finding"
            kind = "hazard_general" if self.happens("hazard") else hazard
        kind = "alarm_followup" if channel == "alarm" else kind
        role = {"collector": "collector", "hotline": "acceptor"}.get(channel, "operator")
        who = self.staff.of(role, "", int(self.chance.integers(1, 5)) if role == "collector" else 1)
        report = Report(
            kind=kind, channel=channel, title=title, at=at, known_at=at, class_code=code, lon=lon,
            lat=lat, source=who, outside_key=f"day-{self.seed}-{self._next()}",
        )  # fmt: skip
        placed = self.room.placed(report)
        with change(self.database, Cause(who)) as made:
            return self.room.open(made, placed).number

    def _by_door(
        self, channel: str, code: str, title: str, lon: float, lat: float, at: datetime
    ) -> str:
        key = str(UUID(int=int(self.chance.integers(2**62)) + self._next()))
        asked = Asked(channel, key, at, title=title, class_code=code, lon=lon, lat=lat,
                      on_water=True)  # fmt: skip
        phone = {"phone": "13800000000"} if self.happens("contact") else {}
        try:
            placed = self.public.placed(asked)
        except CaseError:  # a class that the public door doesn't take
            return ""
        with change(self.database, Cause(f"public:{channel}")) as made:
            left = self.public.open(made, self.ring, placed, key, Contact.of(phone))
        if left.code:
            self.codes[left.number] = left.code
        return left.number

    def _step(self, number: str, at: datetime) -> None:
        """Do the next thing with a case, and come back to it when it is done."""
        with self.database.session() as session:
            row = rows.find(session, CITY, number)
        act = HABITS[row.state](self, row, at) if row.state in HABITS else None
        if act is None:
            return
        if act.at > at:
            self.done.setdefault(number, set()).add(f"came {row.version}")
            self.wait(number, act.at)
            return
        try:
            self.do(row, act, at)
        except CaseError:  # a part is still open, or a place isn't known: tried again
            self.wait(number, self.working(at + timedelta(hours=4)))
            return
        self.wait(number, at + timedelta(seconds=1))

    def came(self, row: CaseRow) -> bool:
        """Return whether the time that the next step takes is over."""
        return f"came {row.version}" in self.done.get(row.number, set())

    def do(self, row: CaseRow, act: Act, at: datetime) -> None:
        """Do an act on a case."""
        if act.parts:
            self._split(row, act, at)
            return
        who = act.who or self.staff.of(act.post, act.department, act.number)
        by = Move(act.name, who, act.role, at, act.department, dict(act.fields))
        with change(self.database, Cause(who)) as made:
            self.room.move(made, row.number, by, row.version)

    def _split(self, row: CaseRow, act: Act, at: datetime) -> None:
        who = self.staff.of(act.post)
        by = Move("dispatch.split", who, act.role, at, "", dict(act.fields))
        with change(self.database, Cause(who)) as made:
            for number in self.room.split(made, row.number, act.parts, by, row.version):
                self.wait(number, self.later(at, "office"))

    def listing_due(self, row: CaseRow) -> bool:
        """Return whether a case has climbed to the rung at which it is to be listed."""
        names = [rung.name for rung in ladder().rungs]
        return row.rung > names.index("listing") and not row.listed

    def answers(self, row: CaseRow, at: datetime) -> None:
        """Let a resident say how satisfied they are, by the code that they were told."""
        satisfaction = "unsatisfied" if self.happens("again") else "satisfied"
        with change(self.database, Cause(f"public:{row.channel}")) as made:
            code = self.codes.pop(row.number)
            self.public.answer(made, row.number, code, satisfaction, "", at)
