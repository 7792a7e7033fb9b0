"""What is to be done, is being done and was done."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.tables import Table

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"


class Job(Table):
    """One piece of work.

    ``lane`` is what no two jobs may work on at once, such as ``city:chicago``. A running job
    belongs to ``worker`` until ``leased_until``, which the worker puts off while it works;
    ``fence`` counts the times it was taken, so that a worker that lost its lease can't end the job
    of the next one; ``takes`` counts those that were not handed back. ``progress`` is from 0 to 1.
    ``result`` holds facts such as the run that was made; ``error`` is the key of a sentence with
    its values, as JSON. That no lane has two running jobs is held by the database itself.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_due", "state", "due_at"),
        Index(
            "ux_jobs_lane_running",
            "lane",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    city: Mapped[str]
    lane: Mapped[str]
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    worker: Mapped[str] = mapped_column(default="")
    leased_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)
    takes: Mapped[int] = mapped_column(default=0)
    progress: Mapped[float] = mapped_column(default=0.0)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)


class Upkeep(Table):
    """A task that comes again and again: when it is due, and whose it is until when."""

    __tablename__ = "upkeep"

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    worker: Mapped[str] = mapped_column(default="")
    leased_until: Mapped[datetime | None]
