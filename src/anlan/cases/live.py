"""The open cases of a city in memory, kept up with the ledger: what a map and a board show.

A map counts all of them anew at each movement, for many people at once; a database asked each time
would read tens of thousands of rows. The ledger tells which cases have changed, so that only those
are read again.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from anlan.cases.clock.counter import aware
from anlan.cases.flow import workflow
from anlan.model.permission import Area, Scope
from anlan.store.cases import CaseRow
from anlan.store.database import Database
from anlan.store.follow import Following, Slots

FRESH_SECONDS = 1.0
"""So old what is shown may be, at most."""
LATER = np.iinfo(np.int64).max
"""The deadline of a case that has none, or whose clock stands."""
STATES = {name: place for place, name in enumerate(workflow().states)}
"""The states by their place in the table; a number takes less room and is counted faster."""
NAMES = tuple(STATES)
_KIND = np.dtype(
    [
        ("id", "i8"), ("lon", "f8"), ("lat", "f8"), ("near", "i8"), ("due", "i8"), ("state", "i2"),
        ("office", "i4"), ("urgent", "?"), ("number", "O"), ("title", "O"), ("code", "O"),
    ]
)  # fmt: skip
_COLUMNS = (
    CaseRow.id, CaseRow.number, CaseRow.title, CaseRow.class_code, CaseRow.state, CaseRow.division,
    CaseRow.department, CaseRow.lon, CaseRow.lat, CaseRow.near_at, CaseRow.due_at, CaseRow.urgent,
    CaseRow.paused,
)  # fmt: skip
_ASKED_AT_ONCE = 500
Rows = NDArray[Any]
Row = Any
"""One of them."""
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases are open, and of those how many near their deadline or over it."""

    open: int
    near: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Cases that lie near each other, at their middle."""

    lon: float
    lat: float
    count: Count


@dataclass(frozen=True)
class Snapshot:
    """The open cases at a moment.

    Attributes:
        at: when they were read.
        rows: one for each.
        offices: the division and department that ``rows["office"]`` counts through.
    """

    at: datetime
    rows: Rows
    offices: Sequence[Area]

    def within(self, scope: Scope) -> Rows:
        """Return the cases somebody may see."""
        if scope.whole:
            return self.rows
        seen = np.array([scope.covers(each) for each in self.offices], np.bool_)
        return self.rows[seen[self.rows["office"]]] if len(seen) else self.rows[:0]


def count(rows: Rows, at: datetime) -> Count:
    """Return how many cases there are, near their deadline and over it."""
    now = aware(at)
    overdue = int(np.count_nonzero(rows["due"] <= now))
    near = int(np.count_nonzero(rows["near"] <= now))
    return Count(len(rows), max(near - overdue, 0), overdue)


def in_box(rows: Rows, west: float, south: float, east: float, north: float) -> Rows:
    """Return the cases whose place lies in a box of WGS 84; those without a place in none."""
    lon, lat = rows["lon"], rows["lat"]
    return rows[(lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)]


def in_states(rows: Rows, states: Sequence[str]) -> Flags:
    """Return which cases are in one of some states."""
    return np.isin(rows["state"], [STATES[each] for each in states])


def spots(rows: Rows, zoom: int, most: int, at: datetime) -> list[Spot]:
    """Return cases gathered on squares of a quarter of a map tile's edge, ``most`` of them.

    Where there would be more, the squares are larger.
    """
    if not len(rows):
        return []
    now = aware(at)
    narrow = math.cos(math.radians(float(rows["lat"].mean())))
    while True:
        edge = 360 / 2 ** (zoom + 2)
        across = np.floor((rows["lon"] + 180) / edge).astype(np.int64)
        up = np.floor((rows["lat"] + 90) / (edge * narrow)).astype(np.int64)
        found, of = np.unique(across * 2**32 + up, return_inverse=True)
        if len(found) <= most or zoom == 0:
            break
        zoom -= 1
    many = np.bincount(of)
    lon = np.bincount(of, rows["lon"]) / many
    lat = np.bincount(of, rows["lat"]) / many
    overdue = np.bincount(of, rows["due"] <= now)
    near = np.maximum(np.bincount(of, rows["near"] <= now) - overdue, 0)
    told = zip(lon, lat, many, near, overdue, strict=True)
    return [Spot(float(x), float(y), Count(int(n), int(a), int(o))) for x, y, n, a, o in told]


class OpenCases(Following[Snapshot]):
    """The open cases of one city; safe among threads."""

    def __init__(self, database: Database, city: str) -> None:
        super().__init__(database, f"case:{city}/", FRESH_SECONDS)
        self._city = city
        self._slots = Slots(_KIND)
        self._offices: dict[Area, int] = {}

    def _take_all(self, session: Session) -> None:
        query = select(*_COLUMNS).where(CaseRow.city == self._city)
        for row in session.execute(query.where(CaseRow.ended_at.is_(None))).mappings():
            self._put(row)

    def _take(self, session: Session, names: Sequence[str]) -> None:
        for first in range(0, len(names), _ASKED_AT_ONCE):
            some = names[first : first + _ASKED_AT_ONCE]
            query = select(*_COLUMNS, CaseRow.ended_at).where(
                CaseRow.city == self._city, CaseRow.number.in_(some)
            )
            for row in session.execute(query).mappings():
                if row["ended_at"] is None:
                    self._put(row)
                else:
                    self._slots.drop(row["id"])

    def _show(self, at: datetime) -> Snapshot:
        return Snapshot(at, self._slots.copy(), list(self._offices))

    def _still(self, shown: Snapshot, at: datetime) -> Snapshot:
        return replace(shown, at=at)

    def _put(self, row: RowMapping) -> None:
        area = Area(row["division"], row["department"])
        office = self._offices.setdefault(area, len(self._offices))
        lon, lat = row["lon"], row["lat"]
        timed = not row["paused"]
        told = (
            row["id"],
            math.nan if lon is None else lon,
            math.nan if lat is None else lat,
            aware(row["near_at"]) if timed and row["near_at"] else LATER,
            aware(row["due_at"]) if timed and row["due_at"] else LATER,
            STATES[row["state"]],
            office,
            row["urgent"],
            row["number"],
            row["title"],
            row["class_code"] or "",
        )
        self._slots.put(row["id"], told)
