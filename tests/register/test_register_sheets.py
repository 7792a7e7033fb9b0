"""The spreadsheets that firms really fill in: read whole, or told what is wrong and where."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from register_book import GIVEN, book, changed

from anlan.model.errors import RegisterError, SourceError
from anlan.risk.register.sheet import read
from anlan.risk.register.sheet.head import head_of
from anlan.risk.register.sheet.settings import columns, plain

MANY = [[n, f"B-{n}", f"点{n}", "项目", "火灾", 3, 6, 7, 126, "一般", "", "", "", "", ""]
        for n in range(1, 51)]  # fmt: skip


def test_merged_cells_two_rows_of_names_and_a_title_are_read(tmp_path: Path):
    found = read(book(tmp_path), GIVEN)
    assert [each.draft.code for each in found.points] == [
        "91990100MA0000001A-A-1",
        "91990100MA0000001A-A-2",
    ]
    pit, crane = (each.draft for each in found.points)
    assert (pit.name, pit.unit, pit.field, pit.scheme) == (
        "基坑",
        "甲建筑公司",
        "construction",
        "lec",
    )
    assert [each.name for each in pit.sources] == ["土方开挖", "临边作业"]
    assert [each.event for each in pit.sources] == ["10", "09"]
    assert pit.sources[0].inherent == {"L": 6, "E": 6, "C": 15}
    assert [(each.group, each.text) for each in pit.sources[0].measures] == [
        ("engineering", "支护降水"),
        ("management", "每日监测"),
    ]
    assert (crane.assessed, crane.division) == (date(2026, 3, 5), "990101001")
    assert [each.row for each in found.points] == [5, 7]
    assert not found.problems


def test_no_name_or_number_of_a_person_is_kept(tmp_path: Path):
    found = read(book(tmp_path), GIVEN)
    assert found.personal == ["责任人", "联系电话"]
    told = repr(found)
    for personal in ("张三", "李四", "王五", "赵六", "13800000000"):
        assert personal not in told


def test_a_colour_that_its_scores_do_not_make_is_told_and_the_scores_count(tmp_path: Path):
    found = read(book(tmp_path, changed(2, "风险等级", "较大风险")), GIVEN)
    (note,) = found.points[1].notes
    assert "the sheet says orange, by its scores it is blue" in note.say()
    assert not found.points[0].notes


@pytest.mark.parametrize(
    "written", ["2026/3/5", "2026年03月05日", "46086", "2026-03-05", "20260305"]
)
def test_dates_that_were_typed_as_text(tmp_path: Path, written):
    place = book(tmp_path)
    workbook = load_workbook(place)
    cell = workbook.active["A2"]
    cell.value = cell.value.replace("2026.3.5", written)
    workbook.save(place)
    assert read(place, GIVEN).points[0].draft.assessed == date(2026, 3, 5)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_files_in_the_encodings_of_old_offices(tmp_path: Path, encoding):
    lines = ["风险点名称,危险源,事故类型,L,S,R,行业领域,街道"]
    lines += [f"仓库{n},可燃物堆放,火灾,３,5,15,消防安全重点单位,990101001" for n in range(40)]
    file = tmp_path / "list.csv"
    file.write_text("\n".join(lines), encoding)
    found = read(file, {"unit": "乙公司"})
    assert len(found.points) == 40
    first = found.points[0].draft
    assert (first.scheme, first.field, first.name) == ("ls", "fire", "仓库0")
    assert len({each.draft.code for each in found.points}) == 40


def test_a_point_without_a_code_keeps_the_one_that_is_made_for_it(tmp_path: Path):
    file = tmp_path / "list.csv"
    file.write_text("风险点,危险源,事故类型,L,S,行业\n锅炉房,锅炉,锅炉爆炸,2,5,特种设备\n", "utf-8")
    codes = {read(file, {"unit": "丙"}).points[0].draft.code for _ in range(2)}
    assert len(codes) == 1
    assert read(file, {"unit": "丁"}).points[0].draft.code not in codes


@pytest.mark.parametrize(
    ("row", "column", "value", "said", "at"),
    [
        (0, "L", 4, "L has no score 4", 5),
        (0, "L", "很高", "“很高” is no score", 5),
        (1, "C", "", "Column “风险评价/C” has no score", 6),
        (2, "D", 420, "The value 420 isn't 1 × 6 × 7 = 42", 7),
        (1, "可能导致的事故类型", "外星人", "names no kind of accident", 6),
        (0, "风险等级", "特别吓人", "is no grade", 5),
    ],
)
def test_a_wrong_cell_keeps_out_its_point_and_no_other(
    tmp_path: Path, row, column, value, said, at
):
    found = read(book(tmp_path, changed(row, column, value)), GIVEN)
    assert said in found.problems[0].reason.say()
    assert found.problems[0].reason.say("zh")
    assert found.problems[0].row == at
    assert [each.draft.name for each in found.points] == [["塔式起重机"], ["基坑"]][row == 2]


def test_many_rows_and_a_second_sheet(tmp_path: Path):
    place = book(tmp_path, MANY)
    assert len(read(place, GIVEN).points) == 50
    workbook = load_workbook(place)
    workbook.create_sheet("说明").append(["填表说明"])
    workbook.save(place)
    with pytest.raises(SourceError, match="清单"):
        read(place, GIVEN)
    assert len(read(place, GIVEN, sheet="清单").points) == 50


def test_without_its_field_a_point_is_refused_with_the_choices(tmp_path: Path):
    found = read(book(tmp_path), {"division": "990101001"})
    assert {each.row for each in found.problems} == {5, 7}
    assert "建筑施工" in found.problems[0].reason.say()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b,c\n1,2,3\n", "no row names the columns"),
        ("风险点,危险源,事故类型,L,S,行业\n", "no risk point"),
        ("", "no row names the columns"),
    ],
)
def test_what_is_no_register_is_refused(tmp_path: Path, text, said):
    file = tmp_path / "list.csv"
    file.write_text(text, "utf-8")
    with pytest.raises((RegisterError, SourceError)) as refused:
        read(file, {})
    assert text == "" or said in refused.value.say()


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 cut off", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content):
    file = tmp_path / "list.xlsx"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=r"list\.xlsx"):
        read(file, GIVEN)


def test_scores_of_two_schemes_at_once_are_refused(tmp_path: Path):
    file = tmp_path / "list.csv"
    text = "风险点,危险源,事故类型,L,E,C,S,行业\n锅炉房,锅炉,锅炉爆炸,1,6,7,5,特种设备\n"
    file.write_text(text, "utf-8")
    (problem,) = read(file, {"unit": "丙"}).problems
    assert "The scores are of C, E, L, S" in problem.reason.say()


@pytest.mark.parametrize("name", ["none.xlsx", "none.csv"])
def test_a_file_that_is_not_there_is_said(tmp_path: Path, name):
    with pytest.raises(SourceError, match=name):
        read(tmp_path / name, GIVEN)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["单位名称：甲公司"], {"unit": "甲公司"}),
        (["单位名称:", "甲 公司", "评估日期：", "2026-03-05"],
         {"unit": "甲 公司", "assessed": "2026-03-05"}),
        (["单位名称：", "统一社会信用代码：", "91"], {"unit_code": "91"}),
        (["单位名称： 统一社会信用代码：91"], {"unit_code": "91"}),
        (["unit: Builder A credit code: 91 date: 2026-03-05"],
         {"unit": "Builder A", "unit_code": "91", "assessed": "2026-03-05"}),
        (["评估日期：2026-03-05T10:30"], {"assessed": "2026-03-05T10"}),
        (["填表说明：一行一项", "建筑施工 – JHA"], {}),
        (["单位名称：甲", "单位名称：乙"], {"unit": "甲"}),
    ],
)  # fmt: skip
def test_what_stands_above_the_columns(line, told):
    assert head_of([line]) == told


NAMES_ABOVE = st.sampled_from(["单位名称", "统一社会信用代码", "评估日期", "unit", "credit code"])
VALUES = st.text(st.sampled_from("甲乙公司A9.-"), min_size=1, max_size=8)


@given(
    st.lists(
        st.tuples(NAMES_ABOVE, VALUES), min_size=1, max_size=4, unique_by=lambda e: meant(e[0])
    )
)
def test_names_and_values_above_are_read_alike_in_one_cell_and_side_by_side(pairs):
    told = {meant(name): value for name, value in pairs}
    assert head_of([["  ".join(f"{name}：{value}" for name, value in pairs)]]) == told
    assert head_of([[f"{name}: {value}" for name, value in pairs]]) == told
    assert head_of([[each for name, value in pairs for each in (f"{name}：", value)]]) == told


def meant(name: str) -> str:
    return columns()[plain(name)]
