"""What a pack declares on linking: which sources speak of the same things, and how to find out."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Column = Literal[
    "core", "trade", "operator", "road", "number", "place", "building", "room",
    "compound", "district", "postcode", "phone", "cell", "head",
]  # fmt: skip
"""What a record is prepared into, and may be blocked by; see ``anlan.pool.linking.prepare``."""
Compared = Literal["name", "operator", "address", "distance", "phone", "trade"]
Share = Annotated[float, Field(gt=0, lt=1)]


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Blocking(_Declared):
    """A pair is looked at where all these columns are the same, and known.

    A value that more than ``most`` records share says too little to be worth their pairs: it is
    passed over, and the run tells how many records that were.
    """

    same: list[Column] = Field(min_length=1)
    most: Annotated[int, Field(ge=2)] = 500


class Comparison(_Declared):
    """How far a field of two records agrees: in a few levels, from the same to different.

    Names and operators: the same, then at most ``edits`` letters changed, then ``contains`` one the
    other, then Jaro-Winkler similarity at least each of ``similar``. Distance: at most each of
    ``metres``. Addresses have levels of their own: the same room, the same number, and so on.
    Telephones and trades are the same or not. ``frequency``: what is rarer says more.
    """

    field: Compared
    edits: list[Annotated[int, Field(ge=1, le=5)]] = []
    similar: list[Share] = []
    contains: bool = False
    metres: list[Annotated[float, Field(gt=0)]] = []
    frequency: bool = True


class LinkedSource(_Declared):
    """A source that takes part, and its columns that say what and where.

    ``phone`` must be a hash. ``once``: the source has no two records of the same thing, so two of
    its records are never linked. ``authority``: a larger number comes first in the golden record,
    for the fields named under ``best`` before all others.
    """

    source: str
    name: str | None = None
    address: str | None = None
    operator: str | None = None
    phone: str | None = None
    type: str | None = None
    postcode: str | None = None
    once: bool = True
    authority: int = 0
    best: list[Literal["name", "address", "operator", "phone", "type", "position"]] = []


class Training(_Declared):
    """How the model learns, without being told of any pair whether it is the same.

    ``certain`` are columns that agree in hardly any pair but true ones; ``recall`` is a guess of
    the share of true pairs they find. ``blocks`` are those the weights are learnt in, one after the
    other; what a block is made of isn't learnt in it. ``pairs`` are drawn at random for what
    different things have in common. ``unseen`` is the least chance of a level among true pairs:
    that none was seen in the training doesn't mean that there is none.
    """

    certain: list[list[Column]] = [["core", "road", "number"]]
    recall: Annotated[float, Field(gt=0, le=1)] = 0.6
    blocks: list[list[Column]] = [["road", "number"], ["core"]]
    pairs: Annotated[int, Field(ge=10_000)] = 2_000_000
    seed: int = 1
    unseen: Share = 0.0005


class Linking(_Declared):
    """Which sources speak of assets of a kind, and how their records are told to be the same.

    Links at least as probable as ``link_from`` are made without a person; those from ``doubt_from``
    up to there wait for a clerk. ``places`` are the city's names as they stand in addresses and
    names; ``aliases`` is a CSV of the pack with ``name,alias`` for roads and compounds that are
    called otherwise.
    """

    kind: str
    sources: list[LinkedSource] = Field(min_length=1)
    blocking: list[Blocking] = Field(min_length=1)
    comparisons: list[Comparison] = Field(min_length=1)
    training: Training = Training()
    link_from: Share = 0.95
    doubt_from: Share = 0.3
    places: list[str] = []
    aliases: str | None = None

    def of(self, source: str) -> LinkedSource:
        """Return what is declared of ``source``."""
        return next(each for each in self.sources if each.source == source)
