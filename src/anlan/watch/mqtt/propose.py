"""Register datastreams that devices tell of by themselves, as proposed until somebody confirms.

A proposed datastream has no kind, so no rule is about it; what it was proposed to be is kept with
it. One that is registered already, or was retired, stays as it is.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import select

from anlan.model.cause import Cause
from anlan.model.errors import WatchError
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.watch import (
    WatchClient,
    WatchProperty,
    WatchSensor,
    WatchStream,
    WatchThing,
)
from anlan.watch.mqtt.rows import Proposal
from anlan.watch.registry import (
    Property,
    Stream,
    Thing,
    WatchRoom,
    any_make,
    put_properties,
    put_streams,
    put_things,
)

_log = structlog.get_logger("anlan.watch.mqtt")
CAUSE = Cause("system:mqtt")
PROPOSED = "proposed"
"""The property of a datastream that says what it was proposed to be."""


def propose(
    database: Database, room: WatchRoom, proposals: Sequence[Proposal], auto: bool
) -> list[str]:
    """Register datastreams that are new; return their keys.

    Args:
        database: where they are registered.
        room: the city's.
        proposals: what devices told.
        auto: whether they count at once.
    """
    wanted = {each.key: each for each in proposals}
    with database.session() as session:
        known = select(WatchStream.key).where(
            WatchStream.city == room.city, WatchStream.key.in_(wanted)
        )
        there = set(session.scalars(known))
        things = {each.thing for each in proposals}
        query = select(WatchThing.key).where(
            WatchThing.city == room.city, WatchThing.key.in_(things)
        )
        had = set(session.scalars(query))
    new = [each for key, each in sorted(wanted.items()) if key not in there]
    told = []
    for each in new:
        try:
            _register(database, room, each, auto, each.thing in had)
        except WatchError as error:
            _log.warning("mqtt_not_proposed", key=each.key, reason=str(error))
            continue
        had.add(each.thing)
        told.append(each.key)
    return told


def _register(database: Database, room: WatchRoom, one: Proposal, auto: bool, had: bool) -> None:
    now = datetime.now(UTC)
    told = {"kind": one.kind, "scale": one.scale, "shift": one.shift}
    counts: dict[str, Any] = told if auto and one.kind else {"properties": {PROPOSED: told}}
    with change(database, CAUSE) as made:
        any_make(made, room)
        if not had:
            about = {"model": one.model} if one.model else {}
            put_things(made, room, [Thing(one.thing, one.thing, properties=about)], now)
        measured = one.kind or "any"
        put_properties(made, room, [Property(measured, measured)])
        stream = Stream(
            one.key, one.thing, measured, client=one.client, name=one.name,
            unit={"symbol": one.unit} if one.unit else {}, **counts,
        )  # fmt: skip
        put_streams(made, room, [stream], now)


def proposed(database: Database, city: str) -> list[WatchStream]:
    """Return the datastreams that wait for somebody's word, in the order of their keys."""
    one = WatchStream
    query = select(one).where(one.city == city, one.retired_at.is_(None)).order_by(one.key)
    with database.session() as session:
        return [row for row in session.scalars(query) if PROPOSED in row.properties]


def confirm(database: Database, room: WatchRoom, keys: Sequence[str], cause: Cause) -> int:
    """Let proposed datastreams count as what they were proposed to be; return how many.

    Raises:
        WatchError: one isn't proposed; none was confirmed.
    """
    waiting = {each.key: each for each in proposed(database, room.city)}
    for key in keys:
        if key not in waiting:
            raise WatchError("error.mqtt.not_proposed", key=key)
    with change(database, cause) as made:
        streams = [_counting(made, waiting[key]) for key in dict.fromkeys(keys)]
        put_streams(made, room, streams, datetime.now(UTC))
    return len(streams)


def _counting(made: Change, row: WatchStream) -> Stream:
    """Return a datastream as it is registered, but of the kind it was proposed to be."""
    told = row.properties[PROPOSED]
    thing = made.session.get_one(WatchThing, row.thing_id)
    sensor = made.session.get_one(WatchSensor, row.sensor_id)
    measured = made.session.get_one(WatchProperty, row.property_id)
    owner = None if row.client_id is None else made.session.get_one(WatchClient, row.client_id)
    client = None if owner is None else owner.name
    return Stream(
        row.key, thing.key, measured.key, sensor.key, client, row.name,
        row.description, told["kind"], row.class_, row.object, row.area, row.unit, row.type,
        told["scale"], told["shift"], row.interval_s, row.figures,
        {name: value for name, value in row.properties.items() if name != PROPOSED},
    )  # fmt: skip
