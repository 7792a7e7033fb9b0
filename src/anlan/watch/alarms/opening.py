"""Alarms open cases by rule, each once, and get the outcome of their case back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, select, update

from anlan.cases.clock.wall import micros
from anlan.cases.report import Report
from anlan.cases.room import CaseRoom
from anlan.model.errors import AnlanError
from anlan.store.cases import CaseRow
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.ledger import Head
from anlan.store.watch import AlarmRow
from anlan.watch.alarms import life
from anlan.watch.alarms.life import Act, Reason
from anlan.watch.alarms.placing import parts
from anlan.watch.alarms.rows import Work, lock_many, queue
from anlan.watch.alarms.site import Site
from anlan.watch.alarms.telling import conclude
from anlan.watch.alarms.upkeep import CAUSE
from anlan.words import say

KIND, CHANNEL = "alarm_followup", "alarm"
BATCH = 200
UNFOUNDED = ("void", "not_true", "rejected")
"""States in which a case ends when there was nothing to be done."""
LOOKED = "unfounded"
"""The cause of a false alarm whose case found nothing."""


def open_cases(database: Database, site: Site, room: CaseRoom, now: datetime | None = None) -> int:
    """Open the cases of alarms that are to have one, a batch of them; return how many alarms.

    What the room of cases refuses, such as an alarm without a place, is noted at the alarm.
    """
    at = now or datetime.now(UTC)
    table = AlarmRow.__table__
    query = select(table).where(table.c.city == site.city, table.c.case_due)
    with database.session() as session:
        found = session.execute(query.order_by(table.c.number).limit(BATCH)).mappings()
        rows = [dict(row) for row in found]
    if not rows:
        return 0
    lang = room.city.languages[0]
    told = [_report(row, at, say("alarm.case.title", lang, rule=row["title"][lang],
                                 name=row["name"])[:200]) for row in rows]  # fmt: skip
    placed = dict(zip([row["number"] for row in rows], room.placed_many(told), strict=True))
    with change(database, CAUSE) as made:
        queue(made.session, site.city)
        works = [
            each
            for each in lock_many(made.session, site.city, list(placed))
            if each.row["case_due"]
        ]
        good = [each for each in works if isinstance(placed[each.number], Report)]
        reports = [found for each in good if isinstance(found := placed[each.number], Report)]
        opened = room.open_many(made, reports) if reports else []
        for work, case in zip(good, opened, strict=True):
            work.row |= {"case_number": case.number, "case_due": False}
            work.move(made, "case", work.alarm, at, case=case.number)
        for work in works:
            refused = placed[work.number]
            if isinstance(refused, AnlanError):
                work.row["case_due"] = False
                work.move(made, "note", work.alarm, at, note=refused.say(lang))
        conclude(made, site, works, at)
        _forget_closed(made, site, placed)
    return len(rows)


def _forget_closed(made: Change, site: Site, numbers: Mapping[int, object]) -> None:
    """Open nothing for what was closed before its case was opened."""
    for some in parts(sorted(numbers)):
        closed = (
            AlarmRow.city == site.city,
            AlarmRow.number.in_(some),
            AlarmRow.case_due,
            AlarmRow.closed_at.is_not(None),
        )
        made.session.execute(update(AlarmRow).where(*closed).values(case_due=False))


def _report(row: Mapping[str, Any], at: datetime, title: str) -> Report:
    return Report(
        kind=KIND,
        channel=CHANNEL,
        title=title,
        at=min(row["known_at"], at),
        known_at=at,
        division=row["division"],
        lon=row["lon"],
        lat=row["lat"],
        asset_id=row["asset_id"],
        source=f"alarm:{row['number']}",
        outside_key=f"alarm {row['number']}",
    )


@dataclass
class Follower:
    """Brings the outcome of cases back to the alarms that opened them."""

    database: Database
    site: Site
    _seq: int = -1

    def look(self, now: datetime | None = None) -> int:
        """Close alarms whose case has ended, as far as they can be; return how many."""
        with self.database.session() as session:
            head = session.scalar(select(Head.seq)) or 0
            if head == self._seq:
                return 0
            ended = session.execute(_ended(self.site).limit(BATCH)).all()
        closed = follow(self.database, self.site, now or datetime.now(UTC)) if ended else 0
        if not closed:
            self._seq = head
        return closed


def follow(database: Database, site: Site, at: datetime) -> int:
    """Close alarms whose case has ended, a batch of them; return how many.

    Of a case that found nothing the alarm was false; else it was true, and is closed when its
    condition is over.
    """
    with change(database, CAUSE) as made:
        queue(made.session, site.city)
        found = {row.number: (row.case_number, row.state) for row in
                 made.session.execute(_ended(site).limit(BATCH))}  # fmt: skip
        works = lock_many(made.session, site.city, sorted(found))
        for each in works:
            number, state = found[each.number]
            _close(made, each, number or "", state, at)
        conclude(made, site, works, at)
    return len(works)


def _ended(site: Site) -> Select[int, str | None, str]:
    """Return the query of open alarms whose case has ended and which can be closed by it."""
    joined = (CaseRow.city == AlarmRow.city) & (CaseRow.number == AlarmRow.case_number)
    return (
        select(AlarmRow.number, AlarmRow.case_number, CaseRow.state)
        .join(CaseRow, joined)
        .where(
            AlarmRow.city == site.city,
            AlarmRow.case_number.is_not(None),
            AlarmRow.closed_at.is_(None),
            CaseRow.ended_at.is_not(None),
            CaseRow.merged_into.is_(None),
            CaseRow.state.in_(UNFOUNDED) | ~AlarmRow.standing,
        )
        .order_by(AlarmRow.number)
    )


def _close(made: Change, work: Work, number: str, state: str, at: datetime) -> None:
    """Close an alarm by the outcome of its case, by the acts that lead there."""
    reason: Reason = "false" if state in UNFOUNDED else "true"
    cause = LOOKED if reason == "false" else ""
    post = f"case:{number}"
    for name, told in _way(work, reason, cause):
        act = Act(name=name, at=max(micros(at), work.alarm.changed), post=post, **told)
        work.move(made, name, life.step(work.alarm, act), at, post, **told)


def _way(work: Work, reason: Reason, cause: str) -> Sequence[tuple[Any, dict[str, Any]]]:
    way: list[tuple[Any, dict[str, Any]]] = []
    if work.alarm.state == "shelved":
        way.append(("unshelve", {}))
    if work.alarm.state in {"new", "shelved"}:
        way.append(("acknowledge", {}))
    told = {"reason": reason} | ({"cause": cause} if cause else {})
    return [*way, ("close", told)]
