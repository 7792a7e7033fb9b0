"""A city that is nothing but files: the pack of docs/howto/add-a-city.md, from check to routes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

PACK = Path(__file__).parent / "thirdcity"
BATHS, CHECKS = 110, 1632
BAD_ROWS = ("bains.csv, row 111", "controles_2023.csv, row 417", "controles_2023.csv, row 418")


def anlan(home, *words, code=0):
    command = [sys.executable, "-m", "anlan", "--home", str(home), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, env=_wide(), check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def _wide():
    return {**os.environ, "COLUMNS": "200"}


def latest(home, kind):
    runs = home / "valbains" / "runs" / kind
    return runs / (runs / "latest").read_text(encoding="utf-8").strip()


def _lake(home, source):
    return sorted((home / "valbains" / "lake" / source).glob("*.parquet"))


def _height(file):
    return pl.read_parquet(file).height


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Run every command of the guide once; return its home and what each command printed."""
    home = tmp_path_factory.mktemp("valbains")
    steps = {
        "check": ("city", "check", PACK),
        "ingest": ("ingest", PACK, "--data", PACK / "data"),
        "again": ("ingest", PACK, "--data", PACK / "data"),
        "quarantine": ("quarantine", "list", PACK),
        "backtest": ("backtest", PACK),
        "score": ("score", PACK),
        "plan": ("plan", PACK),
    }
    return home, {name: anlan(home, *words) for name, words in steps.items()}


def test_the_pack_passes_its_check(said):
    assert "the pack is right" in said[1]["check"]


def test_a_typing_error_is_named_with_file_line_and_what_was_meant(tmp_path):
    folder = tmp_path / "valbains"
    shutil.copytree(PACK, folder)
    text = (folder / "city.toml").read_text(encoding="utf-8")
    (folder / "city.toml").write_text(text.replace("folds = 6", "fold = 6"), encoding="utf-8")
    line = text[: text.index("folds = 6")].count("\n") + 1
    told = anlan(tmp_path / "home", "city", "check", folder, code=1)
    flat = " ".join(told.split())
    assert f"line {line}" in flat
    assert "Did you mean folds?" in flat


def test_good_rows_are_taken_and_the_same_files_change_nothing(said):
    rows = {
        each.split("│")[1].strip(): each for each in said[1]["ingest"].splitlines() if "│" in each
    }
    assert [cell.strip() for cell in rows["baths"].split("│")[2:7]] == ["111", "110", "0", "0", "1"]
    kept = {source: sum(map(_height, _lake(said[0], source))) for source in ("baths", "checks")}
    assert kept == {"baths": BATHS, "checks": CHECKS}


def test_each_bad_row_waits_in_quarantine_with_its_reason(said):
    told = said[1]["quarantine"]
    for row in BAD_ROWS:
        assert row in told
    assert "longitude and latitude seem to be swapped" in told
    assert '"date" holds "31/11/2023", which is not a date that exists' in told
    assert '"resultat" holds "douteux"; agreed are: conforme, non conforme' in told


def test_nothing_written_holds_a_telephone_number(said):
    frames = [pl.read_parquet(path) for path in _lake(said[0], "baths")]
    assert frames
    for frame in frames:
        assert "telephone" not in frame.columns
        assert not any("00 00 00" in str(row) for row in frame.iter_rows())


def test_the_report_says_the_rule_is_better_and_the_ranking_heeds_it(said):
    home, told = said
    run = latest(home, "backtest")
    report = json.loads((run / "report.en.json").read_text(encoding="utf-8"))
    assert len(report["folds"]) == 6
    assert all(check["ok"] for check in report["checks"])
    assert not report["verdict"]["ok"]
    assert (run / "report.en.html").stat().st_size > 10_000
    assert (run / "report.zh.html").is_file()
    assert "Ranked by the rule" in told["score"]


def test_every_bath_is_ranked_once_with_a_reason_of_its_own(said):
    ranking = pl.read_parquet(latest(said[0], "score") / "ranking.parquet")
    assert ranking.height == ranking["asset"].n_unique() == BATHS
    assert sorted(ranking["rank"].to_list()) == list(range(1, BATHS + 1))
    assert ranking["score_premises"].is_between(0, 1, closed="none").all()
    first = ranking.sort("rank").row(0, named=True)
    assert "Bad results in" in first["reasons"][0]["en"]
    assert "不合格结果" in first["reasons"][0]["zh"]


def test_the_routes_fit_the_shift_and_chance_has_its_marked_share(said):
    plan = json.loads((latest(said[0], "plan") / "plan.json").read_text(encoding="utf-8"))
    assert len(plan["teams"]) == 2
    assert all(0 < team["minutes"] <= 360 for team in plan["teams"])
    stops = [stop for team in plan["teams"] for stop in team["stops"]]
    assert len({stop["asset"] for stop in stops}) == len(stops) > 2
    drawn = [stop for stop in stops if stop["random"]]
    assert drawn
    assert {stop["probability"] for stop in drawn} == {plan["draw"]["count"] / BATHS}
