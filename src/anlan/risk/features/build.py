"""Build every feature a target declares."""

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.model.errors import TargetError
from anlan.model.target import Target
from anlan.risk.features.attributes import Categories, attribute_column, season_columns
from anlan.risk.features.feature import Feature
from anlan.risk.features.groups import GroupBuilder, declared
from anlan.risk.features.measures import table_of
from anlan.risk.features.past import Asked, Past
from anlan.risk.features.table import FeatureTable

Column = NDArray[np.float32]


def build_features(
    target: Target,
    visits: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    expected: pl.Series | None = None,
    categories: Categories | None = None,
) -> FeatureTable:
    """Compute the features of ``target`` for each visit from what was known before its day.

    A past row counts for a visit on day d iff ``_known_day`` < d, and, where a table has
    ``_known_until`` (empty: it still stands), d <= ``_known_until``. So a visit never sees
    itself, nor anything of its own day. A window of w days is [d - w, d - 1] of ``_event_day``.

    Args:
        target: what to compute: attributes, feature groups, season.
        visits: the visits to compute for, with ``day`` and the keys ``_asset``, ``_address``,
            ``_operator``, ``_type``, ``_lon``, ``_lat`` (WGS84 degrees), any of them null.
        tables: the past rows of each source the target reads, with the same keys, ``_known_day``
            and ``_event_day`` (days since 1970-01-01) and the contract's columns.
        expected: what was expected to be found at each row of the table of ``target.visits``,
            given who went; only ``excess`` reads it. A table may carry it as ``_expected``.
        categories: vocabularies to keep (:attr:`FeatureTable.categories` of the training).

    Returns:
        One row a visit, in their order.

    Raises:
        TargetError: the target asks for a source, column or measure that is not there.

    >>> from anlan.model.target import FeatureGroup, Label, Measure, Visits
    >>> history = FeatureGroup(
    ...     name="history", source="visits", by="asset", windows=[730],
    ...     measures={"critical": Measure(column="critical", at_least=1)},
    ...     statistics=["count", "sum", "days_since"],
    ...     title={"en": "visit | visits", "zh": "检查"},
    ... )
    >>> target = Target(
    ...     name="food", title={"en": "Food", "zh": "食品"}, asset="premises",
    ...     visits=Visits(source="visits"), label=Label(column="critical", at_least=1),
    ...     features=[history], season=False,
    ... )
    >>> past = pl.DataFrame({
    ...     "_asset": ["a", "a", "b"], "_known_day": [100, 520, 300],
    ...     "_event_day": [100, 520, 300], "critical": [2, 1, 0],
    ... })
    >>> visits = pl.DataFrame({"_asset": ["a", "a", "c"], "day": [520, 540, 540]})
    >>> table = build_features(target, visits, {"visits": past})
    >>> table.matrix.tolist()
    [[1.0, 1.0, 420.0], [2.0, 2.0, 20.0], [0.0, 0.0, nan]]
    >>> table.say(1, "history.critical.sum.730d", "en")
    'critical in 2 of 2 visits in the last 24 months'

    The visit to ``a`` on day 520 knows of the first visit only; twenty days later both count;
    ``c`` was never visited, so the days since are not known.
    """
    _check_names(target)
    columns = list(_columns(target, Asked(visits), tables, expected, categories or {}))
    matrix = np.empty((visits.height, len(columns)), np.float32)
    for place, (_, column) in enumerate(columns):
        matrix[:, place] = column
    return FeatureTable(matrix, tuple(feature for feature, _ in columns))


def _columns(
    target: Target,
    asked: Asked,
    tables: Mapping[str, pl.DataFrame],
    expected: pl.Series | None,
    categories: Categories,
) -> Iterator[tuple[Feature, Column]]:
    pasts: dict[str, Past] = {}

    def past(source: str) -> Past:
        if source not in pasts:
            table = table_of(tables, source)
            if expected is not None and source == target.visits.source:
                table = table.with_columns(expected.alias("_expected"))
            pasts[source] = Past(table, source, asked)
        return pasts[source]

    for attribute in target.attributes:
        yield attribute_column(attribute, past(attribute.source), categories)
    for group in target.features:
        yield from GroupBuilder(group, past(group.source)).columns()
    if target.season:
        yield from season_columns(asked)


def _check_names(target: Target) -> None:
    """Refuse two features of one name before anything is computed."""
    names = [attribute.name for attribute in target.attributes]
    names += [feature.name for group in target.features for feature in declared(group)]
    for name in names:
        if names.count(name) > 1:
            raise TargetError("error.target.feature_name", name=name)
