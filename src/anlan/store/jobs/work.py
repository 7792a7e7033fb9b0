"""Take a job, keep it, end it: what workers do, safe against each other and against a kill.

A job belongs to the worker that took it until its lease ends, and the fence, a number that grows
with every taking, tells the takings apart: each step here is refused once the job has gone to
another. The database itself refuses a second running job of a lane.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.jobs.failure import kept
from anlan.store.jobs.queue import subject
from anlan.store.jobs.settings import JobSettings, settings
from anlan.store.jobs.tables import DONE, FAILED, RUNNING, WAITING, Job


class LostError(StoreError):
    """The job isn't this worker's any more: its lease ended, or it was called off."""

    def __init__(self, number: int) -> None:
        super().__init__("error.job.lost", id=number)


@dataclass(frozen=True, slots=True)
class Taken:
    """A job as it was taken: what a worker needs to do it and to end it."""

    id: int
    fence: int
    kind: str
    city: str
    arguments: dict[str, Any]
    asked_by: str
    worker: str
    takes: int

    @property
    def cause(self) -> Cause:
        """Who works, for the ledger."""
        return Cause(f"job:{self.id}", for_whom=self.asked_by, origin=self.worker)


def take(
    database: Database,
    worker: str,
    kinds: Collection[str],
    cities: Collection[str],
    now: datetime | None = None,
    chosen: JobSettings | None = None,
) -> Taken | None:
    """Take the next due job whose lane is free; None where there is none.

    Args:
        database: where the queue is.
        worker: the name of who takes it, unlike any other's.
        kinds: what the worker can do.
        cities: for which cities; jobs without a city are for every worker.
        now: the clock's time if None.
        chosen: settings; those of the data file if None.
    """
    chosen = chosen or settings()
    while True:
        moment = now or datetime.now(UTC)
        due = _due(kinds, cities, moment)
        with database.session() as session:
            # Most looks find nothing; they must not make anybody wait.
            if session.scalar(due.limit(1)) is None:
                return None
        try:
            found = _take(database, worker, due, moment, chosen)
        except _TakenByAnotherError:
            continue
        if found is not _GAVE_UP:
            return found


class _TakenByAnotherError(Exception):
    """Another worker began a job of the lane in the same moment."""


_GAVE_UP = Taken(0, 0, "", "", {}, "", "", 0)
"""Not a job: one was failed instead, so it is worth looking again."""


def _due(kinds: Collection[str], cities: Collection[str], now: datetime) -> Select[int]:
    """Return the query of jobs that may be taken: due in a free lane, or left by their worker."""
    other = aliased(Job)
    occupied = exists().where(other.lane == Job.lane, other.state == RUNNING)
    waiting = and_(Job.state == WAITING, Job.due_at <= now, ~occupied)
    left = and_(Job.state == RUNNING, Job.leased_until < now)
    mine = and_(Job.kind.in_(kinds), Job.city.in_(["", *cities]))
    return select(Job.id).where(mine, or_(left, waiting)).order_by(Job.due_at, Job.id)


def _take(
    database: Database,
    worker: str,
    due: Select[int],
    now: datetime,
    chosen: JobSettings,
) -> Taken | None:
    with change(database, Cause(f"worker:{worker}")) as made:
        number = made.session.scalar(due.limit(1).with_for_update(skip_locked=True))
        if number is None:
            return None
        job = made.session.get_one(Job, number, populate_existing=True)
        if job.takes >= chosen.most_takes:
            _give_up(made, job, now)
            return _GAVE_UP
        try:
            # Where another has just begun a job of this lane, the database refuses here.
            with made.session.begin_nested():
                _begin(job, worker, now, chosen)
        except IntegrityError as error:
            raise _TakenByAnotherError from error
        told = {"kind": job.kind, "city": job.city, "worker": worker, "takes": job.takes}
        made.record(subject(number), "job.started", after=told)
        return _taken(job)


def _begin(job: Job, worker: str, now: datetime, chosen: JobSettings) -> None:
    job.state, job.worker, job.started_at = RUNNING, worker, now
    job.leased_until = now + timedelta(seconds=chosen.lease_seconds)
    job.fence += 1
    job.takes += 1
    job.progress = 0.0
    job.version += 1


def _taken(job: Job) -> Taken:
    about = (job.kind, job.city, dict(job.arguments), job.asked_by)
    return Taken(job.id, job.fence, *about, job.worker, job.takes)


def _give_up(made: Change, job: Job, now: datetime) -> None:
    error = StoreError("error.job.never_ends", takes=job.takes, worker=job.worker)
    _end(made, job, FAILED, now, error)


def beat(
    database: Database,
    taken: Taken,
    progress: float,
    now: datetime | None = None,
    chosen: JobSettings | None = None,
) -> None:
    """Put off the end of the lease and tell how far the job is; the ledger doesn't hear of it.

    Raises:
        LostError: the job isn't this worker's any more.
        StoreError: the database refuses.
    """
    moment = now or datetime.now(UTC)
    with database.writing() as session:
        job = hold(session, taken)
        job.leased_until = moment + timedelta(seconds=(chosen or settings()).lease_seconds)
        job.progress = progress


def hold(session: Session, taken: Taken) -> Job:
    """Return the job and keep it this worker's until the transaction ends.

    A job that calls this in each of its own transactions can't change anything once it is lost.

    Raises:
        LostError: it isn't this worker's any more.
    """
    mine: ColumnElement[bool] = and_(
        Job.id == taken.id, Job.fence == taken.fence, Job.state == RUNNING
    )
    job = session.scalar(select(Job).where(mine).with_for_update())
    if job is None:
        raise LostError(taken.id)
    return job


def finish(
    database: Database, taken: Taken, result: dict[str, Any], now: datetime | None = None
) -> None:
    """End a job well.

    Raises:
        LostError: the job isn't this worker's any more; then nothing has changed.
        StoreError: the database refuses.
    """
    with change(database, taken.cause) as made:
        job = hold(made.session, taken)
        job.result = result
        job.progress = 1.0
        _end(made, job, DONE, now or datetime.now(UTC))


def fail(database: Database, taken: Taken, error: Exception, now: datetime | None = None) -> None:
    """End a job that can't be done.

    Raises:
        LostError: the job isn't this worker's any more; then nothing has changed.
        StoreError: the database refuses.
    """
    with change(database, taken.cause) as made:
        job = hold(made.session, taken)
        _end(made, job, FAILED, now or datetime.now(UTC), error)


def hand_back(database: Database, taken: Taken, wait_seconds: float | None = None) -> None:
    """Let a job wait again, for whoever comes next.

    Args:
        database: where the queue is.
        taken: the job.
        wait_seconds: None where only the worker ends; else the job itself couldn't go on and is
            tried again after so long, which counts as a taking.

    Raises:
        LostError: the job isn't this worker's any more; then nothing has changed.
        StoreError: the database refuses.
    """
    with change(database, taken.cause) as made:
        job = hold(made.session, taken)
        job.state, job.leased_until, job.worker = WAITING, None, ""
        job.version += 1
        if wait_seconds is None:
            job.takes -= 1
        else:
            job.due_at = datetime.now(UTC) + timedelta(seconds=wait_seconds)
        made.record(subject(job.id), "job.returned", after={"kind": job.kind})


def _end(made: Change, job: Job, state: str, now: datetime, error: Exception | None = None) -> None:
    """End a job; the ledger hears which error it was, not its values: they may be of a person."""
    job.state, job.ended_at, job.leased_until = state, now, None
    job.version += 1
    told: dict[str, Any] = {"kind": job.kind, "city": job.city}
    if error:
        job.error = kept(error)
        told["error"] = json.loads(job.error)["key"]
    else:
        told["result"] = job.result
    made.record(subject(job.id), f"job.{state}", after=told)
