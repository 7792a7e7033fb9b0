"""What the API tells of the risk register, and what it is given."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from anlan.api.cases_shapes import Named
from anlan.api.parameters import Strict
from anlan.model.colour import Colour


class Graded(BaseModel):
    """A value under the point's scheme, and the colour it makes."""

    value: float
    colour: Named


class RiskLine(BaseModel):
    """A risk point in a list."""

    code: str
    name: str
    type: Named
    field: Named
    unit: str
    division: list[str] = Field(description="The names of its divisions, the largest first.")
    lon: float | None
    lat: float | None
    inherent: Graded = Field(description="Without its measures.")
    residual: Graded = Field(description="With its measures.")
    now: Graded = Field(description="By the facts of the day.")
    review_at: datetime


class RiskLines(BaseModel):
    """Risk points, the most dangerous first."""

    next: str | None
    items: list[RiskLine]


class MeasureTold(BaseModel):
    """What is done against a source."""

    group: Named
    text: str


class RiskSourceTold(BaseModel):
    """What in a point is dangerous, and how that was graded."""

    name: str
    event: Named
    cause: str
    consequence: str
    inherent: dict[str, float] = Field(description="The scores without measures, by their letter.")
    residual: dict[str, float] = Field(description="The scores with them.")
    why: str = Field(description="How the scores make the grade, in words.")
    measures: list[MeasureTold]


class FactTold(BaseModel):
    """A living fact that moves the point now."""

    modifier: Named
    key: str = Field(description="What it follows from, such as a case's number.")
    began_at: datetime
    ended_at: datetime | None
    factor: float = Field(description="What it multiplies the value by now.")


class ChangeTold(BaseModel):
    """The colour has changed."""

    at: datetime
    before: Named | None
    after: Named
    value: float
    why: str


class StockTold(BaseModel):
    """What a point holds of a substance."""

    substance: Named
    tonnes: float
    threshold: float = Field(description="Tonnes from which it alone makes an installation.")


class InstallationTold(BaseModel):
    """What hazardous chemicals a point holds, and what GB 18218 makes of them."""

    stocks: list[StockTold]
    residents: int | None = Field(description="Within 500 m; none where they are fewer than ten.")
    s: float
    r: float
    rank: str = Field(description="I, the highest, to IV; empty for no major hazard installation.")
    why: str
    at: datetime


class RiskDetail(RiskLine):
    """A risk point with all that is known of it."""

    department: str
    owner: str = Field(description="The post that answers for it.")
    scheme: Named
    formula: str
    why: str = Field(description="Why it is of this colour now, in words.")
    control: str = Field(description="At which level of its unit it is controlled.")
    patrol_days: int
    patrolled_at: datetime | None = Field(description="When it was last patrolled; none for never.")
    patrol_due: date = Field(description="The last day in time for the next patrol.")
    reviewed_at: datetime
    review_why: Named = Field(description="Why it is to be reviewed by ``review_at``.")
    review_case: str = Field(description="The case in which it is reviewed; empty for none.")
    retired_at: datetime | None
    installation: InstallationTold | None
    sources: list[RiskSourceTold]
    facts: list[FactTold]
    changes: list[ChangeTold]


class NewMeasure(Strict):
    """What is done against a source."""

    group: str = Field(max_length=40)
    text: str = Field(min_length=1, max_length=4000)


class NewSource(Strict):
    """What in a point is dangerous."""

    name: str = Field(min_length=1, max_length=200)
    event: str = Field(max_length=2, description="The code of GB/T 6441.")
    cause: str = Field(default="", max_length=4000)
    consequence: str = Field(default="", max_length=4000)
    inherent: dict[str, float] = Field(description="The scores without measures, by their letter.")
    residual: dict[str, float] | None = Field(default=None, description="With them; else the same.")
    measures: list[NewMeasure] = Field(default_factory=list, max_length=100)


class NewPoint(Strict):
    """A risk point; one whose code is known is graded anew."""

    code: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=200)
    type: str = Field(max_length=40)
    field: str = Field(max_length=40)
    scheme: str = Field(max_length=64)
    sources: list[NewSource] = Field(min_length=1, max_length=200)
    unit: str = Field(default="", max_length=200)
    unit_code: str = Field(default="", max_length=200)
    owner: str = Field(default="", max_length=200, description="A post, never a person.")
    department: str = Field(default="", max_length=64)
    division: str = Field(default="", max_length=200)
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)
    floors: list[str] = Field(default_factory=list, max_length=20)
    assessed: date | None = Field(default=None, strict=False)


class PointPut(BaseModel):
    """A point that was registered."""

    code: str
    fresh: bool
    colour: Colour


class RiskColumns(BaseModel):
    """Every risk point within one's scope that has a position, as columns."""

    as_of: datetime
    id: list[str]
    name: list[str]
    lon: list[float]
    lat: list[float]
    grade: list[Colour] = Field(description="The colour now.")
    inherent: list[Colour] = Field(description="The colour without the measures.")
    score: list[float] = Field(description="The value now, under each point's own scheme.")
