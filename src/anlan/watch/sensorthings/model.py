"""The entities of SensorThings, their properties and how they belong together (18-088, clause 8).

Each is told by a table: what is asked, filtered, ordered and expanded is looked up here and nowhere
else. Observations are no rows of the database but of the history; they stand here by name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, exists

from anlan.store.watch import (
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

Kind = Literal["number", "text", "time", "json", "point", "dynamic"]
TYPE_URI = "http://www.opengis.net/def/observationType/OGC-OM/2.0/"
On = Callable[[Any, Any], ColumnElement[bool]]


@dataclass(frozen=True)
class Property:
    """A property that can be filtered by; ``column`` is its name in the table."""

    kind: Kind
    column: str


@dataclass(frozen=True)
class Relation:
    """What belongs to an entity; ``on`` says of two rows whether they belong together."""

    target: str
    many: bool
    on: On | None = None


@dataclass(frozen=True)
class Entity:
    """A set of entities.

    Attributes:
        name, one: what the set is called, and one of it.
        table: where they are kept; None for observations.
        told: the properties as they are told, in their order.
    """

    name: str
    one: str
    table: Any
    told: tuple[str, ...]
    properties: Mapping[str, Property] = field(default_factory=dict)
    relations: Mapping[str, Relation] = field(default_factory=dict)


def _texts(*names: str, **more: Property) -> dict[str, Property]:
    found = {name: Property("text", name) for name in names}
    return {"id": Property("number", "id"), **found, "properties": _JSON, **more}


_JSON = Property("json", "properties")


def _thing_at(thing: Any, location: Any) -> ColumnElement[bool]:
    link = WatchThingLocation
    return exists().where(link.thing_id == thing.id, link.location_id == location.id)


def _past_at(past: Any, location: Any) -> ColumnElement[bool]:
    link = WatchPastLocationLink
    return exists().where(link.past_id == past.id, link.location_id == location.id)


def _turned(on: On) -> On:
    return lambda source, target: on(target, source)


def _of(column: str) -> On:
    """Return that the target is the one that a column of the source names."""
    return lambda source, target: getattr(source, column) == target.id


THINGS = Entity(
    "Things", "Thing", WatchThing, ("name", "description", "properties"),
    _texts("name", "description"),
    {
        "Datastreams": Relation("Datastreams", many=True, on=_turned(_of("thing_id"))),
        "Locations": Relation("Locations", many=True, on=_thing_at),
        "HistoricalLocations": Relation(
            "HistoricalLocations", many=True, on=_turned(_of("thing_id"))
        ),
    },
)  # fmt: skip
LOCATIONS = Entity(
    "Locations", "Location", WatchLocation,
    ("name", "description", "encodingType", "location", "properties"),
    _texts(
        "name", "description",
        encodingType=Property("text", "encoding"), location=Property("point", "location"),
    ),
    {
        "Things": Relation("Things", many=True, on=_turned(_thing_at)),
        "HistoricalLocations": Relation("HistoricalLocations", many=True, on=_turned(_past_at)),
    },
)  # fmt: skip
HISTORICAL = Entity(
    "HistoricalLocations", "HistoricalLocation", WatchPastLocation, ("time",),
    {"id": Property("number", "id"), "time": Property("time", "at")},
    {
        "Thing": Relation("Things", many=False, on=_of("thing_id")),
        "Locations": Relation("Locations", many=True, on=_past_at),
    },
)  # fmt: skip
DATASTREAMS = Entity(
    "Datastreams", "Datastream", WatchStream,
    ("name", "description", "observationType", "unitOfMeasurement", "properties"),
    _texts(
        "name", "description",
        observationType=Property("text", "type"), unitOfMeasurement=Property("json", "unit"),
    ),
    {
        "Thing": Relation("Things", many=False, on=_of("thing_id")),
        "Sensor": Relation("Sensors", many=False, on=_of("sensor_id")),
        "ObservedProperty": Relation("ObservedProperties", many=False, on=_of("property_id")),
        "Observations": Relation("Observations", many=True),
    },
)  # fmt: skip
SENSORS = Entity(
    "Sensors", "Sensor", WatchSensor,
    ("name", "description", "encodingType", "metadata", "properties"),
    _texts(
        "name", "description",
        encodingType=Property("text", "encoding"), metadata=Property("text", "about"),
    ),
    {"Datastreams": Relation("Datastreams", many=True, on=_turned(_of("sensor_id")))},
)  # fmt: skip
PROPERTIES = Entity(
    "ObservedProperties", "ObservedProperty", WatchProperty,
    ("name", "definition", "description", "properties"),
    _texts("name", "definition", "description"),
    {"Datastreams": Relation("Datastreams", many=True, on=_turned(_of("property_id")))},
)  # fmt: skip
OBSERVATIONS = Entity(
    "Observations", "Observation", None,
    ("phenomenonTime", "resultTime", "result", "resultQuality"),
    {
        "phenomenonTime": Property("time", "at"),
        "resultTime": Property("time", "known"),
        "result": Property("dynamic", "value"),
        "resultQuality": Property("text", "quality"),
    },
    {
        "Datastream": Relation("Datastreams", many=False),
        "FeatureOfInterest": Relation("FeaturesOfInterest", many=False),
    },
)  # fmt: skip
FEATURES = Entity(
    "FeaturesOfInterest", "FeatureOfInterest", WatchFeature,
    ("name", "description", "encodingType", "feature", "properties"),
    _texts(
        "name", "description",
        encodingType=Property("text", "encoding"), feature=Property("point", "feature"),
    ),
    {"Observations": Relation("Observations", many=True)},
)  # fmt: skip
ENTITIES: Mapping[str, Entity] = {
    each.name: each
    for each in (
        THINGS, LOCATIONS, HISTORICAL, DATASTREAMS, SENSORS, PROPERTIES, OBSERVATIONS, FEATURES,
    )
}  # fmt: skip
"""Every set of entities by its name."""
