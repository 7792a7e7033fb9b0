"""Addresses and names: however a clerk writes them, the parts are the same."""

import doctest
import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.pool.linking import address, names

STEM = st.text(alphabet="云汐澜青和瑞渡陵浦洲岭溪", min_size=2, max_size=3)
ROAD = st.builds(str.__add__, STEM, st.sampled_from(["路", "大道", "街", "巷"]))
NUMBER = st.integers(1, 999)
FIGURES = "零一二三四五六七八九"


def counted(number: int) -> str:
    """Write a number below 1,000 in Chinese."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{FIGURES[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else FIGURES[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (FIGURES[ones] if ones else "")


def wide(text: str) -> str:
    """Write figures and Latin letters full width."""
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def parts(text: str, *wanted: str) -> tuple[str | None, ...]:
    row = address.parse(pl.Series([text]), ["Chicago"]).row(0, named=True)
    return tuple(row[name] for name in wanted)


@given(
    road=ROAD, number=NUMBER, building=st.integers(1, 30), unit=st.integers(1, 5),
    room=st.integers(101, 2999), data=st.data(),
)  # fmt: skip
def test_a_chinese_address_has_the_same_parts_in_every_writing(
    road: str, number: int, building: int, unit: int, room: int, data: st.DataObject
) -> None:
    draw = data.draw
    before = draw(st.sampled_from(["", "江城市", "江城市云汐区", "云汐区"]))
    door = draw(
        st.sampled_from([f"{number}号", f"{counted(number)}号", f" {number} 号 ", f"{number}號"])
    )
    house = draw(st.sampled_from(["{}栋", "{}幢", "{}号楼", "{}座", "{}#楼"])).format(building)
    inside = draw(
        st.sampled_from(
            [f"{house}{unit}单元{room}室", f"{house}{unit}单元{room}", f" {building}-{unit}-{room}"]
        )
    )
    text = before + road + door + inside
    text = draw(st.sampled_from([text, wide(text), unicodedata.normalize("NFD", text)]))
    found = parts(text, "road", "number", "building", "unit", "room")
    assert found == (road, str(number), str(building), str(unit), str(room))


@given(number=NUMBER)
def test_chinese_numbers_are_read_back(number: int) -> None:
    assert address.count(counted(number)) == number


@given(text=st.text(max_size=40))
def test_any_text_is_taken_and_its_key_is_stable(text: str) -> None:
    row = address.parse(pl.Series([text])).row(0, named=True)
    assert all(part is None or part for part in row.values())
    assert (row["key"] is None) <= (not text.strip() or row["number"] is None)
    parsed = names.parse(pl.Series([text])).row(0, named=True)
    assert all(part is None or part for part in parsed.values())


@given(
    texts=st.lists(
        st.one_of(st.none(), st.text(alphabet="云路12号3栋 NMAINST#", max_size=12)), max_size=8
    )
)
def test_an_address_is_read_alone_as_among_others(texts: list[str | None]) -> None:
    together = address.parse(pl.Series(texts, dtype=pl.String)).rows()
    alone = [address.parse(pl.Series([text], dtype=pl.String)).row(0) for text in texts]
    assert together == alone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("沙岗第2大道12号", ("沙岗第2大道", "12", None)),
        ("安巷路12号2层203号铺", ("安巷路", "12", "203")),
        ("水乡路5号", ("水乡路", "5", None)),
        ("农贸市场路8号", ("农贸市场路", "8", None)),
        ("中山大道31 3-2-101", ("中山大道", "31", "101")),
        ("解放路（原胜利路）7号", ("解放路", "7", None)),
        ("云渡路春晖小区3栋2单元501", ("云渡路", None, "501")),
        ("3327-3329 W Armitage Ave, Chicago, IL 60647", ("W ARMITAGE", "3327", None)),
        ("3025 W DIVERSEY AVE CHICAGO, IL 60647-1234", ("W DIVERSEY", "3025", None)),
        ("1200 North Clark Street Suite 4B", ("N CLARK", "1200", "4B")),
        ("1200 N CLARK ST # 4B", ("N CLARK", "1200", "4B")),
        ("6059 N LINCOLN AVE  C", ("N LINCOLN", "6059", "C")),
        ("O'Hare T3", (None, None, None)),
    ],
)
def test_parts_of_an_address(text: str, expected: tuple[str | None, ...]) -> None:
    assert parts(text, "road", "number", "room") == expected


def test_another_name_of_a_road_is_the_road_s_own() -> None:
    found = address.parse(pl.Series(["红旗一路5号"]), aliases={"红旗一路": "云渡路"})
    assert found["road"].to_list() == ["云渡路"]


@pytest.mark.parametrize(
    ("text", "core", "trade"),
    [
        ("江城市云汐区春和记饭店（个体工商户）", "春和记", "dining"),
        ("春和 记", "春和记", None),
        ("江城春和记餐饮有限责任公司", "春和记", "dining"),
        ("春和记（青渡旗舰店）", "春和记", None),
        ("超市", "超市", "food_retail"),
        ("Joe's Pizza & Grill, Inc. #12", "JOES", "dining"),
        ("TELOLOAPAN TAQUERIA", "TELOLOAPAN", "dining"),
        ("The Store", "STORE", "retail"),
    ],
)
def test_parts_of_a_name(text: str, core: str, trade: str | None) -> None:
    row = names.parse(pl.Series([text]), ["江城市", "江城"]).row(0, named=True)
    assert (row["core"], row["trade"]) == (core, trade)


@pytest.mark.parametrize("module", [address, names])
def test_the_examples_in_docstrings_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted
    assert not result.failed
