"""Take things, datastreams and senders out of use; what they sent stays."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from anlan.model.errors import WatchError
from anlan.store.change import Change
from anlan.store.watch import WatchClient, WatchStream, WatchThing
from anlan.watch.registry.room import WatchRoom
from anlan.watch.registry.upsert import Kept, key_of, pieces, rows_of, stands


def retire_things(made: Change, room: WatchRoom, keys: Sequence[str], at: datetime) -> None:
    """Take things out of use, with their datastreams.

    Raises:
        WatchError: one isn't there.
    """
    numbers = _retire(made, room, WatchThing, keys, at)
    for key in keys:
        made.record(room.subject("watch_thing", key), "watch_thing.retired")
    streams: list[str] = []
    for some in pieces(numbers):
        query = select(WatchStream.key).where(
            WatchStream.thing_id.in_(some), WatchStream.retired_at.is_(None)
        )
        streams += made.session.scalars(query)
    retire_streams(made, room, streams, at)


def retire_streams(made: Change, room: WatchRoom, keys: Sequence[str], at: datetime) -> None:
    """Take datastreams out of use: nothing is taken for them any more.

    Raises:
        WatchError: one isn't there.
    """
    _retire(made, room, WatchStream, keys, at)
    for key in keys:
        made.record(room.subject("watch_stream", key), "watch_stream.retired")


def retire_clients(made: Change, room: WatchRoom, names: Sequence[str], at: datetime) -> None:
    """Take senders out of use: nobody is let in by their secrets any more.

    Raises:
        WatchError: one isn't there.
    """
    numbers = _retire(made, room, WatchClient, names, at)
    for some in pieces(numbers):
        gone = update(WatchClient).where(WatchClient.id.in_(some))
        made.session.execute(gone.values(digest="", cert=""))
    for name in names:
        made.record(room.subject("watch_client", name), "watch_client.retired")


def _retire(
    made: Change, room: WatchRoom, table: Kept, keys: Sequence[str], at: datetime
) -> list[int]:
    found = rows_of(made.session, room.city, table, keys)
    for key in keys:
        if key not in found or not stands(found[key]):
            raise WatchError("error.watch.not_there", key=key, city=room.city)
    column = table.__table__.columns[key_of(table)]
    for some in pieces(keys):
        gone = update(table).where(table.city == room.city, column.in_(some))
        made.session.execute(gone.values(retired_at=at))
    return [found[key].id for key in keys]
