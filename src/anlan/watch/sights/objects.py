"""An object as rules speak of it: its datastreams, the things that carry them, where they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from anlan.model.errors import WatchError
from anlan.store.watch import WatchStream, WatchThing

MOST = 200
"""So many datastreams of an object are told."""


@dataclass(frozen=True)
class Seen:
    """A datastream and the thing that carries it."""

    stream: WatchStream
    thing: WatchThing


def of_object(session: Session, city: str, divisions: Sequence[str], object_: str) -> list[Seen]:
    """Return the datastreams of an object in use, in the order of their numbers.

    Args:
        session: of the database.
        city: whose.
        divisions: the paths whose things may be seen; an empty one is the whole city.
        object_: what rules call it.

    Raises:
        WatchError: there is none that may be seen.
    """
    query = _asked(city, divisions).where(WatchStream.object == object_)
    found = [Seen(*row) for row in session.execute(query.order_by(WatchStream.id).limit(MOST))]
    if not found:
        raise WatchError("error.watch.object", object=object_[:200], city=city)
    return found


def seen_by(
    session: Session, city: str, divisions: Sequence[str], ids: Sequence[int]
) -> list[Seen]:
    """Return datastreams by their numbers.

    Raises:
        WatchError: one of them is none that may be seen.
    """
    query = _asked(city, divisions).where(WatchStream.id.in_(ids))
    found = {row[0].id: Seen(*row) for row in session.execute(query)}
    for each in ids:
        if each not in found:
            raise WatchError("error.watch.stream", stream=each, city=city)
    return [found[each] for each in dict.fromkeys(ids)]


def _asked(city: str, divisions: Sequence[str]) -> Any:
    one, thing = WatchStream, WatchThing
    query = select(one, thing).join(thing, thing.id == one.thing_id)
    return query.where(one.city == city, one.retired_at.is_(None), *within(divisions))


def within(divisions: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return the condition that a thing lies in one of some divisions."""
    if "" in divisions:
        return []
    path = WatchThing.division
    some = (or_(path == each, path.startswith(f"{each}/", autoescape=True)) for each in divisions)
    return [or_(*some)]


def kinds_of(session: Session, city: str, divisions: Sequence[str]) -> list[tuple[str, int]]:
    """Return the kinds of datastreams in use and how many there are of each, the most first."""
    one, thing = WatchStream, WatchThing
    many = func.count().label("many")
    query = select(one.kind, many).join(thing, thing.id == one.thing_id)
    query = query.where(
        one.city == city, one.retired_at.is_(None), one.kind != "", *within(divisions)
    )
    found = session.execute(query.group_by(one.kind).order_by(many.desc(), one.kind))
    return [(kind, n) for kind, n in found]
