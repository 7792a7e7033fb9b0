"""What the API tells of hazards at risk points."""

from datetime import datetime

from pydantic import BaseModel, Field

from anlan.api.cases_shapes import Named


class HazardPoint(BaseModel):
    """The risk point that a hazard weighs on."""

    code: str
    name: str
    unit: str
    unit_code: str
    field: Named
    division: list[str] = Field(description="The names of its divisions, the largest first.")
    colour: Named = Field(description="Its colour now.")


class HazardLine(BaseModel):
    """A hazard in the desk's list."""

    number: str = Field(description="Of its case.")
    title: str
    kind: Named = Field(description="General or major.")
    point: HazardPoint
    state: Named
    ended: bool = Field(description="Whether nobody has to act any more.")
    round: int = Field(description="Which attempt to put it right this is, from 1 on.")
    department: Named | None = Field(description="That has to put it right.")
    ordered: datetime | None = Field(description="By when it is to be put right, as was ordered.")
    near_at: datetime | None
    due_at: datetime | None = Field(description="The deadline of what its case waits for now.")
    paused: bool
    overdue: bool
    listed: bool = Field(description="Whether it is under listed supervision.")
    opened_at: datetime
    ended_at: datetime | None


class HazardLines(BaseModel):
    """A page of hazards."""

    next: str | None
    items: list[HazardLine]


class HazardCount(BaseModel):
    """How many hazards a list has."""

    name: str = Field(description="`open`, `overdue` or `listed`; `major` of the open ones.")
    title: str
    hazards: int


class HazardFigure(BaseModel):
    """A figure of hazards and what it means."""

    name: str
    title: str
    definition: str
    value: float | None = Field(description="A share, or days; null where there is none to count.")
    n: int | None = Field(description="How many of them, for a share.")
    of: int | None


class HazardFiguresTold(BaseModel):
    """The counts of the lists now, and the figures of hazards found of late."""

    days: int = Field(description="Of hazards found within so many days.")
    counts: list[HazardCount]
    figures: list[HazardFigure]
    fields: list[Named] = Field(description="The fields that risk points can be of.")
