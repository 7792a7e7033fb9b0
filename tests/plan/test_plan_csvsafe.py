"""Cells of exported CSV files are never run by a spreadsheet."""

import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.model.csvsafe import safe_cell, safe_frame

RISKY = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1+1",
    "－x",
    "-",
    "+",
]


@pytest.mark.parametrize("text", [*RISKY, "\tplain"])
def test_text_a_spreadsheet_would_run_becomes_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "value",
    ["Bakery", "", "a=b", "-12", "-12.5", "+7", "-1e-3", "-.5", -12.5, -3, None, True, "1-2"],
)
def test_what_is_harmless_stays_as_it_is(value):
    assert safe_cell(value) == value


@given(st.lists(st.text(max_size=12) | st.sampled_from(RISKY) | st.none(), max_size=20))
def test_frames_are_made_safe_as_cells_are(values):
    frame = safe_frame(pl.DataFrame({"=a": values}, schema={"=a": pl.String}))
    assert frame["'=a"].to_list() == [safe_cell(value) for value in values]


def test_numbers_stay_numbers_and_categories_are_made_safe():
    schema = {"x": pl.Float64, "kind": pl.Categorical}
    frame = safe_frame(pl.DataFrame({"x": [-1.5, 2.0], "kind": ["=1", "b"]}, schema=schema))
    back = pl.read_csv(io.StringIO(frame.write_csv()))
    assert back["x"].to_list() == [-1.5, 2.0]
    assert back["kind"].to_list() == ["'=1", "b"]
