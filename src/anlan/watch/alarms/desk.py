"""The open alarms of a city in memory, kept up with the ledger: what the alarm desk shows.

A desk lists, counts and filters ten thousand of them anew for many people at once; the ledger tells
which have changed, so that only those are read again. Each row knows the entry up to which it was
read last, so that whoever has seen the desk at an entry is told what has changed since.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from anlan.cases.clock.counter import aware
from anlan.model.colour import COLOURS
from anlan.model.permission import Area, Scope
from anlan.store.database import Database
from anlan.store.follow import Following, Slots
from anlan.store.ledger import Head
from anlan.store.watch import AlarmRow
from anlan.watch.alarms.placing import parts
from anlan.watch.alarms.settings import PRIORITIES

FRESH_SECONDS = 0.5
"""So old what is shown may be, at most."""
NEVER = np.iinfo(np.int64).max
STATES = ("new", "acknowledged", "owned", "shelved")
GONE = 20_000
"""So many alarms that were closed are remembered, for whoever saw them open."""
_KIND = np.dtype(
    [
        ("id", "i8"), ("seq", "i8"), ("version", "i4"), ("priority", "i1"), ("colour", "i1"),
        ("state", "i1"), ("standing", "?"), ("step", "i1"), ("flaps", "i4"), ("raised", "i8"),
        ("changed", "i8"), ("respond_by", "i8"), ("next", "i8"), ("shelved_until", "i8"),
        ("lon", "f8"), ("lat", "f8"), ("value", "f8"), ("limit", "f8"), ("group", "i8"),
        ("place", "i4"), ("rule", "O"), ("title", "O"), ("object", "O"), ("name", "O"),
        ("kind", "O"), ("floor", "O"), ("owner", "O"), ("quiet", "O"), ("case", "O"),
    ]
)  # fmt: skip
Rows = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]
Row = Any
"""One of them."""


@dataclass(frozen=True)
class Wanted:
    """Which alarms are asked for; what is empty is not asked.

    Attributes:
        division: a path, with all below it.
        owners: those that one of these posts has taken on.
        quiet: only those that are quiet, or aren't.
    """

    states: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    division: str = ""
    group: int | None = None
    owners: tuple[str, ...] | None = None
    quiet: bool | None = None


@dataclass(frozen=True)
class Snapshot:
    """The open alarms at a moment.

    Attributes:
        at: when they were read.
        seq: up to which entry of the ledger.
        since: the entry from which on it is known what was closed.
        gone: alarms that were closed, and the entry by which it was seen.
        rows: one for each alarm, the most urgent first.
        divisions: the paths that ``rows["place"]`` counts through.
    """

    at: datetime
    seq: int
    since: int
    gone: Mapping[int, int]
    rows: Rows
    divisions: Sequence[str]

    def within(self, scope: Scope) -> Rows:
        """Return the alarms somebody may see."""
        if "" in scope.divisions:
            return self.rows
        return self.rows[self._places([scope.has_place(each) for each in self.divisions])]

    def _places(self, seen: Sequence[bool]) -> Flags:
        places: Flags = np.array([*seen, False], np.bool_)[self.rows["place"]]
        return places

    @cached_property
    def _paths(self) -> npt.NDArray[Any]:
        return np.array([*self.divisions, ""], object)

    def only(self, rows: Rows, wanted: Wanted) -> Rows:
        """Return those among some alarms that are asked for, in the same order."""
        kept = np.ones(len(rows), np.bool_)
        for name, known, asked in (
            ("state", STATES, wanted.states),
            ("colour", COLOURS, wanted.colours),
            ("priority", PRIORITIES, wanted.priorities),
        ):
            if asked:
                kept &= np.isin(rows[name], [known.index(each) for each in asked])
        if wanted.rules:
            kept &= np.isin(rows["rule"].astype(str), list(wanted.rules))
        if wanted.division:
            below = Scope((Area(wanted.division),))
            seen = np.array([*(below.has_place(each) for each in self.divisions), False], np.bool_)
            kept &= seen[rows["place"]]
        if wanted.group is not None:
            kept &= rows["group"] == wanted.group
        if wanted.owners is not None:
            kept &= np.isin(rows["owner"].astype(str), list(wanted.owners))
        if wanted.quiet is not None:
            kept &= (rows["quiet"] != "") == wanted.quiet
        return rows[kept]

    def division(self, row: Row) -> str:
        """Return the path of the division that an alarm lies in."""
        return str(self._paths[row["place"]])

    def changed(self, rows: Rows, seq: int) -> Rows:
        """Return those among some alarms that have changed after an entry."""
        return rows[rows["seq"] > seq]

    def closed(self, seq: int) -> list[int]:
        """Return the alarms that were closed after an entry."""
        return sorted(number for number, by in self.gone.items() if by > seq)


def after(rows: Rows, place: tuple[int, int, int]) -> Rows:
    """Return the alarms that come after one by its :func:`place_of`."""
    urgency, raised, number = place
    mine = urgencies(rows)
    later = (mine < urgency) | ((mine == urgency) & (rows["raised"] < raised))
    same = (mine == urgency) & (rows["raised"] == raised) & (rows["id"] < number)
    found: Rows = rows[later | same]
    return found


def place_of(row: Row) -> tuple[int, int, int]:
    """Return the place of an alarm in the order of the desk: urgency, moment, number."""
    return int(row["priority"]) * 10 + int(row["colour"]), int(row["raised"]), int(row["id"])


def urgencies(rows: Rows) -> npt.NDArray[np.int64]:
    """Return how urgent alarms are: by priority, then by colour."""
    urgent: npt.NDArray[np.int64] = rows["priority"].astype(np.int64) * 10 + rows["colour"]
    return urgent


_COLUMNS = tuple(
    AlarmRow.__table__.c[each]
    for each in (
        "number", "version", "priority", "colour", "state", "standing", "step", "flaps",
        "raised_at", "changed_at", "respond_by", "next_at", "shelved_until", "lon", "lat", "value",
        "limit", "group_number", "division", "rule", "title", "object", "name", "kind", "floor",
        "owner", "quiet", "case_number", "closed_at",
    )
)  # fmt: skip


class OpenAlarms(Following[Snapshot]):
    """The open alarms of one city; safe among threads."""

    def __init__(self, database: Database, city: str) -> None:
        super().__init__(database, f"alarm:{city}/", FRESH_SECONDS)
        self._city = city
        self._slots = Slots(_KIND)
        self._divisions: dict[str, int] = {}
        self._gone: OrderedDict[int, int] = OrderedDict()
        self._head = self._since = 0

    def _changed(self, session: Session, head: int) -> Sequence[str]:
        self._head = head
        return super()._changed(session, head)

    def _take_all(self, session: Session) -> None:
        self._head = self._since = session.scalar(select(Head.seq)) or 0
        query = select(*_COLUMNS).where(AlarmRow.city == self._city)
        for row in session.execute(query.where(AlarmRow.closed_at.is_(None))).mappings():
            self._put(row)

    def _take(self, session: Session, names: Sequence[str]) -> None:
        for some in parts([int(each) for each in names]):
            query = select(*_COLUMNS).where(AlarmRow.city == self._city, AlarmRow.number.in_(some))
            for row in session.execute(query).mappings():
                if row["closed_at"] is None:
                    self._put(row)
                else:
                    self._drop(row["number"])

    def _drop(self, number: int) -> None:
        self._slots.drop(number)
        self._gone[number] = self._head
        while len(self._gone) > GONE:
            self._since = self._gone.popitem(last=False)[1]

    def _show(self, at: datetime) -> Snapshot:
        rows = self._slots.copy()
        order = np.lexsort((-rows["id"], -rows["raised"], -urgencies(rows)))
        gone = dict(self._gone)
        return Snapshot(at, self._head, self._since, gone, rows[order], list(self._divisions))

    def _still(self, shown: Snapshot, at: datetime) -> Snapshot:
        return replace(shown, at=at, seq=self._head)

    def _put(self, row: RowMapping) -> None:
        place = self._divisions.setdefault(row["division"], len(self._divisions))
        self._slots.put(
            row["number"],
            (
                row["number"], self._head, row["version"], PRIORITIES.index(row["priority"]),
                COLOURS.index(row["colour"]), STATES.index(row["state"]), row["standing"],
                row["step"], row["flaps"], aware(row["raised_at"]), aware(row["changed_at"]),
                aware(row["respond_by"]), _moment(row["next_at"]), _moment(row["shelved_until"]),
                _number(row["lon"]), _number(row["lat"]), _number(row["value"]),
                _number(row["limit"]), row["group_number"] or 0, place, row["rule"], row["title"],
                row["object"], row["name"], row["kind"], row["floor"], row["owner"], row["quiet"],
                row["case_number"] or "",
            ),
        )  # fmt: skip


def _moment(at: datetime | None) -> int:
    return NEVER if at is None else aware(at)


def _number(value: float | None) -> float:
    return np.nan if value is None else value
