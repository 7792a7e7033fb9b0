"""What people do with devices: plan an outage, note a repair, look at a stream.

Anlan stores no video and shows none: whoever may look is told where the city's own video platform
shows the stream, and that they asked, why and for how long stands in the ledger.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.model.errors import WatchError
from anlan.model.fleet import Fleet
from anlan.store.change import Change
from anlan.store.ledger import Entry
from anlan.store.watch import WatchDevice, WatchOutage
from anlan.watch.fleet.rows import Turned, find, turn
from anlan.watch.fleet.settings import settings

LOOK = "look:"
MOST_OUTAGE_DAYS = 31


@dataclass(frozen=True, slots=True)
class Outage:
    """A planned outage of a part of the fleet; see :class:`anlan.store.watch.WatchOutage`."""

    key: str
    title: str
    since: datetime
    until: datetime
    division: str = ""
    department: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """Where a stream is shown, and until when somebody may look at it."""

    address: str
    until: datetime


def plan(made: Change, city: str, planned: Outage) -> None:
    """Plan an outage, or change one of the same key.

    Raises:
        WatchError: it ends before it begins, or lasts too long.
    """
    longest = timedelta(days=MOST_OUTAGE_DAYS)
    if not planned.since < planned.until <= planned.since + longest:
        raise WatchError("error.fleet.outage", days=MOST_OUTAGE_DAYS)
    if planned.type and planned.type not in settings().types:
        raise WatchError(
            "error.fleet.type", found=planned.type[:80], known=", ".join(settings().types)
        )
    query = select(WatchOutage).where(WatchOutage.city == city, WatchOutage.key == planned.key)
    row = made.session.scalar(query) or WatchOutage(city=city, key=planned.key)
    row.title, row.since, row.until = planned.title, planned.since, planned.until
    row.division, row.department, row.type = planned.division, planned.department, planned.type
    made.session.add(row)
    told = {
        "key": planned.key,
        "since": planned.since.isoformat(),
        "until": planned.until.isoformat(),
    }
    made.record(f"outage:{city}/{planned.key}", "fleet.outage_planned", None, told)


def outage(session: Session, city: str, key: str) -> WatchOutage:
    """Return a planned outage.

    Raises:
        WatchError: there is none of that key.
    """
    query = select(WatchOutage).where(WatchOutage.city == city, WatchOutage.key == key)
    row = session.scalar(query)
    if row is None:
        raise WatchError("error.fleet.no_outage", key=key[:80], city=city)
    return row


def call_off(made: Change, city: str, key: str) -> None:
    """Take a planned outage back; from now on it excuses nothing.

    Raises:
        WatchError: there is none of that key.
    """
    made.session.delete(outage(made.session, city, key))
    made.record(f"outage:{city}/{key}", "fleet.outage_off", {"key": key}, None)


def outages(session: Session, city: str, at: datetime) -> Sequence[WatchOutage]:
    """Return the outages that last or are to come, the next first."""
    query = select(WatchOutage).where(WatchOutage.city == city, WatchOutage.until > at)
    return session.scalars(query.order_by(WatchOutage.since, WatchOutage.id)).all()


def repair(made: Change, city: str, row: WatchDevice, at: datetime, *, begins: bool) -> None:
    """Note that a device is in repair, or no longer; then its own words say how it is.

    Raises:
        WatchError: it is retired.
    """
    if row.state == "retired":
        raise WatchError("error.fleet.retired", key=row.key)
    state = "repair" if begins else "offline"
    if begins != (row.state == "repair"):
        turn(made, city, [Turned(row.id, row.key, row.state, row.faults, state, row.faults)], at)


def look(made: Change, city: str, by: Fleet, key: str, minutes: int, at: datetime) -> Look:
    """Answer where a camera's stream is shown; who looks, when, why and how long is recorded.

    Who and why are the change's cause.

    Raises:
        WatchError: there is no such device, it has no stream, the city's pack names no video
            platform, no reason is given, or the time is too long.
    """
    row = find(made.session, city, key)
    if not made.entries.cause.why.strip():
        raise WatchError("error.fleet.why")
    if not 0 < minutes <= by.look_minutes:
        raise WatchError("error.fleet.minutes", most=by.look_minutes)
    if not by.video:
        raise WatchError("error.fleet.no_video", city=city)
    if not row.stream or row.state == "retired":
        raise WatchError("error.fleet.no_stream", key=key)
    address = by.video.format(stream=row.stream, key=row.key, minutes=minutes)
    until = at + timedelta(minutes=minutes)
    about = {"minutes": minutes, "until": until.isoformat()}
    made.record(f"{LOOK}{city}/{key}", "fleet.looked", None, about)
    return Look(address, until)


def looks(
    session: Session, city: str, before: int | None, limit: int, key: str = "", who: str = ""
) -> Sequence[Entry]:
    """Return who looked at which stream, the latest first, as the ledger has it."""
    start = f"{LOOK}{city}/"
    # A range of subjects, which the index of either database has in order.
    query: Any = select(Entry).where(Entry.act == "fleet.looked")
    query = (
        query.where(Entry.subject == f"{start}{key}")
        if key
        else query.where(Entry.subject.startswith(start, autoescape=True))
    )
    if who:
        query = query.where(Entry.who == who)
    if before is not None:
        query = query.where(Entry.seq < before)
    found: Sequence[Entry] = session.scalars(query.order_by(Entry.seq.desc()).limit(limit)).all()
    return found


def told(entry: Entry) -> dict[str, Any]:
    """Return what an entry of the ledger tells of a look."""
    after = json.loads(entry.after)
    return {
        "at": datetime.fromisoformat(entry.moment),
        "who": entry.who,
        "device": entry.subject.partition("/")[2],
        "minutes": after["minutes"],
        "purpose": json.loads(f'"{entry.why}"'),
    }
