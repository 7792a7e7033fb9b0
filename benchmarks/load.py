"""``load``: a whole city's exports: all of them, the same again, and what a day brings.

All 49 sources of Jiangcheng's 38 departments in seven formats, made by ``anlan generate``. Each
command is a process of its own, from start to end. The peer reads the same files with pandas and
keeps the last row of each key; it checks, places, dates and links nothing and keeps no history.
Both must know as many keys in the end, but for the rows that break their contract. Ours ends when
the index of places is up to date too, by which a place and all its records are found.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from anlan import cities
from anlan.cities.jiangcheng.drop import make_drop
from anlan.cities.jiangcheng.exports import exports
from benchmarks.measure import Cost, anlan, cost, python
from benchmarks.result import Result

NAME = "load"
PEER = Path(__file__).parent / "peers" / "load_pandas.py"
CITY, SEED, QUICK = "jiangcheng", 1, 0.02


def run(quick: bool, chicago: Path) -> Iterator[Result]:
    """Measure making the files, and the three loads."""
    scale = QUICK if quick else 1.0
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        home, data, drop = (scratch / part for part in ("home", "data", "drop"))
        made = cost(anlan(home, "generate", str(data), "--scale", str(scale), "--seed", str(SEED)))
        dropped = make_drop(data, drop)
        changed = sum(each.new + each.corrected for each in dropped.values())
        declare(scratch / "declared.json")
        ours = [_ours(home, folder) for folder in (data, data, drop)]
        peer = [_peer(scratch, folder) for folder in (data, data, drop)]
        rows = check(home, scratch / "peer")
    whole = f"{rows:,} rows in {len(dropped)} sources"
    day = f"{changed:,} rows new or corrected"
    told = ("load-full", 600, whole), ("load-again", 60, whole), ("load-day", 60, day)
    yield Result("load-generate", made.seconds, "s", 600, size=whole)
    yield Result("load-generate-memory", made.gigabytes, "GB", 6, size=whole)
    for (figure, limit, size), mine, theirs in zip(told, ours, peer, strict=True):
        yield Result(
            figure, mine.seconds, "s", limit, "<=", "pandas, unchecked", theirs.seconds, size
        )
    most, least = ours[0].gigabytes, peer[0].gigabytes
    yield Result("load-memory", most, "GB", 8, "<=", "pandas, unchecked", least, whole)


def _ours(home: Path, data: Path) -> Cost:
    return cost(anlan(home, "ingest", CITY, "--data", str(data)))


def _peer(scratch: Path, data: Path) -> Cost:
    declared = str(scratch / "declared.json")
    return cost(python(str(PEER), declared, str(data), str(scratch / "peer")))


def declare(file: Path) -> None:
    """Write what the peer is told of each source: files, form and key."""
    table = {}
    for source in cities.load(CITY).city.sources:
        export = exports().get(source.name)
        chinese = not source.files[0].isascii()
        table[source.name] = {
            "files": source.files,
            "connector": source.connector,
            "header_row": source.part.header_row,
            "encoding": export.encoding if export else "gb18030" if chinese else "utf-8",
            "delimiter": export.delimiter if export else ",",
            "key": source.key,
        }
    file.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")


def check(home: Path, peer: Path) -> int:
    """Compare how many keys of each source both know, and return the rows of our lake.

    Raises:
        ValueError: some are missing here beyond those in quarantine, or there are more.
    """
    total = 0
    for source in cities.load(CITY).city.sources:
        lake = list((home / CITY / "lake" / source.name).rglob("*.parquet"))
        rows = pl.scan_parquet(lake, extra_columns="ignore").select("_key_hash").collect()
        refused = (home / CITY / "quarantine" / source.name).rglob("*.parquet")
        bad = sum(_rows(each) for each in refused)
        here, there = rows["_key_hash"].n_unique(), _rows(peer / f"{source.name}.parquet")
        if not there - bad <= here <= there:
            raise ValueError(f"{source.name}: {here} keys here and {bad} bad rows, {there} there")
        total += rows.height
    return total


def _rows(file: Path) -> int:
    return int(pl.scan_parquet(file).select(pl.len()).collect().item())
