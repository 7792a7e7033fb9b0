"""Fills in the sheets of starter packs as a unit does, and computes their formulas."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from anlan.risk.packs import packs
from anlan.risk.packs.layout import SheetKind, columns, layout
from anlan.risk.packs.sheets import write_sheet
from anlan.risk.schemes import shipped
from anlan.words import Language

HEADER = 5
"""The row of the columns' names, counted from 1."""
LABELS = {"unit": ("unit", "单位名称"), "credit code": ("credit code", "统一社会信用代码"),
          "division": ("division", "所属区划"), "date": ("date", "日期")}  # fmt: skip


def book(field: str, kind: SheetKind, lang: Language) -> Workbook:
    return load_workbook(BytesIO(write_sheet(packs()[field], kind, lang)))


def at(sheet: Worksheet, name: str) -> int:
    """Return the column of a name, counted from 1."""
    return [cell.value for cell in sheet[HEADER]].index(name) + 1


def names(field: str, kind: SheetKind, lang: Language) -> dict[str, str]:
    scheme = shipped()[packs()[field].scheme]
    return {key: name for key, (name, _) in columns(layout(kind), scheme, lang).items()}


def say_once(sheet: Worksheet, label: str, value: object) -> None:
    """Fill in what is asked once, in the cell beside its label."""
    row = [cell for cell in sheet[2] if cell.value is not None]
    found = next(cell for cell in row if cell.value.rstrip(":：") in LABELS[label])
    end = next((area.max_col for area in sheet.merged_cells.ranges
                if found.coordinate in area), found.column)  # fmt: skip
    sheet.cell(2, end + 1, value)


def score(sheet: Worksheet, row: int, field: str, kind: SheetKind, lang: Language, n: int) -> None:
    """Score a row: by the n-th of each factor's scores, with measures by its lowest."""
    told = names(field, kind, lang)
    for factor in shipped()[packs()[field].scheme].factors:
        worse = sorted(factor.values, reverse=True)
        sheet.cell(row, at(sheet, told[factor.symbol]), worse[n % len(worse)])
        sheet.cell(row, at(sheet, told[f"residual_{factor.symbol}"]), worse[-1])


def fill(field: str, kind: SheetKind, lang: Language) -> tuple[Workbook, int]:
    """Fill in a sheet as a unit does; return it and how many rows the pack had in it."""
    filled = book(field, kind, lang)
    sheet = filled[kind.upper()]
    many = sum(1 for row in sheet.iter_rows(HEADER + 1, max_col=2) if row[1].value)
    for n in range(many):
        score(sheet, HEADER + 1 + n, field, kind, lang, n)
    say_once(sheet, "unit", "甲 公司")
    say_once(sheet, "credit code", "91990100MA0000001A")
    say_once(sheet, "division", "990101001")
    say_once(sheet, "date", date(2026, 3, 5))
    return filled, many


def saved(filled: Workbook, file: Path) -> None:
    """Save a workbook as a spreadsheet program does: with what its formulas make."""
    for row in filled.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.value = computed(filled.worksheets[0], cell.value) or None
    filled.save(file)


def computed(sheet: Worksheet, formula: str) -> float | str:
    """Return what a formula of our sheets makes; of cells, products and nested IFs."""

    def value(found: re.Match[str]) -> str:
        told = sheet[found[0]].value
        if isinstance(told, str) and told.startswith("="):
            told = computed(sheet, told)
        return repr("" if told is None else told)

    code = re.sub(r"\b[A-Z]{1,2}\d+\b", value, formula.removeprefix("="))
    code = re.sub(r"(?<![<>=])=(?!=)", "==", code)
    # Both branches of an IF are told; the one that isn't taken may be a product of no numbers.
    code = code.replace("IF(", "pick(").replace("''*", "0*").replace("*''", "*0")
    code = re.sub(r"''(?=>=)", "-1", code)
    known = {
        "pick": lambda when, then, other: then if when else other,
        "COUNT": lambda *each: sum(isinstance(one, int | float) for one in each),
        "ROUND": round,
    }
    result: float | str = eval(code, {"__builtins__": {}} | known)  # noqa: S307 - our own formulas
    return result
