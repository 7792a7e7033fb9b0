"""The tables of the evaluation of cases.

``case_milestones`` — of each case the moments and counts that it is evaluated by, which follow from
its history alone; ``case_appeals`` — who contests that a case counts, and what was decided.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.cases.tables import Number
from anlan.store.tables import Table

Seconds = BigInteger().with_variant(Integer, "sqlite")
"""Whole seconds since 1970 UTC: a length of time is a difference, on every database."""


class CaseMilestones(Table):
    """What a case is evaluated by; ``cases/data/milestones.toml`` says which act sets what.

    A case that has been reported and nothing more may have no row yet. ``part`` is 1 for a part of
    another case. ``written_at`` is when the row was written, in microseconds since 1970: by it the
    copy in columns finds what is new.
    """

    __tablename__ = "case_milestones"
    __table_args__ = (Index("ix_case_milestones_written", "city", "written_at"),)

    case_id: Mapped[int] = mapped_column(
        Number, ForeignKey("cases.id"), primary_key=True, autoincrement=False
    )
    city: Mapped[str]
    kind: Mapped[str]
    channel: Mapped[str]
    class_code: Mapped[str]
    division: Mapped[str]
    department: Mapped[str]
    opened_at: Mapped[int] = mapped_column(Seconds)
    written_at: Mapped[int] = mapped_column(Seconds)
    part: Mapped[int]
    visit_asked_at: Mapped[int | None] = mapped_column(Seconds)
    visited_at: Mapped[int | None] = mapped_column(Seconds)
    visit_in_time: Mapped[int | None]
    denied_at: Mapped[int | None] = mapped_column(Seconds)
    rejected_at: Mapped[int | None] = mapped_column(Seconds)
    merged_at: Mapped[int | None] = mapped_column(Seconds)
    filed_at: Mapped[int | None] = mapped_column(Seconds)
    filed_in_time: Mapped[int | None]
    reopened: Mapped[int] = mapped_column(default=0)
    dispatched_at: Mapped[int | None] = mapped_column(Seconds)
    dispatched_in_time: Mapped[int | None]
    dispatches: Mapped[int] = mapped_column(default=0)
    returns: Mapped[int] = mapped_column(default=0)
    handling_due_at: Mapped[int | None] = mapped_column(Seconds)
    first_handled_at: Mapped[int | None] = mapped_column(Seconds)
    handled_at: Mapped[int | None] = mapped_column(Seconds)
    handled_in_time: Mapped[int | None]
    self_handled: Mapped[int | None]
    first_checked_at: Mapped[int | None] = mapped_column(Seconds)
    checked_in_time: Mapped[int | None]
    checks_failed: Mapped[int] = mapped_column(default=0)
    verified_at: Mapped[int | None] = mapped_column(Seconds)
    closed_at: Mapped[int | None] = mapped_column(Seconds)
    closed_in_time: Mapped[int | None]
    forced: Mapped[int | None]
    void_at: Mapped[int | None] = mapped_column(Seconds)
    satisfaction: Mapped[str | None]


class CaseAppeal(Table):
    """Somebody contests that a case counts as it does; a supervisor of another office decides.

    ``department`` and ``division`` are whose appeal it is, one of them empty. ``indicator`` is
    which figure is contested; empty for all. ``state`` is ``open``, ``accepted`` or ``refused``;
    ``effect`` of an accepted one ``exclude`` or ``reassign`` (to ``to_department``). ``reason`` and
    ``answer`` are free words, and not in the ledger. A case has one open appeal of an office at
    most for one figure, held by the database itself.
    """

    __tablename__ = "case_appeals"
    __table_args__ = (
        Index("ix_case_appeals_state", "city", "state", "id"),
        Index("ix_case_appeals_case", "case_id"),
        Index(
            "ux_case_appeals_open",
            "case_id",
            "indicator",
            "department",
            "division",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    case_id: Mapped[int] = mapped_column(Number, ForeignKey("cases.id"))
    indicator: Mapped[str]
    department: Mapped[str]
    division: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    state: Mapped[str]
    effect: Mapped[str] = mapped_column(default="")
    to_department: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
