"""A desk of cases on a real database, and who sits at it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from anlan.cases import desk
from anlan.cases.flow import Move, workflow
from anlan.cases.report import Office, Report
from anlan.cases.rows import find
from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database

CITY = "town"
OFFICE = Office(CITY, "420100", ZoneInfo("Asia/Shanghai"))
AT = datetime(2026, 7, 18, 8, tzinfo=UTC)
LATER = (AT + timedelta(days=3)).isoformat()
TO_CHECKING = (
    "file.accept", "file.file", "dispatch.send", "handle.receive", "handle.start",
    "handle.finish", "check.ask",
)  # fmt: skip
USUAL = {"handler": "account:4", "collector": "account:5"}
FIELDS: dict[str, Any] = {
    "reason": "Mr Wang of 7 Long Street asked for it",
    "evidence": ["photo-1"],
    "department": "water",
    "until": LATER,
}


def report(**more: Any) -> Report:
    """Return a report that can be filed at once."""
    told: dict[str, Any] = {
        "kind": "event", "channel": "collector", "title": "a hole in the road",
        "class_code": "0401", "division": "42/4201", "at": AT, "known_at": AT,
    }  # fmt: skip
    return Report(**told | more)


def opened(database: Database, who: str = "account:0", **more: Any) -> str:
    """Open a case; return its number."""
    with change(database, Cause(who)) as made:
        return desk.open_case(made, OFFICE, report(**more)).number


def version_of(database: Database, number: str) -> int:
    """Return the version of a case."""
    with database.session() as session:
        return find(session, CITY, number).version


def do(database: Database, number: str, *acts: str, who: str = "", **fields: Any) -> desk.Moved:
    """Do acts on a case, each by whoever usually does it; return what the last one made."""
    for act in acts:
        edge = workflow().acts[act][0]
        role = edge.actors[0]
        by = who or USUAL.get(role, "account:1")
        given = {name: fields.get(name, FIELDS.get(name)) for name in edge.needs}
        given |= {name: value for name, value in fields.items() if name in edge.takes}
        version = version_of(database, number)
        move = Move(act, by, role, AT, "water", given)
        with change(database, Cause(by)) as made:
            moved = desk.move(made, CITY, number, move, version)
    return moved
