"""The fixed contract for scoring, on the last quarter of the public Chicago files."""

import csv
import gzip
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.chicago
OUTCOMES = {
    "results",
    "critical_violations",
    "serious_violations",
    "minor_violations",
    "violations_cited",
}
FIRST = "2014-06-02"


def candidates(data: Path, path: Path) -> list[str]:
    """Write the candidates of the last quarter; return their ids in order."""
    with gzip.open(data / "food_inspections.csv.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["inspection_date"] >= FIRST]
    columns = [name for name in rows[0] if name not in OUTCOMES]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return [row["inspection_id"] for row in rows]


def test_every_candidate_gets_both_scores_in_order(chicago_data, tmp_path):
    wanted = candidates(chicago_data, tmp_path / "candidates.csv")
    out = tmp_path / "scores.csv"
    command = [sys.executable, "-m", "anlan", "--home", str(tmp_path / "home"), "score", "chicago"]
    command += ["--data", str(chicago_data), "--candidates", str(tmp_path / "candidates.csv")]
    subprocess.run([*command, "--out", str(out)], check=True)
    with out.open(encoding="utf-8", newline="") as file:
        scored = list(csv.DictReader(file))
    assert list(scored[0]) == ["inspection_id", "score", "score_premises"]
    assert [row["inspection_id"] for row in scored] == wanted
    assert all(0 <= float(row[name]) <= 1 for row in scored for name in list(row)[1:])
    assert len({row["score_premises"] for row in scored}) > len(scored) / 4
