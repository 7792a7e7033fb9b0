"""The tables of the alerts a city gives.

``alert_events`` — what alerts are about, each with all messages of it; ``alert_drafts`` — messages
that are being composed; ``alerts`` — messages that were published; ``alert_channels`` — who is
told; ``alert_sendings`` — which message goes to whom; ``alert_signers`` — what signs messages.

Three rules are kept by the database itself, whoever writes to it:

- A second person: who approved a message neither composed it nor changed it last. Only a cancel
  needs no second person. The message names the draft's own composer, editor and digest, or there
  is no such draft: so what is published is what was approved, and a draft can't change afterwards.
- An exercise stays one: a message has the status of its event.
- An exercise reaches nobody who waits for actual alerts: a sending has one status, and both its
  message and its channel must be of it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.tables import Table

Number = BigInteger().with_variant(Integer, "sqlite")
DRAFT, PUBLISHED, DISCARDED = "draft", "published", "discarded"
SUPERSEDED, CANCELLED, EXPIRED = "superseded", "cancelled", "expired"
STATUSES = "status IN ('Actual', 'Exercise', 'Test')"
SECOND_PERSON = (
    "(approved_by IS NULL AND msg_type = 'Cancel') OR (approved_by IS NOT NULL"
    " AND approved_by <> '' AND approved_by <> composed_by AND approved_by <> edited_by)"
)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class AlertEvent(Table):
    """What a chain of messages is about; ``number`` is that of its first draft."""

    __tablename__ = "alert_events"
    __table_args__ = (
        UniqueConstraint("city", "number", "status"),
        CheckConstraint(STATUSES, name="ck_alert_events_status"),
    )

    city: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    status: Mapped[str]
    template: Mapped[str]
    opened_at: Mapped[datetime]


class AlertDraft(Table):
    """A message that is being composed.

    ``number`` is the event it goes on with, None for a new one. ``form`` is what was filled in,
    ``document`` the message as it would be sent, but for the moment, and ``digest`` of that.
    ``division`` is the path of the smallest division that holds all its areas. ``editors`` are all
    who changed it. ``offered_at`` is set while it waits for a second person.
    """

    __tablename__ = "alert_drafts"
    __table_args__ = (
        UniqueConstraint("id", "status", "msg_type", "digest", "composed_by", "edited_by"),
        UniqueConstraint("city", "identifier"),
        Index("ix_alert_drafts_open", "city", "id", **_where("state = 'draft'")),
        CheckConstraint(STATUSES, name="ck_alert_drafts_status"),
        CheckConstraint("composed_by <> '' AND edited_by <> ''", name="ck_alert_drafts_who"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    number: Mapped[int | None] = mapped_column(BigInteger)
    identifier: Mapped[str]
    status: Mapped[str]
    msg_type: Mapped[str]
    template: Mapped[str]
    alarm: Mapped[int | None] = mapped_column(BigInteger)
    division: Mapped[str]
    form: Mapped[dict[str, Any]] = mapped_column(JSON)
    document: Mapped[str] = mapped_column(Text)
    digest: Mapped[str]
    composed_by: Mapped[str]
    edited_by: Mapped[str]
    editors: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    offered_at: Mapped[datetime | None]
    state: Mapped[str]
    version: Mapped[int]


class AlertRow(Table):
    """A message that was published; ``seq`` counts those of its event from 1.

    ``document`` is the signed message as everybody gets it. ``places`` are the paths of the
    divisions that its areas touch, ``headlines`` by language. ``entry`` is the number of its entry
    in the ledger, by which the outbox tells it; None until that has begun. ``ended_how`` says how
    it ended: superseded, cancelled or expired.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("city", "number", "seq"),
        UniqueConstraint("city", "identifier"),
        UniqueConstraint("draft_id"),
        UniqueConstraint("id", "status"),
        ForeignKeyConstraint(
            ["draft_id", "status", "msg_type", "digest", "composed_by", "edited_by"],
            [
                "alert_drafts.id",
                "alert_drafts.status",
                "alert_drafts.msg_type",
                "alert_drafts.digest",
                "alert_drafts.composed_by",
                "alert_drafts.edited_by",
            ],
        ),
        ForeignKeyConstraint(
            ["city", "number", "status"],
            ["alert_events.city", "alert_events.number", "alert_events.status"],
        ),
        CheckConstraint(SECOND_PERSON, name="ck_alerts_second_person"),
        Index(
            "ux_alerts_in_force", "city", "number", unique=True,
            **_where("ended_at IS NULL AND msg_type <> 'Cancel'"),
        ),
        Index("ix_alerts_status", "city", "status", "sent_at"),
        Index("ix_alerts_untold", "id", **_where("entry IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    number: Mapped[int] = mapped_column(BigInteger)
    seq: Mapped[int]
    draft_id: Mapped[int] = mapped_column(Number)
    identifier: Mapped[str]
    status: Mapped[str]
    msg_type: Mapped[str]
    template: Mapped[str]
    colour: Mapped[str]
    division: Mapped[str]
    places: Mapped[list[str]] = mapped_column(JSON)
    headlines: Mapped[dict[str, str]] = mapped_column(JSON)
    document: Mapped[str] = mapped_column(Text)
    digest: Mapped[str]
    composed_by: Mapped[str]
    edited_by: Mapped[str]
    approved_by: Mapped[str | None]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_how: Mapped[str]
    entry: Mapped[int | None] = mapped_column(BigInteger)


class AlertChannel(Table):
    """Who is told of a city's alerts of one status; how, is said by its endpoint.

    ``division`` is the path of the part of the city it wants to hear of, empty for all of it.
    """

    __tablename__ = "alert_channels"
    __table_args__ = (
        UniqueConstraint("city", "name"),
        UniqueConstraint("endpoint_id"),
        UniqueConstraint("id", "status"),
        CheckConstraint(STATUSES, name="ck_alert_channels_status"),
        Index("ix_alert_channels_told", "city", "status", **_where("retired_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    name: Mapped[str]
    status: Mapped[str]
    division: Mapped[str]
    lang: Mapped[str]
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("endpoints.id"))
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class AlertSending(Table):
    """A message goes to a channel; what became of it is in the outbox's deliveries."""

    __tablename__ = "alert_sendings"
    __table_args__ = (
        ForeignKeyConstraint(["alert_id", "status"], ["alerts.id", "alerts.status"]),
        ForeignKeyConstraint(
            ["channel_id", "status"], ["alert_channels.id", "alert_channels.status"]
        ),
        Index("ix_alert_sendings_channel", "channel_id"),
    )

    alert_id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    channel_id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    status: Mapped[str]


class AlertSigner(Table):
    """What signs a city's messages: the private key, sealed, and its certificates, PEM."""

    __tablename__ = "alert_signers"
    __table_args__ = (UniqueConstraint("city"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    sealed: Mapped[str] = mapped_column(Text)
    chain: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
