"""Datastreams page by page, as somebody may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from anlan.store.watch import WatchClient, WatchStream, WatchThing


@dataclass(frozen=True)
class Listed:
    """A datastream with the key and division of its thing, and the name of who may send it."""

    stream: WatchStream
    thing: str
    division: str
    client: str | None


def listed(
    session: Session,
    city: str,
    divisions: Sequence[str],
    after: int,
    limit: int,
    *,
    key: str = "",
    kind: str = "",
    object_: str = "",
) -> list[Listed]:
    """Return datastreams in use, in the order of their numbers.

    Args:
        session: of the database.
        city: whose.
        divisions: the paths whose things may be seen; an empty one is the whole city.
        after: the number after which to begin.
        limit: how many at most.
        key: what their keys begin with.
        kind: of which kind alone.
        object_: of which object alone.
    """
    one, thing = WatchStream, WatchThing
    query = select(one, thing.key, thing.division, WatchClient.name)
    query = query.join(thing, thing.id == one.thing_id)
    query = query.outerjoin(WatchClient, WatchClient.id == one.client_id)
    query = query.where(one.city == city, one.retired_at.is_(None), one.id > after)
    if "" not in divisions:
        within = [
            or_(thing.division == path, thing.division.startswith(f"{path}/", autoescape=True))
            for path in divisions
        ]
        query = query.where(or_(*within))
    if key:
        query = query.where(one.key.startswith(key, autoescape=True))
    if kind:
        query = query.where(one.kind == kind)
    if object_:
        query = query.where(one.object == object_)
    found = session.execute(query.order_by(one.id).limit(limit)).all()
    return [Listed(*row) for row in found]
