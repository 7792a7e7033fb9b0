"""Ask for a job for each source whose time has come: one each, and never a second beside it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, select

from anlan.cities.pack import Pack
from anlan.model.cause import Cause
from anlan.model.portal import seconds
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.jobs import queue
from anlan.store.jobs.tables import RUNNING, WAITING, Job
from anlan.store.tables import Setting

CAUSE = Cause("job:schedule")


def ask_due(database: Database, packs: Mapping[str, Pack], now: datetime | None = None) -> int:
    """Ask for what is due; return the number of jobs asked for.

    A source whose last job still waits or runs isn't asked for again; it is looked at again in the
    next round. After a pause of the machine a source is read once, not once for each time missed.

    Args:
        database: where the queue is.
        packs: the cities' packs by name.
        now: the time; the clock's if None.
    """
    moment = now or datetime.now(UTC)
    count = 0
    for city, pack in packs.items():
        for source in pack.city.sources:
            if source.every is None or source.portal is None:
                continue
            every = timedelta(seconds=seconds(source.every))
            if _is_due(database, city, source.name, every, moment):
                with change(database, CAUSE) as made:
                    count += _ask(made, city, source.name, every, moment)
    return count


def _is_due(database: Database, city: str, source: str, every: timedelta, now: datetime) -> bool:
    """Return whether a source is due; most looks find that it isn't, and change nothing."""
    with database.session() as session:
        kept = session.get(Setting, (city, _name(source)))
        asked = _asked(city)
        busy = any(_is_of(job, source) for job in session.scalars(asked))
    if busy:
        return False
    if kept is None:
        return True
    due = datetime.fromisoformat(json.loads(kept.value))
    # A time further off than one round was set by a clock that has been set back since.
    return due <= now or due > now + every


def _ask(made: Change, city: str, source: str, every: timedelta, now: datetime) -> int:
    """Ask for a source's job unless another has done so meanwhile."""
    if any(_is_of(job, source) for job in made.session.scalars(_asked(city))):
        return 0
    queue.ask(made, "ingest", city, {"portal": True, "sources": [source]})
    value = json.dumps((now + every).isoformat())
    made.session.merge(Setting(city=city, name=_name(source), value=value))
    return 1


def _asked(city: str) -> Select[Job]:
    return select(Job).where(
        Job.city == city, Job.kind == "ingest", Job.state.in_((WAITING, RUNNING))
    )


def _is_of(job: Job, source: str) -> bool:
    """Return whether a job reads the source from its portal; without names it reads all."""
    names = job.arguments.get("sources") or [source]
    return bool(job.arguments.get("portal")) and source in names


def _name(source: str) -> str:
    return f"due:{source}"
