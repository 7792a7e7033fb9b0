"""Features as known on the day: from a target's declarations to a matrix and reasons in words.

:func:`build_features` is all that others need; ``docs/theory/features.md`` says how it works.
"""

from anlan.risk.features.build import build_features
from anlan.risk.features.feature import Feature
from anlan.risk.features.measures import measure_values, rows_where
from anlan.risk.features.table import FeatureTable

__all__ = ["Feature", "FeatureTable", "build_features", "measure_values", "rows_where"]
