"""``anlan risk`` at work on a firm's workbook."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from register_book import book, changed

CITY = "jiangcheng"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a city that has its divisions and nothing else."""
    home = tmp_path_factory.mktemp("risk")
    run(home, "generate", str(home / "files"), "--scale", "0.001")
    layers = home / CITY / "layers"
    layers.mkdir(parents=True)
    (layers / "divisions.geojson").write_bytes((home / "files/divisions.geojson").read_bytes())
    return home


def run(home: Path, *words: str, lang: str = "en", code: int = 0) -> str:
    command = [sys.executable, "-m", "anlan", "--home", str(home), "--lang", lang, *words]
    wide = os.environ | {"COLUMNS": "250"}
    done = subprocess.run(
        command, capture_output=True, text=True, env=wide, check=False, timeout=300
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def street(home: Path) -> str:
    told = json.loads((home / "files/divisions.geojson").read_text("utf-8"))["features"]
    return next(e["properties"]["code"] for e in told if e["properties"]["level"] == "street")


def test_a_workbook_is_registered_shown_and_graded_by_another_scheme(home, tmp_path):
    file = book(tmp_path)
    given = ["--field", "建筑施工", "--division", street(home)]
    dry = run(home, "risk", "import", CITY, str(file), *given, "--dry-run")
    assert "Registered 0" in dry
    told = run(home, "risk", "import", CITY, str(file), *given)
    assert "Registered 2: 2 new, 0 graded anew" in told
    assert "Not read, as they name people: 责任人, 联系电话" in told
    assert "张三" not in told
    again = run(home, "risk", "import", CITY, str(file), *given)
    assert "Registered 2: 0 new, 2 graded anew" in again
    shown = run(home, "risk", "show", CITY, "91990100MA0000001A-A-1")
    assert "Without measures: 540, red" in shown
    assert "D = L × E × C = 6 × 6 × 15 = 540" in shown
    zh = run(home, "risk", "show", CITY, "91990100MA0000001A-A-1", lang="zh")
    assert "固有风险：540，红色" in zh
    refused = run(home, "risk", "regrade", CITY, "--from", "lec", "--to", "ls", code=1)
    assert "LEC scores L, E, C" in refused


def test_wrong_rows_are_told_and_the_rest_is_registered(home, tmp_path):
    file = book(tmp_path, changed(0, "L", 4))
    given = ["--field", "construction", "--division", street(home), "--unit-code", "X1"]
    told = run(home, "risk", "import", CITY, str(file), *given)
    assert "Registered 1: 1 new" in told
    assert "L has no score 4. It may be 10, 6, 3, 1, 0.5, 0.2, 0.1." in told
    assert "1 row refused" in told


def test_another_scheme_tells_what_moves(home, tmp_path):
    file = tmp_path / "list.csv"
    text = "编号,风险点,危险源,事故类型,L,S,行业\nZ-1,锅炉房,锅炉,锅炉爆炸,3,3,特种设备\n"
    file.write_text(text, "utf-8")
    run(home, "risk", "import", CITY, str(file), "--division", street(home))
    for words in (["--dry-run"], []):
        told = run(home, "risk", "regrade", CITY, "--from", "ls", "--to", "ls4", *words)
        assert "1 point changed its colour" in told
        assert "Z-1" in told
        assert "yellow" in told
        assert "orange" in told
    assert "0 points" in run(home, "risk", "regrade", CITY, "--from", "ls", "--to", "ls4")
    assert "Now: 9, orange" in run(home, "risk", "show", CITY, "Z-1")
