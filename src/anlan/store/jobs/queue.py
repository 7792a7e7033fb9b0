"""Ask for a job, call it off, see what became of it."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.jobs.tables import CANCELLED, RUNNING, WAITING, Job


def ask(
    made: Change,
    kind: str,
    city: str,
    arguments: Mapping[str, Any],
    due_at: datetime | None = None,
) -> int:
    """Put a job in the queue; return its id.

    Args:
        made: the transaction.
        kind: what is to be done, such as ``score``; whoever asks has checked it.
        city: for which city, whose jobs are done one after the other; empty for none.
        arguments: what the kind needs, as JSON can hold it.
        due_at: not before; now if None.
    """
    now, cause = datetime.now(UTC), made.entries.cause
    job = Job(
        kind=kind,
        city=city,
        lane=f"city:{city}" if city else f"kind:{kind}",
        arguments=dict(arguments),
        state=WAITING,
        asked_by=cause.for_whom or cause.who,
        asked_at=now,
        due_at=due_at or now,
    )
    made.session.add(job)
    made.session.flush()
    told = {"kind": kind, "city": city, "arguments": dict(arguments)}
    made.record(subject(job.id), "job.asked", after=told)
    return job.id


def cancel(database: Database, cause: Cause, number: int) -> None:
    """Call a job off; a worker that is at it finds out at its next heartbeat and leaves it.

    Raises:
        StoreError: there is no such job, or it has ended.
    """
    with change(database, cause) as made:
        job = made.session.scalar(select(Job).where(Job.id == number).with_for_update())
        if job is None:
            raise StoreError("error.job.none", id=number)
        if job.state not in (WAITING, RUNNING):
            raise StoreError("error.job.over", id=number)
        before = job.state
        job.state, job.ended_at, job.leased_until = CANCELLED, datetime.now(UTC), None
        job.version += 1
        made.record(subject(number), "job.cancelled", {"state": before}, {"kind": job.kind})


def get(database: Database, number: int) -> Job:
    """Return a job.

    Raises:
        StoreError: there is no such job.
    """
    with database.session() as session:
        job = session.get(Job, number)
    if job is None:
        raise StoreError("error.job.none", id=number)
    return job


def listing(
    database: Database,
    cities: Collection[str] | None = None,
    state: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Job]:
    """Return jobs, the newest first; to go on, give the last id shown as ``before``."""
    query = select(Job).order_by(Job.id.desc()).limit(limit)
    if cities is not None:
        query = query.where(Job.city.in_(cities))
    if state is not None:
        query = query.where(Job.state == state)
    if before is not None:
        query = query.where(Job.id < before)
    with database.session() as session:
        return list(session.scalars(query))


def subject(number: int) -> str:
    """Return what the ledger calls a job."""
    return f"job:{number}"
