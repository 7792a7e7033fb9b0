"""What a source has sent, load by load and day by day, and when it didn't deliver."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, cast
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from anlan.model.city import City
from anlan.pool import batches, marks
from anlan.pool.sieve import Counts
from anlan.store import Workspace
from anlan.store.history import Told, history
from anlan.store.tables import Batch, Part

Kind = Literal["file", "replay", "withdrawal"]
DAYS = 60
"""Loads of so many days, counted back from the latest, are told."""
COUNTED = (Part.read, Part.new, Part.updated, Part.unchanged, Part.repeated, Part.quarantined)


@dataclass(frozen=True)
class Load:
    """One file, one replay of quarantined rows (``replay``), or rows set aside (``withdrawal``)."""

    id: int
    kind: Kind
    file: str
    received_at: datetime
    counts: Counts


@dataclass(frozen=True)
class Day:
    """All files of a local day together."""

    day: date
    loads: int
    counts: Counts


@dataclass(frozen=True)
class Outage:
    """A time in which a source didn't deliver; ``until`` is None while it lasts."""

    since: datetime
    until: datetime | None


def recent(workspace: Workspace, source: str, days: int = DAYS) -> list[Load]:
    """Return the loads of the last so many days of the source, the newest first."""
    mine = (
        Batch.city == workspace.city_name,
        Batch.source == source,
        Batch.closed_at.is_not(None),
    )
    sums = [func.coalesce(func.sum(column), 0) for column in COUNTED]
    with workspace.session() as session:
        latest = session.scalar(select(func.max(Batch.received_at)).where(*mine))
        if latest is None:
            return []
        query = (
            select(Batch.id, Batch.kind, Batch.received_at, *sums)
            .outerjoin(Part)
            .where(*mine, Batch.received_at > latest - timedelta(days=days))
            .group_by(Batch.id, Batch.kind, Batch.received_at)
            .order_by(Batch.id.desc())
        )
        found = session.execute(query).all()
    names = batches.locations(workspace)
    return [
        Load(number, cast("Kind", kind), names.get(number, ""), received, Counts(*map(int, counts)))
        for number, kind, received, *counts in found
    ]


def by_day(loads: list[Load], city: City) -> list[Day]:
    """Return what came in files on each local day, the newest first; days without are left out."""
    found: dict[date, Day] = {}
    for load in loads:
        if load.kind != "file":
            continue
        day = load.received_at.astimezone(ZoneInfo(city.zone)).date()
        known = found.get(day, Day(day, 0, Counts()))
        found[day] = replace(known, loads=known.loads + 1, counts=known.counts + load.counts)
    return sorted(found.values(), key=lambda each: each.day, reverse=True)


def outages(workspace: Workspace, source: str) -> list[Outage]:
    """Return when the source didn't deliver, the latest first."""
    subject = f"source:{workspace.city_name}/{source}"
    told = [each for each in history(workspace.database, subject) if each.subject == subject]
    over = [
        Outage(datetime.fromisoformat(str(each.after["since"])), each.moment)
        for each in told
        if each.act == "source.back"
    ]
    since = marks.down_since(workspace, source)
    now = [Outage(since, None)] if since else []
    return [*now, *reversed(over)]


def by_hand(workspace: Workspace, source: str) -> dict[int, Told]:
    """Return the ledger's entry of each replay and withdrawal, by its batch."""
    subject = f"batch:{workspace.city_name}/{source}"
    acts = ("batch.replayed", "batch.withdrawn")
    return {
        int(each.subject.rpartition("/")[2]): each
        for each in history(workspace.database, subject)
        if each.act in acts
    }
