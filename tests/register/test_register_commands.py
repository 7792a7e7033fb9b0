"""``anlan risk`` at work on a firm's workbook."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pack_sheets import fill, saved
from register_book import book, changed

from anlan import cities
from anlan.cities.work import opened
from anlan.model.cause import Cause
from anlan.risk.packs import packs
from anlan.risk.register import kinds, notices
from anlan.risk.register.room import RegisterRoom
from anlan.risk.register.sourced import tell_records

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
    assert "Nothing is registered. 2 could be: 2 new, 0 graded anew" in dry
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


def test_counts_of_people_are_taken_in_whole_or_not_at_all(home, tmp_path):
    file = tmp_path / "ground.csv"
    head, here = "division,hour,people,premises,vulnerable\n", street(home)
    file.write_text(f"{head}{here},8,5200,,\n{here},3,4,,\n{here},,,80,6\n", "utf-8")
    told = run(home, "risk", "ground", CITY, str(file))
    assert "3 counts are in place; 1 of fewer than 10 people were taken as none" in told
    file.write_text(f"{head}nowhere,8,50,,\n", "utf-8")
    assert "There is no division nowhere" in run(home, "risk", "ground", CITY, str(file), code=1)


def test_a_notice_is_told_listed_and_ended(home):
    place = ["--division", street(home)]
    told = run(home, "risk", "notice", "tell", CITY, "W-1", "--modifier", "storm",
               "--title", "暴雨橙色预警", *place)  # fmt: skip
    assert "Told " in told
    assert "暴雨橙色预警" in run(home, "risk", "notice", "list", CITY)
    wrong = run(home, "risk", "notice", "tell", CITY, "W-2", "--modifier", "storm", "--title", "x",
                "--near", "114.3", code=1)  # fmt: skip
    assert "114.3,30.6,500" in wrong
    wrong = run(home, "risk", "notice", "tell", CITY, "W-2", "--modifier", "storm", "--title", "x",
                "--since", "2026-07-18", *place, code=1)  # fmt: skip
    assert "is no moment" in wrong
    assert "Ended" in run(home, "risk", "notice", "end", CITY, "W-1", "--void")
    assert "暴雨橙色预警" not in run(home, "risk", "notice", "list", CITY)


def test_the_report_of_a_month_is_written_in_all_forms(home, tmp_path):
    told = run(
        home, "risk", "report", CITY, "--month", "2026-01", "--out", str(tmp_path), lang="zh"
    )
    files = sorted(each.name for each in tmp_path.iterdir())
    forms = ("csv", "html", "pdf", "xlsx")
    assert files == [f"{CITY}-risk-2026-01-zh.{form}" for form in forms]
    assert all(name in told for name in files)
    assert "双重预防工作月报 2026-01" in (tmp_path / files[1]).read_text("utf-8")
    wrong = run(home, "risk", "report", CITY, "--month", "January", code=1)
    assert "January" in wrong


def test_the_plates_of_a_unit_are_one_pdf(home, tmp_path):
    file = book(tmp_path)
    run(home, "risk", "import", CITY, str(file), "--field", "建筑施工", "--division", street(home))
    paper = tmp_path / "plates.pdf"
    told = run(home, "risk", "plates", CITY, str(paper), code=1)
    assert "ANLAN_ADDRESS" in told
    assert not paper.exists()
    given = [str(paper), "--division", street(home), "--address", "https://anlan.example"]
    said = re.search(
        r"Wrote (\d+) plates", run(home, "risk", "plates", CITY, *given, "--size", "a5")
    )
    assert said is not None
    written = paper.read_bytes()
    assert written.count(b"/MediaBox") == int(said[1]) >= 2
    run(home, "risk", "plates", CITY, str(paper), "--unit-code", "nobody", code=1)
    assert paper.read_bytes() == written


def test_the_packs_are_listed(home):
    told = run(home, "risk", "packs", lang="zh")
    for field in kinds().fields:
        assert field in told
    assert "食品药品" in told


@pytest.mark.parametrize("kind", ["jha", "scl"])
def test_a_sheet_of_a_pack_is_written_filled_in_and_registered(home, tmp_path, kind):
    file = tmp_path / f"{kind}.xlsx"
    assert "已写出" in run(home, "risk", "sheet", "矿山", str(file), "--kind", kind, lang="zh")
    filled, _ = fill("mines", kind, "zh")
    saved(filled, file)
    told = run(home, "risk", "import", CITY, str(file), "--division", street(home))
    rows = packs()["mines"].jha if kind == "jha" else packs()["mines"].scl
    assert f"Registered {len(rows)}: {len(rows)} new" in told
    again = run(home, "risk", "import", CITY, str(file), "--division", street(home))
    assert f"Registered {len(rows)}: 0 new, {len(rows)} graded anew" in again


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["space", "a.xlsx"], "No starter pack is known for “space”"),
        (["mines", "a.csv"], "a.csv must end in .xlsx"),
        (["mines", "a.xlsx", "--kind", "poem"], "Take one of: jha, scl, checklist"),
        (["mines", "nowhere/a.xlsx"], "nowhere"),
    ],
)
def test_a_sheet_that_cannot_be_written_is_said_and_leaves_nothing(home, tmp_path, words, said):
    field, file, *rest = words
    assert said in run(home, "risk", "sheet", field, str(tmp_path / file), *rest, code=1)
    assert not list(tmp_path.rglob("*"))


def test_a_list_of_equipment_is_registered(home, tmp_path):
    file = tmp_path / "lifts.csv"
    text = "设备编号,设备种类,验收日期,联系人\nL-1,乘客电梯,2022.5.20,张三\nL-2,飞船,,\n"
    file.write_text(text, encoding="utf-8")
    place = ["--division", street(home)]
    dry = run(home, "risk", "equipment", CITY, str(file), *place, "--dry-run")
    assert "Registered 0 pieces" in dry
    told = run(home, "risk", "equipment", CITY, str(file), *place)
    assert "Registered 1 piece: 1 new, 0 known before" in told
    assert "飞船" in told
    assert "张三" not in told
    assert "0 new, 1 known" in run(home, "risk", "equipment", CITY, str(file), *place)


def test_permits_of_road_works_become_notices_once(home):
    run(home, "ingest", CITY, "--data", str(home / "files"), "--source", "road_works")
    assert "records are new notices" in run(home, "risk", "notice", "from-sources", CITY)
    pack, cause = cities.load(CITY), Cause("local:test")
    june = datetime(2026, 6, 15, tzinfo=UTC)  # when the city's files are of
    with opened(pack, home, None, cause) as at:
        room = RegisterRoom.of(pack.city, pack.divisions(at.workspace.layers))
        told, _ = tell_records(at.workspace, room, cause, june)
        again, _ = tell_records(at.workspace, room, cause, june)
        with at.workspace.database.session() as session:
            kept = notices.standing(session, CITY, june)
    assert told == len([each for each in kept if each.modifier == "works_nearby"]) > 0
    assert again == 0
    assert all(each.since <= june < (each.until or june + timedelta(days=1)) for each in kept)
