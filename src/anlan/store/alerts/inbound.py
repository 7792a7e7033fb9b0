"""The tables of the alerts of other authorities.

``alert_feeds`` — how each feed that a city follows is doing; ``alert_inbound`` — what came by them,
each message once, whichever feed brought it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.tables import Table

Number = BigInteger().with_variant(Integer, "sqlite")
_RUNNING: dict[str, Any] = {
    "sqlite_where": text("ended_at IS NULL"),
    "postgresql_where": text("ended_at IS NULL"),
}


class AlertFeed(Table):
    """How a feed is doing: ``ok_at`` is when it last could be read, ``failures`` since then.

    ``seen`` are the entries of its last version, so that each is fetched once. ``etag`` and
    ``modified`` are what it said of its last version, ``error`` the key of what is
    wrong with it, empty where nothing is; ``refused`` counts entries of its last version that
    weren't taken.
    """

    __tablename__ = "alert_feeds"

    city: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str]
    modified: Mapped[str]
    checked_at: Mapped[datetime | None]
    ok_at: Mapped[datetime | None]
    next_at: Mapped[datetime]
    failures: Mapped[int]
    error: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    entries: Mapped[int]
    refused: Mapped[int]
    seen: Mapped[list[str]] = mapped_column(JSON)


class AlertInbound(Table):
    """A message of another authority.

    ``digest`` is of its content without signatures; ``references`` are the identifiers of those of
    the same sender that it names. ``signature`` is ``none``, ``trusted`` or ``untrusted``;
    ``signer`` is who made a trusted one. ``places`` are the paths of the divisions that its areas
    touch. ``ended_how`` is as an alert's; one that never was in force has ended as ``apart``.
    """

    __tablename__ = "alert_inbound"
    __table_args__ = (
        UniqueConstraint("city", "sender", "identifier"),
        Index("ix_alert_inbound_running", "city", "id", **_RUNNING),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    feed: Mapped[str]
    sender: Mapped[str]
    identifier: Mapped[str]
    status: Mapped[str]
    msg_type: Mapped[str]
    event: Mapped[str]
    severity: Mapped[str]
    headlines: Mapped[dict[str, str]] = mapped_column(JSON)
    document: Mapped[str] = mapped_column(Text)
    digest: Mapped[str]
    signature: Mapped[str]
    signer: Mapped[str]
    references: Mapped[list[str]] = mapped_column(JSON)
    places: Mapped[list[str]] = mapped_column(JSON)
    problems: Mapped[list[str]] = mapped_column(JSON)
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_how: Mapped[str]
