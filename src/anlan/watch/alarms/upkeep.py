"""What happens to alarms by themselves: they climb, come back, are told after all, in groups.

Each of these may be done by any process, and by many at once: whoever does it holds the city's
queue and takes only what is still due.
"""

import time
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from anlan.cases.clock.wall import micros
from anlan.model.cause import Cause
from anlan.store.cases.bulk import set_many
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.watch import AlarmGroup, AlarmRow
from anlan.watch.alarms import life, wardens
from anlan.watch.alarms.groups import STORM, lately
from anlan.watch.alarms.life import Act
from anlan.watch.alarms.quiet import quiets
from anlan.watch.alarms.rows import KEY, Work, lock_many, of, queue
from anlan.watch.alarms.site import Site
from anlan.watch.alarms.telling import conclude

CAUSE = Cause("job:alarms")
ENDING = ("silence", "maintenance", "inhibited", "flapping", "storm")
"""Reasons to be quiet that end by themselves."""


def look(database: Database, site: Site, now: datetime | None = None) -> int:
    """Do all of these that needn't be on the second; return how much was done."""
    tasks = (come_back, look_again, end_groups, summarise)
    return sum(each(database, site, now) for each in tasks)


def next_moment(session: Session, cities: Collection[str]) -> datetime | None:
    """Return when the next alarm of any of some cities climbs; None where none does."""
    earliest = []
    for city in cities:
        query = select(AlarmRow.next_at).where(AlarmRow.city == city, AlarmRow.next_at.is_not(None))
        earliest.append(session.scalar(query.order_by(AlarmRow.next_at).limit(1)))
    return min((each for each in earliest if each is not None), default=None)


def keep_pace(database: Database, sites: Sequence[Site]) -> bool:
    """Let alarms climb that are due, or fall due within moments, on the second.

    Returns:
        Whether more may be due.
    """
    if not sites:
        return False
    with database.session() as session:
        wanted = next_moment(session, [each.city for each in sites])
    ahead = timedelta(microseconds=min(each.ladder.work.ahead for each in sites))
    now = datetime.now(UTC)
    if wanted is None or wanted > now + ahead:
        return False
    time.sleep(max((wanted - now).total_seconds(), 0.0))
    return sum(climb(database, each) for each in sites) > 0


def climb(database: Database, site: Site, now: datetime | None = None) -> int:
    """Escalate the alarms that nobody answered in time, a batch of them; return how many.

    Called until it returns 0, it has done all that is due, each step once.
    """
    at = now or datetime.now(UTC)
    query = select(AlarmRow.number).where(AlarmRow.city == site.city, AlarmRow.next_at <= at)
    query = query.order_by(AlarmRow.next_at, AlarmRow.number).limit(site.ladder.work.batch)
    return _work(database, site, query, at, _climbed, lambda row: row["next_at"])


def come_back(database: Database, site: Site, now: datetime | None = None) -> int:
    """Let alarms come back whose time on the shelf is over; return how many."""
    at = now or datetime.now(UTC)
    query = select(AlarmRow.number).where(AlarmRow.city == site.city, AlarmRow.shelved_until <= at)
    query = query.order_by(AlarmRow.shelved_until).limit(site.ladder.work.batch)
    return _work(database, site, query, at, _unshelved, lambda row: row["shelved_until"])


def _work(
    database: Database, site: Site, due: Select[int], at: datetime, do: Any, moment: Any
) -> int:
    with database.session() as session:
        if session.scalar(due.limit(1)) is None:
            return 0
    with change(database, CAUSE) as made:
        queue(made.session, site.city)
        found = lock_many(made.session, site.city, made.session.scalars(due).all())
        works = [each for each in found if moment(each.row) and moment(each.row) <= at]
        for each in works:
            do(made, each, at)
        conclude(made, site, works, at)
    return len(works)


def _climbed(made: Change, work: Work, at: datetime) -> None:
    act = Act(name="escalate", at=max(micros(at), work.alarm.changed))
    after = life.step(work.alarm, act)
    work.move(made, "escalate", after, at, step=after.step)


def _unshelved(made: Change, work: Work, at: datetime) -> None:
    act = Act(name="unshelve", at=max(micros(at), work.alarm.changed))
    work.move(made, "unshelve", life.step(work.alarm, act), at, colour=work.alarm.colour)


def look_again(database: Database, site: Site, now: datetime | None = None) -> int:
    """Tell what still stands and has no reason any more to be quiet; return how many.

    A silence has ended, the alarm that explained it is over, it has become steady, the storm has
    passed.
    """
    at = now or datetime.now(UTC)
    table = AlarmRow.__table__
    query = select(table).where(
        table.c.city == site.city,
        table.c.closed_at.is_(None),
        table.c.standing,
        table.c.quiet.in_(ENDING),
        table.c.state != "shelved",
    )
    with database.session() as session:
        works = [of(dict(row)) for row in session.execute(query).mappings()]
        numbers = [each.number for each in _no_longer_quiet(session, site, works, at)]
    if not numbers:
        return 0
    with change(database, CAUSE) as made:
        queue(made.session, site.city)
        found = lock_many(made.session, site.city, numbers)
        free = _no_longer_quiet(made.session, site, found, at)
        for each in free:
            each.move(made, "tell", each.alarm, at, colour=each.alarm.colour)
        conclude(made, site, free, at)
    return len(free)


def _no_longer_quiet(
    session: Session, site: Site, works: Sequence[Work], at: datetime
) -> list[Work]:
    if not works:
        return []
    quiet = quiets(session, site, works, at)
    query = select(AlarmGroup.place).where(
        AlarmGroup.city == site.city, AlarmGroup.law == STORM, AlarmGroup.closed_at.is_(None)
    )
    quiet.storms = set(session.scalars(query))
    return [
        each
        for each in works
        if each.row["quiet"] in ENDING and each.alarm.standing and not quiet.why(each).reason
    ]


def summarise(database: Database, site: Site, now: datetime | None = None) -> int:
    """Tell how many alarms came to groups and storms that are due to be told; return how many."""
    at = now or datetime.now(UTC)
    table = AlarmGroup.__table__
    query = select(table).where(table.c.city == site.city, table.c.next_at <= at)
    with database.session() as session:
        if session.execute(query.limit(1)).first() is None:
            return 0
    with change(database, CAUSE) as made:
        queue(made.session, site.city)
        rows = [dict(row) for row in made.session.execute(query).mappings()]
        for row in rows:
            notify = _storm_wardens(made, site, row) if row["law"] == STORM else _told(row)
            told = {
                "law": row["law"],
                "place": row["place"],
                "count": row["count"],
                "colour": row["colour"],
                "notify": notify,
            }
            made.record(site.group(row["number"]), "alarm_group.told", after=told)
            row |= {"told_count": row["count"], "told_at": at, "next_at": None}
            row["version"] += 1
        set_many(made.session, AlarmGroup, KEY, rows)
    return len(rows)


def _told(row: dict[str, Any]) -> list[int]:
    return sorted(int(each) for each in row["told"])


def _storm_wardens(made: Change, site: Site, row: dict[str, Any]) -> list[int]:
    """Return who is told of a storm: at its step, else at the next above it, else anybody."""
    about = {"object": "", "asset_id": None, "floor": "", "division": row["division"]}
    steps = wardens.Wardens(made.session, site.city, [about]).of(about)
    step = site.damping.storm.step
    return wardens.up_to({n: each for n, each in steps.items() if n >= step}, step) or (
        wardens.up_to(steps, step)
    )


def end_groups(database: Database, site: Site, now: datetime | None = None) -> int:
    """End storms that have passed, and groups whose alarms are all closed; return how many."""
    at = now or datetime.now(UTC)
    with database.session() as session:
        if not _over(session, site, at):
            return 0
    with change(database, CAUSE) as made:
        queue(made.session, site.city)
        rows = _over(made.session, site, at)
        for row in rows:
            told = {"law": row["law"], "place": row["place"], "count": row["count"]}
            made.record(site.group(row["number"]), "alarm_group.closed", after=told)
            row |= {"closed_at": at, "next_at": None, "version": row["version"] + 1}
        set_many(made.session, AlarmGroup, KEY, rows)
    return len(rows)


def _over(session: Session, site: Site, at: datetime) -> list[dict[str, Any]]:
    table, alarms = AlarmGroup.__table__, AlarmRow.__table__
    open_ = (table.c.city == site.city, table.c.closed_at.is_(None))
    query = select(table).where(*open_, table.c.law == STORM)
    storms = [dict(row) for row in session.execute(query).mappings()]
    counts = lately(session, site, at) if storms else {}
    found = [row for row in storms if counts.get(row["place"], 0) < site.damping.storm.calm]
    longest = max((each.within for each in site.damping.groups), default=0)
    still = select(alarms.c.number).where(
        alarms.c.city == table.c.city,
        alarms.c.group_number == table.c.number,
        alarms.c.closed_at.is_(None),
    )
    old = table.c.last_at < at - timedelta(microseconds=longest)
    ended = select(table).where(*open_, table.c.law != STORM, old, ~still.exists())
    return found + [dict(row) for row in session.execute(ended).mappings()]
