"""What the public door takes and tells."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from anlan.api.cases_shapes import Named
from anlan.api.parameters import Strict
from anlan.cases.flow import workflow
from anlan.cases.public.plain import plain

LONGEST = workflow().longest


Plain = BeforeValidator(lambda told: plain(told) if isinstance(told, str) else told)
Key = Annotated[str, Field(min_length=16, max_length=80, pattern=r"^[!-~]+$")]
Code = Annotated[str, Field(min_length=1, max_length=40, examples=["k5xw-q2ra-7fgh-mzte"])]


class PublicClass(BaseModel):
    """A class of problem that may be reported, and the group it belongs to."""

    code: str
    title: str
    group: str


class PublicCityTold(BaseModel):
    """A city whose public door is open."""

    name: str
    title: str
    bounds: tuple[float, float, float, float]
    languages: list[str]


class PublicDoorTold(PublicCityTold):
    """What may be reported to a city, and how long a contact is kept."""

    classes: list[PublicClass]
    contact_days: int = Field(description="A contact is erased so many days after the case's end.")
    photos: int = Field(description="So many photos are taken with a report.")
    alerts: bool = Field(
        description="Whether it warns its residents, on the page `/alerts/` and its name."
    )
    title_longest: int
    text_longest: int


class PublicPlace(BaseModel):
    """A division to choose where there is no position; ``parts`` where it has smaller ones."""

    code: str
    title: str
    parts: bool


class PublicGuess(BaseModel):
    """A class that a text may mean."""

    code: str
    title: str
    group: str


class PublicNear(BaseModel):
    """An open report near a place: nothing of what anybody wrote."""

    number: str
    class_: str | None = Field(serialization_alias="class")
    state: Named
    metres: int = Field(description="About how far, in steps of ten.")
    opened_at: datetime
    reports: int = Field(description="How many have reported it.")


class NewPublicReport(Strict):
    """A problem that a resident reports: its place as a position or a division."""

    title: Annotated[str, Plain, Field(default="", max_length=LONGEST.title, examples=["路灯不亮"])]
    text: Annotated[str, Plain, Field(default="", max_length=LONGEST.text)]
    class_code: str = Field(default="", max_length=10, examples=["c0118"])
    division: str = Field(default="", max_length=100, description="A division's code.")
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)
    on_water: bool = Field(
        default=False, description="The place is on a bridge or in the water, and meant so."
    )
    phone: str = Field(default="", max_length=30, description="To be called back; may be empty.")
    email: str = Field(default="", max_length=254, description="To be told; may be empty.")
    sender: Annotated[
        str,
        Field(
            default="",
            max_length=80,
            description="A random text that the sender's page keeps, so that nobody seconds "
            "their own report.",
        ),
    ]
    photos: list[Annotated[str, Field(pattern=r"^ph_[0-9a-z]{20}$")]] = Field(
        default=[], max_length=6, description="Codes of photos that were sent before."
    )
    album: str = Field(
        default="", max_length=80, description="The `X-Album` that they were sent with."
    )


class PublicLeft(BaseModel):
    """A report that was taken in, and the secret by which its sender asks again."""

    number: str
    code: str | None = Field(description="Told this once; null where it had been told before.")
    address: str | None = Field(description="The page of the report, with the code in it.")
    picture: str | None = Field(description="The address as a QR code, a data URI of SVG.")
    fresh: bool


class NewSecond(Strict):
    """Somebody else who saw the same."""

    sender: Key


class PublicSeconded(BaseModel):
    """A report that was seconded."""

    number: str
    reports: int = Field(description="How many have reported it.")


class PublicStep(BaseModel):
    """A state of a report in plain words, and when it began."""

    state: Named
    at: datetime


class PublicOwn(BaseModel):
    """What only the sender sees, by the code: their own words."""

    title: str
    text: str
    lon: float | None
    lat: float | None
    photos: int = Field(description="How many photos that came with it are kept.")
    contact: bool = Field(description="Whether a contact is kept.")
    may_answer: bool = Field(description="Whether it can be said now how it was solved.")


class PublicStatus(BaseModel):
    """How a report stands."""

    number: str
    class_: str | None = Field(serialization_alias="class")
    state: Named
    open: bool
    step: int = Field(description="Of the seven, 1 to 7.")
    steps: list[PublicStep]
    place: list[str] = Field(description="The names of its divisions, the largest first.")
    department: str | None = Field(description="Who has it.")
    opened_at: datetime
    due_at: datetime | None = Field(description="By when it shall be put right.")
    ended_at: datetime | None
    joined: str | None = Field(description="The number of the report it was joined to.")
    reports: int = Field(description="How many have reported it.")
    own: PublicOwn | None


class NewAnswer(Strict):
    """How it was solved, in the eyes of whoever reported it."""

    code: Code
    satisfaction: Literal["satisfied", "neutral", "unsatisfied"]
    note: Annotated[str, Plain, Field(default="", max_length=LONGEST.field)]


class PublicAnswered(BaseModel):
    """An answer that was taken down."""

    number: str
    until: datetime | None = Field(
        description="Until when the office may open it again; null where that isn't asked for."
    )


class Forgetting(Strict):
    """Whose contact is to be erased."""

    code: Code
