"""Bring visits, features and nuisance together into what the model learns from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from anlan.model.target import Attribute, Target
from anlan.risk.features import FeatureTable, build_features
from anlan.risk.features.feature import Feature
from anlan.risk.features.versions import since
from anlan.risk.model import Examples
from anlan.risk.nuisance import Nuisance

Floats = npt.NDArray[np.float64]
Tables = Mapping[str, pl.DataFrame]
Categories = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Studied:
    """Visits (n) with their features and all that is known around them.

    Attributes:
        visits: the visits' frame.
        table: every feature the target declares, also those only the reference sees.
        columns: the columns of ``table`` that the model sees.
        examples: the model's view of the visits.
        nuisance: where the inspectors' part came from.
    """

    target: Target
    visits: pl.DataFrame
    table: FeatureTable
    columns: list[int]
    examples: Examples
    nuisance: Nuisance

    @property
    def features(self) -> list[Feature]:
        """The features the model sees."""
        return [self.table.features[column] for column in self.columns]

    @property
    def categories(self) -> list[bool]:
        """Which of the model's features are categories."""
        return [feature.statistic == "category" for feature in self.features]

    @cached_property
    def label(self) -> Floats:
        """1 where this version says the visit found what the target is about, NaN: not known."""
        return _floats(self.visits["label"])

    @cached_property
    def outcome(self) -> Floats:
        """1 where the visit is known now to have found it, NaN: not known, or not to be judged."""
        return _floats(self.visits["outcome"])

    @cached_property
    def wider(self) -> Floats:
        """1 where it found that or another of the findings the target names, NaN: not known."""
        return _floats(self.visits["wider"])

    @cached_property
    def mix(self) -> Floats:
        """The chance that each inspector makes the visit (n, inspectors)."""
        return self.nuisance.who_comes(self.visits)


def study(
    target: Target,
    visits: pl.DataFrame,
    tables: Tables,
    nuisance: Nuisance | None = None,
    categories: Categories | None = None,
) -> Studied:
    """Compute what is known of each visit before its day.

    Args:
        target: what is declared.
        visits: visits in the shape of :func:`~anlan.risk.visits.visits_of`.
        tables: typed records of every source the target speaks of.
        nuisance: made from the same tables; made anew when omitted.
        categories: vocabularies of the training, when a model is to be asked.

    Raises:
        TargetError: a source, column or measure the target asks for isn't there.
    """
    nuisance = nuisance or Nuisance.of(target, tables)
    told, announced = _announced(target, nuisance.with_expected(tables))
    table = build_features(announced, visits, told, categories=categories)
    columns = [i for i, feature in enumerate(table.features) if _is_model(target, feature)]
    examples = Examples(
        table.matrix[:, columns].astype(np.float64),
        nuisance.nearby(visits),
        nuisance.codes(visits),
        visits["day"].cast(pl.Int32).to_numpy(),
    )
    return Studied(target, visits, table, columns, examples, nuisance)


def _announced(target: Target, tables: Tables) -> tuple[Tables, Target]:
    """Let announced attributes be read from rows that are known the day before their visit."""
    if not any(attribute.announced for attribute in target.attributes):
        return tables, target
    told = dict(tables)
    attributes: list[Attribute] = []
    for attribute in target.attributes:
        if not attribute.announced:
            attributes.append(attribute)
            continue
        source = f"{attribute.source}, announced"
        told[source] = _told_before(tables[attribute.source])
        attributes.append(attribute.model_copy(update={"source": source}))
    return told, target.model_copy(update={"attributes": attributes})


def _told_before(records: pl.DataFrame) -> pl.DataFrame:
    """Return ``records`` known the day before their event; a correction when it became known."""
    before = pl.min_horizontal(pl.col("_event_day"), pl.lit(since(records))) - 1
    first = pl.col("_known_day") == pl.lit(since(records))
    known = pl.when(first).then(before).otherwise("_known_day")
    return records.with_columns(_event_day=before, _known_day=known)


def _is_model(target: Target, feature: Feature) -> bool:
    declared = {group.name: group.use for group in target.features}
    declared |= {attribute.name: attribute.use for attribute in target.attributes}
    name = feature.name if feature.group == "attributes" else feature.group
    return declared.get(name, "model") == "model"


def _floats(column: pl.Series) -> Floats:
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
