"""What the API tells of alarms, and what it is told."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from anlan.api.cases_shapes import Named
from anlan.api.instants import Instant
from anlan.api.parameters import Strict
from anlan.watch.alarms.handle import LONGEST, Handled
from anlan.watch.alarms.life import Reason

Priority = Literal["low", "medium", "high", "critical"]
Colour = Literal["blue", "yellow", "orange", "red"]
State = Literal["new", "acknowledged", "owned", "shelved", "closed"]
OpenState = Literal["new", "acknowledged", "owned", "shelved"]


class AlarmLine(BaseModel):
    """An alarm in a list."""

    number: int
    version: int = Field(description='For `If-Match`, as `"v3"`.')
    rule: Named
    object: str
    name: str = Field(description="What people call the object.")
    kind: str
    floor: str
    priority: Priority
    colour: Colour
    state: State
    standing: bool = Field(description="Whether its condition still stands.")
    quiet: str = Field(description="Why nobody is told of it for now; empty where somebody is.")
    raised_at: datetime
    changed_at: datetime
    respond_by: datetime
    next_at: datetime | None = Field(description="When it climbs the ladder's next step.")
    shelved_until: datetime | None
    step: int = Field(description="Of the ladder; 0 is the first.")
    flaps: int
    owner: str = Field(description="The post that has taken it on; empty for none.")
    value: float | None
    limit: float | None
    division: str = Field(description="The path of its division.")
    place: list[str] = Field(description="The names of its divisions, the largest first.")
    lon: float | None
    lat: float | None
    group: int | None
    case: str = Field(description="The number of the case it opened; empty for none.")


class AlarmLines(BaseModel):
    """A page of the open alarms, the most urgent first: by priority, colour, then the newest."""

    as_of: datetime
    seq: int = Field(description="For `Last-Event-ID`: what comes after it is told live.")
    total: int = Field(description="How many there are on all pages.")
    next: str | None
    items: list[AlarmLine]


class PackedAlarms(BaseModel):
    """All open alarms as columns, in the order of the list: what a map or a long list needs."""

    as_of: datetime
    seq: int
    rules: list[Named] = Field(description="What `rule` counts through.")
    divisions: list[str] = Field(description="What `division` counts through.")
    number: list[int]
    version: list[int]
    priority: list[int] = Field(description="0 low, 1 medium, 2 high, 3 critical.")
    colour: list[int] = Field(description="0 blue, 1 yellow, 2 orange, 3 red.")
    state: list[int] = Field(description="0 new, 1 acknowledged, 2 owned, 3 shelved.")
    standing: list[bool]
    quiet: list[str]
    raised: list[int] = Field(description="Milliseconds since 1970.")
    respond_by: list[int] = Field(description="Milliseconds since 1970.")
    rule: list[int]
    name: list[str]
    owner: list[str]
    division: list[int]
    group: list[int] = Field(description="0 for none.")
    lon: list[float | None]
    lat: list[float | None]


class MoveTold(BaseModel):
    """What was done to an alarm, or what its condition did."""

    seq: int
    act: str
    title: str
    state: State
    by: str = Field(description="The post that acted; empty for the condition, or time itself.")
    at: datetime
    done_at: datetime
    fields: dict[str, Any]


class ReceiptTold(BaseModel):
    """That somebody was told, or is still to be told."""

    endpoint: str
    kind: str
    act: str
    state: Literal["waiting", "delivered", "dead"]
    attempts: int
    at: datetime | None = Field(description="When it was taken.")
    next_at: datetime | None = Field(description="When it is tried again.")
    error: str


class AlarmDetail(AlarmLine):
    """An alarm: why, what may be done, what was done, who was told."""

    rule_version: int
    area: str
    asset_id: str | None
    stream: int | None
    since_at: datetime | None
    known_at: datetime
    cleared_at: datetime | None
    acknowledged_at: datetime | None
    owned_at: datetime | None
    closed_at: datetime | None
    reason: Reason | None
    cause: str
    inhibited_by: int | None
    silence: int | None
    why: list[str] = Field(description="Why it is there, and why it is quiet, in sentences.")
    post: str = Field(description="In which post one acts on it; empty where one may not.")
    acts: list[Handled]
    moves: list[MoveTold]
    receipts: list[ReceiptTold]


class NewAct(Strict):
    """An act on an alarm."""

    act: Handled
    until: Instant | None = Field(default=None, strict=False, description="Of shelving.")
    reason: Reason | None = Field(default=None, description="Of closing.")
    cause: str = Field(
        default="",
        max_length=LONGEST,
        description="Of closing as false: one of the causes. Of shelving: why, in words.",
    )
    note: str = Field(default="", max_length=LONGEST)
    owner: str = Field(
        default="",
        max_length=120,
        pattern=r"^([a-z][a-z0-9_]*@[\w.-]+)?$",
        description="Of owning: the post, as `role@office`; one's own unless given.",
    )


class AlarmActed(BaseModel):
    """An alarm after an act."""

    number: int
    state: State
    version: int


class GroupActed(BaseModel):
    """The alarms of a group that an act was done to, and how many it wasn't possible for."""

    done: list[int]
    left: int


class ClosedAlarms(BaseModel):
    """A page of alarms that are closed, the last first."""

    next: str | None
    items: list["ClosedAlarm"]


class ClosedAlarm(BaseModel):
    """An alarm that is closed."""

    number: int
    rule: Named
    object: str
    name: str
    priority: Priority
    colour: Colour
    raised_at: datetime
    closed_at: datetime
    reason: Reason
    cause: str
    owner: str
    division: str
    case: str


class ObjectAlarm(BaseModel):
    """An alarm of an object, open or closed."""

    number: int
    rule: Named
    priority: Priority
    colour: Colour
    state: State
    stream: int | None = Field(description="The datastream that raised it.")
    raised_at: datetime
    cleared_at: datetime | None
    closed_at: datetime | None


class AlarmSpots(BaseModel):
    """The alarms whose condition stood at a moment, as columns; the newest first."""

    at: datetime
    number: list[int]
    name: list[str]
    colour: list[int] = Field(description="0 blue, 1 yellow, 2 orange, 3 red.")
    lon: list[float]
    lat: list[float]


class AlarmFigure(BaseModel):
    """A measure of the alarms themselves."""

    id: str
    title: str
    value: float | None = Field(description="None where nothing was to be measured.")
    unit: str
    formula: str
    aim: str


class GroupTold(BaseModel):
    """Alarms that are told as one."""

    number: int
    law: Named
    place: str
    division: str
    names: list[str] = Field(description="The names of its divisions, the largest first.")
    priority: Priority
    colour: Colour
    opened_at: datetime
    last_at: datetime
    count: int
    told_count: int
    version: int


class SilenceTold(BaseModel):
    """A silence or a maintenance window; what is empty matches all."""

    id: int
    maintenance: bool
    rule: str
    kind: str
    class_: str = Field(alias="class", serialization_alias="class")
    object: str
    area: str
    division: str
    reason: str
    begins_at: datetime
    until_at: datetime
    version: int


class NewSilence(Strict):
    """A silence to be made: why, until when, and of which alarms; at least one is named."""

    reason: str = Field(min_length=1, max_length=LONGEST, examples=["The valve is replaced"])
    until_at: Instant = Field(strict=False)
    begins_at: Instant | None = Field(default=None, strict=False)
    maintenance: bool = Field(default=False, description="Work goes on there: alarms are tests.")
    rule: str = Field(default="", max_length=64)
    kind: str = Field(default="", max_length=64)
    class_: str = Field(default="", alias="class", max_length=64)
    object: str = Field(default="", max_length=200, description="An object or an asset.")
    area: str = Field(default="", max_length=200)
    division: str = Field(default="", max_length=200, description="A code or a path.")


class WardenTold(BaseModel):
    """Who is told of alarms of an object or a division."""

    id: int
    post: str
    endpoint: int
    step: int
    object: str
    floor: str
    division: str
    version: int


class Wardens(BaseModel):
    """A page of wardens."""

    next: str | None
    items: list[WardenTold]


class NewWarden(Strict):
    """A warden to be named: a post that is told of alarms, never a person."""

    post: str = Field(min_length=1, max_length=120, examples=["Floor warden, 12th floor"])
    endpoint: int = Field(ge=1, le=2**31 - 1, description="The outbox's endpoint.")
    step: int = Field(default=0, ge=0, le=20, description="The ladder's step it is told at.")
    object: str = Field(default="", max_length=200, description="An object or an asset.")
    floor: str = Field(default="", max_length=40)
    division: str = Field(default="", max_length=200, description="A code or a path.")


class StepTold(BaseModel):
    """A step of the ladder."""

    step: int
    name: Named


class Rationalised(BaseModel):
    """What ISA-18.2 asks to be decided of each alarm before it is switched on."""

    rule: Named
    version: int
    priority: Priority
    consequence: str
    response: str
    respond_within_s: float
    opens_case: bool
    group: str = Field(description="The law by which its alarms are grouped; empty for none.")
    source: str


class DeskTold(BaseModel):
    """What the desk's acts may be given."""

    steps: list[StepTold]
    causes: list[Named] = Field(description="Why an alarm was false.")
    posts: list[str] = Field(description="One's own posts.")
