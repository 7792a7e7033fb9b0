"""A file of candidates: an answer for every row, or none and the row that is to blame."""

import gzip
import re
import shutil
from pathlib import Path

import pytest
from badinput_city import CITY, Done, Rows, anlan, cell, rewrite

ROWS = 12


@pytest.fixture
def asked(clean_data: Path, tmp_path: Path) -> Path:
    """Return a file of the last visits."""
    packed = tmp_path / "asked.csv.gz"
    shutil.copyfile(clean_data / "inspections.csv.gz", packed)

    def last(rows: Rows) -> None:
        del rows[1:-ROWS]

    rewrite(packed, last)
    plain = tmp_path / "asked.csv"
    plain.write_bytes(gzip.decompress(packed.read_bytes()))
    return plain


def score(home: Path, path: Path, *words: object) -> Done:
    return anlan(
        home, "score", CITY, "--candidates", path, "--out", path.parent / "out.csv", *words
    )


def spoil(path: Path, pattern: str, new: str, row: int = 5) -> None:
    """Change the line of a row, counted from 1 below the header."""
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[row], times = re.subn(pattern, new, lines[row], count=1)
    assert times == 1
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("pattern", "new", "said"),
    [
        (r",[^,]*$", "", "fewer cells than the header"),
        (r"$", ",more", "more cells than the header"),
    ],
)
def test_a_row_that_cannot_be_split_is_named_and_nothing_scored(
    clean_home: Path, asked: Path, pattern: str, new: str, said: str
) -> None:
    spoil(asked, pattern, new)
    told = score(clean_home, asked)
    assert told.code == 1
    assert f"asked.csv, row 5 below the header: The row has {said}" in told.said
    assert "Nothing was scored" in told.said
    assert not (asked.parent / "out.csv").exists()


@pytest.mark.parametrize("value", ["01/02/2026", "soon", "2026-13-01"])
def test_a_day_that_is_none_is_named_with_its_row(
    clean_home: Path, asked: Path, value: str
) -> None:
    rewrite(asked, cell(7, "inspected_on", value))
    told = score(clean_home, asked)
    assert told.code == 1
    assert f"row 7 below the header: inspected_on is '{value}'" in told.said
    assert "such as 2014-12-31" in told.said


@pytest.mark.parametrize("column", ["inspected_on", "inspection_id"])
def test_an_empty_cell_is_named_with_its_row(clean_home: Path, asked: Path, column: str) -> None:
    rewrite(asked, cell(3, column, ""))
    told = score(clean_home, asked)
    assert told.code == 1
    assert f"row 3 below the header: {column} is empty" in told.said


def test_days_may_be_written_as_portals_write_them(clean_home: Path, asked: Path) -> None:
    assert score(clean_home, asked).code == 0
    plain = (asked.parent / "out.csv").read_text(encoding="utf-8")

    def portal(rows: Rows) -> None:
        place = rows[0].index("inspected_on")
        for row in rows[1:]:
            row[place] += "T00:00:00.000"

    rewrite(asked, portal)
    told = score(clean_home, asked)
    assert told.code == 0, told.said
    assert (asked.parent / "out.csv").read_text(encoding="utf-8") == plain
    assert plain.count("\n") == ROWS + 1


def test_no_candidates_no_scores(clean_home: Path, asked: Path) -> None:
    asked.write_text(asked.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    told = score(clean_home, asked)
    assert told.code == 0, told.said
    out = (asked.parent / "out.csv").read_text(encoding="utf-8")
    assert out == "inspection_id,score,score_premises\n"


def test_a_file_that_is_not_there_is_said_to_be_missing(clean_home: Path, tmp_path: Path) -> None:
    told = score(clean_home, tmp_path / "nowhere.csv")
    assert told.code == 1
    assert "There is no file" in told.said
    assert "city pack" not in told.said


def test_rows_of_the_folder_that_were_left_out_are_counted(
    clean_home: Path, asked: Path, data: Path
) -> None:
    told = score(clean_home, asked, "--data", data)
    assert told.code == 0, told.said
    before, sources = counted(told)
    rewrite(data / "inspections.csv.gz", cell(1, "longitude", "0"))
    after, spoilt = counted(score(clean_home, asked, "--data", data))
    assert after == before + 1 == sum(spoilt.values())
    assert spoilt["inspections"] == sources["inspections"] + 1


def counted(told: Done) -> tuple[int, dict[str, int]]:
    """Return how many rows are said to be left out, in all and by source."""
    match = re.search(r"(\d+) rows of the folder break .* left out: ([^.]*)\.", told.said)
    assert match, told.said
    by_source = (each.rsplit(" ", 1) for each in match[2].split(", "))
    return int(match[1]), {name: int(n) for name, n in by_source}
