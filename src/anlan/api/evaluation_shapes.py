"""What the API tells of evaluation."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from anlan.api.cases_shapes import Named
from anlan.api.parameters import Strict


class Definition(BaseModel):
    """An indicator: what it is called, its formula in words and symbols, what is better."""

    name: str
    title: str
    words: str
    symbols: str
    unit: str = Field(description="Empty for shares, which are told from 0 to 1, and for counts.")
    share: bool
    better: str = Field(description="`higher`, `lower`, or `none`: told and never scored.")
    least: int = Field(description="With fewer cases it isn't scored.")
    source: str
    by: str = Field(description="The moment by which a case falls in a period.")


class FigureTold(BaseModel):
    """A figure, after appeals, and what it was."""

    value: float | None
    above: float
    below: float
    cases: int
    counted: float | None = Field(description="As it was counted, before appeals.")
    before: float | None = Field(description="In the period before.")
    year_before: float | None = Field(description="A year ago.")


class LeagueRow(BaseModel):
    """An object in a league."""

    key: str
    title: str
    place: list[str] = Field(description="The names of its divisions, the largest first.")
    score: float | None = Field(description="From 0 to 100; none where there are too few cases.")
    rank: int | None
    figures: dict[str, FigureTold]
    trend: list[float | None] = Field(description="Of the main indicator, the latest last.")


class SuddenTold(BaseModel):
    """An office whose own closing rose against its own past: a reason to look, no verdict."""

    key: str
    title: str
    share: float
    cases: int
    past_share: float
    past_cases: int
    p: float


class PeriodTold(BaseModel):
    """A period: its name, its first day and the first one after it."""

    name: str
    first: date
    end: date


class League(BaseModel):
    """A league: the best first, those without a rank last."""

    period: PeriodTold
    before: PeriodTold
    year_before: PeriodTold
    object: str
    level: str | None
    post: str | None
    main: str = Field(description="The indicator that the trend is of.")
    indicators: list[Definition]
    weights: dict[str, float]
    next: str | None
    items: list[LeagueRow]
    sudden: list[SuddenTold]


class BehindLine(BaseModel):
    """A case behind a figure."""

    number: str
    title: str
    class_: Named | None = Field(alias="class", serialization_alias="class")
    state: Named
    place: list[str]
    department: Named | None
    opened_at: datetime
    ended_at: datetime | None


class BehindLines(BaseModel):
    """A page of the cases behind a figure, in the order in which they came."""

    next: str | None
    items: list[BehindLine]


class AppealTold(BaseModel):
    """An appeal and what became of it."""

    id: int
    number: str
    indicator: Named | None = Field(description="None: for all indicators.")
    department: Named | None
    place: list[str]
    reason: str
    asked_by: str
    asked_at: datetime
    state: str
    effect: str
    to_department: Named | None
    answer: str
    decided_by: str | None
    decided_at: datetime | None
    version: int


class AppealsTold(BaseModel):
    """A page of appeals, the newest first."""

    next: str | None
    items: list[AppealTold]


class NewAppeal(Strict):
    """An office contests that a case counts for it."""

    number: str = Field(max_length=40)
    indicator: str = Field(default="", max_length=60, description="Empty for all.")
    department: str = Field(default="", max_length=64, description="Whose figures it is in.")
    division: str = Field(default="", max_length=100, description="Or in which division's.")
    reason: str = Field(min_length=1, max_length=2000)


class NewDecision(Strict):
    """What is decided of an appeal: `exclude`, `reassign`, or nothing to refuse it."""

    effect: str = Field(default="", max_length=20)
    to_department: str = Field(default="", max_length=64)
    answer: str = Field(min_length=1, max_length=2000)
