"""The features of a set of visits: a matrix, what its columns mean, and its values in words."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from anlan.risk.features.feature import Feature
from anlan.words import Language


@dataclass(frozen=True)
class FeatureTable:
    """One row a visit, in their order, and one column a feature.

    ``matrix`` is float32 in C order, (visits, features), NaN where a value is not known.
    """

    matrix: NDArray[np.float32]
    features: tuple[Feature, ...]

    @cached_property
    def places(self) -> dict[str, int]:
        """Return the column of each feature name."""
        return {feature.name: place for place, feature in enumerate(self.features)}

    @property
    def names(self) -> list[str]:
        """Return the names of the columns."""
        return [feature.name for feature in self.features]

    @property
    def categories(self) -> dict[str, tuple[str, ...]]:
        """Return the vocabulary of each category, to be kept with a model trained on it."""
        return {f.name: f.categories for f in self.features if f.statistic == "category"}

    def column(self, name: str) -> NDArray[np.float32]:
        """Return the values of one feature.

        Raises:
            KeyError: there is no such feature.
        """
        return self.matrix[:, self.places[name]]

    def say(self, row: int, name: str, lang: Language) -> str:
        """Return one value as a phrase; a sum says of how many rows, where they are counted."""
        feature = self.features[self.places[name]]
        of = None
        if feature.statistic == "sum" and feature.count_name in self.places:
            count = float(self.column(feature.count_name)[row])
            of = None if np.isnan(count) else count
        return feature.say(float(self.column(name)[row]), lang, of)
