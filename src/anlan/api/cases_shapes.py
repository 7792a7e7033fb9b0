"""What the API tells of cases."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from anlan.api.instants import Moment
from anlan.api.parameters import Strict


class Named(BaseModel):
    """A name of the workflow or the pack, and what it is called."""

    name: str
    title: str


class CaseLine(BaseModel):
    """A case in an inbox."""

    number: str
    title: str
    kind: Named
    class_: Named | None = Field(alias="class", serialization_alias="class")
    state: Named
    step: int = Field(description="Of the seven, 1 to 7.")
    ended: bool = Field(description="Whether nobody has to act any more.")
    place: list[str] = Field(description="The names of its divisions, the largest first.")
    lon: float | None
    lat: float | None
    department: Named | None
    channel: Named
    urgent: bool
    opened_at: datetime
    near_at: datetime | None
    due_at: datetime | None
    paused: bool
    rework_count: int
    return_count: int
    version: int


class CaseLines(BaseModel):
    """A page of cases, the next due first."""

    next: str | None
    items: list[CaseLine]


class CaseMoveTold(BaseModel):
    """One move of a case's history."""

    seq: int
    act: Named
    from_state: Named
    to_state: Named
    who: str
    role: Named
    department: Named | None
    at: datetime
    due_at: datetime | None = Field(description="The deadline that stood until then.")
    done_at: datetime | None = Field(description="When it was done, where it came later.")
    skew_s: int | None = Field(
        description="By how many seconds the sender's clock was behind, where that is much."
    )
    fields: dict[str, Any]


class CaseField(BaseModel):
    """A field of an act: what it is called, what it holds, and among what to choose."""

    name: str
    title: str
    kind: str
    needed: bool
    choices: list[Named]


class CaseOption(BaseModel):
    """An act that leads out of the case's state; ``refused`` says why not by you."""

    act: Named
    fields: list[CaseField]
    refused: str | None


class CaseDue(BaseModel):
    """By when the stage must end, and why then; no moments while the clock stands."""

    stage: Named
    near_at: datetime | None
    due_at: datetime | None
    why: list[str]


class CaseRoute(BaseModel):
    """Where the city's rules send it; no office where a dispatcher decides."""

    department: Named | None
    place: list[str]
    why: list[str]


class CaseRungTold(BaseModel):
    """A rung of the ladder of escalation that was reached, and when."""

    rung: Named
    at: datetime


class CaseListed(BaseModel):
    """A notice of listed supervision; ``delisted_at`` is None while the case is on the list."""

    number: str
    issuer: Named | None
    leader: str = Field(description="The responsible post, never a person's name.")
    reason: str
    deadline: datetime
    public: bool
    listed_at: datetime
    delisted_at: datetime | None


class CasePhotoTold(BaseModel):
    """A photo of a case: the move it came with, and whether it was erased since."""

    code: str
    seq: int
    act: Named
    at: datetime
    width: int
    height: int
    erased: bool


class CaseDetail(CaseLine):
    """All that is known of a case."""

    text: str
    lead: str | None
    parts: list[str]
    merged_into: str | None
    ended_at: datetime | None
    reports: int = Field(description="How many of the public have reported it; one if none has.")
    contact: bool = Field(description="Whether somebody left a contact that may still be read.")
    satisfaction: Named | None = Field(description="What whoever reported said of how it ended.")
    due: CaseDue | None
    raised: int = Field(description="How many levels up it went.")
    listings: list[CaseListed]
    rungs: list[CaseRungTold] = Field(description="Of the ladder, the first reached first.")
    route: CaseRoute
    options: list[CaseOption]
    photos: list[CasePhotoTold]
    history: list[CaseMoveTold]


class ClassGuess(BaseModel):
    """A class that a text may mean, with the phrases that speak for it."""

    code: str
    title: str
    group: str
    phrases: list[str]
    limit: str = Field(description="How long putting it right may take.")


class NewReport(Strict):
    """A problem that somebody reports."""

    title: str = Field(min_length=1, max_length=200, examples=["路灯不亮"])
    text: str = Field(default="", max_length=5000)
    kind: str = Field(max_length=40, examples=["event"])
    channel: str = Field(max_length=40, examples=["hotline"])
    class_code: str = Field(default="", max_length=10, examples=["c0118"])
    division: str = Field(default="", max_length=100, description="A division's code or path.")
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)
    asset_id: str | None = Field(default=None, max_length=200)
    outside_key: str | None = Field(
        default=None,
        max_length=200,
        description="What the sender calls it: the same key by the same channel is one case.",
    )
    photos: list[Annotated[str, Field(max_length=40)]] = Field(
        default=[], max_length=20, description="Codes of photos that were sent before."
    )
    at: Moment | None = Field(
        default=None, description="When it was seen, by the sender's clock; now if none."
    )


class NewCall(NewReport):
    """A problem that somebody reports, and how to reach them if they wish."""

    phone: str = Field(default="", max_length=30, description="To be called back; may be empty.")
    email: str = Field(default="", max_length=254, description="To be told; may be empty.")


class CaseOpened(BaseModel):
    """The case a report became; ``fresh`` is false where the same report was there already."""

    number: str
    version: int
    fresh: bool
    skew_s: int | None = Field(
        default=None,
        description="By how many seconds the sender's clock is behind, where that is much.",
    )
    code: str | None = Field(
        default=None,
        description="By which whoever of the public reported it asks again; told this once.",
    )


class NewMove(Strict):
    """An act asked for, with the fields it needs."""

    act: str = Field(max_length=60, examples=["file.accept"])
    fields: dict[str, str | list[str]] = Field(default={}, examples=[{"reason": "seen on site"}])
    at: Moment | None = Field(
        default=None, description="When it was done, by the sender's clock; now if none."
    )


class CaseMoved(BaseModel):
    """A case after a move."""

    number: str
    state: Named
    version: int
    due_at: datetime | None


class BatchReport(NewReport):
    """A report of a batch; its key makes it safe to send the batch again."""

    outside_key: str = Field(
        min_length=1,
        max_length=200,
        description="What the sender calls it: the same key by the same channel is one case.",
    )
    at: Moment | None = Field(
        default=None, description="When it was reported, however long ago; now if none or later."
    )


class BatchAnswer(BaseModel):
    """What became of a report of a batch: its case, or why it was refused."""

    outside_key: str
    number: str | None = None
    fresh: bool | None = Field(default=None, description="False where it was there already.")
    refused: str | None = Field(default=None, description="Why nothing of it is kept.")
