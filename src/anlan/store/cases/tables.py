"""The tables of cases.

``cases`` — one problem on its way through the seven steps, as it stands; ``case_moves`` — its
history, which alone made it so; ``case_pauses`` — when its clock stood; ``case_rungs`` — how far it
has climbed when time ran out; ``case_listings`` — which are under listed supervision;
``case_serials`` — how far the numbers of a place's day go. What the public says is in
:mod:`anlan.store.cases.reports`.

Who handled a case never verifies it: a check on ``cases`` and triggers on ``case_moves`` and
``cases`` refuse it, whoever writes; see :mod:`anlan.store.cases.apart`.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.tables import Table

Number = BigInteger().with_variant(Integer, "sqlite")
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Where a case without a deadline stands in the order of an inbox."""
_EMPTY = text("''")
_OPEN: dict[str, Any] = {
    "sqlite_where": text("ended_at IS NULL"),
    "postgresql_where": text("ended_at IS NULL"),
}
"""Of years of cases few are open, and those are asked for all day."""
_BY_BEGINNING = {"division": "text_pattern_ops"}
"""With this class of operators PostgreSQL finds by a beginning, whatever its language."""


class CaseRow(Table):
    """A case as it stands.

    ``number`` is what people call it by; ``outside_key`` what whoever reported it calls it, so that
    the same report sent again opens nothing twice. ``division`` is a path such as ``42/4201``.
    ``due_at`` and ``near_at`` are those of the stage whose clock is on; ``inbox_at`` is ``due_at``,
    or :data:`NEVER`: what an inbox is in order of, by an index and without a doubt about nulls.
    ``next_at`` is when the next rung of the ladder of escalation is reached, None while no clock
    runs; ``rung`` how many were, of the deadline that was set at the move ``due_seq``.
    ``routed_department`` and ``routed_division`` are the office that the city's rules send it to,
    ``department`` the one that a dispatcher gave it to. ``lead_id`` is the case it is a part of.
    ``moves`` counts its moves; ``version`` every change, so that of two who change it at once one
    is told.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("city", "number"),
        UniqueConstraint("city", "channel", "outside_key"),
        # A null makes the comparison null, which a check lets pass.
        CheckConstraint("verified_by <> handled_by", name="ck_cases_apart"),
        CheckConstraint("due_at IS NULL OR inbox_at = due_at", name="ck_cases_inbox"),
        Index("ix_cases_inbox", "city", "state", "inbox_at", "id"),
        Index(
            "ix_cases_place", "city", "state", "division", "inbox_at", postgresql_ops=_BY_BEGINNING
        ),
        Index("ix_cases_office", "city", "state", "department", "inbox_at", "id"),
        Index("ix_cases_open", "city", "inbox_at", "id", **_OPEN),
        Index(
            "ix_cases_open_place",
            "city",
            "division",
            "inbox_at",
            **_OPEN,
            postgresql_ops=_BY_BEGINNING,
        ),
        Index("ix_cases_open_office", "city", "department", "inbox_at", "id", **_OPEN),
        Index(
            "ix_cases_next",
            "city",
            "next_at",
            "id",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        Index(
            "ix_cases_near",
            "city",
            "lat",
            "lon",
            sqlite_where=text("ended_at IS NULL AND lat IS NOT NULL"),
            postgresql_where=text("ended_at IS NULL AND lat IS NOT NULL"),
        ),
        Index("ix_cases_opened", "city", "opened_at", "id"),
        Index(
            "ix_cases_rest",
            "city",
            "ended_at",
            "id",
            sqlite_where=text("state IN ('closed', 'forced_closed')"),
            postgresql_where=text("state IN ('closed', 'forced_closed')"),
        ),
        Index(
            "ix_cases_lead",
            "lead_id",
            sqlite_where=text("lead_id IS NOT NULL"),
            postgresql_where=text("lead_id IS NOT NULL"),
        ),
        Index(
            "ix_cases_merged",
            "merged_into",
            sqlite_where=text("merged_into IS NOT NULL"),
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    number: Mapped[str]
    kind: Mapped[str]
    class_code: Mapped[str | None]
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str]
    step: Mapped[int]
    division: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    asset_id: Mapped[str | None]
    channel: Mapped[str]
    source: Mapped[str | None]
    outside_key: Mapped[str | None]
    opened_at: Mapped[datetime]
    known_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    near_at: Mapped[datetime | None]
    inbox_at: Mapped[datetime] = mapped_column(default=NEVER)
    next_at: Mapped[datetime | None]
    rung: Mapped[int] = mapped_column(default=0)
    due_seq: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    paused: Mapped[bool] = mapped_column(default=False)
    department: Mapped[str] = mapped_column(default="")
    routed_department: Mapped[str] = mapped_column(default="", server_default=_EMPTY)
    routed_division: Mapped[str] = mapped_column(default="", server_default=_EMPTY)
    handled_by: Mapped[str | None]
    verified_by: Mapped[str | None]
    seen: Mapped[bool] = mapped_column(default=False)
    urgent: Mapped[bool] = mapped_column(default=False)
    raised: Mapped[int] = mapped_column(default=0, server_default="0")
    listed: Mapped[bool] = mapped_column(default=False, server_default=false())
    rework_count: Mapped[int] = mapped_column(default=0)
    return_count: Mapped[int] = mapped_column(default=0)
    reopen_count: Mapped[int] = mapped_column(default=0)
    lead_id: Mapped[int | None] = mapped_column(Number, ForeignKey("cases.id"))
    merged_into: Mapped[int | None] = mapped_column(Number, ForeignKey("cases.id"))
    moves: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class CaseMove(Table):
    """One move of a case: what was done, by whom, in which role and department, with what.

    ``due_at`` is the deadline that stood until then: whether a stage ended in time is in its last
    move. ``fields`` is what the act was given; ``clock`` what it did to clocks. ``done_at`` is when
    it was done where it came later than that, from a phone without signal; ``skew_s`` by how many
    seconds the phone's clock was behind ours.
    """

    __tablename__ = "case_moves"
    __table_args__ = (Index("ix_case_moves_at", "at"),)

    case_id: Mapped[int] = mapped_column(Number, ForeignKey("cases.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    act: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    who: Mapped[str]
    role: Mapped[str]
    department: Mapped[str]
    at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    clock: Mapped[list[str]] = mapped_column(JSON)
    done_at: Mapped[datetime | None]
    skew_s: Mapped[int | None]


class CasePause(Table):
    """A time in which a stage's clock stood: from the move ``seq`` on, until it ran again.

    That a case has one open pause at most is held by the database itself.
    """

    __tablename__ = "case_pauses"
    __table_args__ = (
        Index(
            "ux_case_pauses_open",
            "case_id",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
    )

    case_id: Mapped[int] = mapped_column(Number, ForeignKey("cases.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stage: Mapped[str]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class CaseRung(Table):
    """A rung that a case has reached, of the deadline set at its move ``seq``: each of them once.

    ``at`` is when it was due, ``done_at`` when it was done.
    """

    __tablename__ = "case_rungs"

    case_id: Mapped[int] = mapped_column(Number, ForeignKey("cases.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rung: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    done_at: Mapped[datetime]


class CaseListing(Table):
    """A case under listed supervision: by which office, until when, under whose responsibility.

    ``leader`` is a post with its office, as a notice names it. ``seq`` and ``delisted_seq`` are the
    moves that listed it and took it off. A case is on the list once at most, which the database
    holds itself.
    """

    __tablename__ = "case_listings"
    __table_args__ = (
        Index(
            "ux_case_listings_open",
            "case_id",
            unique=True,
            sqlite_where=text("delisted_at IS NULL"),
            postgresql_where=text("delisted_at IS NULL"),
        ),
        Index("ix_case_listings_public", "city", "public", "listed_at"),
    )

    city: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(Number, ForeignKey("cases.id"))
    seq: Mapped[int]
    issuer: Mapped[str]
    leader: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    deadline: Mapped[datetime]
    public: Mapped[bool]
    listed_at: Mapped[datetime]
    delisted_at: Mapped[datetime | None]
    delisted_seq: Mapped[int | None]


class CaseSerial(Table):
    """How far the numbers that begin with ``prefix`` (a place and a day) go in a city."""

    __tablename__ = "case_serials"

    city: Mapped[str] = mapped_column(primary_key=True)
    prefix: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]
