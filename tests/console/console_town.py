"""A town with cases behind the console: they are reported and moved without it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import shapely.geometry

from anlan import cities
from anlan.cases import rows
from anlan.cases.escalation import escalate
from anlan.cases.flow import Move, workflow
from anlan.cases.report import Report
from anlan.cases.room import CaseRoom
from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from support.people import CAUSE

HOME = "jiangcheng"
TO_CLOSED = (
    "file.accept", "file.file", "dispatch.send", "handle.receive", "handle.start", "handle.finish",
    "check.ask", "check.pass", "close.close",
)  # fmt: skip
# Nobody's account: who handles a case is another than who verifies it.
HANDLER, VERIFIER = "account:9001", "account:9002"
FIELDS = {"department": "gas", "evidence": ["photo-1"], "reason": "as agreed"}


class Grid(NamedTuple):
    """A grid's path, and a point in it."""

    path: str
    lon: float
    lat: float


class Town:
    """The demo's city in a home, with its room of cases."""

    def __init__(self, home: Path) -> None:
        self._home, pack = home, cities.load(HOME)
        layers = home / HOME / "layers"
        tree = pack.divisions(layers)
        self._room = CaseRoom.of(pack.city, tree, pack.finder(layers))
        read = json.loads((layers / "divisions.geojson").read_text(encoding="utf-8"))["features"]
        found = []
        for each in read:
            if each["properties"]["level"] == "grid":
                point = shapely.geometry.shape(each["geometry"]).representative_point()
                found.append(Grid(tree.paths[each["properties"]["code"]], point.x, point.y))
        self.grids = sorted(found)

    def report(
        self, grid: Grid, titles: Sequence[str], code: str = "c0118", **more: Any
    ) -> list[str]:
        """Report problems at a grid; return the cases' numbers.

        With ``placed=True`` they lie at the grid's point, else only in its division.
        """
        now = more.pop("at", datetime.now(UTC))
        told = {"kind": "event", "channel": "collector", "class_code": code}
        where: dict[str, Any] = {"division": grid.path}
        if more.pop("placed", False):
            where = {"lon": grid.lon, "lat": grid.lat}
        database = Database.in_folder(self._home)
        with change(database, CAUSE) as made:
            numbers = []
            for each in titles:
                report = Report(title=each, at=now, known_at=now, **told | where | more)
                numbers.append(self._room.open(made, self._room.placed(report)).number)
        database.close()
        return numbers

    def do(self, number: str, *acts: str, **fields: Any) -> None:
        """Do acts on a case, each by somebody who may."""
        database = Database.in_folder(self._home)
        for act in acts:
            edge = workflow().acts[act][0]
            with database.session() as session:
                row = rows.find(session, HOME, number)
                version, office = row.version, row.department
            who = HANDLER if edge.family == "handle" else VERIFIER
            given = {name: fields.get(name, FIELDS.get(name)) for name in edge.needs}
            by = Move(act, who, edge.actors[0], datetime.now(UTC), office, given)
            with change(database, Cause(who)) as made:
                self._room.move(made, number, by, version)
        database.close()

    def climb(self, at: datetime) -> None:
        """Raise every case whose time has run out at a moment."""
        database = Database.in_folder(self._home)
        while escalate(database, HOME, self._room.clockwork, at):
            pass
        database.close()
