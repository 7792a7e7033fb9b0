"""The tree looked through: children, search, counts, what a division came from."""

from datetime import date
from pathlib import Path

import pytest
from division_town import DAY, city, row, squares, tree
from hypothesis import given
from hypothesis import strategies as st

from anlan.pool.divisions import Division, DivisionTree
from anlan.pool.divisions.browse import Browser

CHANGE = "2020-01-01"


def codes(nodes: list) -> list[str]:  # type: ignore[type-arg]
    return [node.division.code for node in nodes]


def full() -> DivisionTree:
    """Return a city of 16 districts, 160 streets, 1,600 communities and 16,000 grids."""
    made = [Division("42", "City", "市", "city", "")]
    above = ["42"]
    for level, times in (("district", 16), ("street", 10), ("community", 10), ("grid", 10)):
        below = [f"{parent}{n:02}" for parent in above for n in range(times)]
        made += [
            Division(code, f"{level.title()} {code[-4:]}", f"{level}{code}", level, code[:-2])  # type: ignore[arg-type]
            for code in below
        ]
        above = below
    return DivisionTree(city(), made, DAY)


WHOLE = Browser(full())


def test_children_are_given_level_by_level(tmp_path: Path) -> None:
    browser = Browser(tree(tmp_path, squares()))
    assert codes(browser.children()) == ["A", "B"]
    assert codes(browser.children("B")) == ["B1", "B2"]
    assert browser.children("B1") == browser.children("nowhere") == []
    node = browser.node("B1")
    assert node is not None
    assert (node.path, node.children, node.stands) == ("town/B/B1", 0, True)
    assert [each.code for each in browser.names(node.path)] == ["B", "B1"]
    assert browser.node("nowhere") is None


def test_a_city_of_full_size_is_searched_whole() -> None:
    assert len(WHOLE.search("grid")) == 16_000
    assert WHOLE.counts("42") == {
        "district": 16,
        "street": 160,
        "community": 1_600,
        "grid": 16_000,
    }
    assert WHOLE.counts("4203") == {"street": 10, "community": 100, "grid": 1_000}
    assert codes(WHOLE.search("4203040506")) == ["4203040506"]


def test_an_exact_code_comes_first_and_larger_divisions_before_smaller() -> None:
    found = codes(WHOLE.search("4203"))
    assert found[:3] == ["4203", "420300", "420301"]
    assert [len(code) for code in found[:111]] == sorted(len(code) for code in found[:111])
    assert set(codes(WHOLE.search("4203", "grid"))) == {code for code in found if len(code) == 10}


def test_a_word_may_be_in_a_name_above() -> None:
    both = WHOLE.search("district 0409")
    assert codes(both)[:1] == ["420409"]
    assert all("4204" in each.path or "09" in each.path for each in both)
    assert WHOLE.search("nowhere 0409") == WHOLE.search("   ") == []


@given(st.text(max_size=12))
def test_any_text_is_a_search(text: str) -> None:
    words = text.casefold().split()
    for node in WHOLE.search(text)[:20]:
        each = node.division
        assert words[-1] in "\n".join((each.code, each.name_en, each.name_zh)).casefold()


@pytest.fixture
def changed(tmp_path: Path) -> DivisionTree:
    """Return a city in which a district was split, and one got another name."""
    ended, begun = {"valid_to": CHANGE}, {"valid_from": CHANGE}
    shape = squares()[0][1]
    features = [
        (row("S", **ended, successors="S1 S2"), shape),
        (row("S1", **begun), shape),
        (row("S2", **begun), shape),
        (row("R") | {"name_en": "Old Mill"} | ended, shape),
        (row("R") | {"name_en": "New Mill"} | begun, shape),
    ]
    return tree(tmp_path, features)


def test_what_ended_is_found_but_no_child(changed: DivisionTree) -> None:
    browser = Browser(changed)
    assert codes(browser.children()) == ["R", "S1", "S2"]
    found = browser.search("S town")
    assert codes(found)[0] == "S"
    assert not found[0].stands
    then = Browser(changed.as_of(date(2019, 6, 1)))
    assert codes(then.children()) == ["R", "S"]


def test_a_former_name_finds_the_division(changed: DivisionTree) -> None:
    [found] = Browser(changed).search("old mill")
    assert (found.division.code, found.division.name_en) == ("R", "New Mill")


def test_what_a_division_came_from_is_told(changed: DivisionTree) -> None:
    browser = Browser(changed)
    assert [each.code for each in browser.predecessors("S1")] == ["S"]
    assert browser.predecessors("R") == browser.predecessors("S") == []
