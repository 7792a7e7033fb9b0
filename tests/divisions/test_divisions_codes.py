"""Division codes of 12 digits and unit grid codes of 15."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.model.codes import code_faults, parse_code
from anlan.model.errors import CodeError


@pytest.mark.parametrize(
    ("code", "rank", "kind", "parent"),
    [
        ("420000000000", "province", "", ""),
        ("420100000000", "prefecture", "", "420000000000"),
        ("420106000000", "county", "district", "420100000000"),
        ("429004000000", "county", "district", "429000000000"),
        ("420922000000", "county", "county", "420900000000"),
        ("420581000000", "county", "county_city", "420500000000"),
        ("420106003000", "town", "street", "420106000000"),
        ("420106490000", "town", "quasi_town", "420106000000"),
        ("420116100000", "town", "town", "420116000000"),
        ("420116200000", "town", "township", "420116000000"),
        ("420106003012", "village", "residents", "420106003000"),
        ("420116100205", "village", "villagers", "420116100000"),
        ("420116100498", "village", "quasi_residents", "420116100000"),
        ("420116100598", "village", "quasi_villagers", "420116100000"),
        ("420106003012001", "grid", "", "420106003012"),
        ("310120000000", "county", "district", "310100000000"),
    ],
)
def test_codes_are_read(code: str, rank: str, kind: str, parent: str) -> None:
    read = parse_code(code)
    assert (read.rank, read.kind, read.parent, read.private) == (rank, kind, parent, False)


def test_jiangchengs_province_is_nobodys() -> None:
    assert parse_code("990101001001001").private


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", "has 0 digits"),
        ("420106", "has 6 digits. A division code has 12"),
        ("4201060030120", "has 13 digits"),
        ("42010600301a", "sign 12 is 'a'"),
        (" 420106003012", "sign 1 is ' '"),
        ("42010６003012", "sign 6 is ６, a digit of another script or width"),
        ("160106003012", "digits 1 to 2 (the province) are 16"),
        ("000000000000", "digits 1 to 2 (the province) are 00"),
        ("420106600000", "digits 7 to 9 (the street or town) are 600"),
        ("420106003712", "digits 10 to 12 (the community or village) are 712"),
        ("420106000012", "digits 7 to 9 (the street or town) are zero though digits 10–12"),
        ("420006003012", "digits 3 to 4 (the prefecture) are zero though digits 5–6"),
        ("420100003000", "digits 5 to 6 (the district or county) are zero though digits 7–9"),
        ("420106003012000", "digits 13 to 15 (the grid) are zero"),
        ("420106003000004", "digits 10 to 12 (the community or village) are zero"),
    ],
)
def test_what_is_wrong_is_said_with_its_digits(code: str, told: str) -> None:
    with pytest.raises(CodeError) as caught:
        parse_code(code)
    assert told in str(caught.value)
    assert caught.value.say("zh") != caught.value.say("en")


def test_all_that_is_wrong_is_told() -> None:
    keys = [fault.key for fault in code_faults("160106600712")]
    assert keys == ["error.code.province", "error.code.number", "error.code.number"]


@given(st.text(max_size=16))
def test_any_text_is_read_or_refused(text: str) -> None:
    faults = list(code_faults(text))
    if faults:
        assert all(text in fault.say("en") or not text for fault in faults)
        with pytest.raises(CodeError):
            parse_code(text)
    else:
        assert parse_code(text).code == text


@given(st.text("0123456789", min_size=12, max_size=15))
def test_the_parent_of_a_right_code_is_right(text: str) -> None:
    if not list(code_faults(text)):
        parent = parse_code(text).parent
        assert not parent or not list(code_faults(parent))
