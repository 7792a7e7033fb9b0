"""The shapes of what the linking desk answers."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class LinkKind(BaseModel):
    """An asset kind whose records are linked: by what, when last, how many pairs wait."""

    kind: str
    title: str
    linked_at: datetime | None
    model: int | None
    records: int
    links: int
    waiting: int
    link_from: float
    doubt_from: float
    sources: list[str]


class LinkSide(BaseModel):
    """One record of a pair, as its source sent it."""

    record: str
    source: str
    key: str
    title: str
    name: str | None
    address: str | None


class LinkPair(BaseModel):
    """A pair that waits."""

    probability: float
    one: LinkSide
    other: LinkSide


class LinkPairs(BaseModel):
    """A page of the pairs that wait, the most probable first."""

    total: int
    next: str | None
    items: list[LinkPair]


class LinkField(BaseModel):
    """What both records say in a field, and whether it is the same word for word."""

    field: str
    label: str
    one: str | None
    other: str | None


class LinkStep(BaseModel):
    """What a field adds to the odds, in bits; ``rarity`` of it because the value is rare."""

    field: str
    label: str
    level: str
    weight: float
    rarity: float
    text: str


class DecisionTold(BaseModel):
    """What stands on a pair, who said so, and why; its subject in the ledger is the kind's."""

    one: str
    other: str
    verdict: Literal["same", "different"]
    who: str
    decided_at: datetime
    why: str


class PairDetail(BaseModel):
    """Two records side by side, from the odds of any two to theirs."""

    one: LinkSide
    other: LinkSide
    fields: list[LinkField]
    start: float
    steps: list[LinkStep]
    weight: float
    probability: float
    together: bool
    decision: DecisionTold | None
    lines: list[str]


class GoldenValue(BaseModel):
    """A value of a field: from which record, of which day, and how it stands to the chosen one."""

    value: str
    record: str
    title: str
    day: str | None
    standing: Literal["chosen", "agrees", "conflicts"]


class GoldenField(BaseModel):
    """All values of a field, the chosen one first."""

    field: str
    label: str
    conflict: bool
    values: list[GoldenValue]


class Thing(BaseModel):
    """All that the linked records say of one thing."""

    records: list[str]
    fields: list[GoldenField]
