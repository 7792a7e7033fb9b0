"""The table of figures: its shape, its goals, and what a new run leaves of an older one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.accuracy import figures
from benchmarks.chicago import NoFilesError, files
from benchmarks.demo import shown
from benchmarks.measure import cost
from benchmarks.result import Result, commit, rows, save, table
from rich.console import Console

from benchmarks import chicago_job, demo_cold

SECONDS = Result("job", 30.0, "s", 60, "<=", "pandas", 90.0, "1,000 rows")
RATE = Result("rate", 150.0, "rows/s", 200, ">=", "pandas", 100.0)
TOLD = Result("told", 2.5, "GB")
PROMISED = "name value unit goal holds peer ratio size machine commit quick"


def test_a_goal_and_a_ratio_look_the_right_way() -> None:
    assert (SECONDS.goal, SECONDS.holds, SECONDS.ratio) == ("<= 60 s", True, 3.0)
    assert (RATE.goal, RATE.holds, RATE.ratio) == (">= 200 rows/s", False, 1.5)
    assert (TOLD.goal, TOLD.holds, TOLD.ratio) == ("", None, None)


def test_every_row_of_the_file_has_what_is_promised() -> None:
    for row in rows([SECONDS, RATE, TOLD], True, "abc1234"):
        assert set(PROMISED.split()) <= row.keys()
        assert (row["quick"], row["commit"]) == (True, "abc1234")


def test_saving_replaces_a_figure_of_the_same_name_and_keeps_the_others(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    save(rows([SECONDS, RATE], False, "old"), path)
    save(rows([Result("rate", 250.0, "rows/s", 200, ">="), TOLD], True, "new"), path)
    kept = {row["name"]: row for row in json.loads(path.read_text(encoding="utf-8"))}
    assert list(kept) == ["job", "rate", "told"]
    assert (kept["job"]["quick"], kept["job"]["commit"]) == (False, "old")
    rate = kept["rate"]
    assert (rate["value"], rate["holds"], rate["quick"], rate["commit"]) == (250, True, True, "new")


def test_the_printed_table_tells_a_missed_goal_and_the_peer() -> None:
    console = Console(width=160)
    with console.capture() as shown:
        console.print(table([SECONDS, RATE, TOLD]))
    lines = {line.split()[1]: line for line in shown.get().splitlines() if line.startswith("│")}
    assert "yes" in lines["job"] and "3.00×" in lines["job"] and "pandas: 90.000" in lines["job"]
    assert "NO" in lines["rate"]
    assert "yes" not in lines["told"] and "NO" not in lines["told"]


def test_the_commit_is_told_or_said_to_be_unknown() -> None:
    assert commit() == "unknown" or len(commit().rstrip("+")) >= 7


def test_a_process_is_measured_with_its_children() -> None:
    holding = "held = bytearray(150_000_000); import time; time.sleep(1.2)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {holding!r}])"
    spent = cost([sys.executable, "-c", parent])
    assert spent.seconds >= 1.2
    assert 0.15 < spent.gigabytes < 0.3


def test_a_process_is_not_charged_what_its_parent_held() -> None:
    held = bytearray(b"x") * 300_000_000
    assert cost([sys.executable, "-c", "import time; time.sleep(0.2)"]).gigabytes < 0.1
    assert len(held) == 300_000_000


def test_a_process_that_fails_shows_its_output() -> None:
    with pytest.raises(RuntimeError, match="what went wrong"):
        cost([sys.executable, "-c", "raise SystemExit('what went wrong')"])


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(NoFilesError, match=r"food_inspections\.csv\.gz"):
        files(tmp_path, False, tmp_path)


def test_a_cold_demo_is_handed_nothing_of_this_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MAKEFLAGS", "PYTHONPATH", "ANLAN_HOME"):
        monkeypatch.setenv(name, "of this run")
    words = demo_cold.command(tmp_path, tmp_path / "none")
    make = words.index("make")
    assert words[make:-1] == ["make", "-C", str(tmp_path), "demo", "ONCE=1"]
    seen = subprocess.run([*words[:make], "env"], capture_output=True, text=True, check=True).stdout
    assert "of this run" not in seen


def test_two_ways_that_judge_other_visits_are_not_compared() -> None:
    chicago_job.check(11_112, 11_114)
    with pytest.raises(ValueError, match="11112 visits judged here, 9000 there"):
        chicago_job.check(11_112, 9_000)


def test_the_demo_is_credited_only_with_cities_it_judged(tmp_path: Path) -> None:
    (tmp_path / "empty" / "lake").mkdir(parents=True)
    with pytest.raises(ValueError, match="no city"):
        shown(tmp_path)
    for city in ("there", "here"):
        (tmp_path / city / "runs" / "backtest").mkdir(parents=True)
        (tmp_path / city / "runs" / "backtest" / "latest").write_text("run", encoding="utf-8")
    assert shown(tmp_path) == "here and there"


def test_accuracy_reads_leads_and_folds_from_a_report() -> None:
    def values(score: float, peer: float, days: float) -> list[dict[str, object]]:
        own = {("score", "auc"): score, ("score", "days_earlier"): days}
        own |= {("score_premises", "within_inspector"): 0.63}
        other = {("logistic_regression", "auc"): peer, ("logistic_regression", "days_earlier"): 5.0}
        other |= {("logistic_regression", "within_inspector"): 0.6}
        return [{"method": m, "metric": k, "value": v} for (m, k), v in {**own, **other}.items()]

    folds = [{"values": values(0.7, 0.6, 6.0)}, {"values": values(0.7, 0.71, 7.0)}]
    report = {"pooled": values(0.73, 0.7, 6.0), "folds": folds}
    found = {figure.name: figure for figure in figures(report)}
    assert found["accuracy-auc"].holds and found["accuracy-auc"].peer_value == 0.7
    assert found["accuracy-within-inspector-lead"].value == pytest.approx(0.03)
    assert found["accuracy-within-inspector-lead"].holds is False
    assert found["accuracy-folds-ahead-auc"].value == 1 and found["accuracy-folds-ahead-auc"].holds
    assert found["accuracy-folds-ahead-days-earlier"].value == 2
