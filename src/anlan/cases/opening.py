"""Reports become cases, many in one transaction: a number, a row, a first move and an entry each.

What comes in is much and comes at once, so each statement is sent once for all of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.cases.flow import Case, Move, Outcome, step, workflow
from anlan.cases.flow.facts import NEW
from anlan.cases.ladder import ladder
from anlan.cases.numbers import next_numbers
from anlan.cases.report import Office, Report
from anlan.cases.routing import Office as Desk
from anlan.cases.telling import told, told_fields
from anlan.store.cases import CaseMove, CaseRow
from anlan.store.cases.bulk import put_many
from anlan.store.cases.tables import NEVER
from anlan.store.change import Change

_ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that a report became; ``fresh`` is false where the same report was there already."""

    number: str
    version: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class Start:
    """What a case begins with beside its report.

    Attributes:
        due: by when its first stage must end.
        near: when that counts as near.
        routed: the office to which the city's rules send it.
    """

    due: datetime | None = None
    near: datetime | None = None
    routed: Desk | None = None


BARE = Start()


def open_many(
    made: Change,
    office: Office,
    reports: Sequence[Report],
    starts: Sequence[Start],
    role: str = "reporter",
) -> list[Opened]:
    """Open a case for each report; one that was there already, by channel and key, opens nothing.

    Raises:
        CaseError: a report can't become a case; then none does.
    """
    for report in reports:
        report.check()
    known = _known(made.session, office.city, reports)
    first: dict[tuple[str, str], int] = {}
    fresh = [n for n, each in enumerate(reports) if _is_first(each, n, known, first)]
    numbers = next_numbers(made.session, office, [reports[n].at for n in fresh])
    begun = [
        _begin(made, office, reports[n], starts[n], number, role)
        for n, number in zip(fresh, numbers, strict=True)
    ]
    ids = _write(made, office.city, begun)
    by_place = dict(zip(fresh, numbers, strict=True))
    late = [reports[n] for n, number in by_place.items() if number not in ids]
    # Somebody sent them at the same moment, and was first.
    known |= _known(made.session, office.city, late)
    opened = []
    for n, each in enumerate(reports):
        number = by_place.get(n, "")
        if number in ids:
            opened.append(Opened(number, 1, fresh=True))
        elif (before := known.get(_key(each))) is not None:
            opened.append(before)
        else:
            opened.append(Opened(by_place[first[_key(each)]], 1, fresh=False))
    return opened


@dataclass(frozen=True, slots=True)
class _Begun:
    number: str
    row: dict[str, Any]
    move: Move
    outcome: Outcome
    start: Start


def _begin(
    made: Change, office: Office, report: Report, start: Start, number: str, role: str
) -> _Begun:
    given = {"class_code": report.class_code, "division": report.division}
    fields = {name: value for name, value in given.items() if value}
    move = Move(
        "collect.report",
        made.entries.cause.who,
        role,
        report.known_at,
        fields=fields,
        done_at=report.at if report.at != report.known_at else None,
        skew_s=report.skew_s,
    )
    outcome = step(workflow(), Case(report.kind, report.channel), move)
    case = outcome.case
    row = {
        "city": office.city,
        "number": number,
        "kind": report.kind,
        "class_code": case.class_code or None,
        "title": report.title.strip(),
        "text": report.text,
        "state": case.state,
        "step": workflow().states[case.state].step,
        "division": case.division,
        "lon": report.lon,
        "lat": report.lat,
        "asset_id": report.asset_id,
        "channel": report.channel,
        "source": report.source,
        "outside_key": report.outside_key,
        "opened_at": report.at,
        "known_at": report.known_at,
        "due_at": start.due,
        "near_at": start.near,
        "inbox_at": start.due or NEVER,
        "next_at": start.near or start.due,
        "rung": ladder().first(near=start.near is not None) if start.due else 0,
        "due_seq": 1 if start.due else 0,
        "routed_department": start.routed.department if start.routed else "",
        "routed_division": start.routed.path if start.routed else "",
        "paused": False,
        "department": "",
        "seen": case.seen,
        "urgent": case.urgent,
        "raised": 0,
        "listed": False,
        "rework_count": 0,
        "return_count": 0,
        "reopen_count": 0,
        "moves": 1,
        "version": 1,
    }
    return _Begun(number, row, move, outcome, start)


def _write(made: Change, city: str, begun: Sequence[_Begun]) -> dict[str, int]:
    """Write cases with their first moves and entries; return the ids of those that are new."""
    put_many(made.session, CaseRow, [each.row for each in begun])
    ids = _ids(made.session, city, [each.number for each in begun])
    kept = [each for each in begun if each.number in ids]
    moves = [
        {
            "case_id": ids[each.number],
            "seq": 1,
            "act": each.move.act,
            "from_state": NEW,
            "to_state": each.outcome.case.state,
            "who": each.move.who,
            "role": each.move.role,
            "department": "",
            "at": each.move.at,
            "due_at": None,
            "fields": dict(each.move.fields),
            "clock": [str(effect) for effect in each.outcome.effects],
            "done_at": each.move.done_at,
            "skew_s": each.move.skew_s,
        }
        for each in kept
    ]
    put_many(made.session, CaseMove, moves)
    for each in kept:
        about = {"kind": each.row["kind"], "channel": each.row["channel"]}
        if each.start.due:
            about["due_at"] = each.start.due.isoformat()
        if each.start.routed:
            about["routed"] = each.start.routed.department
        after = {**about, **told(each.outcome.case), **told_fields(each.move)}
        made.record(f"case:{city}/{each.number}", f"case.{each.outcome.edge.told}", after=after)
    return ids


def _ids(session: Session, city: str, numbers: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _parts(numbers):
        at = (CaseRow.city == city, CaseRow.number.in_(some))
        query = select(CaseRow.number, CaseRow.id).where(*at)
        found |= {str(row.number): int(row.id) for row in session.execute(query)}
    return found


def _known(session: Session, city: str, reports: Sequence[Report]) -> dict[tuple[str, str], Opened]:
    """Return the cases that the same reports have become before, by channel and key."""
    keys: dict[str, list[str]] = {}
    for each in reports:
        if each.outside_key is not None:
            keys.setdefault(each.channel, []).append(each.outside_key)
    found: dict[tuple[str, str], Opened] = {}
    for channel, mine in keys.items():
        for some in _parts(mine):
            query = select(CaseRow.outside_key, CaseRow.number, CaseRow.version).where(
                CaseRow.city == city,
                CaseRow.channel == channel,
                CaseRow.outside_key.in_(some),
            )
            for key, number, version in session.execute(query):
                found[channel, str(key)] = Opened(number, version, fresh=False)
    return found


def _is_first(
    report: Report, place: int, known: dict[tuple[str, str], Opened], first: dict[Any, int]
) -> bool:
    """Return whether a report is there for the first time, and note where it stands."""
    if report.outside_key is None:
        return True
    return _key(report) not in known and first.setdefault(_key(report), place) == place


def _key(report: Report) -> tuple[str, str]:
    return report.channel, report.outside_key or ""


def _parts(many: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(many), _ASKED_AT_ONCE):
        yield many[first : first + _ASKED_AT_ONCE]
