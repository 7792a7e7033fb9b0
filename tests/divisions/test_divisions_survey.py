"""What a set's keeper is told: gaps, overlaps, what sticks out, codes, places, lineage."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from division_town import DAY, box, city, read, row, squares
from hypothesis import given
from hypothesis import strategies as st

from anlan.pool.divisions import Finding, Survey, survey

# A hundredth of a degree squared at 30 degrees north: 1,108.5 m by 965 m.
SQUARE_M2 = 1_069_700


def look(folder: Path, features: list[Any], day: date = DAY, **declared: Any) -> Survey:
    return survey(city(**declared), read(folder, features, **declared), day)


def kinds(found: Survey) -> list[tuple[str, str, str]]:
    return [(each.kind, each.code, each.other) for each in found.findings]


def place(finding: Finding) -> tuple[float, float]:
    assert finding.lon is not None
    assert finding.lat is not None
    return (finding.lon - 114) * 100, (finding.lat - 30) * 100


def test_a_set_without_faults(tmp_path: Path) -> None:
    found = look(tmp_path, squares())
    assert not found.findings
    assert found.counts == {"district": (2, 2), "street": (2, 2)}


def test_an_overlap_has_its_area_and_place(tmp_path: Path) -> None:
    found = look(tmp_path, [(row("A"), box(0, 0, 10, 10)), (row("B"), box(9, 4, 20, 5))])
    assert kinds(found) == [("overlap", "A", "B")]
    [finding] = found.findings
    assert finding.area_m2 == pytest.approx(SQUARE_M2, rel=0.002)
    assert 9 < place(finding)[0] < 10
    assert 4 < place(finding)[1] < 5
    assert "A and B overlap by 1,069" in finding.say("en")
    assert finding.where in finding.say("zh")


def test_one_division_twice_is_an_overlap(tmp_path: Path) -> None:
    found = look(tmp_path, [(row("A"), box(0, 0, 1, 1)), (row("B"), box(0, 0, 1, 1))])
    assert kinds(found) == [("overlap", "A", "B")]


def test_a_gap_between_siblings_is_found_in_their_parent(tmp_path: Path) -> None:
    features = [
        (row("D"), box(0, 0, 10, 10)),
        (row("D1", "street", "D"), box(0, 0, 10, 4)),
        (row("D2", "street", "D"), box(0, 5, 10, 10)),
    ]
    found = look(tmp_path, features)
    assert kinds(found) == [("gap", "D", "")]
    [finding] = found.findings
    assert finding.area_m2 == pytest.approx(10 * SQUARE_M2, rel=0.002)
    assert 4 < place(finding)[1] < 5


def test_a_hole_is_found_where_there_is_no_parent(tmp_path: Path) -> None:
    around = [box(0, 0, 3, 1), box(0, 1, 1, 3), box(2, 1, 3, 3), box(1, 2, 2, 3)]
    found = look(tmp_path, [(row(f"D{i}"), shape) for i, shape in enumerate(around)])
    assert kinds(found) == [("hole", "", "")]
    assert place(found.findings[0]) == pytest.approx((1.5, 1.5))


def test_what_sticks_out_of_its_parent(tmp_path: Path) -> None:
    features = [
        (row("D"), box(0, 0, 10, 10)),
        (row("D1", "street", "D"), box(0, 0, 11, 10)),
        (row("D2", "street", "D"), box(20, 0, 21, 1)),
    ]
    found = look(tmp_path, features)
    assert kinds(found) == [("sticks_out", "D1", "D"), ("sticks_out", "D2", "D")]
    areas = [each.area_m2 for each in found.findings]
    assert areas == pytest.approx([10 * SQUARE_M2, SQUARE_M2], rel=0.002)


def test_slivers_below_a_square_metre_are_not_told(tmp_path: Path) -> None:
    hair = 1e-9  # a ten-millionth of a hundredth of a degree
    features = [(row("A"), box(0, 0, 10, 10)), (row("B"), box(10 - hair, 0, 20, 10))]
    assert not look(tmp_path, features).findings


@given(
    cut=st.floats(1, 9),
    gap=st.floats(-1, 1).filter(lambda width: width == 0 or abs(width) > 1e-3),
)
def test_two_parts_leave_overlap_or_gap(
    tmp_path_factory: pytest.TempPathFactory, cut: float, gap: float
) -> None:
    features = [
        (row("D"), box(0, 0, 10, 10)),
        (row("D1", "street", "D"), box(0, 0, cut, 10)),
        (row("D2", "street", "D"), box(cut + gap, 0, 10, 10)),
    ]
    found = look(tmp_path_factory.mktemp("set"), features)
    expected = {-1: ["overlap"], 0: [], 1: ["gap"]}[(gap > 0) - (gap < 0)]
    assert [each.kind for each in found.findings] == expected
    if expected:
        area = found.findings[0].area_m2
        assert area == pytest.approx(abs(gap) * 10 * SQUARE_M2, rel=0.01)


def test_places_outside_or_exchanged(tmp_path: Path) -> None:
    features = [(row("A"), box(200, 0, 201, 1)), (row("B"), box(-8400, 8400, -8399, 8401))]
    found = look(tmp_path, features)
    assert kinds(found) == [("outside", "A", ""), ("swapped", "B", "")]


def test_codes_are_checked_where_the_pack_says_so(tmp_path: Path) -> None:
    features = [
        (row("420102"), None),
        (row("420103"), None),
        (row("420102001", "street", "420102"), None),
        (row("420102700", "street", "420102"), None),
        (row("420102002", "street", "420103"), None),
        (row("420102003001", "street", "420102"), None),
    ]
    assert {each.kind for each in look(tmp_path, features).findings} == {"empty"}
    told = look(tmp_path, features, codes="gbt2260").findings
    said = [each.say("en") for each in told if each.kind != "empty"]
    assert len(said) == 3
    assert "is that of the community or village, expected that of the street or town" in said[0]
    assert "digits 7 to 9 (the street or town) are 700" in said[1]
    assert "doesn't begin with that of its parent 420103" in said[2]
    assert "街道或乡镇" in told[6].say("zh")


def test_what_stands_below_the_past_and_what_ended_without_an_heir(tmp_path: Path) -> None:
    features = [
        (row("A", valid_to="2020-01-01"), None),
        (row("A1", "street", "A"), box(0, 0, 1, 1)),
    ]
    found = look(tmp_path, features)
    assert kinds(found)[1:] == [("orphan", "A1", "A"), ("ended", "A", "")]
    assert found.ended == 1
    assert kinds(look(tmp_path, features, date(2019, 1, 1))) == [("empty", "A", "")]


def test_only_what_stands_together_is_compared(tmp_path: Path) -> None:
    features = [
        (row("A", valid_to="2020-01-01"), box(0, 0, 10, 10)),
        (row("B", valid_from="2020-01-01"), box(0, 0, 10, 10)),
    ]
    assert not look(tmp_path, features).findings
