"""The tables of the risk register.

``risk_points`` — a place, facility or activity that can do harm, as it stands; ``risk_sources`` —
what in it is dangerous, which event it may come to, and how it was scored without and with its
measures; ``risk_measures`` — what is done against it; ``risk_facts`` — the living facts that move
it; ``risk_changes`` — every change of its colour, with why; ``risk_equipment`` — lifts, vessels,
boilers and what else is inspected by statute; ``risk_duties`` — each of its duties that comes
again, with when it was last done and when it is next due; ``risk_influences`` — what fails with
what; ``risk_ground`` — how many people are where at which hour, and how many places are easily
hurt; ``risk_patrols`` — each patrol of a point; ``risk_notices`` — warnings, events, works and
outages that move all points of an area; ``risk_installations`` — what hazardous chemicals a point
holds.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
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
NONE = -1
"""The colour of a point before it has any."""
ALL_DAY = -1
"""The hour of what is so at every hour."""
_STANDING: dict[str, Any] = {
    "sqlite_where": text("retired_at IS NULL"),
    "postgresql_where": text("retired_at IS NULL"),
}
_BY_BEGINNING = {"division": "text_pattern_ops"}


class RiskPoint(Table):
    """A risk point as it stands.

    ``code`` is what its unit calls it by, one in the city; ``type`` is ``place``, ``facility`` or
    ``activity``; ``field`` one of the fields of dual prevention; ``division`` a path. ``unit`` is
    the organisation that owns it, ``unit_code`` its registered code, ``owner`` the post that
    answers for it: never a person. ``department`` supervises it. ``scheme`` grades it. ``inherent``
    is without the measures, ``residual`` with them, ``now`` what the facts of the day make of it:
    the value of its worst source, and the place of its colour; ``NONE`` before the first. ``floor``
    is the lowest colour it may have, by ``floor_rule``, which is one of ``floors``, those that were
    said to hold, or what its stocks make it. ``patrol_due`` is the last day in time for
    the next patrol; ``patrol_late`` whether its being overdue weighs on the point. ``review_at`` is
    by when it must be reviewed, ``review_why`` one of the reasons of ``risk/data/register.toml``,
    ``review_case`` the case in which it is, empty for none. ``version`` counts every change, so
    that of two who change it at once one is told.
    """

    __tablename__ = "risk_points"
    __table_args__ = (
        UniqueConstraint("city", "code"),
        Index(
            "ix_risk_points_place",
            "city",
            "division",
            "id",
            **_STANDING,
            postgresql_ops=_BY_BEGINNING,
        ),
        Index("ix_risk_points_colour", "city", "now_colour", "now_value", "id", **_STANDING),
        Index("ix_risk_points_review", "city", "review_at", "id", **_STANDING),
        Index("ix_risk_points_asked", "city", "review_case", "review_at", "id", **_STANDING),
        Index("ix_risk_points_spot", "city", "lon", "lat", "id", **_STANDING),
        Index("ix_risk_points_unit", "city", "unit_code", "id"),
        Index("ix_risk_points_patrol", "city", "patrol_due", "id", **_STANDING),
        Index("ix_risk_points_late", "city", "patrol_late", "patrol_due", **_STANDING),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    type: Mapped[str]
    field: Mapped[str]
    division: Mapped[str]
    department: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    asset_id: Mapped[str | None]
    unit: Mapped[str]
    unit_code: Mapped[str]
    owner: Mapped[str]
    scheme: Mapped[str]
    scheme_version: Mapped[str]
    inherent_value: Mapped[float]
    inherent_colour: Mapped[int]
    residual_value: Mapped[float]
    residual_colour: Mapped[int]
    floor: Mapped[int]
    floor_rule: Mapped[str]
    floors: Mapped[str] = mapped_column(default="", server_default=text("''"))
    now_value: Mapped[float]
    now_colour: Mapped[int]
    made_at: Mapped[datetime]
    reviewed_at: Mapped[datetime]
    review_at: Mapped[datetime]
    review_why: Mapped[str] = mapped_column(default="term", server_default="term")
    review_case: Mapped[str] = mapped_column(default="", server_default=text("''"))
    patrolled_at: Mapped[datetime | None]
    patrol_due: Mapped[date] = mapped_column(server_default="1970-01-01")
    patrol_late: Mapped[bool] = mapped_column(server_default=false())
    retired_at: Mapped[datetime | None]
    version: Mapped[int]


class RiskSource(Table):
    """What in a risk point is dangerous, ``n`` of it; scores are by the letters of its scheme."""

    __tablename__ = "risk_sources"
    __table_args__ = (UniqueConstraint("point_id", "n"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    point_id: Mapped[int] = mapped_column(Number, ForeignKey("risk_points.id"))
    n: Mapped[int]
    name: Mapped[str]
    event: Mapped[str]
    cause: Mapped[str] = mapped_column(Text)
    consequence: Mapped[str] = mapped_column(Text)
    inherent: Mapped[dict[str, float]] = mapped_column(JSON)
    residual: Mapped[dict[str, float]] = mapped_column(JSON)
    inherent_value: Mapped[float]
    residual_value: Mapped[float]


class RiskMeasure(Table):
    """What is done against a source, of one of the five groups.

    ``failed_by`` is the case by which it is missing or has failed; empty while it is effective.
    """

    __tablename__ = "risk_measures"
    __table_args__ = (UniqueConstraint("source_id", "n"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    source_id: Mapped[int] = mapped_column(Number, ForeignKey("risk_sources.id"))
    n: Mapped[int]
    group: Mapped[str] = mapped_column("measure_group")
    text: Mapped[str] = mapped_column(Text)
    failed_by: Mapped[str]


class RiskFact(Table):
    """A living fact of a point; ``key`` is what it follows from, such as a case's number."""

    __tablename__ = "risk_facts"
    __table_args__ = (
        UniqueConstraint("point_id", "modifier", "key"),
        Index("ix_risk_facts_key", "city", "key"),
        Index("ix_risk_facts_began", "city", "began_at"),
        Index("ix_risk_facts_ended", "city", "ended_at"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    point_id: Mapped[int] = mapped_column(Number, ForeignKey("risk_points.id"))
    modifier: Mapped[str]
    key: Mapped[str]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RiskChange(Table):
    """A point's colour has changed; ``why`` holds which facts, scores or scheme made it so."""

    __tablename__ = "risk_changes"
    __table_args__ = (
        Index("ix_risk_changes_point", "point_id", "id"),
        Index("ix_risk_changes_at", "city", "at", "id"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    point_id: Mapped[int] = mapped_column(Number, ForeignKey("risk_points.id"))
    at: Mapped[datetime]
    before: Mapped[int | None]
    after: Mapped[int]
    value: Mapped[float]
    why: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class RiskEquipment(Table):
    """A piece of equipment under statutory cycles, as it stands.

    ``kind`` is one of ``risk/data/cycles.csv``; ``accepted``, ``used_from``, ``idle`` and
    ``restarted`` are days in the city. ``point_code`` is the risk point whose danger it is part of.
    """

    __tablename__ = "risk_equipment"
    __table_args__ = (
        UniqueConstraint("city", "code"),
        Index("ix_risk_equipment_unit", "city", "unit_code", "id"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    code: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    division: Mapped[str]
    department: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    unit: Mapped[str]
    unit_code: Mapped[str]
    point_code: Mapped[str]
    accepted: Mapped[date | None]
    used_from: Mapped[date | None]
    idle: Mapped[date | None]
    restarted: Mapped[date | None]
    retired_at: Mapped[datetime | None]
    version: Mapped[int]


class RiskDuty(Table):
    """A duty of a piece that comes again; ``due`` is the last day in time, ``why`` its reason.

    ``division`` and ``department`` are those of its piece, so that an index finds what is due
    where.
    """

    __tablename__ = "risk_duties"
    __table_args__ = (
        UniqueConstraint("equipment_id", "cycle"),
        Index("ix_risk_duties_due", "city", "due", "id"),
        Index(
            "ix_risk_duties_place", "city", "division", "due", "id", postgresql_ops=_BY_BEGINNING
        ),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    equipment_id: Mapped[int] = mapped_column(Number, ForeignKey("risk_equipment.id"))
    division: Mapped[str]
    department: Mapped[str]
    cycle: Mapped[str]
    last: Mapped[date | None]
    grade: Mapped[int]
    stated: Mapped[date | None]
    due: Mapped[date | None]
    earliest: Mapped[date | None]
    why: Mapped[int]


class RiskInfluence(Table):
    """One asset's failure reaches another; see ``risk/data/influences.toml``.

    ``source`` and ``target`` are codes of risk points, equipment or assets. ``lag`` and
    ``recovery`` are minutes. ``origin`` is empty for what was declared, else the rule by which it
    follows from positions.
    """

    __tablename__ = "risk_influences"
    __table_args__ = (UniqueConstraint("city", "source", "target", "kind"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    source: Mapped[str]
    target: Mapped[str]
    kind: Mapped[str]
    lag: Mapped[float]
    recovery: Mapped[float]
    weight: Mapped[float]
    origin: Mapped[str] = mapped_column(default="", server_default=text("''"))


class RiskGround(Table):
    """How many people are in a division at an hour, and how many of its premises are easily hurt.

    ``hour`` is of the day in the city, 0 to 23; ``ALL_DAY`` holds for each hour without a row of
    its own. Counts only: few people are none.
    """

    __tablename__ = "risk_ground"
    __table_args__ = (UniqueConstraint("city", "hour", "division"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    division: Mapped[str]
    hour: Mapped[int]
    people: Mapped[int | None]
    premises: Mapped[int | None]
    vulnerable: Mapped[int | None]


class RiskPatrol(Table):
    """Somebody has patrolled a point; ``findings`` are the numbers of the cases it opened.

    ``key`` is what the patrol calls itself; the same again is the same patrol.
    """

    __tablename__ = "risk_patrols"
    __table_args__ = (
        UniqueConstraint("point_id", "key"),
        Index("ix_risk_patrols_at", "city", "at", "id"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    point_id: Mapped[int] = mapped_column(Number, ForeignKey("risk_points.id"))
    key: Mapped[str]
    at: Mapped[datetime]
    findings: Mapped[list[str]] = mapped_column(JSON)


class RiskNotice(Table):
    """A warning, an event, works or an outage: one fact for all points of an area.

    ``key`` is what it calls itself, one in the city. ``fields`` are those whose points it moves.
    Where it holds is one of: ``divisions``, their paths; ``lon``, ``lat`` and ``metres`` around
    them; ``assets``, what is down, with all that fails with it. ``seen`` is the id of the last
    point that it was told to; ``withdrawn_at`` is set once it was ended before its time.
    """

    __tablename__ = "risk_notices"
    __table_args__ = (
        UniqueConstraint("city", "key"),
        Index("ix_risk_notices_until", "city", "until", "id"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    key: Mapped[str]
    modifier: Mapped[str]
    title: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    fields: Mapped[list[str]] = mapped_column(JSON)
    divisions: Mapped[list[str]] = mapped_column(JSON)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    metres: Mapped[float | None]
    assets: Mapped[list[str]] = mapped_column(JSON)
    points: Mapped[int]
    seen: Mapped[int] = mapped_column(Number)
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class RiskInstallation(Table):
    """What hazardous chemicals a point holds, and which major hazard installation that makes it.

    ``stocks`` are tonnes by the substance's code, ``residents`` a count of those within 500 m.
    ``s``, ``r``, ``alpha`` and ``rank`` are what GB 18218 makes of them; ``rank`` is empty where it
    is none.
    """

    __tablename__ = "risk_installations"
    __table_args__ = (UniqueConstraint("point_id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    point_id: Mapped[int] = mapped_column(Number, ForeignKey("risk_points.id"))
    stocks: Mapped[dict[str, float]] = mapped_column(JSON)
    residents: Mapped[int]
    s: Mapped[float]
    r: Mapped[float]
    alpha: Mapped[float]
    rank: Mapped[str] = mapped_column("installation_rank")  # RANK is a word of SQL
    at: Mapped[datetime]
