"""A small Jiangcheng whose files the tests spoil, and the real command line to take them in."""

import csv
import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from anlan import cities
from anlan.cities.jiangcheng import SPINE
from anlan.pool import quarantine, records
from anlan.pool.ingest import ingest
from anlan.store import Workspace

CITY = "jiangcheng"
MAIN = [word for source in SPINE for word in ("--source", source)]
"""What makes or takes in the sources of the main job alone, which is quicker."""
HALF = ("*.tmp", "*.half", "*.part", "*.new", ".*Z")
"""What would be left of a file that was not written whole."""
OF_THE_RUN = ["_batch", "_origin", "_hash"]
"""Of the run or the home, not of the row: its number, and the hash under the home's own secret."""

Rows = list[list[str]]
Spoil = Callable[[Rows], None]


@dataclass(frozen=True)
class Done:
    """How a command ended and all it printed, on one line."""

    code: int
    said: str


def anlan(home: Path, *words: object, lang: str = "en") -> Done:
    """Run a command for real; whatever happens, nobody is shown a traceback."""
    done = subprocess.run(
        command(home, *words, lang=lang),
        env=wide(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in said, done.stderr
    return Done(done.returncode, said)


def command(home: Path, *words: object, lang: str = "en") -> list[str]:
    return [sys.executable, "-m", "anlan", "--home", str(home), "--lang", lang, *map(str, words)]


def wide(**more: str) -> dict[str, str]:
    """Return an environment in which no sentence is broken over lines."""
    return {**os.environ, "COLUMNS": "1000", **more}


def held(home: Path, *sources: str) -> dict[str, Any]:
    """Return all that is kept: every version of every row, and what waits in quarantine."""
    workspace = Workspace(home, CITY)
    try:
        return {name: _rows(workspace, name) for name in sources or _sources()}
    finally:
        workspace.close()


def take_in(home: Path, data: Path) -> None:
    """Take the files in as the command does, within this process: a start takes seconds."""
    pack, workspace = cities.load(CITY), Workspace(home, CITY)
    try:
        find = lambda name: pack.find(name, data) or Path(name)  # noqa: E731
        ingest(pack.city, find, workspace, data, list(SPINE))
    finally:
        workspace.close()


def _sources() -> list[str]:
    return [source.name for source in cities.load(CITY).city.sources]


def _rows(workspace: Workspace, source: str) -> tuple[list[str], list[str]]:
    contract = records.contract_of(workspace, source)
    # Each home keys its hashes by a secret of its own.
    hashed = [column.name for column in contract.columns if column.personal == "hash"]
    rows = records.stored(workspace, source, contract)
    # A correction is known from when it was received, which is another moment in every run.
    first = pl.when(pl.col("_version") == 1).then("_known_at").alias("_known_at")
    kept = rows.drop(OF_THE_RUN + hashed).with_columns(first).rows()
    waiting = [item.say() for item in quarantine.listing(workspace, source, limit=None).items]
    return sorted(map(repr, kept)), sorted(waiting)


def half_written(*folders: Path) -> list[Path]:
    """Return every file below the folders that was begun and not finished."""
    return [path for folder in folders for name in HALF for path in folder.rglob(name)]


def unknown_files(home: Path) -> set[str]:
    """Return the Parquet files on disk that the catalogue doesn't know, after the next writer."""
    workspace = Workspace(home, CITY)
    try:
        with workspace.writing():
            kinds = [workspace.folder / kind for kind in ("lake", "quarantine")]
            found = {path.name for kind in kinds for path in kind.rglob("*.*")}
        known = {path.name for name in _sources() for path in workspace.lake_files(name)}
        waiting = {path.name for path in kinds[1].rglob("*.parquet")}
        return found - known - waiting
    finally:
        workspace.close()


def rewrite(path: Path, spoil: Spoil, encoding: str = "utf-8") -> None:
    """Change the rows (the header is the first) of a CSV file, packed or not."""
    packed = path.suffix == ".gz"
    data = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
    rows = list(csv.reader(io.StringIO(data.decode(encoding), newline="")))
    spoil(rows)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    raw = text.getvalue().encode(encoding)
    path.write_bytes(gzip.compress(raw, mtime=0) if packed else raw)


def cell(row: int, column: str, value: str) -> Spoil:
    """Return what puts ``value`` into a cell; rows count from 1 below the header."""

    def spoil(rows: Rows) -> None:
        rows[row][rows[0].index(column)] = value

    return spoil


def latest(home: Path, kind: str) -> Path:
    """Return the folder of the newest run of a kind."""
    runs = home / CITY / "runs" / kind
    return runs / (runs / "latest").read_text(encoding="utf-8").strip()


def stops(home: Path) -> list[dict[str, Any]]:
    """Return every stop of the newest plan."""
    plan = json.loads((latest(home, "plan") / "plan.json").read_text(encoding="utf-8"))
    return [stop for team in plan["teams"] for stop in team["stops"]]
