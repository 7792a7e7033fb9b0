"""A division set in use: the command that looks it over, intake with its warning, the map."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from division_town import Feature, box, row, squares, write

from anlan import cities
from anlan.cities.jiangcheng.generate import generate
from anlan.cities.work import opened
from anlan.cli import main
from anlan.model.geo import wgs84_to_gcj02

CHANGED = [
    (row("A", valid_to="2020-01-01", successors="A1 A2"), box(0, 0, 10, 10)),
    (row("A1", valid_from="2020-01-01"), box(0, 0, 10, 5)),
    (row("A2", valid_from="2020-01-01"), box(0, 5, 10, 10)),
]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return the starter pack, with polygons in place of its table."""
    folder = tmp_path / "mytown"
    cities.new(folder, "mytown")
    file = folder / "city.toml"
    text = file.read_text(encoding="utf-8")
    assert 'table = "divisions.csv"' in text
    text = text.replace('table = "divisions.csv"', 'polygons = "shapes.gpkg"')
    text = text.replace("bounds = [2.0, 48.0, 3.0, 49.0]", "bounds = [114.0, 30.0, 115.0, 31.0]")
    file.write_text(text, encoding="utf-8")
    return folder


Anlan = Callable[..., str]


@pytest.fixture
def anlan(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Anlan:
    """Return what runs a command and gives what it says; in this process, for its start is slow."""
    monkeypatch.setenv("COLUMNS", "300")

    def run(*words: object, lang: str = "en", code: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["anlan", "--lang", lang, *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert (ended.value.code or 0) == code, said
        return said.out + said.err

    return run


def report(anlan: Anlan, *words: object, code: int = 0) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(anlan("city", "divisions", "--json", *words, code=code))
    return told


def test_a_right_set_is_called_right(anlan: Anlan, pack: Path) -> None:
    write(pack / "shapes.gpkg", squares())
    said = anlan("city", "divisions", pack)
    assert "Nothing to complain of." in said
    assert "district" in said
    assert "没有发现问题。" in anlan("city", "divisions", pack, lang="zh")


def test_every_finding_is_told_in_both_languages_and_to_machines(anlan: Anlan, pack: Path) -> None:
    features: list[Feature] = [
        (row("A"), box(0, 0, 10, 10)),
        (row("B"), box(9, 0, 20, 10)),
        (row("C"), [(20, 0), (30, 10), (30, 0), (20, 10)]),
    ]
    bow = [[114 + x / 100, 30 + y / 100] for x, y in features[2][1]]
    features[2] = (features[2][0], {"type": "Polygon", "coordinates": [[*bow, bow[0]]]})
    file = pack / "city.toml"
    file.write_text(file.read_text("utf-8").replace("shapes.gpkg", "shapes.geojson"), "utf-8")
    write(pack / "shapes.geojson", features)
    said = anlan("city", "divisions", pack)
    assert "C: polygon mended; self-intersection, at 114.250000, 30.050000." in said
    assert "A and B overlap by 10,6" in said
    assert "2 findings." in said
    assert "自相交" in anlan("city", "divisions", pack, lang="zh")
    told = report(anlan, pack)
    assert told["levels"] == {"district": {"standing": 3, "with_polygon": 3}}
    assert [each["kind"] for each in told["findings"]] == ["mended", "overlap"]
    assert told["findings"][0]["longitude"] == pytest.approx(114.25)


def test_a_refused_polygon_ends_with_1_and_stops_intake(anlan: Anlan, pack: Path) -> None:
    file = pack / "city.toml"
    file.write_text(file.read_text("utf-8").replace("shapes.gpkg", "shapes.geojson"), "utf-8")
    line = {"type": "LineString", "coordinates": [[114.1, 30.1], [114.2, 30.1]]}
    write(pack / "shapes.geojson", [(row("A"), line), (row("B"), box(0, 0, 1, 1))])
    assert report(anlan, pack, code=1)["findings"][0]["kind"] == "refused"
    said = anlan("--home", pack.parent / "home", "ingest", pack, "--data", pack, code=1)
    assert "the polygon of A can't be mended" in " ".join(said.split())


def test_a_code_and_a_place_are_asked_as_of_a_day(anlan: Anlan, pack: Path) -> None:
    write(pack / "shapes.gpkg", CHANGED)
    told = report(anlan, pack, "--code", "A", "--at", "114.05,30.02")
    assert [each["valid_to"] for each in told["history"]] == ["2020-01-01"]
    assert [(each["code"], each["share"]) for each in told["successors"]] == [
        ("A1", pytest.approx(0.5)),
        ("A2", pytest.approx(0.5)),
    ]
    assert told["place"]["path"] == "mytown/A1"
    assert told["place"]["beidou"].startswith("N50H")
    then = report(anlan, pack, "--at", "114.05,30.02", "--day", "2019-01-01")
    assert then["place"]["path"] == "mytown/A"
    said = anlan("city", "divisions", pack, "--code", "A", "--at", "114.05,30.02")
    assert "A1 stands in its place (share of its area: 50.0%)" in said
    assert "lies in mytown/A1; BeiDou grid N50H" in said
    assert "北斗网格位置码 N50H" in anlan(
        "city", "divisions", pack, "--at", "114.05,30.02", lang="zh"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--code", "Z"), "never had a division Z"),
        (("--at", "114"), "expected longitude and latitude"),
        (("--day", "soon"), "soon"),
    ],
)
def test_a_wrong_question_is_told(
    anlan: Anlan, pack: Path, words: tuple[str, str], told: str
) -> None:
    write(pack / "shapes.gpkg", CHANGED)
    assert told in anlan("city", "divisions", pack, *words, code=1)


def test_jiangchengs_divisions_are_right(anlan: Anlan, tmp_path: Path) -> None:
    made = tmp_path / "city"
    generate(made, 0.001, sources=[])
    told = report(anlan, "jiangcheng", "--data", made)
    assert told["findings"] == []
    assert list(told["levels"]) == ["city", "district", "street", "community", "grid"]
    assert all(each["standing"] == each["with_polygon"] for each in told["levels"].values())


def test_shapes_are_kept_with_the_workspace(anlan: Anlan, tmp_path: Path, pack: Path) -> None:
    data, home = tmp_path / "data", tmp_path / "home"
    write(data / "shapes.shp", squares())
    file = pack / "city.toml"
    file.write_text(file.read_text("utf-8").replace("shapes.gpkg", "shapes.shp"), "utf-8")
    with opened(cities.load(pack), home) as work:
        work._keep_layers(data)
    assert {each.suffix for each in (home / "mytown" / "layers").iterdir()} > {".shp", ".dbf"}
    said = anlan("--home", home, "city", "divisions", pack)
    assert "Nothing to complain of." in said


def test_intake_warns_of_shifted_positions(tmp_path: Path) -> None:
    from anlan.model.city import City
    from anlan.pool.ingest import ingest
    from anlan.store import Workspace

    write(
        tmp_path / "shapes.geojson",
        [
            (row(f"C{x:02}{y:02}", "community"), box(2 * x, 2 * y, 2 * x + 2, 2 * y + 2))
            for x in range(10)
            for y in range(10)
        ],
    )
    (tmp_path / "shops.yaml").write_text(CONTRACT, encoding="utf-8")
    town = City.model_validate(DECLARED)
    chance = np.random.default_rng(2)
    lon, lat = 114.02 + 0.16 * chance.random((2, 2_000)) - [[0], [84]]
    code = [
        f"C{int((x - 114) * 50):02}{int((y - 30) * 50):02}" for x, y in zip(lon, lat, strict=True)
    ]
    notes = {}
    for name, (x, y) in {"right": (lon, lat), "shifted": wgs84_to_gcj02(lon, lat)}.items():
        ids = [f"{name}{number}" for number in range(2_000)]
        frame = pl.DataFrame({"id": ids, "lon": x, "lat": y, "code": code, "day": "2026-01-01"})
        (tmp_path / name).mkdir()
        frame.write_csv(tmp_path / name / "shops.csv")
        workspace = Workspace(tmp_path / f"home-{name}", "town")
        [taken] = ingest(town, tmp_path.joinpath, workspace, tmp_path / name)
        workspace.close()
        assert taken.counts.new == 2_000
        notes[name] = [each.say() for each in taken.notes]
    assert notes["right"] == []
    assert len(notes["shifted"]) == 1
    assert "of 2000 positions lie in the division beside them" in notes["shifted"][0]
    assert "if they are GCJ02. Check `crs` of the source." in notes["shifted"][0]


TEXT = {"en": "x", "zh": "x"}
DECLARED: dict[str, Any] = {
    "name": "town",
    "title": TEXT,
    "zone": "Asia/Shanghai",
    "bounds": (114.0, 30.0, 115.0, 31.0),
    "divisions": {"levels": ["community"], "polygons": "shapes.geojson"},
    "departments": [{"name": "health", "title": TEXT}],
    "asset_kinds": [{"name": "premises", "title": TEXT}],
    "sources": [
        {
            "name": "shops",
            "title": TEXT,
            "department": "health",
            "files": ["shops.csv"],
            "contract": "shops.yaml",
            "key": ["id"],
            "event_time": "day",
            "known_at": {"column": "day"},
            "coordinates": {"longitude": "lon", "latitude": "lat"},
            "division": {"column": "code", "level": "community"},
        }
    ],
}
CONTRACT = """\
kind: DataContract
apiVersion: v3.1.0
version: 1.0.0
id: shops
name: shops
status: active
schema:
  - name: shops
    properties:
      - {name: id, logicalType: string, primaryKey: true, required: true}
      - {name: lon, logicalType: number}
      - {name: lat, logicalType: number}
      - {name: code, logicalType: string}
      - {name: day, logicalType: date, logicalTypeOptions: {format: yyyy-MM-dd}}
"""
