"""What somebody fills in to warn people: a draft's form, frozen and strict about its keys."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

from anlan.alerts.settings import Colour, Status
from anlan.model.declared import Declared, Slug
from anlan.words import Language


def _of_now(at: datetime) -> datetime:
    if not FIRST <= at < LAST:
        raise PydanticCustomError("moment", "a moment between 2000 and 2200")
    return at


FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
When = Annotated[AwareDatetime, AfterValidator(_of_now)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Metres = Annotated[float, Field(gt=0, le=200_000, allow_inf_nan=False)]
Point = tuple[Longitude, Latitude]
Headline = Annotated[str, Field(max_length=200)]
LongText = Annotated[str, Field(max_length=4000)]
Name = Annotated[str, Field(max_length=200)]


class Circle(Declared):
    """All within so many metres of a place."""

    lon: Longitude
    lat: Latitude
    metres: Metres


class Sector(Declared):
    """What lies downwind of a place: the wind blows from ``wind_from`` (degrees from north).

    It reaches ``metres`` and is ``angle`` degrees wide. ``upwind`` turns it around.
    """

    lon: Longitude
    lat: Latitude
    metres: Metres
    wind_from: Annotated[float, Field(ge=0, le=360)]
    angle: Annotated[float, Field(ge=5, le=350)] = 60.0
    upwind: bool = False


class AreaForm(Declared):
    """Where: the union of divisions by their codes, drawings, circles and sectors.

    A drawing is a ring of longitude and latitude; it is closed where it isn't. ``names`` are what
    people call it, by language; the divisions' names, or those it touches, unless given.
    """

    divisions: Annotated[tuple[str, ...], Field(max_length=200)] = ()
    drawings: Annotated[
        tuple[Annotated[tuple[Point, ...], Field(min_length=3, max_length=2000)], ...],
        Field(max_length=200),
    ] = ()
    circles: Annotated[tuple[Circle, ...], Field(max_length=200)] = ()
    sectors: Annotated[tuple[Sector, ...], Field(max_length=200)] = ()
    names: dict[Language, Name] = {}  # noqa: RUF012 — pydantic copies a default


class Texts(Declared):
    """A message's own texts in one language; those of the template where empty."""

    headline: Headline = ""
    description: LongText = ""
    instruction: LongText = ""


class Form(Declared):
    """All of a message that somebody decides on; ``all_clear`` says that the danger is over."""

    template: Slug
    status: Status
    colour: Colour
    area: AreaForm
    expires: When
    onset: When | None = None
    urgency: Literal["", "Immediate", "Expected", "Future", "Unknown"] = ""
    certainty: Literal["", "Observed", "Likely", "Possible", "Unlikely", "Unknown"] = ""
    texts: dict[Language, Texts] = {}  # noqa: RUF012 — pydantic copies a default
    all_clear: bool = False
    note: Annotated[str, Field(max_length=1000)] = ""
