"""What the API takes and tells of public alerts."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from anlan.alerts.form import AreaForm, Form
from anlan.alerts.settings import Colour, Status
from anlan.api.cases_shapes import Named
from anlan.api.parameters import Strict
from anlan.words import Language

Number = Annotated[int, Field(ge=1, le=2**53)]


class TemplateTold(BaseModel):
    """What a city may warn of, with the texts a composer begins with."""

    name: str
    title: str
    category: str
    hours: float
    metres: float
    headline: dict[str, str]
    description: dict[str, str]
    instruction: dict[str, str]


class ColourTold(BaseModel):
    """One of the four colours, in CAP's words."""

    name: str
    title: str
    severity: str
    urgency: str
    certainty: str


class Means(BaseModel):
    """All that a composer chooses from."""

    templates: list[TemplateTold]
    colours: list[ColourTold]
    statuses: list[Named]


class NewDraft(Strict):
    """A message to be composed: a new one, or (``number``) one in place of an event's last."""

    form: Annotated[Form, Field(strict=False)]
    offered: bool = Field(False, description="Whether it waits for a second person from now on.")
    number: Number | None = Field(None, description="The event whose last message it replaces.")
    alarm: Number | None = Field(None, description="The alarm it was composed from.")


class ChangedDraft(Strict):
    """What a draft says from now on."""

    form: Annotated[Form, Field(strict=False)]
    offered: bool = False


class Approval(Strict):
    """The digest of the message that was looked at: only that is published."""

    digest: str = Field(pattern=r"^[0-9a-f]{64}$")


class AlertReason(Strict):
    """Why an alert is taken back; people are told it."""

    reason: str = Field(min_length=1, max_length=1000)


class AskedArea(Strict):
    """An area to look at before anything is composed."""

    area: Annotated[AreaForm, Field(strict=False)]


class ProblemTold(BaseModel):
    """Something that is wrong with a message, or could be better."""

    rule: str
    level: str = Field(description="``error`` keeps it from being published, ``advice`` doesn't.")
    path: str
    field: str = Field(
        description="What to change in the form, such as ``expires``, ``area``, ``texts``,"
        " ``texts.zh.headline``; empty where it is nothing of the form."
    )
    text: str
    mend: str


class InsideTold(BaseModel):
    """Residents of a division inside an area; None where they are too few to be told."""

    division: str
    names: list[str]
    people: int | None
    share: float


class ResidentsTold(BaseModel):
    """Residents inside an area, estimated from counts of divisions; few are none."""

    people: int | None
    counted: float = Field(description="How much of the area was counted, 0 to 1.")
    parts: list[InsideTold]


class ThereTold(BaseModel):
    """What is in force somewhere already."""

    identifier: str
    sender: str
    headline: str
    severity: str
    expires: str | None
    theirs: bool


class AreaTold(BaseModel):
    """An area as it was understood."""

    names: dict[str, str]
    division: str
    places: list[str]
    km2: float
    residents: ResidentsTold
    there: list[ThereTold]
    map: dict[str, Any] = Field(description="GeoJSON.")


class PhoneTold(BaseModel):
    """A message as it comes by one way to a phone."""

    way: str
    title: str
    text: str
    most: int
    over: int


class SpokenPreview(BaseModel):
    """What people of one language see and hear."""

    language: Language
    headline: str
    phone: list[PhoneTold]
    aloud: str
    feed_title: str
    feed_summary: str


class Preview(BaseModel):
    """What people would see and hear, and what is wrong."""

    draft: int
    digest: str
    status: Status
    texts: list[SpokenPreview]
    area: AreaTold
    problems: list[ProblemTold]
    changes: list[str] = Field(description="What differs from the message it replaces.")
    publishable: bool
    cap: str = Field(description="The message but for the moment it is sent.")


class DraftTold(BaseModel):
    """A draft; its ETag goes into If-Match of a change."""

    id: int
    number: int | None
    identifier: str
    status: Status
    msg_type: str
    template: Named
    alarm: int | None
    division: str
    form: dict[str, Any]
    digest: str
    composed_by: str
    edited_by: str
    editors: list[str] = Field(description="Names of all who composed or changed it.")
    mine: bool = Field(description="Whether the asker composed or changed it, so can't approve it.")
    made_at: datetime
    changed_at: datetime
    offered_at: datetime | None
    version: int


class DraftsTold(BaseModel):
    """What is being composed, the newest first."""

    items: list[DraftTold]


class ProposedTold(BaseModel):
    """The form that an alarm proposes."""

    alarm: int
    form: dict[str, Any]


class MessageTold(BaseModel):
    """A published message."""

    number: int
    seq: int
    identifier: str
    status: Status
    msg_type: str
    template: Named
    colour: Colour
    headline: str
    division: str
    in_force: bool
    sent_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None
    ended_how: str
    composed_by: str
    composer: str = Field(description="The name of who composed it.")
    approved_by: str | None
    approver: str | None = Field(description="The name of who approved it.")


class MessagesTold(BaseModel):
    """A page of messages, the newest first."""

    next: str | None
    items: list[MessageTold]


class StandingTold(BaseModel):
    """A message in force; one with a ``number`` is the city's own and can be taken back."""

    number: int | None
    identifier: str
    sender: str
    headline: str
    status: Status
    severity: str
    colour: Colour | None = Field(description="Another authority's by its severity.")
    sent_at: datetime
    expires_at: datetime | None
    residents: int | None = Field(description="As of this hour; None where few or not counted.")
    counted: float
    map: dict[str, Any] = Field(description="GeoJSON.")


class StandingsTold(BaseModel):
    """All that is in force in a city: its own, of any status, and other authorities'."""

    items: list[StandingTold]


class VersionTold(BaseModel):
    """A message of an event, with what it changed and what became of it at its channels."""

    message: MessageTold
    changes: list[str]
    channels: int
    taken: int
    alarm: int | None = Field(description="The alarm it was composed from.")
    form: dict[str, Any] = Field(description="What it was composed of; an update begins with it.")
    map: dict[str, Any] = Field(description="GeoJSON.")


class EventTold(BaseModel):
    """All messages of an event, the first first."""

    number: int
    status: Status
    template: Named
    opened_at: datetime
    versions: list[VersionTold]


class AlertReceiptTold(BaseModel):
    """What became of a message at a channel."""

    channel: str
    kind: str
    state: Literal["waiting", "delivered", "dead"]
    attempts: int
    at: datetime | None
    error: str


class ReceiptsTold(BaseModel):
    """A page of receipts."""

    next: str | None
    items: list[AlertReceiptTold]
