"""The register of a city in memory, in columns, kept up with the ledger: for maps and areas.

All points of a city are graded, counted and drawn at once; the ledger tells which have changed, so
that only those are read again, and only the areas that hold them are counted anew.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session

from anlan.model.permission import Area, Scope
from anlan.risk.register.kinds import kinds
from anlan.risk.register.renewing import Grades
from anlan.store.columns import columns
from anlan.store.database import Database
from anlan.store.follow import Following, Slots
from anlan.store.risk import RiskChange, RiskPoint

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


class LiveRegister(Following[Shown]):
    """The risk points of one city; safe among threads."""

    def __init__(self, database: Database, city: str, by: Grades) -> None:
        super().__init__(database, f"risk_point:{city}/", FRESH_SECONDS)
        self._city, self._by = city, by
        self._schemes = {name: place for place, name in enumerate(by.schemes)}
        self._slots = Slots(_KIND)
        self._names: list[tuple[str, str]] = []
        self._areas: dict[str, int] = {}
        self._paths: dict[str, tuple[int, ...]] = {}
        self._offices: dict[tuple[str, str], int] = {}
        self._fields = {name: place for place, name in enumerate(kinds().fields)}

    def _show(self, at: datetime) -> Shown:
        offices = [Area(*each) for each in self._offices]
        return Shown(at, self._slots.copy(), list(self._areas), offices, list(self._names))

    def _still(self, shown: Shown, at: datetime) -> Shown:
        return replace(shown, at=at)

    def past(self, moment: datetime) -> Shown:
        """Return the points that stood at a moment in the past, of the colour they then had.

        Sources and measures are as they are today: only what became of the colour is kept.
        """
        latest = select(func.max(RiskChange.id).label("id"))
        latest = latest.where(RiskChange.city == self._city, RiskChange.at <= moment)
        latest_of = latest.group_by(RiskChange.point_id).subquery()
        then = {"now_colour": RiskChange.after, "now_value": RiskChange.value}
        columns = [then.get(each.key, each).label(each.key) for each in _COLUMNS[:-1]]
        query = select(*columns).select_from(latest_of)
        query = query.join(RiskChange, RiskChange.id == latest_of.c.id)
        query = query.join(RiskPoint, RiskPoint.id == RiskChange.point_id)
        query = query.where(or_(RiskPoint.retired_at.is_(None), RiskPoint.retired_at > moment))
        alone = LiveRegister(self._database, self._city, self._by)
        with self._database.session() as session:
            alone._fill(session, query)
        return alone._show(moment)

    def _take_all(self, session: Session) -> None:
        query = select(*_COLUMNS[:-1]).where(
            RiskPoint.city == self._city, RiskPoint.retired_at.is_(None)
        )
        self._fill(session, query)

    def _fill(self, session: Session, query: Select[*tuple[Any, ...]]) -> None:
        """Read points, column by column: there may be a million."""
        told = columns(session, query).rename_columns(list(_NAMES))
        rows = np.zeros(told.num_rows, _KIND)
        for name in ("id", "residual", "floor", "inherent_colour", "now_colour", "now_value",
                     "lon", "lat"):  # fmt: skip
            rows[name] = told[name].to_numpy()  # none is not a number
        divisions, of = _coded(told["division"])
        departments, by = _coded(told["department"])
        for name, places in (("scheme", self._schemes), ("field", self._fields)):
            known, code = _coded(told[name])
            rows[name] = np.array([places[each] for each in known], np.int16)[code]
        paths = np.array([self._path(each) for each in divisions], np.int32)
        rows["area"] = paths.reshape(-1, LEVELS)[of]
        pairs, pair = np.unique(of * max(len(departments), 1) + by, return_inverse=True)
        offices = [
            self._office(divisions[each // len(departments)], departments[each % len(departments)])
            for each in pairs.tolist()
        ]
        rows["office"] = np.array(offices, np.int32)[pair]
        self._names = list(zip(told["code"].to_pylist(), told["name"].to_pylist(), strict=True))
        self._slots.fill(rows)

    def _take(self, session: Session, names: Sequence[str]) -> None:
        for first in range(0, len(names), _ASKED_AT_ONCE):
            some = names[first : first + _ASKED_AT_ONCE]
            query = select(*_COLUMNS).where(RiskPoint.city == self._city, RiskPoint.code.in_(some))
            for row in session.execute(query):
                if row.retired_at is None:
                    self._put(row)
                else:
                    self._drop(row.id)

    def _put(self, row: Row[*tuple[Any, ...]]) -> None:
        told = (
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
        slot = self._slots.put(row.id, told)
        self._names[slot : slot + 1] = [(row.code, row.name)]

    def _drop(self, key: int) -> None:
        """Take a point out; the last one takes its slot."""
        slot = self._slots.drop(key)
        if slot is None:
            return
        name = self._names.pop()
        if slot < len(self._names):
            self._names[slot] = name

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


def _coded(texts: pa.ChunkedArray) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the texts that there are, and the place of each row's among them."""
    coded = texts.combine_chunks().dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy().astype(np.int64)
