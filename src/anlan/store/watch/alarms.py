"""The tables of alarms.

``alarms`` — what a rule claims of an object, on its way from raised to closed, as it stands;
``alarm_moves`` — its history; ``alarm_groups`` — alarms of one cause in one area, told as one, and
storms of a district; ``alarm_silences`` — silences and maintenance windows; ``alarm_wardens`` —
who is told of what, and at which step of the ladder; ``alarm_heads`` — how far a city's numbers go.

That a rule has one open alarm of an object at most is held by the database itself.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.tables import Table

Number = BigInteger().with_variant(Integer, "sqlite")


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class AlarmHead(Table):
    """How far the numbers of a city's alarms and groups go; its row is what writers queue at."""

    __tablename__ = "alarm_heads"

    city: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    groups: Mapped[int] = mapped_column(BigInteger)


class AlarmRow(Table):
    """An alarm as it stands.

    ``number`` is what people call it by, ``title`` what its rule is called. ``object`` is what the
    rule claimed something of: an object, or an area; ``name`` what people call that, ``area`` the
    one it lies in, ``floor`` where in a building; ``kind`` and ``class`` are those of the
    datastream that raised it. ``raised_at``, ``changed_at``, ``cleared_at`` and ``claimed_at``, the
    moment of the newest claim, are event time; ``known_at`` is when it was written, and the others
    are by the clock. ``value``, ``limit`` and ``since_at`` are of the newest claim with a colour.
    ``owner`` is a post with its office, never a person. ``step`` is how far up the ladder it was
    told, ``next_at`` when the next step is due. ``quiet`` says why nobody is told for now, empty
    where somebody is. ``case_number`` is the case it opened, ``case_due`` while that is still to be
    opened. ``moves`` counts its moves,
    ``version`` every change, so that of two who change it at once one is told.
    """

    __tablename__ = "alarms"
    __table_args__ = (
        Index("ux_alarms_open", "city", "rule", "object", unique=True,
              **_where("closed_at IS NULL")),
        Index("ix_alarms_open", "city", "number", **_where("closed_at IS NULL")),
        Index("ix_alarms_object", "city", "object", "rule", "claimed_at"),
        Index("ix_alarms_raised", "city", "raised_at", "number"),
        Index("ix_alarms_known", "city", "known_at", "division"),
        Index("ix_alarms_closed", "city", "closed_at", **_where("closed_at IS NOT NULL")),
        Index("ix_alarms_next", "city", "next_at", **_where("next_at IS NOT NULL")),
        Index("ix_alarms_shelved", "city", "shelved_until", **_where("shelved_until IS NOT NULL")),
        Index("ix_alarms_quiet", "city", "quiet", **_where("closed_at IS NULL AND quiet <> ''")),
        Index("ix_alarms_group", "city", "group_number", **_where("group_number IS NOT NULL")),
        Index("ix_alarms_case", "city", "case_number", **_where("case_number IS NOT NULL")),
        Index("ix_alarms_case_due", "city", "number", **_where("case_due")),
    )  # fmt: skip

    city: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    rule: Mapped[str]
    rule_version: Mapped[int]
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    object: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    class_: Mapped[str] = mapped_column("class")
    area: Mapped[str]
    floor: Mapped[str]
    asset_id: Mapped[str | None]
    division: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    priority: Mapped[str]
    colour: Mapped[str]
    state: Mapped[str]
    standing: Mapped[bool]
    raised_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    claimed_at: Mapped[datetime]
    known_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    owned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    stream: Mapped[int | None] = mapped_column(BigInteger)
    value: Mapped[float | None]
    limit: Mapped[float | None]
    since_at: Mapped[datetime | None]
    owner: Mapped[str]
    step: Mapped[int]
    next_at: Mapped[datetime | None]
    respond_by: Mapped[datetime]
    shelved_until: Mapped[datetime | None]
    flaps: Mapped[int]
    reason: Mapped[str | None]
    cause: Mapped[str] = mapped_column(Text)
    quiet: Mapped[str]
    inhibited_by: Mapped[int | None] = mapped_column(BigInteger)
    silence_id: Mapped[int | None] = mapped_column(Number, ForeignKey("alarm_silences.id"))
    group_number: Mapped[int | None] = mapped_column(BigInteger)
    case_number: Mapped[str | None]
    case_due: Mapped[bool]
    moves: Mapped[int]
    version: Mapped[int]


class AlarmMove(Table):
    """One move of an alarm: what was done to it, or what its condition did.

    ``at`` is the moment of the act in the alarm's life, ``done_at`` when it was written by the
    clock. ``post`` is the one that acted. ``fields`` is what the act was given, or brought.
    """

    __tablename__ = "alarm_moves"
    __table_args__ = (Index("ix_alarm_moves_at", "city", "done_at"),)

    city: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    act: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    who: Mapped[str]
    post: Mapped[str]
    at: Mapped[datetime]
    done_at: Mapped[datetime]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)


class AlarmGroup(Table):
    """Alarms that are told as one: of the same law of grouping, in the same area.

    ``law`` is one of ``watch/data/groups.toml``, or ``storm`` for all of a district; ``place`` what
    its alarms have in common: a division, an object or an area. ``lon`` and ``lat`` are those of
    its first alarm. ``count`` is of all that ever came to it, ``told_count`` how many were told.
    ``told`` has by endpoint how bad an alarm of it was told there: see
    :mod:`anlan.watch.alarms.groups`; ``told_at`` is when its last summary was.
    """

    __tablename__ = "alarm_groups"
    __table_args__ = (
        Index("ix_alarm_groups_open", "city", "law", "place", "number",
              **_where("closed_at IS NULL")),
        Index("ix_alarm_groups_next", "city", "next_at", **_where("next_at IS NOT NULL")),
    )  # fmt: skip

    city: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    law: Mapped[str]
    place: Mapped[str]
    division: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    priority: Mapped[str]
    colour: Mapped[str]
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    count: Mapped[int]
    told_count: Mapped[int]
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    told_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    version: Mapped[int]


class AlarmSilence(Table):
    """A time in which alarms like these are quiet: a silence, or a maintenance window.

    What is empty matches all: ``rule``, ``kind``, ``class``, ``object``, ``area``, ``division``
    with all below it. ``maintenance`` says that work goes on there: its alarms are tests.
    """

    __tablename__ = "alarm_silences"
    __table_args__ = (Index("ix_alarm_silences_until", "city", "until_at"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    maintenance: Mapped[bool]
    rule: Mapped[str]
    kind: Mapped[str]
    class_: Mapped[str] = mapped_column("class")
    object: Mapped[str]
    area: Mapped[str]
    division: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    begins_at: Mapped[datetime]
    until_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    version: Mapped[int]


class AlarmWarden(Table):
    """Who is told of alarms: an endpoint, of an object or asset, or of a division with all below.

    ``object`` is an object or asset, ``floor`` one of its floors where not empty; ``division`` a
    path where no object is named. ``step`` is the one of the ladder at which it is told. ``post``
    is what people call whoever reads there; never a person.
    """

    __tablename__ = "alarm_wardens"
    __table_args__ = (
        UniqueConstraint("city", "object", "floor", "division", "step", "endpoint_id"),
        Index("ix_alarm_wardens_division", "city", "division", "step"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    object: Mapped[str]
    floor: Mapped[str]
    division: Mapped[str]
    step: Mapped[int]
    post: Mapped[str]
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("endpoints.id"))
    made_at: Mapped[datetime]
    version: Mapped[int]
