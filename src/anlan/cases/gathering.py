"""New cases that are of one cause become one: the rule of :mod:`anlan.cases.joining`, at work.

A worker looks at what was reported since its last look. A report that belongs to an earlier open
case is merged into it, with the numbers of the rule as its reason; the case rises to a higher level
by the number and speed of its reports. An acceptor can undo either: what was taken apart by hand is
not joined again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import RowMapping, select
from sqlalchemy.orm import aliased

from anlan.cases.clock.counter import aware
from anlan.cases.flow import Move
from anlan.cases.joining import YEAR_HOURS, Joined, Joiner, Past, Report, Rise, settings
from anlan.cases.room import CaseRoom
from anlan.cases.rows import find
from anlan.model.cause import Cause
from anlan.model.errors import CaseError
from anlan.model.geo import to_plane_m
from anlan.store.cases import CaseReport, CaseRow
from anlan.store.change import change
from anlan.store.database import Database

CAUSE = Cause("job:joining")
_BATCH = 2000
NEVER_YET = datetime.min.replace(tzinfo=UTC)
_HOUR = 3_600_000_000
Reports = Callable[[], pl.DataFrame]
"""Gives earlier reports of the pool, as :func:`anlan.cases.reports.reports` does."""


@dataclass
class Gatherer:
    """Joins the new cases of one city; used by one worker at a time.

    Attributes:
        database: where the cases are.
        room: the city's.
        pooled: gives the reports of departments that never were cases here.
    """

    database: Database
    room: CaseRoom
    pooled: Reports
    _joiner: Joiner | None = None
    _made_at: datetime = NEVER_YET
    _last: int = 0
    _last_report: int = 0

    def look(self, now: datetime | None = None) -> bool:
        """Join what is new; return whether more may be there."""
        at = now or datetime.now(UTC)
        joiner = self._ready(at)
        rows = self._new(at)
        for row in rows:
            self._last = row["id"]
            self._take(joiner, row, at)
        again = self._seconded(at)
        for key, number, seen_at in again:
            self._last_report = key
            rise = joiner.again(number, aware(seen_at) / _HOUR)
            if rise is not None:
                self._rise(number, rise, at)
        return len(rows) == _BATCH or len(again) == _BATCH

    def _ready(self, now: datetime) -> Joiner:
        """Return the rule with the past of these days, indexed anew each day."""
        if self._joiner is None:
            self._joiner, self._made_at = Joiner(self._past(now)), now
        elif now - self._made_at > timedelta(days=1):
            self._joiner.past, self._made_at = self._past(now), now
        return self._joiner

    def _past(self, now: datetime) -> Past:
        """Return the reports of the past year, without those that others may still be joined to."""
        until = now - timedelta(hours=settings().reach_hours)
        since = until - timedelta(hours=YEAR_HOURS)
        query = select(CaseRow.lon, CaseRow.lat, CaseRow.class_code).where(
            CaseRow.city == self.room.city.name,
            CaseRow.opened_at >= since,
            CaseRow.opened_at < until,
            CaseRow.lon.is_not(None),
            CaseRow.class_code.is_not(None),
        )
        with self.database.session() as session:
            cases = session.execute(query).all()
        x, y = self._plane([row[0] or 0.0 for row in cases], [row[1] or 0.0 for row in cases])
        codes = [str(row[2]) for row in cases]
        pooled = self.pooled()
        first, last = aware(since) / _HOUR, aware(until) / _HOUR
        kept = pooled.filter(pl.col("hour").is_between(first, last, closed="left"))
        meaning = settings().meaning
        return Past(
            np.concatenate([x, kept["x"].to_numpy()]),
            np.concatenate([y, kept["y"].to_numpy()]),
            [meaning(code) for code in (*codes, *kept["code"])],
        )

    def _new(self, now: datetime) -> list[RowMapping]:
        """Return the cases since the last look; at the first one, those within the rule's reach."""
        since = now - timedelta(hours=settings().reach_hours)
        target = aliased(CaseRow)
        columns = (CaseRow.id, CaseRow.number, CaseRow.state, CaseRow.moves, CaseRow.lon,
                   CaseRow.lat, CaseRow.class_code, CaseRow.opened_at,
                   target.number.label("into"))  # fmt: skip
        query = (
            select(*columns)
            .outerjoin(target, target.id == CaseRow.merged_into)
            .where(
                CaseRow.city == self.room.city.name,
                CaseRow.id > self._last,
                CaseRow.opened_at >= since,
                CaseRow.lead_id.is_(None),
                CaseRow.lon.is_not(None),
                CaseRow.class_code.is_not(None),
            )
            .order_by(CaseRow.id)
            .limit(_BATCH)
        )
        with self.database.session() as session:
            return list(session.execute(query).mappings())

    def _seconded(self, now: datetime) -> list[Any]:
        """Return what was seconded since the last look: its key, the case's number, when."""
        query = (
            select(CaseReport.id, CaseRow.number, CaseReport.at)
            .join(CaseRow, CaseRow.id == CaseReport.case_id)
            .where(
                CaseRow.city == self.room.city.name,
                CaseReport.id > self._last_report,
                CaseReport.at >= now - timedelta(hours=settings().reach_hours),
                CaseReport.first.is_(False),
            )
            .order_by(CaseReport.id)
            .limit(_BATCH)
        )
        with self.database.session() as session:
            return list(session.execute(query))

    def _take(self, joiner: Joiner, row: RowMapping, now: datetime) -> None:
        """Join one case where the rule says so and nobody has touched it yet."""
        x, y = self._plane([row["lon"]], [row["lat"]])
        hour = aware(row["opened_at"]) / _HOUR
        report = Report(row["number"], float(x[0]), float(y[0]), hour, row["class_code"])
        if row["moves"] > 1 or row["state"] != "reported":
            joiner.know(report, row["into"] or row["number"])
            return
        joined = joiner.add(report)
        if joined.to is not None and not self._gather(row["number"], joined, now):
            joiner.know(report, row["number"])

    def _gather(self, number: str, joined: Joined, now: datetime) -> bool:
        """Merge a case into the one it belongs to, and let that rise; return whether it was."""
        fields: dict[str, Any] = {
            "into": joined.case,
            "beside": str(joined.to),
            "metres": f"{joined.metres:.0f}",
            "hours": f"{joined.hours:.1f}",
            "past": str(joined.past),
            "expected": f"{joined.expected:.4f}",
        }
        try:
            self._move(number, Move("file.gather", CAUSE.who, "system", now, fields=fields))
        except CaseError:  # its case has ended meanwhile, or somebody works on this one
            return False
        if joined.rise is not None:
            self._rise(joined.case, joined.rise, now)
        return True

    def _rise(self, number: str, rise: Rise, now: datetime) -> None:
        levels = self.room.city.divisions.levels
        with self.database.session() as session:
            row = find(session, self.room.city.name, number)
            up = row.division.count("/") - levels.index(rise.level)
        fields = {
            "up": str(up),
            "reports": str(rise.reports),
            "hours": f"{rise.hours:g}",
        }
        if up <= row.raised:
            return
        try:
            self._move(number, Move("supervise.rise", CAUSE.who, "system", now, fields=fields))
        except CaseError:  # it has gone on to a state in which levels don't matter any more
            return

    def _move(self, number: str, by: Move) -> None:
        with change(self.database, CAUSE) as made:
            row = find(made.session, self.room.city.name, number)
            self.room.move(made, number, by, row.version)

    def _plane(self, lon: list[float], lat: list[float]) -> tuple[Any, Any]:
        west, south, east, north = self.room.city.bounds
        middle = ((west + east) / 2, (south + north) / 2)
        return to_plane_m(np.array(lon, np.float64), np.array(lat, np.float64), middle)
