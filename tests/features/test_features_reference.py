"""Every statistic by every tie equals the slow reference."""

import numpy as np
import polars as pl
import pytest
from features_reference import (
    Row,
    everything,
    expected_value,
    frame,
    past_frame,
    past_rows,
    target_of,
    visits,
)  # fmt: skip
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.model.target import FeatureGroup, Measure
from anlan.risk.features import build_features

TIES = [
    (by, own)
    for by in ("asset", "address", "operator", "type", "near", "city")
    for own in (True, False)
]


@pytest.mark.parametrize(("by", "own"), TIES)
@settings(max_examples=40, deadline=None)
@given(rows=st.lists(past_rows(), max_size=25), asked=st.lists(visits(), min_size=1, max_size=8))
def test_every_statistic_equals_the_slow_reference(
    by: str, own: bool, rows: list[Row], asked: list[Row]
) -> None:
    group = everything(by, own)
    table = build_features(target_of(group), frame(asked, "day"), {"past": past_frame(rows)})
    should = [[expected_value(f, group, visit, rows) for f in table.features] for visit in asked]
    np.testing.assert_allclose(table.matrix, np.array(should), rtol=1e-5, atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(past_rows(), max_size=25), asked=st.lists(visits(), min_size=1, max_size=5))
def test_without_windows_the_whole_past_counts(rows: list[Row], asked: list[Row]) -> None:
    group = everything("operator", False).model_copy(update={"windows": [], "where": {}})
    table = build_features(target_of(group), frame(asked, "day"), {"past": past_frame(rows)})
    kept = [{**row, "kind": "k"} for row in rows]
    should = [[expected_value(f, group, visit, kept) for f in table.features] for visit in asked]
    np.testing.assert_allclose(table.matrix, np.array(should), rtol=1e-5, atol=1e-6)


def history(**more: object) -> FeatureGroup:
    return FeatureGroup.model_validate({"name": "g", "source": "past", "by": "asset", **more})


def counts(group: FeatureGroup, past: pl.DataFrame, *days: int, asset: str = "a") -> list[float]:
    asked = pl.DataFrame({"_asset": [asset] * len(days), "day": days})
    return build_features(target_of(group), asked, {"past": past}).matrix[:, 0].tolist()


def test_a_window_is_closed_at_both_ends_and_ends_the_day_before() -> None:
    past = pl.DataFrame({"_asset": ["a"], "_known_day": [100], "_event_day": [100]})
    assert counts(history(windows=[10]), past, 100, 101, 110, 111) == [0, 1, 1, 0]


def test_a_late_row_counts_from_when_it_was_known_and_ages_from_when_it_was() -> None:
    past = pl.DataFrame({"_asset": ["a"], "_known_day": [105], "_event_day": [100]})
    assert counts(history(windows=[10]), past, 105, 106, 110, 111) == [0, 1, 1, 0]


def test_a_row_announced_for_a_later_day_is_dated_when_it_was_known() -> None:
    past = pl.DataFrame({"_asset": ["a"], "_known_day": [100], "_event_day": [160]})
    assert counts(history(statistics=["days_since"]), past, 101, 170) == [1, 70]


def test_a_corrected_version_is_seen_until_it_is_replaced() -> None:
    past = pl.DataFrame(
        {
            "_asset": ["a", "a"], "_known_day": [100, 120], "_event_day": [100, 100],
            "_known_until": [120, None], "value": [5.0, 1.0],
        }
    )  # fmt: skip
    group = history(measures={"v": Measure(column="value")}, statistics=["sum"], windows=[50])
    assert counts(group, past, 100, 101, 120, 121, 150, 151) == [0, 5, 5, 1, 1, 0]


def test_an_empty_key_has_no_history_and_shares_none() -> None:
    past = pl.DataFrame(
        {"_operator": [None, "o"], "_known_day": [1, 1], "_event_day": [1, 1]},
        schema_overrides={"_operator": pl.String},
    ).with_columns(_asset=pl.lit("z"))
    asked = pl.DataFrame({"_operator": [None, "o", "p"], "day": [9, 9, 9]})
    group = history(by="operator")
    found = build_features(target_of(group), asked.with_columns(_asset=pl.lit("a")), {"past": past})
    np.testing.assert_array_equal(found.matrix[:, 0], np.array([np.nan, 1, 0]))


def test_visits_keep_their_order_and_an_empty_past_answers() -> None:
    past = past_frame([])
    asked = pl.DataFrame({"_asset": ["b", "a"], "_lon": [1.0, 2.0], "_lat": [0.0, 0.0]})
    asked = asked.with_columns(day=pl.Series([9, 3]), _type=pl.lit("t"))
    for_near = history(name="n", by="near", radii=[50.0], statistics=["count", "days_since"])
    table = build_features(target_of(history(), for_near), asked, {"past": past})
    np.testing.assert_array_equal(table.matrix, [[0, 0, np.nan], [0, 0, np.nan]])
