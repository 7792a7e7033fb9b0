"""Moments as they are asked for: with a zone, and within what clocks and archives know."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

FIRST, LAST = datetime(1000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""Beyond these a zone or a span of days would lead out of the calendar."""


def _within(at: datetime) -> datetime:
    if not FIRST <= at < LAST:
        raise PydanticCustomError("instant", "a moment of the years 1000 to 8999")
    return at


Instant = Annotated[AwareDatetime, AfterValidator(_within)]
Moment = Annotated[Instant, Field(strict=False)]
"""The same in a body of JSON, which has it as a text."""
