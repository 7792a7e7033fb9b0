"""Tell what waits: claim with a lease, send, note what became of it."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import aliased

from anlan.model.errors import AnlanError
from anlan.store.database import Database
from anlan.store.outbox.settings import OutboxSettings, settings
from anlan.store.outbox.tables import DEAD, DELIVERED, WAITING, Delivery


class RefusedError(AnlanError):
    """An endpoint didn't take a message, or can't be one; the text holds no secret."""

    def __init__(self, reason: str) -> None:
        super().__init__("error.store.refused", reason=reason)
        self.reason = reason


class Sender(Protocol):
    """Tells one kind of endpoint."""

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Send the delivery's message.

        Raises:
            RefusedError: it was not taken, or nobody can know whether it was.
        """
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one round did."""

    delivered: int = 0
    refused: int = 0
    dead: int = 0

    @property
    def counts(self) -> tuple[int, int, int]:
        """The three numbers."""
        return self.delivered, self.refused, self.dead


def deliver(
    database: Database,
    senders: Mapping[str, Sender],
    now: datetime | None = None,
    chosen: OutboxSettings | None = None,
) -> Outcome:
    """Tell what is due, once around: for each subject and endpoint at most the oldest message.

    Killed at any moment, a delivery is taken up again when its lease has ended; so a message may
    come twice, but never not at all.

    Args:
        database: where the outbox is.
        senders: by kind of endpoint.
        now: the clock's time if None.
        chosen: settings; those of the data file if None.

    Returns:
        How many were delivered, refused (to be tried again), and given up.
    """
    chosen, moment = chosen or settings(), now or datetime.now(UTC)
    counts = {DELIVERED: 0, WAITING: 0, DEAD: 0}
    for delivery in _claim(database, moment, chosen):
        error = ""
        try:
            senders[delivery.endpoint.kind].send(delivery, moment)
        except RefusedError as refusal:
            error = refusal.reason
        except KeyError:
            error = f"nothing here sends to endpoints of the kind {delivery.endpoint.kind}"
        counts[_settle(database, delivery, error, moment, chosen)] += 1
    return Outcome(counts[DELIVERED], counts[WAITING], counts[DEAD])


def _claim(database: Database, now: datetime, chosen: OutboxSettings) -> list[Delivery]:
    """Take due deliveries for the time of a lease; none with an older one before it."""
    older = aliased(Delivery)
    blocked = exists().where(
        older.endpoint_id == Delivery.endpoint_id,
        older.subject == Delivery.subject,
        older.state == WAITING,
        older.id < Delivery.id,
    )
    free = or_(Delivery.leased_until.is_(None), Delivery.leased_until < now)
    due = (
        select(Delivery.id)
        .where(Delivery.state == WAITING, Delivery.next_at <= now, free, ~blocked)
        .order_by(Delivery.id)
        .limit(chosen.batch)
        .with_for_update(skip_locked=True)
    )
    until = now + timedelta(seconds=chosen.lease_seconds)
    with database.writing() as session:
        numbers = session.scalars(due).all()
        session.execute(update(Delivery).where(Delivery.id.in_(numbers)).values(leased_until=until))
        query = select(Delivery).where(Delivery.id.in_(numbers)).order_by(Delivery.id)
        return list(session.scalars(query))


def _settle(
    database: Database, delivery: Delivery, error: str, now: datetime, chosen: OutboxSettings
) -> str:
    attempts = delivery.attempts + 1
    values: dict[str, object] = {"attempts": attempts, "leased_until": None, "error": error}
    if not error:
        values |= {"state": DELIVERED, "delivered_at": now}
    elif attempts > len(chosen.waits):
        values |= {"state": DEAD}
    else:
        wait = chosen.waits[attempts - 1] * (1 + chosen.jitter * random.random())  # noqa: S311
        values |= {"next_at": now + timedelta(seconds=wait)}
    with database.writing() as session:
        session.execute(update(Delivery).where(Delivery.id == delivery.id).values(**values))
    return str(values.get("state", WAITING))
