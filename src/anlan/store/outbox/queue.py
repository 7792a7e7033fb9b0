"""Who is told of what, what waits, and what has died."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select, update

from anlan.model.errors import StoreError
from anlan.store.change import Change
from anlan.store.database import Database
from anlan.store.ledger import Head
from anlan.store.outbox.tables import DEAD, WAITING, Delivery, Endpoint


def add_endpoint(
    made: Change,
    name: str,
    kind: str,
    address: str,
    topics: list[str],
    secret: str,
) -> int:
    """Add somebody to be told; return the endpoint's id.

    Args:
        made: the transaction.
        name: a name for people, unique.
        kind: how it is told.
        address: a URL or an e-mail address.
        topics: what it wants to hear of; none where it is told only of what names it, as an alarm
            names its wardens.
        secret: what signs the messages, sealed.

    Raises:
        StoreError: the name is taken.
    """
    if made.session.scalar(select(Endpoint.id).where(Endpoint.name == name)) is not None:
        raise StoreError("error.store.endpoint_twice", name=name)
    # It hears of what comes after its own entry, which is the next.
    seen = made.session.scalars(select(Head.seq).with_for_update()).one() + 1
    found = Endpoint(name=name, kind=kind, address=address, topics=topics, secret=secret, seen=seen,
                     follows=bool(topics))  # fmt: skip
    made.session.add(found)
    made.session.flush()
    told = {"name": name, "kind": kind, "topics": topics}
    made.record(f"endpoint:{found.id}", "endpoint.added", after=told)
    return found.id


def alter_endpoint(
    made: Change, found: Endpoint, *, active: bool | None, topics: list[str] | None
) -> None:
    """Let an endpoint rest or be told again, or tell it of other topics.

    One that rested is told of what came meanwhile too: the ledger has kept it.
    """
    before: dict[str, object] = {"active": found.active, "topics": found.topics}
    found.active = found.active if active is None else active
    if topics is not None:
        if topics and not found.follows:
            found.seen = made.session.scalars(select(Head.seq).with_for_update()).one()
        found.topics, found.follows = topics, bool(topics)
    after: dict[str, object] = {"active": found.active, "topics": found.topics}
    changed = [key for key in after if after[key] != before[key]]
    if not changed:
        return
    found.version += 1
    made.record(
        f"endpoint:{found.id}",
        "endpoint.altered",
        {key: before[key] for key in changed},
        {key: after[key] for key in changed},
    )


def one_endpoint(made: Change, number: int) -> Endpoint | None:
    """Return an endpoint that nobody else changes meanwhile, or None."""
    query = select(Endpoint).where(Endpoint.id == number).with_for_update()
    return made.session.scalar(query)


def endpoints(database: Database) -> list[Endpoint]:
    """Return everybody who is told, by number."""
    with database.session() as session:
        return list(session.scalars(select(Endpoint).order_by(Endpoint.id)))


def counts(database: Database) -> dict[tuple[int, str], int]:
    """Return how many deliveries each endpoint has in each state, delivered ones left out."""
    query = (
        select(Delivery.endpoint_id, Delivery.state, func.count())
        .where(Delivery.state.in_((WAITING, DEAD)))
        .group_by(Delivery.endpoint_id, Delivery.state)
    )
    with database.session() as session:
        return {(number, state): n for number, state, n in session.execute(query)}


def page(
    database: Database, states: Sequence[str], after: int = 0, limit: int = 100
) -> list[Delivery]:
    """Return deliveries in some states, the oldest first, after one by number."""
    query = select(Delivery).where(Delivery.state.in_(states), Delivery.id > after)
    query = query.order_by(Delivery.id).limit(limit)
    with database.session() as session:
        return list(session.scalars(query))


def replay(made: Change, numbers: list[int]) -> int:
    """Let dead deliveries be tried again from the beginning; return how many there were."""
    now = datetime.now(UTC)
    statement = (
        update(Delivery)
        .where(Delivery.id.in_(numbers), Delivery.state == DEAD)
        .values(state=WAITING, attempts=0, next_at=now, leased_until=None)
        .returning(Delivery.id)
    )
    revived = made.session.scalars(statement).all()
    for number in revived:
        made.record(f"delivery:{number}", "delivery.replayed")
    return len(revived)
