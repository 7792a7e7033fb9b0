"""What can't be registered, and why."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from anlan.model.errors import WatchError
from anlan.watch.batch import FIXED
from anlan.watch.registry.forms import TYPES, Client, Property, Sensor, Stream, Thing
from anlan.watch.registry.room import WatchRoom
from anlan.watch.rules.kinds import kinds

LONGEST_KEY, LONGEST_TEXT = 200, 10_000
LON, LAT = 180.0, 90.0


@dataclass(frozen=True)
class Known:
    """What datastreams may refer to: keys with our numbers; those of things with their object."""

    things: Mapping[str, tuple[int, str]]
    sensors: Mapping[str, int]
    properties: Mapping[str, int]
    clients: Mapping[str, int]


def check_thing(room: WatchRoom, thing: Thing) -> None:
    """Check a thing.

    Raises:
        WatchError: its key, a text, its division or its place can't be.
    """
    _key(thing.key)
    _texts(thing.key, thing.name, thing.description, thing.asset_id or "")
    room.division(thing.division)
    if (thing.lon is None) != (thing.lat is None):
        raise WatchError("error.watch.place", key=thing.key, lon=thing.lon, lat=thing.lat)
    # What is not a number is within no bounds.
    if not (abs(thing.lon or 0) <= LON and abs(thing.lat or 0) <= LAT):
        raise WatchError("error.watch.place", key=thing.key, lon=thing.lon, lat=thing.lat)


def check_plain(one: Sensor | Property) -> None:
    """Check a make of instrument, or what is measured.

    Raises:
        WatchError: its key or a text can't be.
    """
    _key(one.key)
    more = (one.encoding, one.about) if isinstance(one, Sensor) else (one.definition,)
    _texts(one.key, one.name, one.description, *more)


def check_client(room: WatchRoom, client: Client) -> None:
    """Check who may send.

    Raises:
        WatchError: its name, department or certificate can't be.
    """
    _key(client.name)
    if client.department not in room.departments:
        known = ", ".join(sorted(room.departments))
        raise WatchError("error.watch.department", department=client.department, known=known)
    if client.cert and (len(client.cert) != 64 or set(client.cert) - set("0123456789abcdef")):
        raise WatchError("error.watch.cert", name=client.name)


def check_stream(stream: Stream, known: Known) -> None:
    """Check a datastream.

    Raises:
        WatchError: its key, what it refers to, its kind, unit or figures can't be.
    """
    _key(stream.key)
    texts = (stream.name, stream.description, stream.class_, stream.object, stream.area)
    _texts(stream.key, *texts)
    _refers(stream.key, "thing", stream.thing, known.things)
    _refers(stream.key, "sensor", stream.sensor, known.sensors)
    _refers(stream.key, "property", stream.property, known.properties)
    if stream.client is not None:
        _refers(stream.key, "client", stream.client, known.clients)
    if stream.type not in TYPES:
        told = ", ".join(TYPES)
        raise WatchError("error.watch.type", key=stream.key, type=stream.type, known=told)
    _numbers(stream)
    if stream.kind:
        _unit(stream)


def _unit(stream: Stream) -> None:
    kind = kinds().get(stream.kind)
    if kind is None:
        raise WatchError("error.streams.kind", kind=stream.kind, known=", ".join(kinds()))
    told = unit_of(stream.unit)
    if told not in {"", kind.unit} and (stream.scale, stream.shift) == (1.0, 0.0):
        raise WatchError(
            "error.watch.unit", key=stream.key, unit=told, kind=stream.kind, wanted=kind.unit
        )


def _numbers(stream: Stream) -> None:
    every = {"scale": stream.scale, "shift": stream.shift, **stream.figures}
    if stream.interval_s is not None:
        every["interval_s"] = stream.interval_s
    for name, value in every.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise WatchError("error.watch.number", key=stream.key, name=name, found=value)
        if not math.isfinite(value):
            raise WatchError("error.watch.number", key=stream.key, name=name, found=value)
    if stream.scale == 0:
        raise WatchError("error.watch.number", key=stream.key, name="scale", found=0)
    if stream.interval_s is not None and stream.interval_s <= 0:
        raise WatchError(
            "error.watch.number", key=stream.key, name="interval_s", found=stream.interval_s
        )
    fixed = sorted(set(stream.figures) & set(FIXED))
    if fixed:
        raise WatchError("error.watch.figure", key=stream.key, name=fixed[0])


def unit_of(unit: Mapping[str, Any]) -> str:
    """Return the symbol of a unit, else its name."""
    return str(unit.get("symbol") or unit.get("name") or "")


def _refers(key: str, what: str, to: str, known: Collection[str]) -> None:
    if to not in known:
        raise WatchError(f"error.watch.no_{what}", key=key, found=to)


def _key(key: str) -> None:
    if not key.strip() or len(key) > LONGEST_KEY or not key.isprintable():
        raise WatchError("error.watch.key", key=key[:LONGEST_KEY], most=LONGEST_KEY)


def _texts(key: str, *texts: str) -> None:
    for text in texts:
        if len(text) > LONGEST_TEXT or "\x00" in text:
            raise WatchError("error.watch.text", key=key, most=LONGEST_TEXT)


def refuse_twice(keys: Iterable[str]) -> None:
    """Refuse a key that is given twice.

    Raises:
        WatchError: one is.
    """
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise WatchError("error.watch.twice", key=key)
        seen.add(key)
