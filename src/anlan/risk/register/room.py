"""The register of one city: points come in graded, living facts move them, each change is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pyproj

from anlan.model.city import City
from anlan.model.colour import COLOURS
from anlan.model.declared import Level
from anlan.model.errors import RegisterError
from anlan.pool.divisions import DivisionTree
from anlan.risk.living import Ground, Rules, rules
from anlan.risk.register import installations, reviews, rows
from anlan.risk.register.draft import Draft, Told
from anlan.risk.register.grading import Graded, Grading, graded, grading
from anlan.risk.register.ground import Known, ground
from anlan.risk.register.renewing import renew
from anlan.risk.register.terms import patrol_due, review_at
from anlan.risk.schemes import Scheme, shipped
from anlan.store.change import Change
from anlan.store.risk import RiskPoint
from anlan.store.risk.tables import NONE


@dataclass(frozen=True, slots=True)
class Put:
    """A point that was registered: whether it is new, and its colour before and now."""

    code: str
    fresh: bool
    before: int | None
    after: int


@dataclass(frozen=True)
class RegisterRoom:
    """Risk points of a city, graded by schemes and moved by modifiers."""

    city: City
    tree: DivisionTree
    schemes: Mapping[str, Scheme]
    modifiers: Rules
    sizes: dict[str, float] = field(default_factory=dict)
    """Square kilometres of divisions by their code, as far as they were asked for."""

    @classmethod
    def of(cls, city: City, tree: DivisionTree) -> "RegisterRoom":
        """Return the room with the schemes and modifiers that ship with Anlan."""
        return cls(city, tree, shipped(), rules())

    def placed_many(self, drafts: Sequence[Draft], at: datetime) -> list[Graded | RegisterError]:
        """Return each point graded, with the division it lies in, or why it can't be registered."""
        paths = self._paths(drafts)
        found: list[Graded | RegisterError] = []
        for draft, path in zip(drafts, paths, strict=True):
            try:
                one = graded(draft, self.schemes)
                self._check_department(draft)
                self._check_assessed(draft, at)
                found.append(replace(one, division=self._place(draft, path)))
            except RegisterError as error:
                found.append(error)
        return found

    def put_many(self, made: Change, drafts: Sequence[Draft], at: datetime) -> list[Put]:
        """Register points that were :meth:`placed_many`; what is known by its code is graded anew.

        Raises:
            RegisterError: a point can't be graded, or two have the same code; then none is
                registered.
        """
        self._check_twice(drafts)
        known = rows.by_code(made.session, self.city.name, [draft.code for draft in drafts])
        major = installations.major(made.session, [row.id for row in known.values()])
        grades = [self._grade(draft, known.get(draft.code), major) for draft in drafts]
        before = {code: row.now_colour for code, row in known.items()}
        points: list[RiskPoint] = []
        for draft, found in zip(drafts, grades, strict=True):
            row = known.get(draft.code)
            if row is None:
                row = RiskPoint(city=self.city.name, code=draft.code, made_at=at, version=0)
                made.session.add(row)
            self._write(row, draft, found, at)
            points.append(row)
        made.session.flush()
        rows.write_sources(made.session, points, drafts, grades)
        for row, draft in zip(points, drafts, strict=True):
            if draft.code in known:
                made.record(rows.subject(row), "risk.regraded", None, _graded(row))
            else:
                made.record(rows.subject(row), "risk.registered", None, _graded(row))
        renew(made, self, points, at)
        return [
            Put(row.code, row.code not in known, before.get(row.code), row.now_colour)
            for row in points
        ]

    def tell(self, made: Change, facts: Sequence[Told], at: datetime) -> list[str]:
        """Note living facts; return the codes of the points whose colour changed by them.

        Raises:
            RegisterError: a point or a modifier isn't known; then nothing is noted.
        """
        for each in facts:
            if each.modifier not in self.modifiers.places:
                known = ", ".join(self.modifiers.places)
                raise RegisterError("error.register.modifier", found=each.modifier, choices=known)
            if each.ended is not None and each.ended < each.began:
                raise RegisterError("error.register.ended", key=each.key)
        points = rows.by_code(made.session, self.city.name, [each.code for each in facts])
        for each in facts:
            if each.code not in points:
                raise rows.none(self.city.name, each.code)
        for each in rows.write_facts(made.session, self.city.name, points, facts):
            reviews.ask_if(made, points[each.code], each.modifier, "began", at)
        return renew(made, self, list(points.values()), at)

    def end(self, made: Change, key: str, at: datetime) -> list[str]:
        """End the facts that follow from something; return the codes whose colour changed."""
        open_ = rows.open_facts(made.session, self.city.name, key)
        for each in open_:
            each.ended_at = max(at, each.began_at)
        made.session.flush()
        points = {row.id: row for row in rows.points_of(made.session, open_)}
        for each in open_:
            reviews.ask_if(made, points[each.point_id], each.modifier, "ended", at)
        return renew(made, self, list(points.values()), at)

    def retire(self, made: Change, code: str, version: int, at: datetime) -> None:
        """Take a point off the register: it is no more; its history stays.

        Raises:
            RegisterError: there is none, or somebody changed it meanwhile.
        """
        row = rows.hold(made.session, self.city.name, code, version)
        row.retired_at = at
        row.version += 1
        made.record(rows.subject(row), "risk.retired", None, {"retired_at": at.isoformat()})

    def paths(self, level: Level) -> list[str]:
        """Return the paths of the divisions of a level that stand today."""
        return [self.tree.paths[each.code] for each in self.tree.standing(level)]

    def paths_to(self, level: str) -> list[str]:
        """Return the paths of the divisions that stand today, from the city down to a level.

        Raises:
            RegisterError: the city has no such level.
        """
        levels = self.city.divisions.levels
        if level not in levels:
            choices = ", ".join(levels)
            raise RegisterError("error.print.choice", name="level", found=level, choices=choices)
        last = [str(each) for each in levels].index(level)
        return [path for each in levels[: last + 1] for path in self.paths(each)]

    def ground(self, paths: Sequence[str], of: Known) -> Ground:
        """Return what is known of divisions beside their points: size, people, vulnerable places.

        Args:
            paths: of the divisions.
            of: what was counted at the hour asked for.
        """
        return ground(paths, [self.km2(each) for each in paths], of)

    def km2(self, path: str) -> float:
        """Return the size of a division on the ellipsoid, in square kilometres."""
        code = path.rpartition("/")[2]
        if code not in self.sizes:
            shape = self.tree.known[code].shape if code in self.tree.known else None
            geod = pyproj.Geod(ellps="WGS84")
            size = abs(geod.geometry_area_perimeter(shape)[0]) if shape is not None else 0.0
            self.sizes[code] = size / 1e6
        return self.sizes[code]

    def today(self, at: datetime) -> date:
        """Return the day in the city at a moment."""
        return at.astimezone(ZoneInfo(self.city.zone)).date()

    def midnight(self, day: date) -> datetime:
        """Return the moment at which a day begins in the city."""
        return datetime.combine(day, time(), ZoneInfo(self.city.zone)).astimezone(UTC)

    def hour(self, at: datetime) -> int:
        """Return the hour of the day in the city at a moment."""
        return at.astimezone(ZoneInfo(self.city.zone)).hour

    def path_of(self, code: str, division: str) -> str:
        """Return the path of a division by its code or path.

        Raises:
            RegisterError: there is none; ``code`` is whose it is.
        """
        found = self.tree.paths.get(division.rpartition("/")[2])
        if found is None:
            raise RegisterError("error.register.division", code=code, found=division or "-")
        return found

    def scheme_of(self, row: RiskPoint) -> Scheme:
        """Return the scheme that a point is graded by."""
        return self.schemes[row.scheme]

    def _grade(self, draft: Draft, row: RiskPoint | None, major: set[int]) -> Grading:
        """Return what a point is graded as, with the floor that its stocks make."""
        one = graded(draft, self.schemes)
        held = installations.floored(one, row, major)
        return one.grade if held is one else grading(held, self.schemes)

    def _write(self, row: RiskPoint, draft: Draft, found: Grading, at: datetime) -> None:
        row.name, row.type, row.field = draft.name.strip(), draft.type, draft.field
        row.division, row.department = draft.division, draft.department
        row.lon, row.lat, row.asset_id = draft.lon, draft.lat, draft.asset_id
        row.unit, row.unit_code, row.owner = draft.unit, draft.unit_code, draft.owner
        row.scheme, row.scheme_version = draft.scheme, self.schemes[draft.scheme].version
        row.inherent_value, row.inherent_colour = found.inherent, found.inherent_colour
        row.residual_value, row.residual_colour = found.residual, found.residual_colour
        row.floor, row.floor_rule = found.floor, found.floor_rule
        row.floors = " ".join(draft.floors)
        self._review(row, found.inherent_colour, self._assessed(draft, at))
        begun = at if row.retired_at else row.made_at  # back on the register its term begins anew
        row.patrol_due = patrol_due(found.inherent_colour, self.today(row.patrolled_at or begun))
        row.version += 1
        if row.version == 1:
            row.patrol_late = False
        if row.version == 1 or row.retired_at is not None:
            row.now_value, row.now_colour = found.residual, NONE
        row.retired_at = None

    def _review(self, row: RiskPoint, colour: int, assessed: datetime) -> None:
        """Count a grading as a review, unless it is an old one, from before what asks for one."""
        asked = row.reviewed_at if row.review_why == reviews.TERM else row.review_at
        old = row.id is not None and self.today(assessed) < self.today(asked)
        if not old:
            row.reviewed_at, row.review_why, row.review_case = assessed, reviews.TERM, ""
        if not row.review_case and row.review_why == reviews.TERM:
            row.review_at = review_at(colour, row.reviewed_at)

    def _assessed(self, draft: Draft, at: datetime) -> datetime:
        """Return when a point was scored: the beginning of the day it names, in the city."""
        if draft.assessed is None:
            return at
        return self.midnight(draft.assessed)

    def _check_twice(self, drafts: Sequence[Draft]) -> None:
        codes = [each.code for each in drafts]
        if len(set(codes)) < len(codes):
            twice = next(each for each in codes if codes.count(each) > 1)
            raise RegisterError("error.register.twice", code=twice)

    def _check_assessed(self, draft: Draft, at: datetime) -> None:
        if draft.assessed is not None and self._assessed(draft, at) > at:
            raise RegisterError("error.register.future", code=draft.code, found=draft.assessed)

    def _check_department(self, draft: Draft) -> None:
        known = [each.name for each in self.city.departments]
        if draft.department and draft.department not in known:
            raise RegisterError(
                "error.register.choice",
                code=draft.code,
                key="department",
                found=draft.department,
                choices=", ".join(known),
            )

    def _paths(self, drafts: Sequence[Draft]) -> list[str]:
        """Return the path of the division that holds each point; empty without a position."""
        placed = [n for n, each in enumerate(drafts) if each.lon is not None]
        paths = [""] * len(drafts)
        if placed and self.tree.has_polygons:
            lon = np.array([drafts[n].lon for n in placed], np.float64)
            lat = np.array([drafts[n].lat for n in placed], np.float64)
            for n, path in zip(placed, self.tree.paths_of_points(lon, lat), strict=True):
                paths[n] = str(path)
        return paths

    def _place(self, draft: Draft, path: str) -> str:
        """Return the path of the division a point lies in; ``path`` is that of its position."""
        if "/" in path:  # what lies in no polygon is the root's
            return path
        if path:
            raise RegisterError(
                "error.register.outside", code=draft.code, lon=draft.lon, lat=draft.lat
            )
        return self.path_of(draft.code, draft.division)


def _graded(row: RiskPoint) -> dict[str, object]:
    return {
        "scheme": f"{row.scheme} {row.scheme_version}",
        "inherent": [row.inherent_value, COLOURS[row.inherent_colour]],
        "residual": [row.residual_value, COLOURS[row.residual_colour]],
        "floor": row.floor_rule,
    }
