"""Lists of equipment as firms fill them in: what can be is registered, what can't is named."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from register_town import AT, CAUSE, draft, room
from sqlalchemy import select

from anlan.model.errors import RegisterError
from anlan.risk.register.equipment import Done, done, put_many
from anlan.risk.register.room import RegisterRoom
from anlan.risk.register.sheet import pieces
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.risk import RiskDuty, RiskEquipment

TOP = ["序号", "设备编号", "设备种类", "设备名称", "日期", "", "检验", "", "", "安全管理员"]
NAMES = ["", "", "", "", "验收日期", "投用日期", "上次检验日期", "下次检验日期", "检验等级", ""]
ROWS: list[list[object]] = [
    [1, "L-1", "曳引驱动乘客电梯", "3号楼电梯", "2022.5.20", "2022年6月1日", "2023-05-10", "", "",
     "张三"],
    [2, "V-1", "固定式压力容器", "储气罐", "", "20200115", 46000, "2029-01-15", "二级", "李四"],
]  # fmt: skip
GIVEN = {"division": "990101001", "unit": "甲物业"}


def book(folder: Path, rows: list[list[object]] | None = None) -> Path:
    workbook = Workbook()
    sheet = workbook.active
    for row in [["特种设备台账"], TOP, NAMES, *(rows or ROWS), ["填表人：王五"]]:
        sheet.append(row)
    for area in ("A1:J1", "E2:F2", "G2:I2", "B2:B3", "C2:C3", "D2:D3"):
        sheet.merge_cells(area)
    place = folder / "equipment.xlsx"
    workbook.save(place)
    return place


def changed(row: int, name: str, value: object) -> list[list[object]]:
    at = NAMES.index(name) if name in NAMES else TOP.index(name)
    rows = [list(each) for each in ROWS]
    rows[row][at] = value
    return rows


@pytest.fixture
def here(database: Database) -> RegisterRoom:
    at = room()
    with change(database, CAUSE) as made:
        at.put_many(made, at.placed_many([draft()], AT), AT)
    return at


def test_a_list_is_read_with_its_dates_and_duties(tmp_path):
    listed = pieces.read(book(tmp_path), GIVEN)
    assert listed.problems == []
    assert listed.personal == ["安全管理员"]
    lift, vessel = listed.pieces.values()
    assert list(listed.pieces) == [4, 5]
    assert (lift.kind, lift.accepted, lift.used_from, lift.unit) == (
        "lift", date(2022, 5, 20), date(2022, 6, 1), "甲物业",
    )  # fmt: skip
    assert lift.done == {"lift_inspection": Done(date(2023, 5, 10))}
    assert vessel.done == {
        "vessel_inspection": Done(date(2025, 12, 9), 2, date(2029, 1, 15)),
    }
    assert "张三" not in repr(listed)


def test_a_text_file_is_read_as_well(tmp_path):
    file = tmp_path / "list.csv"
    text = (
        "设备编号,设备种类,验收日期,上次维保日期,风险点编号\nL-7,电梯,2022-05-20,2026-07-10,A-1\n"
    )
    file.write_bytes(text.encode("gb18030"))
    (lift,) = pieces.read(file, GIVEN).pieces.values()
    assert (lift.point_code, lift.name) == ("A-1", "电梯")
    assert lift.done == {"lift_upkeep": Done(date(2026, 7, 10))}


def test_registered_again_what_was_done_since_stays(database, here, tmp_path):
    listed = pieces.read(book(tmp_path), GIVEN)
    for fresh in (2, 0):
        with change(database, CAUSE) as made:
            assert put_many(made, here, pieces.ready(made.session, here, listed)) == fresh
            told = Done(date(2026, 7, 1))
            done(made, here, "L-1", "lift_inspection", told, AT)
    with change(database, CAUSE) as made:
        put_many(made, here, pieces.ready(made.session, here, listed))
    with database.session() as session:
        query = select(RiskDuty.last).where(RiskDuty.cycle == "lift_inspection")
        assert session.scalars(query).one() == date(2026, 7, 1)
        assert len(session.scalars(select(RiskEquipment.id)).all()) == 2


@pytest.mark.parametrize(
    ("row", "name", "value", "column", "said"),
    [
        (0, "设备编号", "", "设备编号", "has no code"),
        (0, "设备种类", "飞船", "设备种类", "“飞船” is no kind"),
        (0, "验收日期", "去年", "日期/验收日期", "“去年” is no day"),
        (1, "检验等级", "优", "检验/检验等级", "“优” is no grade"),
        (1, "设备编号", "L-1", "设备编号", "stands in row 4 already"),
    ],
)
def test_what_is_wrong_is_named_with_row_and_column(tmp_path, row, name, value, column, said):
    listed = pieces.read(book(tmp_path, changed(row, name, value)), GIVEN)
    (problem,) = listed.problems
    assert (problem.row, problem.column) == (row + 4, column)
    assert said in str(problem.reason)
    assert list(listed.pieces) == [5 - row]


@pytest.mark.parametrize(
    ("given", "said"),
    [({"division": "990199"}, "990199"), (GIVEN | {"point_code": "A-9"}, "no risk point A-9")],
)
def test_what_has_no_place_is_told_and_holds_up_no_other(database, here, tmp_path, given, said):
    listed = pieces.read(book(tmp_path), given)
    with database.session() as session:
        assert pieces.ready(session, here, listed) == []
    assert [problem.row for problem in listed.problems] == [4, 5]
    assert said in str(listed.problems[0].reason)


def test_a_duty_of_another_kind_is_told(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("设备编号,设备种类,水压试验日期\nL-7,电梯,2026-01-01\n", encoding="utf-8")
    (problem,) = pieces.read(file, GIVEN).problems
    assert (problem.row, problem.column) == (2, "水压试验日期")
    assert "has no such duty" in str(problem.reason)


@pytest.mark.parametrize(
    ("text", "said"),
    [("a,b,c\n1,2,3\n", "names the columns"), ("设备编号,设备种类,设备名称\n", "at least one row")],
)
def test_what_is_no_list_is_refused(tmp_path, text, said):
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError, match=said):
        pieces.read(file, GIVEN)


@given(st.lists(st.text(max_size=12), min_size=3, max_size=3))
def test_whatever_stands_in_a_row_it_is_a_piece_or_a_problem(tmp_path_factory, cells):
    file = tmp_path_factory.mktemp("pieces") / "list.csv"
    row = ",".join('"' + each.replace('"', "").replace("\x00", "") + '"' for each in cells)
    text = f"设备编号,设备种类,上次检验日期\nL-1,电梯,2026-01-01\n{row}\n"
    file.write_text(text, encoding="utf-8", errors="replace")
    listed = pieces.read(file, GIVEN)
    assert listed.pieces[2].kind == "lift"
    for number, piece in listed.pieces.items():
        assert number not in {each.row for each in listed.problems}
        piece.check()
