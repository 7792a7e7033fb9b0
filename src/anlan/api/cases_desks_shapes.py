"""What the API tells the desks of cases."""

from datetime import datetime

from pydantic import BaseModel, Field

from anlan.api.cases_shapes import CaseLine, Named
from anlan.api.parameters import Strict


class StateTold(BaseModel):
    """A state of the workflow."""

    name: str
    title: str
    step: int = Field(description="Of the seven, 1 to 7.")
    ended: bool = Field(description="Whether nobody has to act any more.")
    awaits: str | None = Field(description="The act that leads on from it on the usual way.")


class AwaitedTold(BaseModel):
    """An act that open cases wait for: what is to be done, by whom, in which states."""

    act: str
    title: str
    states: list[str]
    actors: list[Named]
    mine: bool = Field(description="Whether the asker has a post that does it.")


class ChannelTold(Named):
    """A way reports come in; from the public somebody can be called back."""

    public: bool


class WorkflowTold(BaseModel):
    """The workflow's table in words, as far as a page needs it."""

    states: list[StateTold]
    awaited: list[AwaitedTold]
    kinds: list[Named]
    channels: list[ChannelTold]
    moments: list[str] = Field(description="Fields of acts that hold a moment.")
    rungs: list[Named] = Field(description="Of the ladder of escalation, the lowest first.")


class BoardColumn(BaseModel):
    """The first open cases of one step."""

    step: int
    title: str
    states: list[str]
    items: list[CaseLine]


class Board(BaseModel):
    """The open cases by step, each step's first by deadline."""

    as_of: datetime
    columns: list[BoardColumn]


class RungCount(BaseModel):
    """How many open cases stand at a rung."""

    rung: Named
    cases: int


class SupervisedLine(BaseModel):
    """A case, and the rung that its present deadline has reached, and when."""

    rung: Named
    at: datetime
    case: CaseLine


class SupervisedLines(BaseModel):
    """A page of cases that climbed the ladder, the longest overdue first."""

    next: str | None
    counts: list[RungCount] = Field(description="Of all rungs, on the first page only.")
    items: list[SupervisedLine]


class CallBackLine(BaseModel):
    """A closed case from the public, and when it ended."""

    ended_at: datetime | None
    case: CaseLine


class CallBackLines(BaseModel):
    """A page of closed cases that nobody was reached about yet, the earliest reported first."""

    next: str | None
    items: list[CallBackLine]


class NearLine(BaseModel):
    """An open case near a place."""

    metres: int
    case: CaseLine


class NearLines(BaseModel):
    """The open cases near a place, the nearest first."""

    division: list[str] = Field(description="The names of the place's divisions, largest first.")
    items: list[NearLine]


class RuleTold(BaseModel):
    """A routing rule in words."""

    name: str
    title: str
    when: list[str] = Field(description="All must hold.")
    department: Named
    level: Named
    shadowed_by: str | None = Field(description="An earlier rule that always decides first.")


class RoutingTold(BaseModel):
    """The rules of routing in order, and as the pack writes them."""

    rules: list[RuleTold]
    text: str = Field(description="TOML, tables of `[[routing]]`.")


class NewRules(Strict):
    """Rules to be tried."""

    rules: str = Field(max_length=200_000, description="TOML, tables of `[[routing]]`.")


class OfficeTold(BaseModel):
    """A department's office in a division."""

    department: Named
    place: list[str]


class OfficeMoved(BaseModel):
    """How many cases would leave one office for another; null where a dispatcher decides."""

    old: OfficeTold | None
    new: OfficeTold | None
    cases: int


class CaseRerouted(BaseModel):
    """A case that would go elsewhere, with the reasons of both ways."""

    case: CaseLine
    old: OfficeTold | None
    new: OfficeTold | None
    old_why: list[str]
    new_why: list[str]


class RuleCount(BaseModel):
    """How many cases would go elsewhere by a rule; null where none fits."""

    rule: str | None
    cases: int


class DryRun(BaseModel):
    """What other rules would do with the open cases, the latest reported first."""

    examined: int
    unchanged: int
    moved: list[OfficeMoved]
    by_rule: list[RuleCount]
    first: list[CaseRerouted]
    rules: list[RuleTold]
