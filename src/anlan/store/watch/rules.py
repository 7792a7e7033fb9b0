"""The tables of rules in a city: which there are, what proved them, and what the engine runs.

``watch_rules`` — each version of a rule, and whether it is on; ``watch_certificates`` — what came
of replaying it; ``watch_plans`` — from which chunk of the log on which rules were laid over which
datastreams; ``watch_forecasts`` — forecasts as they were known.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.tables import Table
from anlan.store.watch.tables import Number

_ON: dict[str, Any] = {
    "sqlite_where": sql("on_since IS NOT NULL"),
    "postgresql_where": sql("on_since IS NOT NULL"),
}


class WatchCertificate(Table):
    """What came of a replay for one rule, known by what it says.

    ``code`` tells the code that replayed it; ``figures`` are the rule's; ``body`` is the
    certificate of this rule as JSON, and ``digest`` its SHA-256.
    """

    __tablename__ = "watch_certificates"
    __table_args__ = (Index("ix_watch_certificates_of", "city", "fingerprint", "id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    rule: Mapped[str]
    version: Mapped[int]
    fingerprint: Mapped[str]
    code: Mapped[str]
    made_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[str]


class WatchRule(Table):
    """A version of a rule in a city.

    ``body`` is a set of rules as JSON: the rule itself first, then those that it combines. It is on
    since ``on_since``, by the certificate ``certificate_id``; of one rule one version at most is.
    ``owner`` is the department that answers for it. Alarms closed from ``judged_from`` on count for
    its precision in life; ``drift_case`` is the case that was opened as that fell, while it is
    open. ``changed`` counts what was done to it.
    """

    __tablename__ = "watch_rules"
    __table_args__ = (
        UniqueConstraint("city", "rule", "version"),
        Index("ix_watch_rules_on", "city", "rule", unique=True, **_ON),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    rule: Mapped[str]
    version: Mapped[int]
    fingerprint: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    owner: Mapped[str]
    added_at: Mapped[datetime]
    on_since: Mapped[datetime | None]
    certificate_id: Mapped[int | None] = mapped_column(Number, ForeignKey("watch_certificates.id"))
    judged_from: Mapped[datetime | None]
    drift_case: Mapped[str]
    changed: Mapped[int]


class WatchPlan(Table):
    """What the engine runs from the chunk after ``seq`` on, so that a restart runs it again.

    ``rules`` is a set of rules as JSON, ``claiming`` those that are on; ``streams`` the
    datastreams as an Arrow stream; forecasts are those kept after one and up to another.
    """

    __tablename__ = "watch_plans"

    city: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    made_at: Mapped[datetime]
    rules: Mapped[str] = mapped_column(Text)
    claiming: Mapped[list[str]] = mapped_column(JSON)
    streams: Mapped[bytes] = mapped_column(LargeBinary)
    forecasts_after: Mapped[int] = mapped_column(BigInteger)
    forecasts_upto: Mapped[int] = mapped_column(BigInteger)


class WatchForecast(Table):
    """Forecasts that came together: an Arrow stream of datastream, when known, for when, value."""

    __tablename__ = "watch_forecasts"
    __table_args__ = (Index("ix_watch_forecasts_until", "city", "most_at", "id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    kept_at: Mapped[datetime]
    rows: Mapped[int]
    most_at: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[bytes] = mapped_column(LargeBinary)
