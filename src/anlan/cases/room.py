"""The room of cases of one city: reports become cases, moves set their clocks, rules route them."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from anlan.access.principal import Principal
from anlan.cases import desk, rows
from anlan.cases.catalogue import catalogue
from anlan.cases.clock.counter import aware
from anlan.cases.clockwork import Clockwork, Due
from anlan.cases.flow import Move, Option, allowed, workflow
from anlan.cases.report import Office, Report
from anlan.cases.routing import Facts, Routed, Router
from anlan.model.city import City
from anlan.model.errors import CaseError
from anlan.model.permission import Area
from anlan.pool.divisions import DivisionTree
from anlan.store.cases import CaseRow
from anlan.store.change import Change


@dataclass(frozen=True)
class CaseRoom:
    """Cases of a city by its pack: divisions, calendars, duties, rules."""

    city: City
    tree: DivisionTree
    clockwork: Clockwork

    @classmethod
    def of(cls, city: City, tree: DivisionTree, find: Callable[[str], Path]) -> "CaseRoom":
        """Return the room.

        Raises:
            ClockError: a file of holidays of the pack is wrong.
        """
        return cls(city, tree, Clockwork.of(city, find))

    @cached_property
    def office(self) -> Office:
        """Whose cases they are: numbers begin with the city's code, else with its name."""
        districts = [each.code for each in self.tree.standing("district")]
        coded = self.city.divisions.codes == "gbt2260" and districts
        code = f"{districts[0][:4]}00" if coded else self.city.name.replace("_", "")[:12]
        return Office(self.city.name, code, ZoneInfo(self.city.zone))

    def placed(self, report: Report) -> Report:
        """Return a report with the division it lies in; looked up before any transaction begins.

        Raises:
            CaseError: it names no class of ours, has no place, or lies nowhere in the city.
        """
        self._check_class(report.class_code)
        return replace(report, division=self._place(report))

    def open(self, made: Change, report: Report, role: str = "reporter") -> desk.Opened:
        """Open a case for a report that was :meth:`placed`; its clock starts.

        Raises:
            CaseError: the report can't become a case.
        """
        opened = desk.open_case(made, self.office, report, role)
        if not opened.fresh:
            return opened
        version = self._tick(made, opened.number, opened.version)
        return replace(opened, version=version)

    def move(self, made: Change, number: str, by: Move, version: int) -> desk.Moved:
        """Move a case, and set the deadline of the stage it then is in.

        Raises:
            CaseError: as for :func:`anlan.cases.desk.move`; or it names no class, division or
                department of the city.
        """
        self._check_class(str(by.fields.get("class_code") or ""))
        fields = dict(by.fields)
        if fields.get("division"):
            fields["division"] = self._path(str(fields["division"]))
        if fields.get("department"):
            self._check_department(str(fields["department"]))
        moved = desk.move(made, self.city.name, number, replace(by, fields=fields), version)
        resumed = any(effect.verb == "resume" for effect in moved.effects)
        version = self._tick(made, number, moved.version, anew=resumed)
        return replace(moved, version=version)

    def due(self, session: Session, row: CaseRow) -> Due | None:
        """Return by when a case's stage must end, with the reason."""
        return self.clockwork.due(session, row)

    def route(self, row: CaseRow) -> Routed | None:
        """Return the office that the city's rules send a case to; None: a dispatcher decides."""
        levels = self.city.divisions.levels
        router = Router(
            self.city.routing,
            levels,
            ZoneInfo(self.city.zone),
            self.city.duties,
            self._is_open,
        )
        return router.route(
            Facts(
                row.kind,
                row.class_code or "",
                row.division,
                levels[min(row.division.count("/"), len(levels) - 1)],
                row.channel,
                row.opened_at,
                row.urgent,
                row.return_count,
            )
        )

    def options(
        self, session: Session, row: CaseRow, person: Principal, at: datetime
    ) -> list[Option]:
        """Return what leads out of a case's state, and why somebody may not do it."""
        case = rows.facts(session, row)
        roles = roles_of(person, self.city.name, row)
        near = rows.around(session, rows.Held(row, session.get(CaseRow, row.lead_id or 0), None))
        return allowed(workflow(), case, person.who, roles, at, row.department, near)

    def _tick(self, made: Change, number: str, version: int, *, anew: bool = False) -> int:
        """Set the deadline of a case whose clock runs, where it isn't what stands there."""
        row = rows.find(made.session, self.city.name, number)
        found = self.clockwork.due(made.session, row)
        if found is None or found.due is None:
            return version
        if not anew and (found.due, found.near) == (row.due_at, row.near_at):
            return version
        return desk.set_deadline(made, self.city.name, number, found.due, found.near, version)

    def _is_open(self, calendar: str, at: datetime) -> bool:
        """Return whether it is working time: some passes in the second that begins then."""
        index = self.clockwork.calendars[calendar].index
        begin = aware(at)
        before, after = index.worked(np.array([begin, begin + 1_000_000]))
        return bool(after > before)

    def _place(self, report: Report) -> str:
        """Return the path of the division a report lies in."""
        if report.lon is not None and report.lat is not None and self.tree.has_polygons:
            lon, lat = np.array([report.lon]), np.array([report.lat])
            found = str(self.tree.paths_of_points(lon, lat)[0])
            # What lies in no polygon is the root's.
            if "/" in found:
                return found
            raise CaseError(
                "error.cases.outside", lon=report.lon, lat=report.lat, city=self.city.name
            )
        if report.division:
            return self._path(report.division)
        raise CaseError("error.cases.no_place")

    def _path(self, code_or_path: str) -> str:
        """Return a division's path by its code or path."""
        code = code_or_path.rpartition("/")[2]
        found = self.tree.paths.get(code)
        if found is None:
            raise CaseError("error.cases.no_division", found=code, city=self.city.name)
        return found

    def _check_class(self, code: str) -> None:
        known = catalogue().classes
        if code and code not in known:
            near = difflib.get_close_matches(code, known, n=3, cutoff=0.4)
            raise CaseError("error.cases.class", found=code, near=", ".join(near) or "–")

    def _check_department(self, name: str) -> None:
        known = [each.name for each in self.city.departments]
        if name not in known:
            raise CaseError("error.cases.no_department", found=name, city=self.city.name,
                            known=", ".join(known))  # fmt: skip


def roles_of(person: Principal, city: str, row: CaseRow) -> list[str]:
    """Return the workflow's roles that somebody has for a case: where it lies, and whose it is.

    Nobody's department counts for what a case has no department for yet.
    """
    found = []
    for name, role in workflow().roles.items():
        if role.permission is not None:
            scope = person.scope(role.permission, city)
            if scope.covers(Area(row.division, row.department)):
                found.append(name)
    return found
