"""The register of a city in memory, in columns, kept up with the ledger: for maps and areas.

All points of a city are graded, counted and drawn at once; the ledger tells which have changed, so
that only those are read again, and only the areas that hold them are counted anew.
"""

import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from anlan.model.permission import Area, Scope
from anlan.risk.living import OPEN, Facts, Living, Points, living
from anlan.risk.register.kinds import kinds
from anlan.risk.register.renewing import Grades
from anlan.store.database import Database
from anlan.store.ledger import Head, changed_since
from anlan.store.risk import RiskFact, RiskPoint

FRESH_SECONDS = 0.3
"""So old what is shown may be, at most."""
LEVELS = 5
_ASKED_AT_ONCE = 500
_KIND = np.dtype([
    ("id", "i8"), ("lon", "f8"), ("lat", "f8"), ("residual", "f8"), ("scheme", "i2"),
    ("floor", "i1"), ("inherent_colour", "i1"), ("now_colour", "i1"), ("now_value", "f8"),
    ("area", "i4", (LEVELS,)), ("field", "i2"), ("office", "i4"),
])  # fmt: skip
_COLUMNS = (
    RiskPoint.id, RiskPoint.lon, RiskPoint.lat, RiskPoint.residual_value, RiskPoint.scheme,
    RiskPoint.floor, RiskPoint.inherent_colour, RiskPoint.now_colour, RiskPoint.now_value,
    RiskPoint.division, RiskPoint.field, RiskPoint.department, RiskPoint.code, RiskPoint.name,
    RiskPoint.retired_at,
)  # fmt: skip
_NAMES = (
    "id", "lon", "lat", "residual", "scheme", "floor", "inherent_colour", "now_colour",
    "now_value", "division", "field", "department", "code", "name",
)  # fmt: skip
Rows = npt.NDArray[Any]


@dataclass(frozen=True)
class Shown:
    """The standing points at a moment.

    Attributes:
        at: when they were read.
        rows: one for each; ``area`` holds the place in ``areas`` of its division at each level, -1
            for none, the city's first.
        areas: the paths that ``rows["area"]`` counts through.
        offices: the division and department that ``rows["office"]`` counts through.
        names: code and name of each.
    """

    at: datetime
    rows: Rows
    areas: Sequence[str]
    offices: Sequence[Area]
    names: Sequence[tuple[str, str]]

    def within(self, scope: Scope) -> npt.NDArray[np.bool_]:
        """Return which points somebody may see."""
        seen = np.array([scope.covers(each) for each in self.offices], np.bool_)
        return seen[self.rows["office"]] if len(seen) else np.zeros(0, np.bool_)


class LiveRegister:
    """The risk points of one city; safe among threads."""

    def __init__(self, database: Database, city: str, by: Grades) -> None:
        self._database, self._city, self._by = database, city, by
        self._schemes = {name: place for place, name in enumerate(by.schemes)}
        self._lock = threading.Lock()
        self._rows = np.zeros(1024, _KIND)
        self._names: list[tuple[str, str]] = []
        self._slots: dict[int, int] = {}
        self._areas: dict[str, int] = {}
        self._paths: dict[str, tuple[int, ...]] = {}
        self._offices: dict[tuple[str, str], int] = {}
        self._fields = {name: place for place, name in enumerate(kinds().fields)}
        self._seq = -1
        self._read_at = -math.inf
        self._shown: Shown | None = None

    def snapshot(self) -> Shown:
        """Return the standing points, at most a second old."""
        with self._lock:
            if self._shown is None or time.monotonic() - self._read_at > FRESH_SECONDS:
                self._shown = self._read()
                self._read_at = time.monotonic()
            return self._shown

    def facts(self) -> Facts:
        """Return the facts of all points of the snapshot that is shown."""
        places = self._slots
        query = select(
            RiskFact.point_id, RiskFact.modifier, RiskFact.began_at, RiskFact.ended_at
        ).where(RiskFact.city == self._city)
        with self._database.session() as session:
            told = [row for row in session.execute(query) if row[0] in places]
        known = self._by.modifiers.places
        ends = [OPEN if row[3] is None else int(row[3].timestamp()) for row in told]
        return Facts(
            np.array([places[row[0]] for row in told], np.int64),
            np.array([known[row[1]] for row in told], np.int16),
            np.array([int(row[2].timestamp()) for row in told], np.int64),
            np.array(ends, np.int64),
        )

    def grade(self, shown: Shown, facts: Facts, at: datetime) -> Living:
        """Return what all points are at a moment; see :func:`anlan.risk.living.living`."""
        rows = shown.rows
        points = Points(rows["residual"], rows["scheme"], rows["floor"])
        schemes = list(self._by.schemes.values())
        return living(schemes, points, facts, int(at.timestamp()), self._by.modifiers)

    def _read(self) -> Shown:
        at = datetime.now(UTC)
        with self._database.session() as session:
            # The head first: what is committed after it is read again the next time.
            head = session.scalar(select(Head.seq)) or 0
            if self._shown is not None and head == self._seq:
                return replace(self._shown, at=at)
            if self._shown is None:
                self._take_all(session)
            else:
                self._catch_up(session)
        self._seq = head
        used = len(self._names)
        kept, offices = self._rows[:used].copy(), [Area(*each) for each in self._offices]
        return Shown(at, kept, list(self._areas), offices, list(self._names))

    def _take_all(self, session: Session) -> None:
        """Read all standing points, column by column: there may be a million."""
        query = select(*_COLUMNS[:-1]).where(
            RiskPoint.city == self._city, RiskPoint.retired_at.is_(None)
        )
        told = session.execute(query).all()
        columns = dict(zip(_NAMES, zip(*told, strict=True), strict=True)) if told else {}
        rows = np.zeros(max(len(told), 1024), _KIND)
        if told:
            for name in ("id", "residual", "floor", "inherent_colour", "now_colour", "now_value"):
                rows[name][: len(told)] = columns[name]
            for name in ("lon", "lat"):
                rows[name][: len(told)] = np.array(
                    columns[name], np.float64
                )  # none is not a number
            rows["scheme"][: len(told)] = [self._schemes[each] for each in columns["scheme"]]
            rows["field"][: len(told)] = [self._fields[each] for each in columns["field"]]
            rows["area"][: len(told)] = [self._path(each) for each in columns["division"]]
            both = zip(columns["division"], columns["department"], strict=True)
            rows["office"][: len(told)] = [self._office(*each) for each in both]
            self._names = list(zip(columns["code"], columns["name"], strict=True))
            self._slots = {key: slot for slot, key in enumerate(columns["id"])}
        self._rows = rows

    def _catch_up(self, session: Session) -> None:
        """Read those points again that the ledger says were changed."""
        codes = changed_since(session, self._seq, f"risk_point:{self._city}/")
        for first in range(0, len(codes), _ASKED_AT_ONCE):
            some = codes[first : first + _ASKED_AT_ONCE]
            self._take(session, select(*_COLUMNS).where(RiskPoint.code.in_(some)))

    def _take(self, session: Session, query: Select[*tuple[Any, ...]]) -> None:
        for row in session.execute(query.where(RiskPoint.city == self._city)):
            if row.retired_at is not None:
                self._drop(row.id)
                continue
            slot = self._slots.setdefault(row.id, len(self._names))
            if slot == len(self._names):
                self._names.append(("", ""))
                if slot == len(self._rows):
                    self._rows = np.concatenate([self._rows, np.zeros(slot, _KIND)])
            self._names[slot] = (row.code, row.name)
            self._rows[slot] = (
                row.id,
                math.nan if row.lon is None else row.lon,
                math.nan if row.lat is None else row.lat,
                row.residual_value,
                self._schemes[row.scheme],
                row.floor,
                row.inherent_colour,
                row.now_colour,
                row.now_value,
                self._path(row.division),
                self._fields[row.field],
                self._office(row.division, row.department),
            )

    def _path(self, division: str) -> tuple[int, ...]:
        """Return the places of a division and those above it, the city's own first."""
        found = self._paths.get(division)
        if found is None:
            codes = division.split("/")
            paths = ["/".join(codes[: n + 1]) for n in range(len(codes))][:LEVELS]
            places = [self._areas.setdefault(each, len(self._areas)) for each in paths]
            found = tuple(places + [-1] * (LEVELS - len(places)))
            self._paths[division] = found
        return found

    def _office(self, division: str, department: str) -> int:
        """Return the place of a division and a department among those that were seen."""
        return self._offices.setdefault((division, department), len(self._offices))

    def _drop(self, key: int) -> None:
        """Take a point out; the last one takes its slot, so that there are no gaps."""
        slot = self._slots.pop(key, None)
        if slot is None:
            return
        name = self._names.pop()
        if slot != len(self._names):
            self._rows[slot], self._names[slot] = self._rows[len(self._names)], name
            self._slots[int(self._rows[slot]["id"])] = slot
