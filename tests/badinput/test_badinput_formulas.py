"""A name typed as a formula is data: no CSV that people open runs it, and no export changes it."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from badinput_city import CITY, MAIN, Rows, anlan, cell, held, latest, rewrite, stops

FORMULAS = (
    '=HYPERLINK("http://x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "＝1+1",
)
SET_ASIDE = 7
"""So many rows of premises are made bad, one for each formula."""


def runs(text: str) -> bool:
    """Return whether a spreadsheet takes a cell for a formula: a plain number is none."""
    bare = text.lstrip()
    try:
        float(text)
    except ValueError:
        return bare.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) or text[:1] in (
            "\t",
            "\r",
            "\n",
        )
    return False


def read(text: str) -> list[dict[str, str]]:
    rows = list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))
    assert rows
    return rows


def names_told(rows: list[dict[str, str]]) -> set[str]:
    """Check that no cell is run; return the names, without the mark that stops it."""
    ran = [value for row in rows for pair in row.items() for value in pair if runs(value or "")]
    assert not ran
    return {row["name"].removeprefix("'") for row in rows}


def name_all(rows: Rows) -> None:
    title, place = rows[0].index("name"), rows[0].index("premises_id")
    for row in rows[1:]:
        digits = row[place][-7:]
        row[title] = FORMULAS[int(digits) % len(FORMULAS)] if digits.isdigit() else FORMULAS[0]


@pytest.fixture(scope="module")
def home(clean_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a city in which every premises bears a formula as its name, ranked and planned."""
    root = tmp_path_factory.mktemp("formulas")
    data = Path(shutil.copytree(clean_data, root / "data"))
    for file in ("premises.csv.gz", "inspections.csv.gz"):
        rewrite(data / file, name_all)
    for row in range(1, SET_ASIDE + 1):
        rewrite(data / "premises.csv.gz", cell(row, "floor_area_m2", "=2+3"))
        rewrite(data / "premises.csv.gz", cell(row, "name", FORMULAS[row - 1]))
    home = root / "home"
    for words in (("ingest", CITY, "--data", data, *MAIN), ("score", CITY), ("plan", CITY)):
        done = anlan(home, *words)
        assert done.code == 0, done.said
    return home


def test_the_ranking_for_people_runs_nothing(
    home: Path, live: Callable[[Path, list[str]], str]
) -> None:
    address = live(home, [CITY])
    told = httpx.get(f"{address}/api/cities/{CITY}/ranking.csv", timeout=30)
    assert told.status_code == 200
    assert names_told(read(told.text)) >= {name for name in FORMULAS if "\t" not in name}


def test_the_plan_for_people_runs_nothing_and_tells_the_true_names_elsewhere(home: Path) -> None:
    rows = read((latest(home, "plan") / "plan.csv").read_text(encoding="utf-8"))
    assert names_told(rows) == {stop["name"] for stop in stops(home)}
    assert names_told(rows) & set(FORMULAS)


def test_scores_of_a_file_run_nothing(home: Path, clean_data: Path, tmp_path: Path) -> None:
    candidates = tmp_path / "candidates.csv.gz"
    shutil.copyfile(clean_data / "inspections.csv.gz", candidates)

    def last_visits(rows: Rows) -> None:
        del rows[1 : -len(FORMULAS)]
        for row, name in zip(rows[1:], FORMULAS, strict=True):
            row[0] = name

    rewrite(candidates, last_visits)
    out = tmp_path / "scores.csv"
    done = anlan(home, "score", CITY, "--candidates", candidates, "--out", out)
    assert done.code == 0, done.said
    rows = read(out.read_text(encoding="utf-8"))
    ids = [row["inspection_id"] for row in rows]
    assert not [value for row in rows for value in row.values() if runs(value)]
    assert [each.removeprefix("'").strip() for each in ids] == [name.strip() for name in FORMULAS]
    assert all(0 < float(row["score"]) < 1 for row in rows)


def test_rows_set_aside_run_nothing_and_come_back_as_they_were_sent(
    home: Path, tmp_path: Path
) -> None:
    mended = Path(shutil.copytree(home, tmp_path / "home"))
    out = tmp_path / "mend.csv"
    done = anlan(mended, "quarantine", "list", CITY, "--source", "premises", "--out", out)
    assert done.code == 0, done.said
    text = out.read_text(encoding="utf-8")
    rows = read(text)
    names_told(rows)
    mine = [row for row in rows if row["floor_area_m2"] == "'=2+3"]
    assert len(mine) == SET_ASIDE
    for row in mine:
        row["floor_area_m2"] = "80"
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(mine)
    keys = {row["premises_id"] for row in mine}
    before = held(mended, "premises")["premises"][0]
    again = anlan(mended, "quarantine", "replay", CITY, "--source", "premises", "--mend", out)
    assert again.code == 0, again.said
    new = set(held(mended, "premises")["premises"][0]) - set(before)
    assert len(new) == SET_ASIDE
    for name in FORMULAS:
        assert any(repr(name) in row for row in new), "the true name, without the mark"
    assert all(any(key in row for row in new) for key in keys)
