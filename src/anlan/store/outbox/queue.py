"""Who is told of what, what waits, and what has died."""

from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import select, update

from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.ledger import Head
from anlan.store.outbox.tables import DEAD, WAITING, Delivery, Endpoint


def add_endpoint(
    database: Database,
    cause: Cause,
    name: str,
    kind: Literal["webhook", "email"],
    address: str,
    topics: list[str],
    secret: str,
) -> int:
    """Add somebody to be told; return the endpoint's id.

    Args:
        database: where.
        cause: by whom.
        name: a name for people, unique.
        kind: how it is told.
        address: a URL or an e-mail address.
        topics: what it wants to hear of.
        secret: what signs the messages, sealed.

    Raises:
        StoreError: the name is taken.
    """
    with change(database, cause) as made:
        if made.session.scalar(select(Endpoint.id).where(Endpoint.name == name)) is not None:
            raise StoreError("error.store.endpoint_twice", name=name)
        # It hears of what comes after its own entry, which is the next.
        seen = made.session.scalars(select(Head.seq).with_for_update()).one() + 1
        found = Endpoint(
            name=name, kind=kind, address=address, topics=topics, secret=secret, seen=seen
        )
        made.session.add(found)
        made.session.flush()
        told = {"name": name, "kind": kind, "topics": topics}
        made.record(f"endpoint:{found.id}", "endpoint.added", after=told)
        return found.id


def dead(database: Database, limit: int = 100) -> list[Delivery]:
    """Return deliveries that were given up, the oldest first."""
    query = select(Delivery).where(Delivery.state == DEAD).order_by(Delivery.id).limit(limit)
    with database.session() as session:
        return list(session.scalars(query))


def replay(database: Database, cause: Cause, numbers: list[int]) -> int:
    """Let dead deliveries be tried again from the beginning; return how many there were."""
    now = datetime.now(UTC)
    statement = (
        update(Delivery)
        .where(Delivery.id.in_(numbers), Delivery.state == DEAD)
        .values(state=WAITING, attempts=0, next_at=now, leased_until=None)
        .returning(Delivery.id)
    )
    with change(database, cause) as made:
        revived = made.session.scalars(statement).all()
        for number in revived:
            made.record(f"delivery:{number}", "delivery.replayed")
    return len(revived)
