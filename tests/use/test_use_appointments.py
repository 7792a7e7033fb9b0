"""Agreed hours are kept by the printed route, or the plan is refused in a sentence."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gpxpy
import httpx
import polars as pl
import pytest
from use_town import CITY, PACK, anlan, runs

from anlan.model.errors import AnlanError, RoutingError, SourceError
from anlan.model.target import Planning
from anlan.risk.appointments import Agreed, checked, of_file

SHIFT = Planning(shift_start="08:00", shift_minutes=360)
NIGHT = Planning(shift_start="22:00", shift_minutes=480)
PLACES = pl.DataFrame({"asset": ["A1", "A2", "A3"], "lon": [3.1, 3.1, None], "lat": [46.1] * 3})


def written(folder: Path, *rows: str, header: str = "asset,from,to") -> Path:
    path = folder / "agreed.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def planned(home: Path) -> tuple[Path, list[dict[str, Any]]]:
    (run,) = runs(home, "plan")
    record = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    return run, [stop for team in record["teams"] for stop in team["stops"]]


def test_the_printed_route_keeps_every_agreed_hour(
    home: Path, tmp_path: Path, live: Callable[[Path, list[str]], str]
) -> None:
    agreed = {"B001": ("10:00", "10:30"), "B002": ("11:00", "11:00"), "B003": ("9:00", "09:45:00")}
    rows = (f"{asset},{begin},{end}" for asset, (begin, end) in agreed.items())
    done = anlan(home, "plan", PACK, "--appointments", written(tmp_path, *rows))
    assert done.code == 0, done.said
    assert "The law wants 2 visits now: 2 are in the plan, 0 didn't fit." in done.said
    run, stops = planned(home)
    kept = {stop["asset"]: stop for stop in stops if stop["appointment"]}
    assert kept.keys() == agreed.keys()
    assert "10:00" <= kept["B001"]["arrive"] <= "10:30"
    assert kept["B002"]["arrive"] == "11:00"
    assert "09:00" <= kept["B003"]["arrive"] <= "09:45"
    text = io.StringIO((run / "plan.csv").read_text(encoding="utf-8"))
    table = {row["asset"]: row for row in csv.DictReader(text)}
    assert (table["B003"]["agreed_from"], table["B003"]["agreed_to"]) == ("09:00", "09:45")
    gpx = gpxpy.parse((run / "plan.gpx").read_text(encoding="utf-8"))
    assert sum("(appointment " in (point.description or "") for point in gpx.waypoints) == 3
    for lang, mark in (("en", "appointment 10:00–10:30"), ("zh", "已预约 10:00–10:30")):
        assert mark in (run / f"plan.{lang}.html").read_text(encoding="utf-8")
    with httpx.Client(base_url=live(home, [str(PACK)])) as client:
        shown = client.get(f"/api/cities/{CITY}/plan").json()
    told = {
        (stop["asset"], stop["agreed_from"], stop["agreed_to"])
        for team in shown["teams"]
        for stop in team["stops"]
        if stop["appointment"]
    }
    assert told == {
        ("B001", "10:00", "10:30"), ("B002", "11:00", "11:00"), ("B003", "09:00", "09:45"),
    }  # fmt: skip
    assert shown["overdue"] == {"due": 2, "planned": 2}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["B001,10:00,10:30", "nobody,10:00,11:00"],
         "agreed.csv, row 2: asset is “nobody”, which is not among the places ranked"),
        ([f"B{number:03},12:00,12:00" for number in range(1, 5)],
         "can't be visited between 12:00 and 12:00 beside the other appointments. Give more teams"),
        (["B001,09:00,09:00"], "nobody can be at B001 between 09:00 and 09:00"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_by_row_and_nothing_is_planned(
    home: Path, tmp_path: Path, rows: list[str], told: str
) -> None:
    done = anlan(home, "plan", PACK, "--appointments", written(tmp_path, *rows))
    assert done.code == 1
    assert told in done.said
    assert runs(home, "plan") == []


def row(asset: str | None = "A1", begin: str | None = "09:00", end: str | None = "10:00") -> Agreed:
    return Agreed(AnlanError("error.appointment.row", file="f.csv", row=7), asset, begin, end)


@pytest.mark.parametrize(
    ("rows", "key", "told"),
    [
        ([row(asset=None)], "asset", "第 7 行：asset 为“”"),
        ([row(asset="A3")], "no_position", "A3 的位置未知"),
        ([row(), row()], "twice", "A1 已有预约（f.csv 第 7 行）"),
        ([row(begin="25:00")], "time", "from 为“25:00”"),
        ([row(end="noon")], "time", "to 为“noon”"),
        ([row(end=None)], "time", "to 为“”"),
        ([row(begin="07:59")], "shift", "在班次（08:00 至 14:00）之外"),
        ([row(end="14:01")], "shift", "to 为 14:01"),
        ([row(begin="10:00", end="09:00")], "order", "10:00 与 09:00"),
    ],
)
def test_a_wrong_row_is_told_with_value_and_mend(rows: list[Agreed], key: str, told: str) -> None:
    with pytest.raises(RoutingError) as refused:
        checked(rows, PLACES, SHIFT)
    assert refused.value.key == f"error.appointment.{key}"
    assert told in refused.value.say("zh")
    assert "f.csv, row 7" in refused.value.say("en")


@pytest.mark.parametrize(
    ("planning", "begin", "end", "minutes"),
    [
        (SHIFT, "8:00", "14:00", (0, 360)),
        (NIGHT, "23:30", "01:15", (90, 195)),
        (Planning(), "09:20:30", "10:00", (20, 60)),
    ],
)
def test_times_become_minutes_of_the_shift(
    planning: Planning, begin: str, end: str, minutes: tuple[int, int]
) -> None:
    assert checked([row("A2", begin, end)], PLACES, planning).windows == {"A2": minutes}


@pytest.mark.parametrize(
    ("file", "key"),
    [
        (lambda at: at / "none.csv", "error.appointment.file"),
        (lambda at: written(at, "A1,09:00", header="asset,from"), "error.appointment.columns"),
        (lambda at: written(at, "A1,09:00,10:00,11:00"), "error.appointment.broken"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, file: Any, key: str) -> None:
    with pytest.raises(SourceError) as refused:
        list(of_file(file(tmp_path)))
    assert refused.value.key == key
    assert all(refused.value.say(lang) for lang in ("en", "zh"))


def test_a_file_from_a_spreadsheet_in_chinese_is_read(tmp_path: Path) -> None:
    path = tmp_path / "预约.csv"
    path.write_bytes("asset;from;to;备注\nA1;9:00;9:30;请先联系负责人\n".encode("gb18030"))
    (found,) = of_file(path)
    assert (found.asset, found.begin, found.end) == ("A1", "9:00", "9:30")


SOURCE = """
[[sources]]
name = "agreed"
title = { en = "Agreed visits", zh = "预约检查" }
department = "hygiene"
files = ["agreed.csv"]
contract = "contracts/agreed.yaml"
key = ["id"]
event_time = "day"
known_at = { column = "made_on" }
asset = { kind = "bath", id = "bath" }

[planning.appointments]
source = "agreed"
begin = "from"
end = "to"
"""
CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: agreed
version: 1.0.0
status: active
schema:
  - name: agreed
    properties:
      - { name: id, logicalType: string, required: true }
      - { name: bath, logicalType: string, required: true }
      - { name: day, logicalType: date, required: true }
      - { name: made_on, logicalType: date, required: true }
      - { name: from, logicalType: string }
      - { name: to, logicalType: string }
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return the town's pack with a source of appointments."""
    folder = Path(shutil.copytree(PACK, tmp_path / "pack"))
    declared = (folder / "city.toml").read_text(encoding="utf-8")
    (folder / "city.toml").write_text(declared + SOURCE, encoding="utf-8")
    (folder / "contracts" / "agreed.yaml").write_text(CONTRACT, encoding="utf-8")
    return folder


def from_source(home: Path, pack: Path, *rows: str) -> None:
    text = io.StringIO("id,bath,day,made_on,from,to\n" + "\n".join(rows))
    (pack / "data" / "agreed.csv").write_text(text.getvalue(), encoding="utf-8")
    done = anlan(home, "ingest", pack, "--data", pack / "data", "--source", "agreed")
    assert done.code == 0, done.said


def test_a_packs_own_source_of_appointments_is_kept_on_its_day(home: Path, pack: Path) -> None:
    from_source(
        home,
        pack,
        "1,B001,2024-01-08,2024-01-02,10:00,10:30",
        "2,B002,2024-01-09,2024-01-02,11:00,11:30",
        "3,B003,2024-01-08,2024-01-09,12:00,12:30",
    )
    done = anlan(home, "plan", pack, "--date", "2024-01-08")
    assert done.code == 0, done.said
    kept = [stop for stop in planned(home)[1] if stop["appointment"]]
    assert [(stop["asset"], stop["agreed_from"]) for stop in kept] == [("B001", "10:00")]


def test_a_wrong_record_of_the_source_is_named(home: Path, pack: Path) -> None:
    from_source(home, pack, "7,B001,2024-01-08,2024-01-02,10:00,later")
    done = anlan(home, "plan", pack, "--date", "2024-01-08")
    assert done.code == 1
    assert "agreed, record 7: to is “later”, which is no time of day" in done.said


def test_a_pack_that_names_no_such_source_or_column_is_told(pack: Path, tmp_path: Path) -> None:
    declared = (pack / "city.toml").read_text(encoding="utf-8")
    for right, wrong in (
        ('begin = "from"', 'begin = "form"'),
        ('"agreed"\nbegin', '"agred"\nbegin'),
    ):
        (pack / "city.toml").write_text(declared.replace(right, wrong), encoding="utf-8")
        done = anlan(tmp_path / "home", "city", "check", pack)
        assert done.code == 1
        assert wrong.split('"')[1] in done.said
