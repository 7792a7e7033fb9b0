"""Who outside is told of the ledger's entries, and which entries are on their way to whom."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from anlan.store.ledger import Entry
from anlan.store.tables import Table

WAITING, DELIVERED, DEAD = "waiting", "delivered", "dead"
Number = BigInteger().with_variant(Integer, "sqlite")


class Endpoint(Table):
    """Somebody outside who is told: a webhook's address or an e-mail's, and of what.

    ``topics`` are acts of the ledger such as ``batch.closed``, or ``batch.*``, or ``*``. ``secret``
    is sealed. Entries up to ``seen`` have been looked through for it; one that doesn't ``follow``
    the ledger hears only of entries that name it themselves: see
    :mod:`anlan.store.outbox.addressed`.
    """

    __tablename__ = "endpoints"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    address: Mapped[str]
    topics: Mapped[list[str]] = mapped_column(JSON)
    secret: Mapped[str]
    seen: Mapped[int] = mapped_column(BigInteger)
    active: Mapped[bool] = mapped_column(default=True)
    follows: Mapped[bool] = mapped_column(default=True, server_default=true())
    version: Mapped[int] = mapped_column(default=1)


class Addressed(Table):
    """How far the ledger was looked through for entries that name endpoints; one row."""

    __tablename__ = "outbox_addressed"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seen: Mapped[int] = mapped_column(BigInteger)


class Delivery(Table):
    """One entry of the ledger on its way to one endpoint."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "seq"),
        Index("ix_deliveries_due", "state", "next_at"),
        Index("ix_deliveries_subject", "subject", "seq"),
        Index("ix_deliveries_order", "endpoint_id", "subject", "state", "seq"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, ForeignKey("ledger.seq"))
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("endpoints.id"))
    subject: Mapped[str]
    state: Mapped[str] = mapped_column(default=WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
    entry: Mapped[Entry] = relationship(lazy="joined")
    endpoint: Mapped[Endpoint] = relationship(lazy="joined")
