"""Tell what waits: claim with a lease, send, note what became of it."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import exists, insert, or_, select, update
from sqlalchemy.orm import aliased

from anlan.model.errors import AnlanError
from anlan.store.database import Database
from anlan.store.ledger import Entry, Head
from anlan.store.outbox.settings import OutboxSettings, settings
from anlan.store.outbox.tables import DEAD, DELIVERED, WAITING, Delivery, Endpoint

LOOKED_THROUGH = 1000
"""So many entries are looked through in one transaction."""


class RefusedError(AnlanError):
    """An endpoint didn't take a message, or can't be one; the text holds no secret.

    ``for_good``: it has said itself that it never will.
    """

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__("error.store.refused", reason=reason)
        self.reason, self.for_good = reason, for_good


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
    _look_through(database, moment)
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


def _look_through(database: Database, now: datetime) -> None:
    """Make deliveries of the entries each endpoint hasn't seen; one worker at a time for each."""
    with database.session() as session:
        head = session.scalars(select(Head.seq)).one()
        query = select(Endpoint.id).where(Endpoint.active, Endpoint.seen < head)
        behind = session.scalars(query.order_by(Endpoint.id)).all()
    for number in behind:
        while _next_entries(database, number, now):
            pass


def _next_entries(database: Database, number: int, now: datetime) -> bool:
    """Look through some entries for an endpoint; return whether there are more."""
    with database.writing() as session:
        mine = select(Endpoint).where(Endpoint.id == number)
        endpoint = session.scalar(mine.with_for_update(skip_locked=True))
        if endpoint is None:
            return False
        query = select(Entry.seq, Entry.subject, Entry.act).where(Entry.seq > endpoint.seen)
        entries = session.execute(query.order_by(Entry.seq).limit(LOOKED_THROUGH)).all()
        if not entries:
            return False
        wanted = [
            {"seq": each.seq, "endpoint_id": number, "subject": each.subject, "next_at": now}
            for each in entries
            if any(wants(topic, each.act, each.subject) for topic in endpoint.topics)
        ]
        if wanted:
            session.execute(insert(Delivery), wanted)
        endpoint.seen = entries[-1].seq
        return len(entries) == LOOKED_THROUGH


def wants(topic: str, act: str, subject: str) -> bool:
    """Return whether a topic is about an entry.

    A topic is an act, all of a kind by ``batch.*``, or ``*``; after ``@`` may stand the
    subject it is about, with all below it.

    >>> wants("promise.*@source:town/visits", "promise.broken", "source:town/visits")
    True
    >>> wants("promise.*@source:town", "promise.broken", "source:town/visits")
    True
    >>> wants("promise.*@source:town/visit", "promise.broken", "source:town/visits")
    False
    """
    wanted, at, whom = topic.partition("@")
    if wanted not in {act, act.partition(".")[0] + ".*", "*"}:
        return False
    return not at or subject == whom or subject.startswith(f"{whom}/")


def _claim(database: Database, now: datetime, chosen: OutboxSettings) -> list[Delivery]:
    """Take due deliveries for the time of a lease; none with an older one before it."""
    older = aliased(Delivery)
    blocked = exists().where(
        older.endpoint_id == Delivery.endpoint_id,
        older.subject == Delivery.subject,
        older.state == WAITING,
        older.seq < Delivery.seq,
    )
    free = or_(Delivery.leased_until.is_(None), Delivery.leased_until < now)
    due = (
        select(Delivery.id)
        .where(Delivery.state == WAITING, Delivery.next_at <= now, free, ~blocked)
        .order_by(Delivery.seq, Delivery.id)
        .limit(chosen.batch)
        .with_for_update(skip_locked=True)
    )
    until = now + timedelta(seconds=chosen.lease_seconds)
    with database.writing() as session:
        numbers = session.scalars(due).all()
        session.execute(update(Delivery).where(Delivery.id.in_(numbers)).values(leased_until=until))
        query = select(Delivery).where(Delivery.id.in_(numbers)).order_by(Delivery.seq, Delivery.id)
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
