"""A quarter of the register of risks by one command, from firms' spreadsheets to the reports."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

WAYS = {
    "General hazards found": r"(\d+)",
    "Major hazards removed": r"(\d+)",
    "Put under listed supervision": r"(\d+)",
    "Changes for the worse": r"(\d+)",
    "Changes for the better": r"(\d+)",
}


def test_use_a_quarter_of_risks_runs_to_its_reports_by_one_command(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "anlan", "--lang", "en", "--home", str(tmp_path)]
    wide = os.environ | {"COLUMNS": "200"}
    done = subprocess.run(
        [*command, "demo", "risk"],
        capture_output=True, text=True, env=wide, check=False, timeout=500,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "names no kind of accident" in said
    assert "3 files: 6 points registered, 0 rows refused" in said
    counts = {name: int(re.search(f"{name} +{way}", said).group(1)) for name, way in WAYS.items()}
    assert all(counts.values()), counts
    assert int(re.search(r"found (\d+) hazards", said).group(1)) >= counts["General hazards found"]
    assert "The ledger is whole" in said
    folder = tmp_path / "risk" / "reports"
    assert [len(list(folder.glob(f"*.{form}"))) for form in ("html", "pdf", "xlsx")] == [3, 3, 3]
    reports = sorted(folder.glob("*.csv"))
    assert len(reports) == 3
    with reports[0].open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.reader(text))
    assert "General hazards found" in rows[0]
    assert len(rows) > 2
