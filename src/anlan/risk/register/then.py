"""What the register was at a moment that is past: colours from their history, duties from theirs.

The tables hold what is now; ``risk_changes`` holds every change of colour, and the ledger every
duty that was done with when it had been due.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from anlan.store.ledger import Entry
from anlan.store.risk import RiskChange, RiskDuty, RiskEquipment, RiskPoint


@dataclass(frozen=True, slots=True)
class Then:
    """A duty between two days: when it was due at the last of them, and what was done.

    Attributes:
        division: the path of its piece's.
        due: the last day in time, as it stood at the end; None where nothing is due.
        done: how often it was done between.
        was_due: the last days in time of those that were done between.
    """

    division: str
    due: date | None
    done: int
    was_due: tuple[date, ...]


def colours_at(session: Session, city: str, at: datetime) -> Iterator[tuple[str, int, int]]:
    """Yield division, colour and how many points of it stood there just before a moment.

    A point's colour is the last it had taken on by then. Divisions are those of today.
    """
    last = func.row_number().over(
        partition_by=RiskChange.point_id, order_by=(RiskChange.at.desc(), RiskChange.id.desc())
    )
    changes = select(RiskChange.point_id, RiskChange.after, last.label("n")).where(
        RiskChange.city == city, RiskChange.at < at
    )
    newest = changes.subquery()
    query = (
        select(RiskPoint.division, newest.c.after, func.count().label("many"))
        .join(newest, newest.c.point_id == RiskPoint.id)
        .where(
            newest.c.n == 1,
            RiskPoint.city == city,
            or_(RiskPoint.retired_at.is_(None), RiskPoint.retired_at >= at),
        )
        .group_by(RiskPoint.division, newest.c.after)
    )
    for row in session.execute(query):
        yield row.division, row.after, row.many


def duties_between(
    session: Session, city: str, first: date, end: date, end_at: datetime
) -> Iterator[Then]:
    """Yield what was known of each duty between the first day and the one that follows the last.

    What was done since is taken back: the ledger says when it had been due. A duty of which the
    register knows only that it was done since, not when it had been due, is left out. ``end_at`` is
    the moment at which ``end`` begins.
    """
    told = _done(session, city)
    query = (
        select(RiskEquipment.code, RiskDuty)
        .join(RiskEquipment, RiskEquipment.id == RiskDuty.equipment_id)
        .where(RiskDuty.city == city)
    )
    standing = or_(RiskEquipment.retired_at.is_(None), RiskEquipment.retired_at >= end_at)
    for code, duty in session.execute(query.where(standing)):
        acts = told.get((code, duty.cycle), [])
        since = [due for done, due in acts if done >= end]
        if not since and duty.last is not None and duty.last >= end:
            continue
        within = [due for done, due in acts if first <= done < end]
        known = tuple(due for due in within if due is not None)
        yield Then(duty.division, since[0] if since else duty.due, len(within), known)


def _done(session: Session, city: str) -> dict[tuple[str, str], list[tuple[date, date | None]]]:
    """Return by piece and cycle each time it was done, in order: the day, and when it was due."""
    start = f"risk_equipment:{city}/"
    query = select(Entry.subject, Entry.before, Entry.after).where(
        Entry.subject.startswith(start, autoescape=True), Entry.act == "risk.duty_done"
    )
    found: dict[tuple[str, str], list[tuple[date, date | None]]] = {}
    for subject, before, after in session.execute(query.order_by(Entry.seq)):
        given, due = json.loads(after), json.loads(before)["due"]
        if given["last"]:
            key = subject.removeprefix(start), given["cycle"]
            day = date.fromisoformat(due) if due else None
            found.setdefault(key, []).append((date.fromisoformat(given["last"]), day))
    return found
