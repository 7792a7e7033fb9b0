"""Where what must be told to the outside waits."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from anlan.store.tables import Table

WAITING, DELIVERED, DEAD = "waiting", "delivered", "dead"
Number = BigInteger().with_variant(Integer, "sqlite")


class Endpoint(Table):
    """Somebody outside who is told: a webhook's address or an e-mail's, and of what.

    ``topics`` are names such as ``batch.closed``, or ``batch.*``, or ``*``. ``secret`` is sealed.
    """

    __tablename__ = "endpoints"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    address: Mapped[str]
    topics: Mapped[list[str]] = mapped_column(JSON)
    secret: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)


class Message(Table):
    """What happened, to be told: written in the transaction that made it happen."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    moment: Mapped[datetime]
    topic: Mapped[str]
    subject: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)


class Delivery(Table):
    """One message on its way to one endpoint."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_due", "state", "next_at"),
        Index("ix_deliveries_order", "endpoint_id", "subject", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("endpoints.id"))
    subject: Mapped[str]
    state: Mapped[str] = mapped_column(default=WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
    message: Mapped[Message] = relationship(lazy="joined")
    endpoint: Mapped[Endpoint] = relationship(lazy="joined")
