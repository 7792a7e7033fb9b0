"""No feature of a day knows of what became known on that day or later, whatever comes."""

import numpy as np
import pytest
from features_reference import Row, everything, frame, past_frame, past_rows, target_of, visits
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.risk.features import build_features

TIES = ("asset", "address", "operator", "type", "near", "city")


@pytest.mark.parametrize("by", TIES)
@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(past_rows(), max_size=25),
    asked=st.lists(visits(), min_size=1, max_size=6),
    day=st.integers(1, 30),
)
def test_features_are_those_of_a_world_that_ends_the_day_before(
    by: str, rows: list[Row], asked: list[Row], day: int
) -> None:
    today = [{**visit, "day": day} for visit in asked]
    before = [as_known(row, day) for row in rows if row["_known_day"] < day]
    assert_same(by, today, rows, before)


@pytest.mark.parametrize("by", TIES)
@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(past_rows(), max_size=15),
    later=st.lists(past_rows(), max_size=15),
    asked=st.lists(visits(), min_size=1, max_size=6),
    day=st.integers(1, 30),
)
def test_no_news_of_the_future_changes_what_was_computed(
    by: str, rows: list[Row], later: list[Row], asked: list[Row], day: int
) -> None:
    today = [{**visit, "day": day} for visit in asked]
    # Late news too: what happened before the day, but became known on it or after.
    news = [{**row, "_known_day": row["_known_day"] + day} for row in later]
    assert_same(by, today, [*rows, *news], rows)


def as_known(row: Row, day: int) -> Row:
    """Return a row as it was known before ``day``: nobody knew yet that it would be replaced."""
    until = row["_known_until"]
    return {**row, "_known_until": None if until is not None and until >= day else until}


def assert_same(by: str, asked: list[Row], one: list[Row], other: list[Row]) -> None:
    target = target_of(everything(by, own=True))
    tables = [
        build_features(target, frame(asked, "day"), {"past": past_frame(rows)}).matrix
        for rows in (one, other)
    ]
    np.testing.assert_array_equal(*tables)
