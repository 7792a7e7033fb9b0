"""The room of cases of one city: reports become cases, moves set their clocks, rules route them."""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from anlan.access.principal import Principal
from anlan.cases import desk, photos, rows
from anlan.cases.catalogue import catalogue
from anlan.cases.clock.counter import aware
from anlan.cases.clockwork import Begun, Clockwork, Due
from anlan.cases.escalation import take_up
from anlan.cases.flow import Move, Option, workflow
from anlan.cases.opening import Opened, Start, open_many
from anlan.cases.report import Office, Report
from anlan.cases.routing import Facts, Routed, Router
from anlan.cases.routing import Office as Desk
from anlan.cases.standing import Standing
from anlan.model.cases import RoutingRule
from anlan.model.city import City
from anlan.model.declared import Level
from anlan.model.errors import AnlanError, CaseError
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

    @cached_property
    def router(self) -> Router:
        """The city's rules of who gets what."""
        levels, zone = self.city.divisions.levels, ZoneInfo(self.city.zone)
        return Router(self.city.routing, levels, zone, self.city.duties, self._is_open)

    def placed(self, report: Report) -> Report:
        """Return a report with the division it lies in; looked up before any transaction begins.

        Raises:
            CaseError: it names no class of ours, has no place, or lies nowhere in the city.
        """
        (found,) = self.placed_many([report])
        if isinstance(found, AnlanError):
            raise found
        return found

    def placed_many(self, reports: Sequence[Report]) -> list[Report | AnlanError]:
        """Return each report with the division it lies in, or why it can't become a case."""
        paths = self._paths(reports)
        found: list[Report | AnlanError] = []
        for report, path in zip(reports, paths, strict=True):
            try:
                report.check()
                self._check_class(report.class_code)
                found.append(replace(report, division=self._place(report, path)))
            except CaseError as error:
                found.append(error)
        return found

    def open(self, made: Change, report: Report, role: str = "reporter") -> Opened:
        """Open a case for a report that was :meth:`placed`; its clock starts.

        Raises:
            CaseError: the report can't become a case.
        """
        return self.open_many(made, [report], role)[0]

    def open_many(
        self, made: Change, reports: Sequence[Report], role: str = "reporter"
    ) -> list[Opened]:
        """Open a case for each report that was :meth:`placed`; their clocks start.

        Raises:
            CaseError: a report can't become a case; then none does.
        """
        stage = next(iter(workflow().running[workflow().acts["collect.report"][0].to or ""]))
        # Time runs from when somebody could know of it.
        begun = [Begun(each.known_at, each.class_code, each.division) for each in reports]
        times = self.clockwork.begin(stage, begun)
        router = self.router_with_load(made.session)
        starts = []
        for report, (due, near) in zip(reports, times, strict=True):
            routed = router.route(self._facts(report))
            starts.append(Start(due, near, routed.office if routed else None))
        opened = open_many(made, self.office, reports, starts, role)
        for each, report in zip(opened, reports, strict=True):
            if each.fresh:
                self._show(made, each.number, report.photos)
        return opened

    def move(self, made: Change, number: str, by: Move, version: int) -> desk.Moved:
        """Move a case, and set the deadline of the stage it then is in.

        Raises:
            CaseError: as for :func:`anlan.cases.desk.move`; or it names no class, division or
                department of the city, or photos that aren't there.
        """
        self._check_class(str(by.fields.get("class_code") or ""))
        fields = dict(by.fields)
        if fields.get("division"):
            fields["division"] = self._path(str(fields["division"]))
        for name in ("department", "issuer"):
            if fields.get(name):
                self.check_department(str(fields[name]))
        # A list is counted by the year that is there now.
        by = replace(by, fields=fields, at=by.at.astimezone(ZoneInfo(self.city.zone)))
        moved = desk.move(made, self.city.name, number, by, version)
        self._show(made, number, by.fields.get("evidence") or ())
        self._reroute(made.session, number)
        resumed = any(effect.verb == "resume" for effect in moved.effects)
        version = self._tick(made, number, moved.version, anew=resumed)
        if any(effect.verb == "keep" for effect in moved.effects):
            take_up(made.session, self.clockwork, rows.find(made.session, self.city.name, number))
        return replace(moved, version=version)

    def split(
        self, made: Change, number: str, parts: Sequence[desk.Part], by: Move, version: int
    ) -> list[str]:
        """Split a case into parts that are dispatched by themselves; their clocks start.

        Raises:
            CaseError: as for :func:`anlan.cases.desk.split`; or a part is of no class of the city.
        """
        for part in parts:
            self._check_class(part.class_code)
        numbers = desk.split(made, self.office, number, parts, by, version)
        for each in numbers:
            self._reroute(made.session, each)
            row = rows.find(made.session, self.city.name, each)
            self._tick(made, each, row.version)
        return numbers

    def due(self, session: Session, row: CaseRow) -> Due | None:
        """Return by when a case's stage must end, with the reason."""
        return self.clockwork.due(session, row)

    def route(self, session: Session, row: CaseRow) -> Routed | None:
        """Return the office that the city's rules send a case to; None: a dispatcher decides."""
        return self.router_with_load(session).route(self.facts(row))

    def router_with_load(
        self, session: Session, rules: Sequence[RoutingRule] | None = None
    ) -> Router:
        """Return the city's rules, or others, with each office's load where a rule asks for it."""
        found = self.router if rules is None else replace(self.router, rules=rules)
        if not any(rule.most_open for rule in found.rules):
            return found
        return replace(found, load=rows.load(session, self.city.name))

    def facts(self, row: CaseRow) -> Facts:
        """Return what the rules may ask about a case."""
        return Facts(
            row.kind,
            row.class_code or "",
            row.division,
            self._level(row.division, row.raised),
            row.channel,
            row.opened_at,
            row.urgent,
            row.return_count,
        )

    def options(
        self, session: Session, row: CaseRow, person: Principal, at: datetime
    ) -> list[Option]:
        """Return what leads out of a case's state, and why somebody may not do it."""
        return self.standing(session, row, person).options(at)

    def standing(self, session: Session, row: CaseRow, person: Principal) -> Standing:
        """Return how somebody stands to a case."""
        roles = roles_of(person, self.city.name, row)
        near = rows.around(session, rows.Held(row, session.get(CaseRow, row.lead_id or 0), None))

        def department(act: str, role: str) -> str:
            return acts_for(person, self.city.name, row, act, role)

        return Standing(rows.facts(session, row), person.who, tuple(roles), department, near)

    def _show(self, made: Change, number: str, named: Sequence[str]) -> None:
        """Give a case the photos among what its last move names."""
        if codes := photos.codes_among(named):
            row = rows.find(made.session, self.city.name, number)
            photos.attach(made, row, codes, made.entries.cause.who)

    def _tick(self, made: Change, number: str, version: int, *, anew: bool = False) -> int:
        """Set the deadline of a case whose clock runs, where it isn't what stands there."""
        row = rows.find(made.session, self.city.name, number)
        found = self.clockwork.due(made.session, row)
        if found is None or found.due is None:
            return version
        if not anew and (found.due, found.near) == (row.due_at, row.near_at):
            return version
        return desk.set_deadline(made, self.city.name, number, found.due, found.near, version)

    def _reroute(self, session: Session, number: str) -> None:
        """Note to which office the rules send a case now that it has changed."""
        row = rows.find(session, self.city.name, number)
        if row.ended_at is None:
            found = self.route(session, row)
            office = found.office if found else Desk("", "")
            row.routed_department, row.routed_division = office.department, office.path

    def _is_open(self, calendar: str, at: datetime) -> bool:
        """Return whether it is working time: some passes in the second that begins then."""
        index = self.clockwork.calendars[calendar].index
        begin = aware(at)
        before, after = index.worked(np.array([begin, begin + 1_000_000]))
        return bool(after > before)

    def _facts(self, report: Report) -> Facts:
        path = report.division
        return Facts(
            report.kind, report.class_code, path, self._level(path), report.channel, report.at
        )

    def _level(self, path: str, raised: int = 0) -> Level:
        """Return the level at which a case stands: of its division's, or so many above it."""
        levels = self.city.divisions.levels
        return levels[max(min(path.count("/"), len(levels) - 1) - raised, 0)]

    def _paths(self, reports: Sequence[Report]) -> list[str]:
        """Return the path of the division that holds each report's point; empty without one."""
        placed = [
            n for n, each in enumerate(reports) if each.lon is not None and each.lat is not None
        ]
        paths = [""] * len(reports)
        if placed and self.tree.has_polygons:
            lon = np.array([reports[n].lon for n in placed], np.float64)
            lat = np.array([reports[n].lat for n in placed], np.float64)
            for n, path in zip(placed, self.tree.paths_of_points(lon, lat), strict=True):
                paths[n] = str(path)
        return paths

    def path_of(self, lon: float, lat: float) -> str | None:
        """Return the path of the finest division that holds a point; None outside of all."""
        if not self.tree.has_polygons:
            return None
        found = str(self.tree.paths_of_points(np.array([lon]), np.array([lat]))[0])
        # What lies in no polygon is the root's.
        return found if "/" in found else None

    def _place(self, report: Report, path: str) -> str:
        """Return the path of the division a report lies in; ``path`` is that of its point."""
        # What lies in no polygon is the root's.
        if "/" in path:
            return path
        if path:
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

    def check_department(self, name: str) -> None:
        """Refuse the name of a department that the city hasn't.

        Raises:
            CaseError: says which there are.
        """
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


def acts_for(person: Principal, city: str, row: CaseRow, act: str, role: str) -> str:
    """Return in which department's name somebody acts on a case.

    Handling is done in the name of the case's own department, by whoever may; all else in that of
    the department somebody's role is of, or of none.
    """
    if act.startswith("handle."):
        return row.department
    permission = workflow().roles[role].permission if role else None
    if permission is None:
        return ""
    place = Area(row.division, row.department)
    areas = [each for each in person.scope(permission, city).areas if each.covers(place)]
    named = [each.department for each in areas]
    return "" if "" in named or not named else named[0]
