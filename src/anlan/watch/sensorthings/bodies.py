"""What entities are made of, as they are sent (18-088, clauses 8 and 10)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from anlan.watch.registry.forms import TYPES
from anlan.watch.sensorthings.entities import OWN
from anlan.watch.sensorthings.errors import BodyError
from anlan.watch.sensorthings.model import TYPE_URI

Name = Annotated[str, Field(min_length=1, max_length=500)]
Words = Annotated[str, Field(max_length=10_000)]
Json = dict[str, Any]


class Body(BaseModel):
    """Base of all that is sent: no unknown names, nothing guessed from another type.

    Ids and links that a program sends back as it got them are left out.
    """

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _without_links(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {
            name: value
            for name, value in given.items()
            if name not in {"@iot.id", "@iot.selfLink", "id"} and not str(name).endswith(_LINKS)
        }


_LINKS = ("@iot.navigationLink", "@iot.count", "@iot.nextLink")


class Link(BaseModel):
    """An entity that is there already, by its id."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: int = Field(alias="@iot.id", ge=0, lt=2**63)


def _as_link(given: Any) -> Any:
    """Return the link to an entity of which more is sent: it is there, whatever else is said."""
    if isinstance(given, dict) and "@iot.id" in given:
        return {"@iot.id": given["@iot.id"]}
    return given


AsLink = BeforeValidator(_as_link)


class OwnOfThing(Body):
    """What Anlan keeps of a thing beyond the standard."""

    key: str | None = Field(default=None, max_length=200)
    division: str = ""
    asset_id: str | None = None


class OwnOfStream(Body):
    """What Anlan keeps of a datastream beyond the standard; see ``watch_streams``."""

    key: str | None = Field(default=None, max_length=200)
    kind: str = ""
    class_: str = Field(default="", alias="class")
    object: str = ""
    area: str = ""
    client: str | None = None
    scale: float = 1.0
    shift: float = 0.0
    interval_s: float | None = None
    figures: dict[str, float] = Field(default_factory=dict)


class Named(Body):
    """What has a name, a description and properties."""

    name: Name
    description: Words = ""
    properties: Json = Field(default_factory=dict)

    @field_validator("properties", mode="before")
    @classmethod
    def _nothing(cls, given: Any) -> Any:
        return {} if given is None else given

    def own(self) -> Any:
        """Return what stands under Anlan's name in the properties."""
        return self.properties.get(OWN, {})

    def rest(self) -> Json:
        """Return the properties without that."""
        return {name: value for name, value in self.properties.items() if name != OWN}


class Placed(Named):
    """What is told by GeoJSON."""

    encoding: str = Field(alias="encodingType", max_length=200)

    @staticmethod
    def point(shape: Json) -> tuple[float, float] | None:
        """Return longitude and latitude of a point of GeoJSON, or of a feature that is one."""
        found = shape.get("geometry") if shape.get("type") == "Feature" else shape
        if not isinstance(found, dict) or found.get("type") != "Point":
            return None
        at = found.get("coordinates")
        if not isinstance(at, list) or not 2 <= len(at) <= 3:
            raise PydanticCustomError("point", "a point has longitude and latitude")
        lon, lat = at[0], at[1]
        for value, most in ((lon, 180.0), (lat, 90.0)):
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise PydanticCustomError("point", "longitude and latitude are numbers")
            if not abs(value) <= most:
                raise PydanticCustomError("point", "longitude or latitude is out of range")
        return float(lon), float(lat)


class LocationIn(Placed):
    """A Location."""

    location: Json

    @field_validator("location")
    @classmethod
    def _checked(cls, given: Json) -> Json:
        cls.point(given)
        return given


class FeatureIn(Placed):
    """A FeatureOfInterest."""

    feature: Json

    @field_validator("feature")
    @classmethod
    def _checked(cls, given: Json) -> Json:
        cls.point(given)
        return given


class SensorIn(Named):
    """A Sensor."""

    encoding: str = Field(alias="encodingType", max_length=200)
    metadata: Any = ""


class PropertyIn(Named):
    """An ObservedProperty."""

    definition: str = Field(max_length=2000)


class ObservationIn(Body):
    """An Observation; what the log has no place for is refused rather than lost."""

    phenomenon: str | None = Field(default=None, alias="phenomenonTime", max_length=80)
    result: float | int | bool | str | Json | list[Any] | None
    result_time: str | None = Field(default=None, alias="resultTime", max_length=80)
    quality: Any = Field(default=None, alias="resultQuality")
    valid_time: None = Field(default=None, alias="validTime")
    parameters: dict[Any, Any] | None = Field(default=None, max_length=0)
    stream: Annotated[Link | None, AsLink] = Field(default=None, alias="Datastream")
    feature: Annotated[Link | FeatureIn | None, AsLink] = Field(
        default=None, alias="FeatureOfInterest"
    )


class Unit(Body):
    """A unit of measurement."""

    name: str | None = Field(default=None, max_length=200)
    symbol: str | None = Field(default=None, max_length=60)
    definition: str | None = Field(default=None, max_length=2000)


class DatastreamIn(Named):
    """A Datastream; where it is sent within another entity, that one is not told again."""

    type: str = Field(default=f"{TYPE_URI}OM_Measurement", alias="observationType")
    unit: Unit = Field(alias="unitOfMeasurement", default_factory=Unit)
    area: Any = Field(default=None, alias="observedArea")
    phenomenon: Any = Field(default=None, alias="phenomenonTime")
    result_time: Any = Field(default=None, alias="resultTime")
    thing: "Annotated[Link | ThingIn | None, AsLink]" = Field(default=None, alias="Thing")
    sensor: Annotated[Link | SensorIn | None, AsLink] = Field(default=None, alias="Sensor")
    property: Annotated[Link | PropertyIn | None, AsLink] = Field(
        default=None, alias="ObservedProperty"
    )
    observations: list[ObservationIn] = Field(default_factory=list, alias="Observations")

    @field_validator("type")
    @classmethod
    def _known(cls, given: str) -> str:
        if given.removeprefix(TYPE_URI) not in TYPES:
            raise PydanticCustomError("type", "an observationType of the standard")
        return given

    @model_validator(mode="after")
    def _own(self) -> Self:
        OwnOfStream.model_validate(self.own())
        return self


class ThingIn(Named):
    """A Thing."""

    locations: list[Annotated[Link | LocationIn, AsLink]] = Field(
        default_factory=list, alias="Locations"
    )
    streams: list[DatastreamIn] = Field(default_factory=list, alias="Datastreams")

    @model_validator(mode="after")
    def _own(self) -> Self:
        OwnOfThing.model_validate(self.own())
        return self


class HistoricalIn(Body):
    """A HistoricalLocation."""

    time: Annotated[AwareDatetime, Field(strict=False)]
    thing: Annotated[Link | None, AsLink] = Field(default=None, alias="Thing")
    locations: list[Annotated[Link, AsLink]] = Field(alias="Locations", min_length=1)


DatastreamIn.model_rebuild()
SHAPES: Mapping[str, type[Body]] = {
    "Things": ThingIn,
    "Locations": LocationIn,
    "HistoricalLocations": HistoricalIn,
    "Datastreams": DatastreamIn,
    "Sensors": SensorIn,
    "ObservedProperties": PropertyIn,
    "Observations": ObservationIn,
    "FeaturesOfInterest": FeatureIn,
}
"""What an entity of each set is made of."""


def read(name: str, given: Any) -> Any:
    """Return an entity as it was sent.

    Raises:
        BodyError: it isn't one: where in it, and why.
    """
    try:
        return SHAPES[name].model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "-"
        raise BodyError(
            "error.sta.body", set=name, where=place[:200], reason=first["msg"]
        ) from error
    except RecursionError as error:
        raise BodyError("error.sta.body", set=name, where="-", reason="nested too deep") from error


def moment(text: str | None, name: str) -> datetime | None:
    """Return a moment; of an interval its end.

    Raises:
        BodyError: it is none, or has no zone.
    """
    if text is None:
        return None
    last = text.rpartition("/")[2]
    try:
        found = datetime.fromisoformat(last)
        if found.tzinfo is not None:
            return found
    except ValueError:
        pass
    raise BodyError(
        "error.sta.body", set="Observations", where=name, reason="a moment with its zone"
    )
