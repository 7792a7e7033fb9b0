"""What a risk target declares: which visits, which label, which features, which capacity."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Value = str | float | int | bool
Where = dict[str, list[Value]]
By = Literal["asset", "address", "operator", "type", "near", "city"]
Statistic = Literal[
    "count",
    "sum",
    "mean",
    "max",
    "last",
    "previous",
    "decayed",
    "days_since",
    "days_since_positive",
    "excess",
]
Use = Literal["model", "reference", "words"]
Title = dict[Literal["en", "zh"], str]
"""A noun phrase in both languages; English may give ``one | many``."""


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rows(_Declared):
    """Rows of a source: every column of ``where`` holds one of the listed values."""

    source: str
    where: Where = {}


class Population(Rows):
    """The rows that make an asset one of those ranked.

    ``until`` is the column of the day up to which a row holds, such as the end of a licence: an
    asset none of whose rows still holds is closed and is ranked no more. Without it, and where the
    day isn't known, a row holds for good.
    """

    until: str | None = None


class LegalCycle(_Declared):
    """How often the law wants a visit: ``days`` by what the column says of the asset.

    The asset's latest row known before the day counts. A class that isn't listed has no cycle.
    """

    source: str
    column: str
    days: dict[str, Annotated[int, Field(gt=0)]] = Field(min_length=1)


class Visits(Rows):
    """The visits a target learns from; ``inspector`` is the column that says who visited.

    The inspector is a nuisance to be taken out, never a subject: no score, rank or report of an
    inspector is made.
    """

    inspector: str | None = None


class Measure(_Declared):
    """A number read from a record.

    Exactly one of: the column itself as a number; ``at_least``: 1 where the column reaches it;
    ``equals``: 1 where the text is one of these; ``has_any``: 1 where the space-separated list in
    the column holds any of these (an empty list holds none). ``title`` names what it counts, for
    reasons: ``critical finding | critical findings``. Of a number, ``at_most`` counts larger values
    as this, and ``log`` takes the logarithm of one more than it: ten findings are not ten times
    as bad as one.
    """

    column: str
    title: Title = {}
    at_most: float | None = None
    log: bool = False
    at_least: float | None = None
    equals: list[str] | None = None
    has_any: list[str] | None = None

    @property
    def binary(self) -> bool:
        """Say whether the measure is 1 or 0."""
        return any(test is not None for test in (self.at_least, self.equals, self.has_any))


class Label(Measure):
    """What counts as a finding."""


class FeatureGroup(_Declared):
    """Features of one shape: past rows of ``source``, tied to the visit ``by`` something.

    One feature is made for each measure × statistic × window (days) or half-life (days);
    ``near`` also × radius (metres). Without windows the whole past counts. With ``own = false``
    the visit's own asset is left out (its neighbours, or the operator's other premises).
    ``mean`` is drawn towards the city's mean as if ``shrink`` more rows had shown it, except by
    ``city``. ``excess`` is the sum over past visits of finding minus the chance expected of the
    inspector who made them, over their number plus ``shrink``: history with the inspector's
    strictness taken out; with half-lives, also in decayed form. Only rows known before the
    visit's day are ever used. ``title`` names one row, for reasons: ``inspection | inspections``.
    ``use``: the ``model`` learns from it, or only the ``reference`` does, or it only gives the
    ``words`` for a reason that the model has in a form hard to say.
    """

    name: str
    source: str
    by: By
    where: Where = {}
    measures: dict[str, Measure] = {}
    statistics: list[Statistic] = ["count"]
    windows: list[Annotated[int, Field(gt=0)]] = []
    half_lives: list[Annotated[int, Field(gt=0)]] = []
    radii: list[Annotated[float, Field(gt=0)]] = []
    own: bool = True
    shrink: Annotated[float, Field(ge=0)] = 5.0
    title: Title = {}
    use: Use = "model"


class Attribute(_Declared):
    """A fact about the asset as known before the visit: a number, a flag, or a category.

    ``announced``: known when a visit is announced, though the source gives it only with the visit,
    such as the class of risk in the register; so a visit sees what its own row says.

    ``age_days`` is the visit's day less the date in the column.
    """

    name: str
    source: str
    column: str
    kind: Literal["number", "flag", "category", "age_days"] = "number"
    title: Title = {}
    announced: bool = False
    use: Use = "model"


class ReferenceFeature(_Declared):
    """A feature of the reference, by its name in the feature table.

    ``above``: taken as 1 above this value, else 0. ``at_most``: larger values count as this.
    ``unknown`` stands where the value isn't known.
    """

    name: str
    above: float | None = None
    at_most: float | None = None
    unknown: float = 0.0


class Reference(_Declared):
    """A published model the target is judged beside: logistic regression on listed features.

    ``inspector``: with a flag for each inspector, as some published models have.
    """

    title: Title = {}
    features: list[ReferenceFeature] = Field(min_length=1)
    inspector: bool = True


class Target(_Declared):
    """A risk target, declared, not coded.

    ``wider`` names other findings that teach the danger of the premises beside the label, because
    they are commoner; only the label is ever judged. ``reference`` is a published model to be
    judged beside.
    """

    name: str
    title: Title
    asset: str
    visits: Visits
    label: Label
    wider: list[Measure] = []
    population: Population | None = None
    horizon_days: Annotated[int, Field(gt=0)] = 90
    capacity: Annotated[float, Field(gt=0, le=1)] = 0.1
    folds: Annotated[int, Field(ge=1)] = 6
    fold_days: Annotated[int, Field(gt=0)] = 91
    test_until: str | None = None
    legal_cycle: LegalCycle | None = None
    attributes: list[Attribute] = []
    features: list[FeatureGroup] = []
    season: bool = True
    reference: Reference | None = None

    def source_names(self) -> list[str]:
        """Return every source the target speaks of, in order, with repeats."""
        tables = [self.visits, self.population, self.legal_cycle]
        rows = [table.source for table in tables if table]
        return rows + [a.source for a in self.attributes] + [f.source for f in self.features]

    def columns_of(self, source: str) -> set[str]:
        """Return every column of a source that the target reads."""
        rows: list[Rows] = [self.visits, *([self.population] if self.population else [])]
        read = {name for each in rows if each.source == source for name in each.where}
        if self.visits.source == source:
            read |= {measure.column for measure in (self.label, *self.wider)}
            read |= {self.visits.inspector} if self.visits.inspector else set()
        if self.population and self.population.source == source and self.population.until:
            read.add(self.population.until)
        if self.legal_cycle and self.legal_cycle.source == source:
            read.add(self.legal_cycle.column)
        read |= {each.column for each in self.attributes if each.source == source}
        for group in self.features:
            if group.source == source:
                read |= {*group.where, *(measure.column for measure in group.measures.values())}
        return read


class Planning(_Declared):
    """How a shift is planned: teams, minutes, speed, shares of the visits and where teams start.

    ``random_share`` of the visits are drawn by chance. ``overdue_share`` is the most that visits
    whose legal cycle is due may claim as of right, so that a backlog doesn't crowd out danger.
    """

    teams: Annotated[int, Field(gt=0)] = 4
    shift_minutes: Annotated[float, Field(gt=0)] = 420.0
    speed_kmh: Annotated[float, Field(gt=0)] = 20.0
    random_share: Annotated[float, Field(ge=0, lt=1)] = 0.1
    overdue_share: Annotated[float, Field(ge=0, le=1)] = 0.5
    depot: tuple[float, float] | None = None
