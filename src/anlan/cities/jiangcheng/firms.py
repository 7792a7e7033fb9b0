"""The lists of risks that the synthetic firms fill in: workbooks as firms write them."""

import csv
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

FILE = Path(__file__).parent / "firms.toml"
MEASURES = {
    "engineering": "工程技术措施",
    "management": "管理措施",
    "training": "培训教育措施",
    "protective": "个体防护措施",
    "emergency": "应急处置措施",
}
TOP = ["序号", "风险点", "", "危险源", "可能导致的事故类型", "固有风险", "", "", "", "管控后L",
       "风险等级", *MEASURES.values(), "责任人", "经度", "纬度"]  # fmt: skip
NAMES = ["", "编号", "名称", "", "", "L", "E", "C", "D"]
WORDS = [(320, "重大风险"), (160, "较大风险"), (70, "一般风险"), (0, "低风险")]
SCORES = (10.0, 6.0, 3.0, 1.0, 0.5, 0.2, 0.1)
MISTAKES = ("product", "score", "event")
SURNAMES = "赵钱孙李周吴郑王冯陈"
DATES = ("{y}.{m}.{d}", "{y}年{m}月{d}日", "{y}/{m}/{d}", "{y}-{m:02d}-{d:02d}")


@dataclass(frozen=True)
class Spot:
    """Where a firm is: the code of its grid, and a point in it."""

    code: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Firm:
    """A firm and its workbook."""

    name: str
    code: str
    field: str
    spot: Spot
    file: Path


@cache
def _templates() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def write(
    folder: Path, spots: Sequence[Spot], many: int, seed: int, *, right: bool = False
) -> list[Firm]:
    """Write the workbooks of so many firms, one field after the other; return the firms.

    Args:
        folder: where they are written; made where it isn't there.
        spots: where firms may be.
        many: how many firms.
        seed: of chance; the same gives the same files.
        right: whether the mistakes in them have been mended.
    """
    chance = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    fields = _templates()["fields"]
    firms: list[Firm] = []
    for n in range(many):
        field = fields[n % len(fields)]
        spot = spots[int(chance.integers(len(spots)))]
        name = f"江城第{n + 1}{field['unit']}"
        code = f"91990100MA{n:07d}X"
        firm = Firm(name, code, field["id"], spot, folder / f"{n + 1:03d}-{field['id']}.xlsx")
        _book(firm, field["points"], chance, right)
        firms.append(firm)
    return firms


def _book(
    firm: Firm, points: Sequence[dict[str, Any]], chance: np.random.Generator, right: bool
) -> None:
    day = {"y": 2026, "m": int(chance.integers(1, 4)), "d": int(chance.integers(1, 28))}
    dated = DATES[int(chance.integers(len(DATES)))].format(**day)
    with xlsxwriter.Workbook(firm.file) as book:
        sheet = book.add_worksheet("清单")
        last = len(TOP) - 1
        sheet.merge_range(0, 0, 0, last, f"{firm.name}安全风险分级管控清单")
        head = f"单位名称：{firm.name} 统一社会信用代码：{firm.code} 评估日期：{dated}"
        sheet.merge_range(1, 0, 1, last, head)
        sheet.write_row(2, 0, TOP)
        sheet.write_row(3, 0, NAMES)
        sheet.merge_range(2, 1, 2, 2, "风险点")
        sheet.merge_range(2, 5, 2, 8, "固有风险")
        for column in (0, 3, 4, *range(9, len(TOP))):
            sheet.merge_range(2, column, 3, column, TOP[column])
        for n, point in enumerate(points):
            sheet.write_row(4 + n, 0, _row(firm, n, point, chance, right))
        signed = [f"编制人：{SURNAMES[int(chance.integers(10))]}某", "", "", "审核人：某某"]
        sheet.write_row(4 + len(points), 0, signed)


def _row(
    firm: Firm, n: int, point: dict[str, Any], chance: np.random.Generator, right: bool
) -> list[str | float]:
    """Return a row, perhaps with a mistake."""
    wrong = _templates()["mistakes"]
    likelihood = _near(float(point["L"]), chance)
    value = likelihood * point["E"] * point["C"]
    after = min(float(point["after"]), likelihood)
    word = next(name for least, name in WORDS if value >= least)
    event = point["event"]
    product, score, other = (chance.random() < wrong[name] for name in MISTAKES)
    if product and not right:
        value += 10
    if score and not right:
        likelihood, value = 4.0, 4.0 * point["E"] * point["C"]
    if other and not right:
        event = "其它"
    return [
        n + 1, f"F{n + 1}", point["name"], point["source"], event,
        likelihood, point["E"], point["C"], value, after, word,
        *(point.get(each, "") for each in MEASURES),
        f"{SURNAMES[int(chance.integers(10))]}某", firm.spot.lon, firm.spot.lat,
    ]  # fmt: skip


def _near(score: float, chance: np.random.Generator) -> float:
    """Return a score, or now and then the next one of the table."""
    place = SCORES.index(score)
    moved = place + int(chance.choice([-1, 0, 0, 0, 1]))
    return SCORES[min(max(moved, 0), len(SCORES) - 1)]


def write_influences(file: Path, firms: Sequence[Firm], seed: int) -> int:
    """Write what supplies the firms: substations, pumps and mains; return how many influences."""
    chance = np.random.default_rng(seed)
    rows: list[tuple[str, str, str]] = []
    stations = [f"SUB-{n + 1}" for n in range(max(2, len(firms) // 10))]
    for n, firm in enumerate(firms):
        point = f"{firm.code}-F1"
        one, other = chance.choice(len(stations), 2, replace=False)
        rows.append((stations[int(one)], point, "power"))
        if n % 3 == 0:
            rows.append((stations[int(other)], point, "power"))
        if firm.field == "underground":
            pump = f"PUMP-{n + 1}"
            rows += [(stations[int(one)], pump, "power"), (pump, point, "drainage")]
        if firm.field == "city_operation" and n + 1 < len(firms):
            rows.append((point, f"{firms[n + 1].code}-F1", "beside"))
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("source", "target", "kind"))
        writer.writerows(rows)
    return len(rows)
