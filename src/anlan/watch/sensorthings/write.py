"""Make, alter and retire entities, through the registry where they are of it.

A key, by which the registry knows each, is made for those that come without one. What was retired
stays with its readings; so does a thing's history of places.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, func, select, update

from anlan.store.change import Change
from anlan.store.watch import (
    WatchClient,
    WatchFeature,
    WatchLocation,
    WatchPastLocation,
    WatchPastLocationLink,
    WatchProperty,
    WatchSensor,
    WatchStream,
    WatchThing,
    WatchThingLocation,
)
from anlan.watch import registry
from anlan.watch.registry import WatchRoom
from anlan.watch.sensorthings.bodies import (
    DatastreamIn,
    FeatureIn,
    HistoricalIn,
    Link,
    LocationIn,
    ObservationIn,
    OwnOfStream,
    OwnOfThing,
    Placed,
    PropertyIn,
    SensorIn,
    ThingIn,
)
from anlan.watch.sensorthings.errors import BodyError, HeldError
from anlan.watch.sensorthings.model import TYPE_URI
from anlan.watch.sensorthings.terms import micros


@dataclass
class Writer:
    """Makes entities in one transaction.

    Attributes:
        made: the transaction.
        room: what the registry knows of the city.
        at: the moment.
        readings: the observations that came within other entities, by datastream: they are handed
            to intake when the transaction is committed.
    """

    made: Change
    room: WatchRoom
    at: datetime
    readings: list[tuple[int, ObservationIn]] = field(default_factory=list)

    def thing(self, body: ThingIn, key: str | None = None) -> int:
        """Make a thing with its places and datastreams, or alter the one of a key."""
        own = OwnOfThing.model_validate(body.own())
        places = [self._location_of(each) for each in body.locations]
        old = None if key is None else self._row(WatchThing, WatchThing.key == key)
        lon, lat = next(((p.lon, p.lat) for p in places if p.lon is not None), (None, None))
        place = places[0].location if places else (old.place if old else None)
        if not places and old is not None:
            lon, lat = old.lon, old.lat
        thing = registry.Thing(
            key or self._key(own.key, WatchThing), body.name, body.description, body.rest(),
            own.asset_id, own.division, lon, lat, place,
        )  # fmt: skip
        number = registry.put_things(self.made, self.room, [thing], self.at).ids[thing.key]
        if places:
            self._moved(number, [each.id for each in places])
        for each in body.streams:
            self.stream(each, thing=number)
        return number

    def location(self, body: LocationIn, row: WatchLocation | None = None) -> int:
        """Make a place, or alter one."""
        lon, lat = Placed.point(body.location) or (None, None)
        values = _named(body) | {"location": body.location, "lon": lon, "lat": lat}
        return self._put(WatchLocation, "watch_location", values, row)

    def feature(self, body: FeatureIn, row: WatchFeature | None = None) -> int:
        """Make a feature of interest, or alter one."""
        lon, lat = Placed.point(body.feature) or (None, None)
        values = _named(body) | {"feature": body.feature, "lon": lon, "lat": lat}
        return self._put(WatchFeature, "watch_feature", values, row)

    def feature_of(self, place: WatchLocation) -> int:
        """Make the feature of interest that a place is."""
        values = {
            "name": place.name, "description": place.description, "encoding": place.encoding,
            "properties": {}, "feature": place.location, "lon": place.lon, "lat": place.lat,
            "location_id": place.id,
        }  # fmt: skip
        return self._put(WatchFeature, "watch_feature", values, None)

    def sensor(self, body: SensorIn, key: str | None = None) -> int:
        """Make a make of instrument, or alter the one of a key."""
        about = body.metadata if isinstance(body.metadata, str) else json.dumps(body.metadata)
        sensor = registry.Sensor(
            key or _new(), body.name, body.description, body.encoding, about, body.properties
        )
        return registry.put_sensors(self.made, self.room, [sensor]).ids[sensor.key]

    def property(self, body: PropertyIn, key: str | None = None) -> int:
        """Make what is measured, or alter the one of a key."""
        made = registry.Property(
            key or _new(), body.name, body.description, body.definition, body.properties
        )
        return registry.put_properties(self.made, self.room, [made]).ids[made.key]

    def stream(self, body: DatastreamIn, key: str | None = None, **given: int) -> int:
        """Make a datastream, or alter the one of a key; ``given`` is what it is sent within."""
        old = None if key is None else self._row(WatchStream, WatchStream.key == key)
        own = OwnOfStream.model_validate(body.own())
        thing = given.get("thing") or self._of(body.thing, self.thing, WatchThing, "Thing", old)
        sensor = given.get("sensor") or self._of(
            body.sensor, self.sensor, WatchSensor, "Sensor", old
        )
        measured = given.get("property") or self._of(
            body.property, self.property, WatchProperty, "ObservedProperty", old
        )
        client = own.client
        if client is None and old is not None and old.client_id is not None:
            client = self.there(WatchClient, old.client_id, "Client").name
        stream = registry.Stream(
            key or self._key(own.key, WatchStream),
            self.there(WatchThing, thing, "Thing").key,
            self.there(WatchProperty, measured, "ObservedProperty").key,
            self.there(WatchSensor, sensor, "Sensor").key,
            client, body.name, body.description, own.kind, own.class_, own.object, own.area,
            {n: v for n, v in body.unit.model_dump().items() if v is not None},
            body.type.removeprefix(TYPE_URI), own.scale, own.shift, own.interval_s, own.figures,
            body.rest(),
        )  # fmt: skip
        number = registry.put_streams(self.made, self.room, [stream], self.at).ids[stream.key]
        self.readings += [(number, each) for each in body.observations]
        return number

    def place(self, thing: WatchThing, location: int) -> None:
        """Let a thing be at a place from now on."""
        place = self.there(WatchLocation, location, "Location")
        self._moved(thing.id, [location])
        moved = registry.Thing(
            thing.key, thing.name, thing.description, thing.properties, thing.asset_id,
            thing.division, place.lon, place.lat, place.location,
        )  # fmt: skip
        registry.put_things(self.made, self.room, [moved], self.at)

    def historical(self, body: HistoricalIn, thing: int | None = None) -> int:
        """Make an entry of a thing's history of places."""
        number = thing or (None if body.thing is None else body.thing.id)
        if number is None:
            raise BodyError("error.sta.lacks", set="HistoricalLocations", name="Thing")
        self.there(WatchThing, number, "Thing")
        places = [self.there(WatchLocation, each.id, "Location").id for each in body.locations]
        return self._past(number, micros(body.time), places)

    def retire(self, name: str, row: Any) -> None:
        """Take an entity out of use; what was measured stays until its time is over.

        Raises:
            HeldError: datastreams need it.
        """
        match name:
            case "Things":
                past = update(WatchPastLocation).where(WatchPastLocation.thing_id == row.id)
                self.made.session.execute(past.values(retired_at=self.at))
                registry.retire_things(self.made, self.room, [row.key], self.at)
            case "Datastreams":
                registry.retire_streams(self.made, self.room, [row.key], self.at)
            case "Sensors" | "ObservedProperties":
                self._let_go(name, row)
            case _:
                row.retired_at = self.at
                if name == "Locations":
                    link = WatchThingLocation
                    self.made.session.execute(delete(link).where(link.location_id == row.id))
                self.made.record(self._subject(_SUBJECTS[name], row.id), "sta.retired")

    def _let_go(self, name: str, row: Any) -> None:
        column = WatchStream.sensor_id if name == "Sensors" else WatchStream.property_id
        many = self.made.session.scalar(select(func.count()).where(column == row.id)) or 0
        if many:
            raise HeldError("error.sta.needed", set=name, id=row.id, n=many)
        self.made.session.delete(row)
        self.made.record(self.room.subject(_SUBJECTS[name], row.key), "sta.deleted")

    def _put(self, table: Any, what: str, values: dict[str, Any], row: Any) -> int:
        """Make or alter a row that is the database's own, and tell the ledger."""
        if row is None:
            row = table(city=self.room.city, made_at=self.at, retired_at=None, **values)
            self.made.session.add(row)
            self.made.session.flush()
            self.made.record(self._subject(what, row.id), "sta.made", None, _facts(values))
            return int(row.id)
        before = {name: getattr(row, name) for name in values}
        changed = {name: value for name, value in values.items() if before[name] != value}
        for name, value in changed.items():
            setattr(row, name, value)
        if changed:
            old = {name: before[name] for name in changed}
            subject = self._subject(what, row.id)
            self.made.record(subject, "sta.altered", _facts(old), _facts(changed))
        return int(row.id)

    def _location_of(self, each: Link | LocationIn) -> WatchLocation:
        number = each.id if isinstance(each, Link) else self.location(each)
        found: WatchLocation = self.there(WatchLocation, number, "Location")
        return found

    def _moved(self, thing: int, places: Sequence[int]) -> None:
        """Let a thing be somewhere from now on."""
        session, link = self.made.session, WatchThingLocation
        now = set(session.scalars(select(link.location_id).where(link.thing_id == thing)))
        if now == set(places):
            return
        session.execute(delete(link).where(link.thing_id == thing))
        session.add_all(link(thing_id=thing, location_id=each) for each in dict.fromkeys(places))
        self._past(thing, micros(self.at), places)

    def _past(self, thing: int, at: int, places: Sequence[int]) -> int:
        session = self.made.session
        past = WatchPastLocation(city=self.room.city, thing_id=thing, at=at, retired_at=None)
        session.add(past)
        session.flush()
        session.add_all(
            WatchPastLocationLink(past_id=past.id, location_id=each)
            for each in dict.fromkeys(places)
        )
        session.flush()
        told = {"thing": thing, "locations": ", ".join(map(str, places))}
        self.made.record(self._subject("watch_past_location", past.id), "sta.made", None, told)
        return past.id

    def _of(self, given: Any, make: Any, table: Any, name: str, old: Any) -> int:
        """Return the number of what a datastream belongs to: linked to, made, or as it was."""
        if isinstance(given, Link):
            return int(self.there(table, given.id, name).id)
        if given is not None:
            return int(make(given))
        if old is None:
            raise BodyError("error.sta.lacks", set="Datastreams", name=name)
        column = {"Thing": "thing_id", "Sensor": "sensor_id"}.get(name, "property_id")
        return int(getattr(old, column))

    def there(self, table: Any, number: int, name: str) -> Any:
        """Return a row that something refers to.

        Raises:
            BodyError: it isn't there, or was retired.
        """
        found = self._row(table, table.id == number)
        if found is None or getattr(found, "retired_at", None) is not None:
            raise BodyError("error.sta.link", name=name, id=number)
        return found

    def _row(self, table: Any, where: Any) -> Any:
        return self.made.session.scalar(select(table).where(table.city == self.room.city, where))

    def _key(self, wanted: str | None, table: Any) -> str:
        if wanted is None:
            return _new()
        if self._row(table, table.key == wanted) is not None:
            raise HeldError("error.sta.key", key=wanted)
        return wanted

    def _subject(self, what: str, number: int) -> str:
        return self.room.subject(what, str(number))


_SUBJECTS = {
    "Locations": "watch_location",
    "HistoricalLocations": "watch_past_location",
    "FeaturesOfInterest": "watch_feature",
    "Sensors": "watch_sensor",
    "ObservedProperties": "watch_property",
}


def _new() -> str:
    return f"sta-{uuid4().hex}"


def _named(body: Placed) -> dict[str, Any]:
    return {
        "name": body.name,
        "description": body.description,
        "encoding": body.encoding,
        "properties": body.properties,
    }


def _facts(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
        for name, value in values.items()
    }


def alter(writer: Writer, name: str, row: Any, body: Any) -> None:
    """Let an entity be as it was sent.

    Raises:
        WatchError: it can't be; or it is of the history, which isn't altered.
    """
    match name:
        case "Things":
            writer.thing(body, row.key)
        case "Locations":
            writer.location(body, row)
        case "Datastreams":
            writer.stream(body, row.key)
        case "Sensors":
            writer.sensor(body, row.key)
        case "ObservedProperties":
            writer.property(body, row.key)
        case "FeaturesOfInterest":
            writer.feature(body, row)
        case _:
            raise HeldError("error.sta.fixed", set=name)


def make(writer: Writer, name: str, body: Any, within: tuple[str, Any] | None) -> int:
    """Make an entity, sent to a set or, ``within``, to what belongs to another entity.

    Raises:
        WatchError: it can't be made.
    """
    parent = {} if within is None else {_WITHIN.get(within[0], ""): within[1].id}
    number: int
    match name:
        case "Things":
            number = _thing_within(writer, body, within)
        case "Locations":
            number = writer.location(body)
            if within is not None and within[0] == "Things":
                writer.place(within[1], number)
        case "HistoricalLocations":
            number = writer.historical(body, parent.get("thing"))
        case "Datastreams":
            number = writer.stream(body, None, **parent)
        case "Sensors":
            number = writer.sensor(body)
        case "ObservedProperties":
            number = writer.property(body)
        case _:
            number = writer.feature(body)
    return number


_WITHIN = {"Things": "thing", "Sensors": "sensor", "ObservedProperties": "property"}


def _thing_within(writer: Writer, body: ThingIn, within: tuple[str, Any] | None) -> int:
    if within is not None and within[0] == "Locations":
        here = Link.model_validate({"@iot.id": within[1].id})
        body = body.model_copy(update={"locations": [here, *body.locations]})
    return writer.thing(body)
