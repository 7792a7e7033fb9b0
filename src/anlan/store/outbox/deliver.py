"""Tell what waits: claim with a lease, send, note what became of it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import exists, insert, or_, select, update
from sqlalchemy.orm import Session, aliased, selectinload

from anlan.model.errors import AnlanError
from anlan.store.database import Database
from anlan.store.ledger import Entry, Head
from anlan.store.outbox import addressed
from anlan.store.outbox.settings import OutboxSettings
from anlan.store.outbox.tables import DEAD, DELIVERED, WAITING, Delivery, Endpoint

LOOKED_THROUGH = 1000
"""So many entries are looked through in one transaction."""
IN_A_QUERY = 500
"""So many numbers are named in one statement."""


class RefusedError(AnlanError):
    """An endpoint didn't take a message, or can't be one; the text holds no secret.

    ``for_good``: it never will, or must not be told any more.
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

    def __add__(self, other: "Outcome") -> "Outcome":
        """Return what two did together."""
        return Outcome(*(a + b for a, b in zip(self.counts, other.counts, strict=True)))


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
    # Threads take a while to import, and whoever only reads the outbox needs none.
    from anlan.store.outbox.courier import Courier  # noqa: PLC0415

    courier = Courier(database, senders, chosen)
    try:
        return courier.round(now)
    finally:
        courier.close()


def look_through(database: Database, now: datetime) -> None:
    """Make deliveries of the entries each endpoint hasn't seen; one worker at a time for each."""
    with database.session() as session:
        head = session.scalars(select(Head.seq)).one()
        query = select(Endpoint.id).where(Endpoint.active, Endpoint.follows, Endpoint.seen < head)
        behind = session.scalars(query.order_by(Endpoint.id)).all()
    for number in behind:
        while _next_entries(database, number, now):
            pass
    addressed.look_through(database, now)


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


def claim(database: Database, now: datetime, chosen: OutboxSettings, most: int) -> list[Delivery]:
    """Take due deliveries for the time of a lease; none with an older one before it.

    Those that were never tried come first: what is new doesn't wait behind hosts that are away.
    """
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
        .order_by(Delivery.attempts > 0, Delivery.seq, Delivery.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    until = now + timedelta(seconds=chosen.lease_seconds)
    with database.writing() as session:
        numbers = session.scalars(due).all()
        session.execute(update(Delivery).where(Delivery.id.in_(numbers)).values(leased_until=until))
        # One entry may be on its way to thousands: it is read once, not with each of them.
        query = (
            select(Delivery).where(Delivery.id.in_(numbers)).options(selectinload(Delivery.entry))
        )
        return list(session.scalars(query.order_by(Delivery.seq, Delivery.id)))


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an attempt: ``error`` is empty where it was taken."""

    delivery: Delivery
    error: str = ""
    for_good: bool = False


def settle(
    database: Database, answers: Sequence[Answer], now: datetime, chosen: OutboxSettings
) -> Outcome:
    """Write down what became of attempts, all in one transaction."""
    taken = [each.delivery for each in answers if not each.error]
    counts = {DELIVERED: len(taken), WAITING: 0, DEAD: 0}
    with database.writing() as session:
        for attempts in {each.attempts for each in taken}:
            mine = [each.id for each in taken if each.attempts == attempts]
            for start in range(0, len(mine), IN_A_QUERY):
                some = Delivery.id.in_(mine[start : start + IN_A_QUERY])
                values = {"state": DELIVERED, "delivered_at": now, "error": ""}
                values |= {"attempts": attempts + 1, "leased_until": None}
                session.execute(update(Delivery).where(some).values(**values))
        for each in answers:
            if each.error:
                counts[_refused(session, each, now, chosen)] += 1
    return Outcome(counts[DELIVERED], counts[WAITING], counts[DEAD])


def _refused(session: Session, answer: Answer, now: datetime, chosen: OutboxSettings) -> str:
    attempts = answer.delivery.attempts + 1
    values: dict[str, object] = {"attempts": attempts, "leased_until": None, "error": answer.error}
    if answer.for_good or attempts > len(chosen.waits):
        values |= {"state": DEAD}
    else:
        wait = chosen.waits[attempts - 1] * (1 + chosen.jitter * random.random())  # noqa: S311
        values |= {"next_at": now + timedelta(seconds=wait)}
    session.execute(update(Delivery).where(Delivery.id == answer.delivery.id).values(**values))
    return str(values.get("state", WAITING))
