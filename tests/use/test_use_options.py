"""Options that don't go together, and steps out of order, are told apart and mended in a word."""

import csv
import shutil
from pathlib import Path

import pytest
from use_town import DATA, PACK, anlan, runs


def candidates(folder: Path) -> Path:
    path = folder / "visits.csv"
    rows = (DATA / "controles_2023.csv").read_text(encoding="utf-8").splitlines()[:3]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--out", "x.csv"), "--out writes the scores of --candidates"),
        (("--candidates", "y.csv", "--as-of", "2023-06-01"), "scored as of its own day"),
    ],
)
def test_score_refuses_options_that_would_do_nothing(
    taken_in: tuple[Path, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = anlan(taken_in[0], "score", PACK, *words)
    assert (done.code, told in done.said) == (2, True), done.said
    assert not list(tmp_path.iterdir())


def test_each_option_alone_does_its_work(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    done = anlan(home, "score", PACK, "--candidates", candidates(tmp_path), "--out", out)
    assert done.code == 0, done.said
    with out.open(encoding="utf-8", newline="") as file:
        assert [row["controle"] for row in csv.DictReader(file)] == ["2023-0001", "2023-0002"]
    assert "as of 2023-06-01" in anlan(home, "score", PACK, "--as-of", "2023-06-01").said


@pytest.mark.parametrize("verb", ["score", "backtest"])
def test_before_anything_is_taken_in_the_command_that_does_it_is_named(
    tmp_path: Path, verb: str
) -> None:
    done = anlan(tmp_path / "home", verb, PACK)
    assert done.code == 1
    assert "Nothing has been taken in yet from checks, baths of valbains" in done.said
    assert "anlan ingest" in done.said


@pytest.mark.parametrize("verb", ["score", "backtest"])
def test_a_source_that_was_left_out_is_named(tmp_path: Path, verb: str) -> None:
    home = tmp_path / "home"
    assert anlan(home, "ingest", PACK, "--data", DATA, "--source", "checks").code == 0
    done = anlan(home, verb, PACK, lang="zh")
    assert done.code == 1
    assert "valbains 的 baths 尚无数据入库" in done.said


def test_no_day_is_planned_from_a_ranking_that_knows_what_came_after_it(
    ranked: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(ranked, tmp_path / "home"))
    done = anlan(home, "plan", PACK, "--date", "2013-01-01")
    assert done.code == 1
    assert "--date is 2013-01-01, before the day of the latest ranking (2023-12-31)" in done.said
    assert runs(home, "plan") == []
    assert anlan(home, "plan", PACK, "--date", "2024-01-08").code == 0
