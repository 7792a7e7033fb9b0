"""Register things, instruments, what is measured, datastreams and senders: many at once, by key.

What is there already takes the new values; what is the same stays as it is, and the ledger says
nothing of it. A key that was retired and is put again stands again.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from anlan.store.change import Change
from anlan.store.watch import WatchClient, WatchProperty, WatchSensor, WatchStream, WatchThing
from anlan.watch.registry.checks import (
    Known,
    check_client,
    check_plain,
    check_stream,
    check_thing,
    refuse_twice,
)
from anlan.watch.registry.forms import ANY_MAKE, Client, Property, Sensor, Stream, Thing
from anlan.watch.registry.room import WatchRoom
from anlan.watch.registry.upsert import Put, Values, rows_of, stands, upsert


def put_things(made: Change, room: WatchRoom, things: Sequence[Thing], at: datetime) -> Put:
    """Register things.

    Raises:
        WatchError: one can't be; none was registered.
    """
    refuse_twice(each.key for each in things)
    for each in things:
        check_thing(room, each)
    rows = {
        each.key: {
            "name": each.name or each.key,
            "description": each.description,
            "properties": dict(each.properties),
            "asset_id": each.asset_id,
            "division": room.division(each.division),
            "lon": each.lon,
            "lat": each.lat,
            "place": None if each.place is None else dict(each.place),
        }
        for each in things
    }
    told = upsert(made.session, room.city, WatchThing, rows, at)
    for key, before, after in told.changes:
        made.record(
            room.subject("watch_thing", key),
            "watch_thing.altered" if before else "watch_thing.made",
            before,
            after,
        )
    return told.put


def put_sensors(made: Change, room: WatchRoom, sensors: Sequence[Sensor]) -> Put:
    """Register makes of instruments.

    Raises:
        WatchError: one can't be; none was registered.
    """
    refuse_twice(each.key for each in sensors)
    for each in sensors:
        check_plain(each)
    rows = {
        each.key: {
            "name": each.name or each.key,
            "description": each.description,
            "encoding": each.encoding,
            "about": each.about,
            "properties": dict(each.properties),
        }
        for each in sensors
    }
    told = upsert(made.session, room.city, WatchSensor, rows, None)
    for key, before, after in told.changes:
        made.record(room.subject("watch_sensor", key), "watch_sensor.put", before, after)
    return told.put


def put_properties(made: Change, room: WatchRoom, properties: Sequence[Property]) -> Put:
    """Register what is measured.

    Raises:
        WatchError: one can't be; none was registered.
    """
    refuse_twice(each.key for each in properties)
    for each in properties:
        check_plain(each)
    rows = {
        each.key: {
            "name": each.name or each.key,
            "description": each.description,
            "definition": each.definition,
            "properties": dict(each.properties),
        }
        for each in properties
    }
    told = upsert(made.session, room.city, WatchProperty, rows, None)
    for key, before, after in told.changes:
        made.record(room.subject("watch_property", key), "watch_property.put", before, after)
    return told.put


def put_clients(made: Change, room: WatchRoom, clients: Sequence[Client], at: datetime) -> Put:
    """Register senders; one that is new has no secret yet, and so can send nothing.

    Raises:
        WatchError: one can't be; none was registered.
    """
    refuse_twice(each.name for each in clients)
    for each in clients:
        check_client(room, each)
    rows = {each.name: {"department": each.department, "cert": each.cert} for each in clients}
    told = upsert(made.session, room.city, WatchClient, rows, at)
    for key, before, after in told.changes:
        made.record(
            room.subject("watch_client", key),
            "watch_client.altered" if before else "watch_client.made",
            before,
            after,
        )
    return told.put


def put_streams(made: Change, room: WatchRoom, streams: Sequence[Stream], at: datetime) -> Put:
    """Register datastreams; what they refer to must stand.

    Raises:
        WatchError: one can't be; none was registered.
    """
    refuse_twice(each.key for each in streams)
    known = known_to(made.session, room, streams)
    for each in streams:
        check_stream(each, known)
    rows = {each.key: _stream(each, known) for each in streams}
    told = upsert(made.session, room.city, WatchStream, rows, at)
    for key, before, after in told.changes:
        made.record(
            room.subject("watch_stream", key),
            "watch_stream.altered" if before else "watch_stream.made",
            before,
            after,
        )
    return told.put


def known_to(session: Session, room: WatchRoom, streams: Sequence[Stream]) -> Known:
    """Return what stands of what datastreams refer to."""
    city = room.city
    things = rows_of(session, city, WatchThing, {each.thing for each in streams}, "asset_id")
    sensors = rows_of(session, city, WatchSensor, {each.sensor for each in streams})
    measured = rows_of(session, city, WatchProperty, {each.property for each in streams})
    clients = rows_of(session, city, WatchClient, {each.client or "" for each in streams})
    return Known(
        {key: (row.id, row.asset_id or key) for key, row in things.items() if stands(row)},
        {key: row.id for key, row in sensors.items()},
        {key: row.id for key, row in measured.items()},
        {key: row.id for key, row in clients.items() if stands(row)},
    )


def any_make(made: Change, room: WatchRoom) -> None:
    """Register the make of an instrument of which nothing is known, unless it is there."""
    if not rows_of(made.session, room.city, WatchSensor, {ANY_MAKE}):
        put_sensors(made, room, [Sensor(ANY_MAKE, "Unknown make / 未知型号")])


def _stream(each: Stream, known: Known) -> Values:
    thing, object_ = known.things[each.thing]
    return {
        "thing_id": thing,
        "sensor_id": known.sensors[each.sensor],
        "property_id": known.properties[each.property],
        "client_id": None if each.client is None else known.clients[each.client],
        "name": each.name or each.key,
        "description": each.description,
        "kind": each.kind,
        "class": each.class_,
        "object": each.object or object_,
        "area": each.area,
        "unit": dict(each.unit),
        "type": each.type,
        "scale": float(each.scale),
        "shift": float(each.shift),
        "interval_s": None if each.interval_s is None else float(each.interval_s),
        "figures": {name: float(value) for name, value in each.figures.items()},
        "properties": dict(each.properties),
    }
