"""Jiangcheng's generator: the same city from the same seed, mistakes listed, truth kept apart."""

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from anlan import cities as packs
from anlan.cities.jiangcheng import SPINE
from anlan.cities.jiangcheng.drop import make_drop
from anlan.cities.jiangcheng.exports import exports
from anlan.pool import quarantine
from anlan.store import Workspace

SCALES = (0.001, 0.005)
LEVELS = ("city", "district", "street", "community", "grid")
PACK = resources.files("anlan.cities.jiangcheng")


def anlan(home, *words):
    command = [sys.executable, "-m", "anlan", "--home", str(home), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def made(folder, scale, seed):
    """Make a city and return its folder."""
    anlan(folder.parent, "generate", folder, "--scale", scale, "--seed", seed)
    return folder


def only(sources):
    """Return the words that name sources to a command."""
    return [word for source in sources for word in ("--source", source)]


def digests(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


@pytest.fixture(scope="module")
def cities(tmp_path_factory):
    """Return the files of one city at each scale."""
    base = tmp_path_factory.mktemp("jiangcheng")
    return {scale: made(base / str(scale), scale, 7) for scale in SCALES}


@pytest.fixture(scope="module")
def taken(cities, tmp_path_factory):
    """Take each city in; return its home by scale."""
    homes = {scale: tmp_path_factory.mktemp("home") for scale in SCALES}
    for scale, home in homes.items():
        anlan(home, "ingest", "jiangcheng", "--data", cities[scale])
    return homes


def lake(home, source):
    """Return every row of a source in the lake."""
    files = sorted((home / "jiangcheng" / "lake" / source).rglob("*.parquet"))
    return pl.concat([pl.read_parquet(file) for file in files], how="diagonal")


def held(home):
    """Return every row in quarantine."""
    workspace = Workspace(home, "jiangcheng")
    items = quarantine.listing(workspace, limit=None).items
    workspace.close()
    return items


def ranked(home):
    """Rank the city; return the bytes of the ranking's tables and the ranked premises."""
    anlan(home, "score", "jiangcheng")
    runs = home / "jiangcheng" / "runs" / "score"
    folder = runs / (runs / "latest").read_text("utf-8").strip()
    whole = {path.name: path.read_bytes() for path in folder.glob("*.parquet")}
    return whole, pl.read_parquet(folder / "ranking.parquet")


def test_the_same_scale_and_seed_give_the_same_bytes(cities, tmp_path):
    assert digests(made(tmp_path / "again", 0.001, 7)) == digests(cities[0.001])


def test_another_seed_gives_other_bytes_in_every_department_file(cities, tmp_path):
    other, first = digests(made(tmp_path / "other", 0.001, 8)), digests(cities[0.001])
    effects = str(Path("truth") / "effects.json")  # the effects are settings, not drawn
    assert other.keys() == first.keys()
    assert {name for name in first if other[name] == first[name]} == {effects}


@pytest.mark.parametrize("scale", SCALES)
def test_exactly_the_spoilt_rows_are_in_quarantine(cities, taken, scale):
    spoilt = pl.read_csv(cities[scale] / "truth" / "mistakes.csv")
    found = held(taken[scale])
    assert {(item.source, item.row) for item in found} == set(
        spoilt.select("source", "row").iter_rows()
    )
    assert len(found) == spoilt.height


@pytest.mark.parametrize("scale", SCALES)
def test_each_kind_of_mistake_is_called_by_its_own_reason(cities, taken, scale):
    spoilt = pl.read_csv(cities[scale] / "truth" / "mistakes.csv")
    kinds = {(source, row): kind for source, row, kind in spoilt.iter_rows()}
    reasons = {}
    for item in held(taken[scale]):
        reasons.setdefault(kinds[item.source, item.row], set()).add(item.first.rule)
    assert len(reasons) >= 6
    called = [rule for rules in reasons.values() for rule in rules]
    assert len(called) == len(set(called)), f"two kinds of mistake share a reason: {reasons}"


def test_every_row_is_held_or_in_quarantine(cities, taken):
    counted = {
        "premises": pl.read_csv(cities[0.005] / "premises.csv.gz", infer_schema=False).height,
        "inspections": pl.read_csv(cities[0.005] / "inspections.csv.gz", infer_schema=False).height,
        "equipment": pl.read_ndjson(cities[0.005] / "equipment.jsonl").height,
        "licences": pl.read_parquet(cities[0.005] / "licences.parquet").height,
    }
    bad = [item.source for item in held(taken[0.005])]
    for source, rows in counted.items():
        files = (taken[0.005] / "jiangcheng" / "lake" / source).rglob("*.parquet")
        kept = sum(pl.read_parquet(file).height for file in files)
        assert kept + bad.count(source) == rows, source


@pytest.mark.parametrize("scale", SCALES)
def test_the_tree_of_divisions_has_five_levels_each_finer(cities, scale):
    shapes = json.loads((cities[scale] / "divisions.geojson").read_text("utf-8"))["features"]
    rows = [shape["properties"] for shape in shapes]
    count = {level: sum(row["level"] == level for row in rows) for level in LEVELS}
    assert count["city"] == 1
    assert count["district"] == 16
    assert count["district"] < count["street"] < count["community"] < count["grid"]
    codes = {row["code"]: row["level"] for row in rows}
    assert len(codes) == len(rows)
    for row in rows:
        above = LEVELS.index(row["level"]) - 1
        assert codes.get(row["parent"]) == (LEVELS[above] if above >= 0 else None)


def test_a_larger_scale_has_as_many_more_premises(cities):
    few, many = (
        pl.read_csv(cities[scale] / "premises.csv.gz", infer_schema=False).height
        for scale in SCALES
    )
    assert (few, many) == (400, 2000)


def test_the_pack_is_right_and_no_source_reads_the_truth(cities, tmp_path):
    assert "right" in anlan(tmp_path, "city", "check", "jiangcheng")
    pack = tomllib.loads((PACK / "city.toml").read_text("utf-8"))
    hidden = {path.name for path in (cities[0.001] / "truth").iterdir()}
    named = {file for source in pack["sources"] for file in source["files"]}
    named |= {pack["basemap"], pack["divisions"]["polygons"]}
    assert not named & hidden
    assert not [name for name in named if "truth" in name or "*" in name]


def test_without_the_truth_the_ranking_has_the_same_bytes(cities, taken, tmp_path):
    bare = tmp_path / "files"
    shutil.copytree(cities[0.005], bare)
    shutil.rmtree(bare / "truth")
    anlan(tmp_path / "home", "ingest", "jiangcheng", "--data", bare, *only(SPINE))
    assert ranked(tmp_path / "home")[0] == ranked(taken[0.005])[0]


def test_the_ranking_finds_the_hidden_danger(cities, taken):
    """Evaluation only: the truth is read here and nowhere else."""
    rows = ranked(taken[0.005])[1]
    truth = pl.read_parquet(cities[0.005] / "truth" / "premises.parquet")
    drift = sorted(
        (name for name in truth.columns if name.startswith("drift_")),
        key=lambda name: int(name.removeprefix("drift_")),
    )
    now = truth.select("premises_id", true=pl.col("danger") + pl.col(drift[-1]))
    both = rows.join(now, left_on="asset", right_on="premises_id")
    assert both.height > 0.98 * rows.height
    true, score = both["true"].to_numpy(), both["score_premises"].to_numpy()
    assert spearmanr(score, true).statistic > 0.4
    assert roc_auc_score(true > np.quantile(true, 0.9), score) > 0.75


STUDY = {
    "bridges": 22, "tunnels": 7, "metro_lines": 8, "crowded_places": 393, "cameras": 250_000,
    "building_sites": 11_000, "pipelines": 16_000,
}  # fmt: skip


def test_the_counts_are_those_of_the_study():
    assert {name: exports()[name].rows for name in STUDY} == STUDY
    tiers = exports()["cameras"].columns["tier"]["share"]
    assert tiers == {"一类": 5_000, "二类": 20_000, "三类": 225_000}


def test_each_of_38_departments_sends_something_and_every_export_is_a_source():
    city = packs.load("jiangcheng").city
    assert len(city.departments) == 38
    assert {source.department for source in city.sources} == {d.name for d in city.departments}
    assert {source.name for source in city.sources} == {*SPINE, *exports()}
    for name, export in exports().items():
        late = [export.late.file] if export.late else []
        assert city.source(name).files == [export.file, *late]


def test_a_source_alone_has_the_same_bytes_as_among_all(cities, tmp_path):
    """Two that are about things of another source, and one of the main job."""
    asked = ("gas_rounds", "site_checks", "licences")
    anlan(tmp_path, "generate", tmp_path / "few", "--scale", 0.001, "--seed", 7, *only(asked))
    few, every = digests(tmp_path / "few"), digests(cities[0.001])
    names = {Path(name).name for name in few if "truth" not in name}
    data = {"divisions.geojson", "basemap.geojson", "licences.parquet", "site_checks.csv.gz"}
    assert names == data | {"燃气巡检记录.csv", "燃气巡检记录_更正.csv"}
    del few[str(Path("truth") / "mistakes.csv")]
    assert {name: every[name] for name in few} == few


def test_the_columns_add_up_as_the_table_says(cities, taken):
    tiers = pl.read_parquet(cities[0.005] / "cameras.parquet")["tier"].value_counts()
    assert dict(tiers.iter_rows()) == {"一类": 25, "二类": 100, "三类": 1125}
    metro = pl.read_ndjson(cities[0.005] / "metro_lines.jsonl")
    assert metro["length_km"].sum() == pytest.approx(237)
    people = lake(taken[0.005], "residents")["常住人口"].cast(pl.Int64)
    assert people.sum() == pytest.approx(55_000, abs=2)
    assert people.max() > 5 * people.median()  # crowded in the middle


def test_departments_write_in_their_own_encodings(cities):
    folder = cities[0.001]
    assert "管道编号" in (folder / "燃气巡检记录.csv").read_bytes().decode("gb18030")
    assert (folder / "排水管网水位.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert b";" in (folder / "bus_days.csv").read_bytes().split(b"\n")[0]


def test_a_late_correction_becomes_a_second_version(cities, taken):
    for name, export in exports().items():
        if export.late:
            rows = lake(taken[0.005], name)
            again = rows.filter(pl.col("_version") == 2)
            sent = (cities[0.005] / export.late.file).read_bytes()
            sent = gzip.decompress(sent) if export.late.file.endswith(".gz") else sent
            assert again.height == len(sent.splitlines()) - 1 > 0, name
            first = rows.filter(pl.col("_version") == 1)
            pair = again.join(first, on="_key_hash")
            column = export.late.column
            assert (pair[column] != pair[f"{column}_right"]).all(), name


def test_positions_of_other_datums_come_to_lie_in_their_communities(taken):
    for source in ("building_sites", "courier_sites"):  # GCJ-02, BD-09
        rows = lake(taken[0.005], source)
        inside = rows["_division"].str.count_matches("/") == 4  # down to the grid
        assert inside.mean() > 0.97, source


def test_no_telephone_is_kept(taken):
    assert "值班电话" not in lake(taken[0.005], "outages").columns
    assert "联系电话" not in lake(taken[0.005], "grid_reports").columns
    kept = lake(taken[0.005], "building_sites")["项目部电话"].drop_nulls()
    assert kept.len() > 0
    assert not kept.str.contains("000-").any()


def test_a_days_drop_brings_new_rows_and_corrections_and_nothing_else(cities, taken, tmp_path):
    home = Path(shutil.copytree(taken[0.001], tmp_path / "home"))
    drop = tmp_path / "drop"
    made = make_drop(cities[0.001], drop)
    assert {path.name for path in drop.iterdir()} == {
        file for source in packs.load("jiangcheng").city.sources for file in source.files
    }
    sources = ("inspections", "gas_rounds", "water_quality", "pipelines", "schools", "weather")
    anlan(home, "ingest", "jiangcheng", "--data", drop, *only(sources))
    for source in sources:
        before, after = lake(taken[0.001], source), lake(home, source)
        keys = set(before["_key_hash"])
        fresh = after.join(before, on=["_key_hash", "_hash"], how="anti")
        new = fresh.filter(~pl.col("_key_hash").is_in(list(keys)))
        assert new.height == made[source].new > 0, source
        assert new["_version"].to_list() == [1] * new.height
        again = fresh.filter(pl.col("_key_hash").is_in(list(keys)))
        assert 0 < again.height <= made[source].corrected, source
        assert again["_version"].min() >= 2
