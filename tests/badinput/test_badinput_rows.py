"""Bad rows: each is set aside with a sentence, the good ones beside it are taken in."""

import shutil
from pathlib import Path

import pytest
from badinput_city import CITY, Done, Rows, anlan, cell, half_written, held, rewrite

PREMISES, HOTLINE = "premises.csv.gz", "12345热线工单.csv"
# The generator spoils 38, 65, 66, 132, 164 and 261 of its own; these rows are good before.
CELLS = [
    (3, "registered_on", "2023-06-31"),
    (4, "longitude", "30.59"),
    (4, "latitude", "114.30"),
    (5, "longitude", "0"),
    (5, "latitude", "0.0"),
    (6, "longitude", "121.47"),
    (6, "latitude", "31.23"),
    (7, "community_code", "990100000000"),
    (8, "floor_area_m2", "=1+1"),
    (9, "kind", "restuarant"),
    (10, "name", ""),
    (11, "longitude", ""),
]
SENTENCES = {
    "date": (
        f'{PREMISES}, row 3: "registered_on" holds "2023-06-31", which is not a date that exists, '
        "written as YYYY-MM-DD",
        f"{PREMISES} 第 3 行：“registered_on”的值“2023-06-31”不是按 YYYY-MM-DD 书写的有效日期",
    ),
    "swapped": (
        f'{PREMISES}, row 4: the position ("longitude, latitude") is "30.59, 114.30": longitude '
        "and latitude seem to be swapped",
        f"{PREMISES} 第 4 行：坐标（“longitude, latitude”）为“30.59, 114.30”，经度与纬度似乎颠倒了",
    ),
    "zero": (
        f'{PREMISES}, row 5: the position ("longitude, latitude") is "0, 0.0", the zero point in '
        "the sea; leave both empty if it is not known",
        f"{PREMISES} 第 5 行：坐标（“longitude, latitude”）为“0, 0.0”，即海上的零点；"
        "位置不明时请将两项都留空",
    ),
    "outside": (f"{PREMISES}, row 6: the position", f"{PREMISES} 第 6 行：坐标"),
    "division": (
        f'{PREMISES}, row 7: "community_code" holds "990100000000", which is not a code in the '
        "city's list of divisions",
        f"{PREMISES} 第 7 行：“community_code”的值“990100000000”不在本市区划代码表中",
    ),
    "number": (f'{PREMISES}, row 8: "floor_area_m2" holds "=1+1"', f"{PREMISES} 第 8 行"),
    "value": (
        f'{PREMISES}, row 9: "kind" holds "restuarant"; agreed are: restaurant',
        f"{PREMISES} 第 9 行：“kind”的值“restuarant”不在约定取值之内：restaurant",
    ),
    "empty": (
        f'{PREMISES}, row 10: "name" is empty, but must be filled in',
        f"{PREMISES} 第 10 行：“name”为空，但此项必填",
    ),
    "half": (f"{PREMISES}, row 11: the position", f"{PREMISES} 第 11 行：坐标"),
    "key": (
        f'{PREMISES}, row 400: the key "{{key}}" ("premises_id") stands in this file before, with '
        "other content; the first row was kept",
        f"{PREMISES} 第 400 行：主键“{{key}}”（“premises_id”）在本文件中已出现过且内容不同",
    ),
    "line": (
        f"{PREMISES}, row 401: the line cannot be read",
        f"{PREMISES} 第 401 行：该行无法读取",
    ),
    "unit": (
        f'{HOTLINE}, row 12: "受理时间" holds "2022/7/32", which is not a time that exists',
        f"{HOTLINE} 第 12 行：“受理时间”的值“2022/7/32”不是按",
    ),
}  # fmt: skip


def same_key(rows: Rows) -> None:
    rows[400] = [rows[1][0], *rows[400][1:]]


def broken_line(rows: Rows) -> None:
    rows.append(rows[2][:4])


@pytest.fixture(scope="module")
def spoilt(
    clean_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Done], str]:
    """Take in files with every kind of bad row; return home, what was said, the key used twice."""
    root = tmp_path_factory.mktemp("rows")
    data = Path(shutil.copytree(clean_data, root / "data"))
    keys: list[str] = []
    rewrite(data / PREMISES, lambda rows: keys.append(rows[1][0]))
    for row, column, value in CELLS:
        rewrite(data / PREMISES, cell(row, column, value))
    for spoil in (same_key, broken_line):
        rewrite(data / PREMISES, spoil)
    rewrite(data / HOTLINE, cell(12, "受理时间", "2022/7/32"), "gb18030")
    home = root / "home"
    sources = ("--source", "premises", "--source", "hotline")
    said = {"ingest": anlan(home, "ingest", CITY, "--data", data, *sources)}
    for lang in ("en", "zh"):
        said[lang] = anlan(home, "quarantine", "list", CITY, "--limit", 100, lang=lang)
    return home, said, keys[0]


@pytest.mark.parametrize("what", SENTENCES)
def test_each_bad_row_is_told_with_file_row_and_column(
    spoilt: tuple[Path, dict[str, Done], str], what: str
) -> None:
    _, said, key = spoilt
    for lang, sentence in zip(("en", "zh"), SENTENCES[what], strict=True):
        assert said[lang].code == 0
        assert sentence.format(key=key) in said[lang].said


def test_bad_rows_are_counted_and_the_good_ones_taken(
    spoilt: tuple[Path, dict[str, Done], str], clean_home: Path
) -> None:
    home, said, _ = spoilt
    assert said["ingest"].code == 0
    assert "│ premises │ 401 │ 384 │ 0 │ 0 │ 17 │" in said["ingest"].said
    taken, waiting = held(home, "premises")["premises"]
    whole, spoilt_before = held(clean_home, "premises")["premises"]
    assert set(taken) < set(whole), "a good row is as it would be without its bad neighbours"
    assert len(taken) == len(whole) - 10
    assert set(spoilt_before) < set(waiting)
    assert not half_written(home)


def test_a_mended_file_makes_up_for_the_bad_one(
    spoilt: tuple[Path, dict[str, Done], str], clean_data: Path, clean_home: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(spoilt[0], tmp_path / "home"))
    done = anlan(home, "ingest", CITY, "--data", clean_data, "--source", "premises")
    assert done.code == 0
    assert "│ premises │ 400 │ 10 │ 0 │ 384 │ 6 │" in done.said
    keys = [
        {row.split(",")[0] for row in held(at, "premises")["premises"][0]}
        for at in (home, clean_home)
    ]
    assert keys[0] == keys[1]
