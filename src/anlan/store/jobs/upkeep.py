"""Tasks that come again and again, each done by one process at a time."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from anlan.store.database import Database
from anlan.store.jobs.tables import Upkeep


def claim(database: Database, name: str, worker: str, now: datetime, lease_seconds: float) -> bool:
    """Take a task for the time of a lease if it is due and nobody has it; return whether it is."""
    free = or_(Upkeep.leased_until.is_(None), Upkeep.leased_until < now)
    with database.session() as session:
        # Most looks find that it isn't due; they must not make anybody wait.
        known = session.get(Upkeep, name)
        if known is not None and known.due_at > now:
            return False
    with database.writing() as session:
        if known is None:
            _add(session, name, now)
        statement = (
            update(Upkeep)
            .where(Upkeep.name == name, Upkeep.due_at <= now, free)
            .values(worker=worker, leased_until=now + timedelta(seconds=lease_seconds))
            .returning(Upkeep.name)
        )
        return session.scalar(statement) is not None


def _add(session: Session, name: str, now: datetime) -> None:
    """Make the task's row; of two that make it at once, one finds it made."""
    try:
        with session.begin_nested():
            if session.scalar(select(Upkeep.name).where(Upkeep.name == name)) is None:
                session.add(Upkeep(name=name, due_at=now))
    except IntegrityError:
        return


def keep(database: Database, name: str, worker: str, now: datetime, lease_seconds: float) -> None:
    """Put off the end of the lease of a task that takes long."""
    mine = (Upkeep.name == name, Upkeep.worker == worker)
    until = now + timedelta(seconds=lease_seconds)
    with database.writing() as session:
        session.execute(update(Upkeep).where(*mine).values(leased_until=until))


def release(database: Database, name: str, worker: str, due_at: datetime) -> None:
    """Let a task go until it is due again; one that another has taken meanwhile stays its own."""
    mine = (Upkeep.name == name, Upkeep.worker == worker)
    with database.writing() as session:
        session.execute(
            update(Upkeep).where(*mine).values(due_at=due_at, worker="", leased_until=None)
        )
