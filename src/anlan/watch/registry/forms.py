"""What the registry is told: things, makes of instruments, what is measured, datastreams, senders.

Each has a *key*, by which its owner calls it and by which it is found again; numbers are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TYPES = (
    "OM_Measurement",
    "OM_CountObservation",
    "OM_TruthObservation",
    "OM_CategoryObservation",
    "OM_Observation",
)
"""What the results of a datastream are: OGC SensorThings 1.1 (OGC 18-088), table 13."""
ANY_MAKE = "any"
"""The make of an instrument of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that carries sensors; ``division`` is the code or path of the division it lies in.

    ``asset_id`` is the object of the city that it is, or is fixed to; ``place`` its GeoJSON.
    """

    key: str
    name: str
    description: str = ""
    properties: Mapping[str, Any] = field(default_factory=dict)
    asset_id: str | None = None
    division: str = ""
    lon: float | None = None
    lat: float | None = None
    place: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Sensor:
    """A make of instrument; ``about`` is its metadata, in the form that ``encoding`` names."""

    key: str
    name: str
    description: str = ""
    encoding: str = "text/plain"
    about: str = ""
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Property:
    """What is measured; ``definition`` is a URI where there is one."""

    key: str
    name: str
    description: str = ""
    definition: str = ""
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stream:
    """A datastream, by the keys of its thing, make and property and the name of who may send it.

    Rules speak of ``object``: unless given, the thing's asset, else its key. They combine over
    ``area``. A reading is ``scale`` times what is sent, plus ``shift``, in the unit of ``kind``;
    ``unit`` is what is sent (name, symbol, definition). ``interval_s`` is how often it is expected
    to speak, in seconds.
    """

    key: str
    thing: str
    property: str
    sensor: str = ANY_MAKE
    client: str | None = None
    name: str = ""
    description: str = ""
    kind: str = ""
    class_: str = ""
    object: str = ""
    area: str = ""
    unit: Mapping[str, Any] = field(default_factory=dict)
    type: str = "OM_Measurement"
    scale: float = 1.0
    shift: float = 0.0
    interval_s: float | None = None
    figures: Mapping[str, float] = field(default_factory=dict)
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Client:
    """Who may send: a device or a gateway. ``cert`` is the SHA-256 (hex) of its certificate."""

    name: str
    department: str
    cert: str = ""
