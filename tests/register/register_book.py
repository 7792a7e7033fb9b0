"""Workbooks as firms fill them in: titles, merged cells, two rows of names, signatures."""

from pathlib import Path

from openpyxl import Workbook

TITLE = "某某建筑有限公司安全风险分级管控清单"
HEAD = "单位名称：甲建筑公司 统一社会信用代码：91990100MA0000001A 评估日期：2026.3.5"
TOP = ["序号", "风险点", "", "危险源", "可能导致的事故类型", "风险评价", "", "", "", "风险等级",
       "管控措施", "", "责任人", "联系电话", "备注"]  # fmt: skip
NAMES = ["", "编号", "名称", "", "", "L", "E", "C", "D", "", "工程技术", "管理措施", "", "", ""]
ROWS: list[list[object]] = [
    [1, "A-1", "基坑", "土方开挖", "坍塌、物体打击", 6, 6, 15, 540, "重大风险",
     "支护降水", "每日监测", "张三", "13800000000", ""],
    [2, "", "", "临边作业", "高处坠落", 3, 6, 7, 126, "一般风险",
     "防护栏杆", "班前教育", "张三", "13800000000", ""],
    [3, "A-2", "塔式起重机", "吊装作业", "起重伤害", 1, 6, 7, 42, "低风险",
     "限位器", "月度检查", "李四", "13900000000", "新装"],
]  # fmt: skip
SIGNED = ["编制人：王五", "", "", "审核人：赵六"]
GIVEN = {"field": "建筑施工", "division": "990101001"}
MERGED = ("A1:O1", "A2:O2", "B3:C3", "F3:I3", "K3:L3", "A3:A4", "D3:D4", "E3:E4", "J3:J4",
          "M3:M4", "N3:N4", "O3:O4", "B5:B6", "C5:C6")  # fmt: skip


def book(folder: Path, rows: list[list[object]] | None = None, name: str = "list.xlsx") -> Path:
    """Write a workbook and return where it is."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "清单"
    for row in [[TITLE], [HEAD], TOP, NAMES, *(ROWS if rows is None else rows), SIGNED]:
        sheet.append(row)
    for area in MERGED if len(rows or ROWS) == len(ROWS) else MERGED[:5]:
        sheet.merge_cells(area)
    place = folder / name
    workbook.save(place)
    return place


def changed(row: int, column: str, value: object) -> list[list[object]]:
    """Return the rows with one cell changed; ``column`` is a name of either row of names."""
    at = NAMES.index(column) if column in NAMES else TOP.index(column)
    rows = [list(each) for each in ROWS]
    rows[row][at] = value
    return rows
