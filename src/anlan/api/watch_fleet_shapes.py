"""What the API tells of the fleet, and takes of it."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from anlan.api.cases_shapes import Named
from anlan.api.instants import Moment
from anlan.api.parameters import Strict

Key = Annotated[str, Field(min_length=1, max_length=200)]


class DeviceLine(BaseModel):
    """A device in a list."""

    key: str
    name: str
    type: Named
    tier: int = Field(description="1 to 3; 0 for none.")
    department: Named
    place: list[str] = Field(description="The names of its divisions, the largest first.")
    lon: float | None
    lat: float | None
    model: str
    firmware: str
    state: Named
    since: datetime = Field(description="Since when it is in this state.")
    faults: list[Named]
    last_seen: datetime | None = Field(description="When it last spoke; none: never.")
    battery: float | None = Field(description="In percent.")
    certificate_until: datetime | None
    case: str = Field(description="The number of the case that it is in; empty for none.")


class DeviceLines(BaseModel):
    """A page of devices, in the order they were taken in, and how many there are of what."""

    as_of: datetime
    total: int
    facets: dict[str, dict[str, int]] = Field(
        description="By `type`, `tier`, `department`, `state`, `fault` and `district`: how many "
        "there are of each, each counted as if it weren't asked for itself."
    )
    titles: dict[str, dict[str, str]] = Field(description="What each value of a facet is called.")
    next: str | None
    items: list[DeviceLine]


class DeviceChangeTold(BaseModel):
    """What a device became, and when."""

    at: datetime
    state: Named
    faults: list[Named]


class DeviceCaseTold(BaseModel):
    """A fault of a device that is in a case."""

    fault: Named
    case: str
    state: Named
    opened_at: datetime


class DevicePage(DeviceLine):
    """All that is known of a device."""

    division: str
    asset: str | None
    thing: str
    installed: date | None
    interval_s: float = Field(description="How often it is expected to speak.")
    has_stream: bool = Field(description="Whether the video platform shows it.")
    pictured_at: datetime | None
    picture: dict[str, float] | None = Field(description="Measures of its last still frame.")
    cases: list[DeviceCaseTold]
    changes: list[DeviceChangeTold] = Field(description="The latest first, some of them.")


class FleetSpot(BaseModel):
    """A cell of H3 with devices, at their middle."""

    cell: str
    lon: float
    lat: float
    total: int
    states: dict[str, int]


class FleetMap(BaseModel):
    """Devices by cells of H3."""

    as_of: datetime
    total: int
    cells: list[FleetSpot]


class RateDefined(BaseModel):
    """What a rate is."""

    id: str
    name: str
    formula: str
    source: str


class RateLine(BaseModel):
    """How much of a part of the fleet answers."""

    part: Named
    counted: int
    online: int
    well: int
    excused: int = Field(description="By a planned outage; not counted.")
    online_rate: float | None = Field(description="0 to 1; none where nothing is counted.")
    well_rate: float | None


class FleetRates(BaseModel):
    """Rates now, with their definitions."""

    as_of: datetime
    defined: list[RateDefined]
    items: list[RateLine]


class RateDay(RateLine):
    """The rates of a day; the counts are of all its looks together."""

    day: date


class RateDays(BaseModel):
    """Rates day by day, with their definitions."""

    defined: list[RateDefined]
    items: list[RateDay]


class VersionLine(BaseModel):
    """A version of a model's firmware."""

    model: str
    firmware: str
    devices: int
    wanted: str = Field(description="The oldest that is good enough; empty where none is said.")
    old: bool


class VersionLines(BaseModel):
    """The versions that devices run: those too old first, then the most devices first."""

    items: list[VersionLine]


class NewDevice(Strict):
    """A device as its owner tells of it, by the columns of a file of devices."""

    key: Key
    name: str = Field(default="", max_length=200)
    type: str
    tier: str = ""
    department: str
    division: str = ""
    lon: float | None = None
    lat: float | None = None
    asset: str = Field(default="", max_length=200)
    thing: str = Field(default="", max_length=200)
    client: str = Field(default="", max_length=200)
    model: str = Field(default="", max_length=200)
    firmware: str = Field(default="", max_length=200)
    installed: str = ""
    interval: float | None = None
    certificate: str = ""
    stream: str = Field(default="", max_length=200)
    state: str = ""


class NewDevices(Strict):
    """Some devices."""

    devices: list[NewDevice] = Field(min_length=1, max_length=2000)


class RefusedDevice(BaseModel):
    """A row that was not taken."""

    row: int = Field(description="Counted from 1.")
    key: str
    reason: str


class DevicesTaken(BaseModel):
    """How many devices were new, changed, as they were, and refused."""

    new: int
    changed: int
    same: int
    refused: list[RefusedDevice]


class SeenDevice(Strict):
    """That a device answered."""

    key: Key
    at: Moment | None = Field(default=None, description="When; now unless given.")
    battery: float | None = Field(default=None, ge=0, le=100, description="In percent.")


class SeenDevices(Strict):
    """That some devices answered."""

    devices: list[SeenDevice] = Field(min_length=1, max_length=10_000)


class SeenTaken(BaseModel):
    """How many were noted, and the keys of those that are no devices, or not within one's scope."""

    noted: int
    unknown: list[str]


class NewLook(Strict):
    """Why somebody wants to look at a stream, and for how long."""

    purpose: str = Field(min_length=1, max_length=500)
    minutes: int = Field(default=10, ge=1, le=1440)


class LookTold(BaseModel):
    """Where the city's video platform shows a stream, and until when it may be looked at."""

    address: str
    until: datetime


class LookLine(BaseModel):
    """That somebody looked at a stream, or asked to."""

    at: datetime
    who: str
    device: str
    minutes: int
    purpose: str


class LookLines(BaseModel):
    """Looks, the latest first."""

    next: str | None
    items: list[LookLine]


class NewOutage(Strict):
    """A planned outage: devices of a part of the fleet that will not answer."""

    title: str = Field(min_length=1, max_length=200)
    since: Moment
    until: Moment
    division: str = Field(default="", max_length=200)
    department: str = Field(default="", max_length=64)
    type: str = Field(default="", max_length=64)


class OutageLine(BaseModel):
    """A planned outage."""

    key: str
    title: str
    since: datetime
    until: datetime
    place: list[str]
    department: str
    type: str


class OutageLines(BaseModel):
    """Outages that last or are to come, the next first."""

    items: list[OutageLine]


class RepairPut(Strict):
    """Whether a device is in repair."""

    repair: bool


class PictureFault(BaseModel):
    """Something wrong with a picture."""

    fault: Named
    value: float
    limit: float
    why: str


class FrameTold(BaseModel):
    """What a frame measured; the frame itself is gone."""

    measures: dict[str, float]
    found: list[PictureFault] = Field(description="In this frame.")
    standing: list[Named] = Field(description="In so many of the last frames that it counts.")
