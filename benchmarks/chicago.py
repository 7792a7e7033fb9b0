"""The public Chicago files, or a third of their premises, and the back-test on them."""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.measure import Cost, anlan, cost

LICENCE = {"food_inspections": "license", "business_licences": "license_number"}
OTHERS = ("sanitation_complaints", "weather")
PART = 3


class NoFilesError(Exception):
    """The public Chicago files aren't where they were looked for."""


def files(chicago: Path, quick: bool, scratch: Path) -> tuple[Path, str]:
    """Return the folder of files to work on and its size in words.

    Raises:
        NoFilesError: the files aren't there.
    """
    missing = [name for name in (*LICENCE, *OTHERS) if not _file(chicago, name).is_file()]
    if missing:
        raise NoFilesError(f"no {missing[0]}.csv.gz in {chicago}; give the folder with CHICAGO=")
    folder = _third(chicago, scratch / "third") if quick else chicago
    visits = pl.read_csv(_file(folder, "food_inspections"), infer_schema=False).height
    return folder, f"{visits:,} inspections"


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.csv.gz"


def _third(chicago: Path, folder: Path) -> Path:
    """Copy the files with only those premises whose licence number is divisible by three."""
    folder.mkdir()
    for name, licence in LICENCE.items():
        whole = pl.read_csv(_file(chicago, name), infer_schema=False)
        part = whole.filter(pl.col(licence).cast(pl.Int64, strict=False) % PART == 0)
        with gzip.open(_file(folder, name), "wb") as file:
            file.write(part.write_csv().encode())
    for name in OTHERS:
        shutil.copy(_file(chicago, name), folder)
    return folder


def backtest(data: Path, home: Path, **environment: str) -> tuple[Cost, dict[str, Any]]:
    """Run ``anlan backtest chicago`` in a new process; return its cost and the report it wrote."""
    spent = cost(anlan(home, "backtest", "chicago", "--data", str(data)), **environment)
    runs = home / "chicago" / "apart" / "backtest"
    latest = runs / (runs / "latest").read_text(encoding="utf-8").strip()
    return spent, json.loads((latest / "report.en.json").read_text(encoding="utf-8"))
