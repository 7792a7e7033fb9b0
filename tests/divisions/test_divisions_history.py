"""Divisions in time: splits, merges and renames keep their history."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from division_town import box, row, squares, tree

from anlan.pool.divisions import DivisionTree

BEFORE, AFTER = date(2019, 6, 1), date(2021, 6, 1)
CHANGE = "2020-01-01"


@pytest.fixture
def changed(tmp_path: Path) -> DivisionTree:
    """Return a city in which, on one day, S was split, M and N merged, and R renamed."""
    ended, begun = {"valid_to": CHANGE}, {"valid_from": CHANGE}
    features = [
        (row("S", **ended, successors="S1 S2"), box(0, 0, 10, 10)),
        (row("S1", **begun), box(0, 0, 10, 5)),
        (row("S2", **begun), box(0, 5, 10, 10)),
        (row("M", **ended, successors="MN"), box(10, 0, 20, 10)),
        (row("N", **ended, successors="MN"), box(20, 0, 30, 10)),
        (row("MN", **begun), box(10, 0, 30, 10)),
        (row("R") | {"name_en": "Old"} | ended, box(30, 0, 40, 10)),
        (row("R") | {"name_en": "New"} | begun, box(30, 0, 40, 10)),
        (row("U", **ended), box(40, 0, 50, 10)),
        (row("V", **begun), box(40, 0, 47, 10)),
        (row("W", **begun), box(47, 0, 55, 10)),
    ]
    return tree(tmp_path, features)


LON = np.array([114.05, 114.05, 114.15, 114.25, 114.35])
LAT = np.array([30.02, 30.07, 30.05, 30.05, 30.05])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (BEFORE, ["S", "S", "M", "N", "R"]),
        (date(2019, 12, 31), ["S", "S", "M", "N", "R"]),
        (date(2020, 1, 1), ["S1", "S2", "MN", "MN", "R"]),
        (AFTER, ["S1", "S2", "MN", "MN", "R"]),
    ],
)
def test_a_point_is_asked_as_of_a_day(
    changed: DivisionTree, day: date, expected: list[str]
) -> None:
    then = changed.as_of(day)
    assert then.paths_of_points(LON, LAT).to_list() == [f"town/{code}" for code in expected]
    assert then.codes_of_points(LON, LAT, "district").to_list() == expected


def test_a_name_is_that_of_the_day(changed: DivisionTree) -> None:
    assert changed.rows["R"]["name_en"] == "New"
    assert changed.as_of(BEFORE).rows["R"]["name_en"] == "Old"
    assert [each.name_en for each in changed.history("R")] == ["Old", "New"]
    assert changed.history("nothing") == []


@pytest.mark.parametrize(
    ("code", "heirs"),
    [
        ("S", [("S1", 0.5), ("S2", 0.5)]),
        ("M", [("MN", 1.0)]),
        ("R", [("R", 1.0)]),
        ("S1", [("S1", 1.0)]),
        ("nothing", []),
    ],
)
def test_the_successors_a_set_declares(
    changed: DivisionTree, code: str, heirs: list[tuple[str, float]]
) -> None:
    found = changed.successors(code)
    assert [(each.code, pytest.approx(each.share)) for each in found] == heirs
    assert all(each.declared for each in found)
    assert [each.code for each in changed.as_of(BEFORE).successors("S")] == ["S"]


def test_successors_nobody_declared_are_told_by_area(changed: DivisionTree) -> None:
    found = [(each.code, each.share, each.declared) for each in changed.successors("U")]
    assert found == [("V", pytest.approx(0.7), False), ("W", pytest.approx(0.3), False)]


def test_successors_are_followed_over_several_changes(tmp_path: Path) -> None:
    features = [
        (row("A", valid_to="2010-01-01", successors="B"), None),
        (row("B", valid_from="2010-01-01", valid_to="2015-01-01", successors="C, A"), None),
        (row("C", valid_from="2015-01-01"), None),
    ]
    known = tree(tmp_path, features)
    assert [(each.code, each.share) for each in known.successors("A")] == [("C", None)]
    assert [each.code for each in known.as_of(date(2012, 1, 1)).successors("A")] == ["B"]


def test_codes_of_the_past_keep_a_path(changed: DivisionTree) -> None:
    """A record of 2019 names the district of 2019, and must not be refused for it."""
    assert {"S", "S1"} <= set(changed.codes("district"))
    assert changed.paths_of_codes(pl.Series(["S", "S1"])).to_list() == ["town/S", "town/S1"]
    assert "S" not in {each.code for each in changed.standing()}


def test_only_what_stands_is_drawn(changed: DivisionTree) -> None:
    drawn = {each["properties"]["code"] for each in json.loads(changed.geojson())["features"]}
    assert drawn == {"S1", "S2", "MN", "R", "V", "W"}


def test_a_change_makes_another_digest(changed: DivisionTree, tmp_path: Path) -> None:
    assert changed.digest != changed.as_of(BEFORE).digest
    assert changed.digest == changed.as_of(AFTER).digest
    same = tree(tmp_path / "one", squares())
    assert same.digest == tree(tmp_path / "two", squares()).digest
