"""A file that can't be taken in at all: told in a sentence, and nothing that was there is lost."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from badinput_city import CITY, MAIN, Rows, anlan, half_written, held, rewrite

from anlan.model.geo import wgs84_to_gcj02

HOTLINE = "12345热线工单.csv"


@dataclass(frozen=True)
class Bad:
    """A way to spoil one file of a source, and what must be told of it in each language."""

    source: str
    file: str
    spoil: Callable[[Path], None]
    en: tuple[str, ...]
    zh: tuple[str, ...]


def wrong_column(path: Path) -> None:
    def spoil(rows: Rows) -> None:
        rows[0][rows[0].index("rain_mm")] = "rain_m"

    rewrite(path, spoil)


def wrong_encoding(path: Path) -> None:
    """Save it as a spreadsheet's "Unicode text" does, without the mark that says so."""
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16-le"))


def mixed_encoding(path: Path) -> None:
    """Join a line of UTF-8 whose bytes are no GB18030, though most such lines are."""
    path.write_bytes(path.read_bytes() + "R999999999,上报区\n".encode())


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2000])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def header_only(path: Path) -> None:
    path.write_bytes(path.read_bytes().split(b"\n")[0] + b"\n")


def packed_nothing(path: Path) -> None:
    path.write_bytes(gzip.compress(b""))


def gone(path: Path) -> None:
    path.rename(path.with_name("Weather (1).csv"))


def other_datum(path: Path) -> None:
    """Give the positions as a Chinese map service does, though WGS84 is declared."""

    def spoil(rows: Rows) -> None:
        lon, lat = rows[0].index("longitude"), rows[0].index("latitude")
        for row in rows[1:]:
            if row[lon] and float(row[lon]) > 100:
                moved = wgs84_to_gcj02(np.array([float(row[lon])]), np.array([float(row[lat])]))
                row[lon], row[lat] = (f"{values[0]:.6f}" for values in moved)

    rewrite(path, spoil)


BAD = {
    "wrong column": Bad(
        "weather", "weather.csv", wrong_column,
        ("weather.csv has no column rain_mm", "Nearest column in the file: rain_m", "Rename it"),
        ("weather.csv 缺少约定中的列 rain_mm", "rain_m", "请在文件中改名"),
    ),
    "wrong encoding": Bad(
        "weather", "weather.csv", wrong_encoding,
        ("weather.csv is neither UTF-8 nor GB18030 text", "offset 1 ", "Save it as UTF-8"),
        ("weather.csv", "UTF-8"),
    ),
    "two encodings": Bad(
        "hotline", HOTLINE, mixed_encoding,
        (HOTLINE, "GB18030", "Save"),
        (HOTLINE, "GB18030", "请"),
    ),
    "truncated gzip": Bad(
        "premises", "premises.csv.gz", cut_off,
        ("premises.csv.gz is cut off", "Copy or download it again; nothing was taken in"),
        ("premises.csv.gz 不完整", "请重新复制或下载；未接收任何数据"),
    ),
    "empty file": Bad(
        "weather", "weather.csv", emptied,
        ("weather.csv is empty. Export it again; nothing was taken in",),
        ("weather.csv 是空文件。请重新导出",),
    ),
    "header only": Bad(
        "weather", "weather.csv", header_only,
        ("weather.csv has names of columns but no rows", "Export it again"),
        ("weather.csv 只有列名，没有数据行", "请连同数据行重新导出"),
    ),
    "empty gzip": Bad(
        "premises", "premises.csv.gz", packed_nothing,
        ("premises.csv.gz is empty. Export it again",),
        ("premises.csv.gz 是空文件。请重新导出",),
    ),
    "file missing": Bad(
        "weather", "weather.csv", gone,
        ("weather.csv is not in the folder", "Did you mean Weather (1).csv", "Rename"),
        ("没有 weather.csv", "是否指 Weather (1).csv", "请重命名"),
    ),
    "GCJ-02 declared as WGS84": Bad(
        "inspections", "inspections.csv.gz", other_datum,
        ("inspections.csv.gz: source inspections declares its positions as WGS84",
         "fit when read as GCJ02", "Nothing was taken in", "under coordinates in city.toml"),
        ("inspections.csv.gz：数据源 inspections 声明坐标系为 WGS84", "GCJ02", "city.toml"),
    ),
}  # fmt: skip
IN_CHINESE_TOO = ("truncated gzip", "GCJ-02 declared as WGS84", "wrong column")


@pytest.mark.parametrize(
    ("what", "lang"), [(what, "en") for what in BAD] + [(what, "zh") for what in IN_CHINESE_TOO]
)
def test_a_file_that_cannot_be_read_is_refused_and_changes_nothing(
    data: Path, home: Path, what: str, lang: str
) -> None:
    bad = BAD[what]
    before = held(home)
    bad.spoil(data / bad.file)
    done = anlan(home, "ingest", CITY, "--data", data, "--source", bad.source, lang=lang)
    assert done.code == 1
    for told in bad.zh if lang == "zh" else bad.en:
        assert told in done.said
    assert held(home) == before
    assert not half_written(home, data)


def test_good_files_before_a_bad_one_are_kept_whole(data: Path, home: Path, tmp_path: Path) -> None:
    (data / "licences.parquet").write_bytes(b"PAR1 and then nothing")
    begun = tmp_path / "begun"
    done = anlan(begun, "ingest", CITY, "--data", data, *MAIN)
    assert done.code == 1
    assert "licences.parquet" in done.said
    kept, whole = held(begun), held(home)
    for source in ("premises", "inspections"):
        assert kept[source] == whole[source], "what was read before the bad file is whole"
    assert kept["licences"] == ([], [])
    assert not half_written(begun)
