"""The shapes of every answer; the console's client is generated from them."""

from typing import Literal

from pydantic import BaseModel, Field

Grade = Literal["red", "orange", "yellow", "blue"]


class Version(BaseModel):
    """The running version."""

    version: str


class Has(BaseModel):
    """Which jobs have been run for the city, and which rooms it has."""

    ranking: bool
    plan: bool
    backtest: bool
    alerts: bool = Field(description="Whether the pack says who warns the public.")


class CitySummary(BaseModel):
    """A city the server knows."""

    name: str
    title: str
    synthetic: bool
    zone: str
    bounds: tuple[float, float, float, float]
    languages: list[str]
    as_of: str | None
    has: Has


class Department(BaseModel):
    """A department of a city."""

    name: str
    title: str


class Figure(BaseModel):
    """A number with its unit and its definition."""

    key: str
    value: float | None
    unit: str
    label: str
    definition: str
    spark: list[float] | None = None


class SourceState(BaseModel):
    """How much a source has sent, how much was quarantined, how fresh it is, how it was read."""

    name: str
    title: str
    department: str
    rows: int
    quarantined: int
    last_event: str | None
    received_at: str | None
    fresh: bool
    guess: str | None


class Overview(BaseModel):
    """The city at a glance."""

    as_of: str | None
    figures: list[Figure]
    sources: list[SourceState]
    grades: dict[Grade, int]
    ranked_by: str | None
    ranked_by_text: str | None


class Premises(BaseModel):
    """Every placed premises as columns, for the map."""

    id: list[str]
    lon: list[float]
    lat: list[float]
    grade: list[Grade]
    score: list[float]
    rank: list[int]
    name: list[str | None]


class RankedItem(BaseModel):
    """A row of the ranked list."""

    rank: int
    asset: str
    name: str | None
    address: str | None
    type: str | None
    lon: float | None
    lat: float | None
    division: list[str]
    grade: Grade
    score: float
    last_visit: str | None
    reason: str | None
    in_plan: bool
    random: bool


class Ranking(BaseModel):
    """A page of the ranked list."""

    total: int
    mean_score: float
    items: list[RankedItem]


class Reason(BaseModel):
    """A factor in words, with its effect on the log-odds of a finding."""

    text: str
    effect: float


class PastVisit(BaseModel):
    """A visit and whether it found something."""

    day: str
    found: bool | None
    summary: str


class Fact(BaseModel):
    """A labelled fact."""

    label: str
    value: str


class SourceShare(BaseModel):
    """A source that knows the asset."""

    title: str
    rows: int
    last_event: str | None


class RoutePlace(BaseModel):
    """Where an asset stands in today's routes."""

    team: int
    order: int


class Detail(BaseModel):
    """Everything the panel shows of one premises."""

    asset: str
    name: str | None
    address: str | None
    type: str | None
    lon: float | None
    lat: float | None
    division: list[str]
    grade: Grade
    score: float
    interval: tuple[float, float] | None
    mean_score: float
    rank: int
    total: int
    reasons: list[Reason]
    visits: list[PastVisit]
    facts: list[Fact]
    sources: list[SourceShare]
    route: RoutePlace | None


class Stop(BaseModel):
    """A visit of today's route."""

    order: int
    asset: str
    name: str | None
    address: str | None
    lon: float
    lat: float
    arrive: str
    leave: str
    minutes: float
    grade: Grade
    score: float
    random: bool
    probability: float | None
    must: bool
    appointment: bool = False
    agreed_from: str | None = None
    agreed_to: str | None = None


class Overdue(BaseModel):
    """How many visits the law wants now, and how many of them are in the plan."""

    due: int
    planned: int


class Team(BaseModel):
    """A team's route within its shift."""

    team: int
    minutes: float
    drive_minutes: float
    km: float
    stops: list[Stop]
    line: list[tuple[float, float]]


class Exports(BaseModel):
    """Where the plan can be had as a file."""

    csv: str
    gpx: str
    sheet: str


class Plan(BaseModel):
    """Today's routes."""

    date: str
    teams: list[Team]
    random_share: float
    seed: str
    unrouted: int
    overdue: Overdue | None = None
    shift_minutes: float
    exports: Exports


class QuarantineRule(BaseModel):
    """How many rows of a source broke a rule."""

    source: str
    rule: str
    text: str
    count: int


class QuarantineRow(BaseModel):
    """One quarantined row, with the sentence for the clerk."""

    id: str
    source: str
    row: int
    column: str | None
    value: str | None
    rule: str
    text: str


class Quarantine(BaseModel):
    """What waits in quarantine."""

    total: int
    next: str | None
    by_rule: list[QuarantineRule]
    items: list[QuarantineRow]
