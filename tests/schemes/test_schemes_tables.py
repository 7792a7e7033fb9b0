"""The published tables, row by row: what each scheme makes of a value."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.model.colour import COLOURS
from anlan.model.errors import RegisterError
from anlan.risk.schemes import explain, grade, shipped, verdict

# The cut-offs as the facts on dual prevention state them: value, grade, colour.
LEC = [
    ({"L": 10, "E": 10, "C": 100}, 10_000, 1, "red"),
    ({"L": 10, "E": 6, "C": 7}, 420, 1, "red"),
    ({"L": 0.5, "E": 6, "C": 100}, 300, 2, "orange"),
    ({"L": 6, "E": 2, "C": 15}, 180, 2, "orange"),
    ({"L": 6, "E": 10, "C": 3}, 180, 2, "orange"),
    ({"L": 10, "E": 1, "C": 15}, 150, 3, "yellow"),
    ({"L": 10, "E": 1, "C": 7}, 70, 3, "yellow"),
    ({"L": 3, "E": 3, "C": 7}, 63, 4, "blue"),
    ({"L": 10, "E": 2, "C": 1}, 20, 4, "blue"),
    ({"L": 6, "E": 3, "C": 1}, 18, 5, "blue"),
    ({"L": 0.1, "E": 0.5, "C": 1}, 0.05, 5, "blue"),
]
LS = {25: 1, 20: 1, 16: 2, 15: 2, 12: 3, 10: 3, 9: 3, 8: 4, 6: 4, 5: 4, 4: 4, 3: 5, 2: 5, 1: 5}
LS4 = {25: 1, 20: 1, 16: 2, 15: 2, 12: 2, 10: 2, 9: 2, 8: 3, 6: 3, 5: 3, 4: 3, 3: 4, 2: 4, 1: 4}
COLOURS_LS = {1: "red", 2: "orange", 3: "yellow", 4: "blue", 5: "blue"}
COLOURS_LS4 = {1: "red", 2: "orange", 3: "yellow", 4: "blue"}


@pytest.mark.parametrize(("scores", "value", "of_grade", "colour"), LEC)
def test_lec(scores, value, of_grade, colour):
    found, band = verdict(shipped()["lec"], scores)
    assert (found, band.grade, band.colour) == (pytest.approx(value), of_grade, colour)


@pytest.mark.parametrize("edge", [(320, 1), (160, 2), (70, 3), (20, 4)])
def test_a_value_on_the_edge_is_of_the_more_dangerous_grade(edge):
    value, of_grade = edge
    holding = [band.grade for band in shipped()["lec"].bands if band.holds(value)]
    under = [band.grade for band in shipped()["lec"].bands if band.holds(np.nextafter(value, 0))]
    assert (holding, under) == ([of_grade], [of_grade + 1])


@pytest.mark.parametrize(
    ("name", "grades", "colours"), [("ls", LS, COLOURS_LS), ("ls4", LS4, COLOURS_LS4)]
)
def test_every_cell_of_the_matrix(name, grades, colours):
    for likelihood, severity in itertools.product(range(1, 6), repeat=2):
        value, band = verdict(shipped()[name], {"L": likelihood, "S": severity})
        assert value == likelihood * severity
        assert band.grade == grades[likelihood * severity]
        assert band.colour == colours[band.grade]


def scores_of(name: str) -> st.SearchStrategy[list[dict[str, float]]]:
    factors = shipped()[name].factors
    one = st.fixed_dictionaries({each.symbol: st.sampled_from(each.values) for each in factors})
    return st.lists(one, min_size=1, max_size=50)


@pytest.mark.parametrize("name", sorted(shipped()))
@given(data=st.data())
def test_many_at_once_are_graded_as_one_by_one(name, data):
    scheme, rows = shipped()[name], data.draw(scores_of(name))
    many = grade(
        scheme, {each.symbol: [row[each.symbol] for row in rows] for each in scheme.factors}
    )
    for at, row in enumerate(rows):
        value, band = verdict(scheme, row)
        assert many.values[at] == value
        assert (many.grades[at], COLOURS[many.colours[at]]) == (band.grade, band.colour)


@pytest.mark.parametrize("name", sorted(shipped()))
@given(data=st.data())
def test_a_higher_score_never_lowers_a_grade(name, data):
    scheme, row = shipped()[name], data.draw(scores_of(name))[0]
    factor = data.draw(st.sampled_from(scheme.factors))
    higher = data.draw(st.sampled_from([v for v in factor.values if v >= row[factor.symbol]]))
    assert verdict(scheme, row | {factor.symbol: higher})[1].grade <= verdict(scheme, row)[1].grade


def test_the_reason_names_formula_scores_and_band():
    scores = {"L": 3, "E": 6, "C": 15}
    assert explain(shipped()["lec"], scores) == (
        "D = L × E × C = 3 × 6 × 15 = 270: from 160 to less than 320 is grade 2, "
        "highly dangerous, put right at once: orange."
    )
    assert "橙色" in explain(shipped()["lec"], scores, "zh")
    low = explain(shipped()["lec"], {"L": 1, "E": 1, "C": 1})
    assert "less than 20" in low
    assert "320 and more" in explain(shipped()["lec"], {"L": 10, "E": 10, "C": 100})


@pytest.mark.parametrize("score", [4, 0, -6, float("nan"), 1e9])
def test_a_score_out_of_the_table_is_named_with_its_row(score):
    with pytest.raises(RegisterError) as refused:
        grade(shipped()["lec"], {"L": [1, 6, score], "E": [1, 1, 1], "C": [1, 1, 1]})
    said = refused.value.say()
    assert said.startswith("Row 3: ")
    assert "10, 6, 3, 1, 0.5, 0.2, 0.1" in said


def test_a_factor_without_scores_is_named():
    with pytest.raises(RegisterError, match="needs a score for C"):
        grade(shipped()["lec"], {"L": [1], "E": [1]})
