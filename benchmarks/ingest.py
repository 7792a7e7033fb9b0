"""``ingest``: contract-checked CSV into the pool, beside the straightforward pandas way.

Both read the same generated files (ten columns, one row in a thousand bad), check every column,
keep good rows in Parquet and bad ones apart, and must accept as many rows; ours also keys, hashes,
versions, dates, places and registers every row so that a killed run loses nothing. Rates are over
whole processes, from start to end.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.measure import anlan, cost, python
from benchmarks.result import Result

NAME = "ingest"
PACK = Path(__file__).parent / "packs" / "ledger"
PEER = Path(__file__).parent / "peers" / "ingest_pandas.py"
FILE_ROWS = 1_000_000


def run(quick: bool, chicago: Path) -> Iterator[Result]:
    """Measure rows a second and peak memory."""
    files = 4 if quick else 10
    rows = files * FILE_ROWS
    with tempfile.TemporaryDirectory() as name:
        data, home, peer_home = (Path(name) / part for part in ("data", "home", "peer"))
        write(data, files)
        ours = cost(anlan(home, "ingest", str(PACK), "--data", str(data), "--no-index"))
        peer = cost(python(str(PEER), str(data), str(peer_home)))
        check(home, peer_home, rows)
    size = f"{rows:,} rows × 10 columns in {files} files"
    yield Result(
        "ingest", rows / ours.seconds, "rows/s", 200_000, ">=",
        "pandas chunks", rows / peer.seconds, size,
    )  # fmt: skip
    yield Result(
        "ingest-memory", ours.gigabytes, "GB", 4, "<=", "pandas chunks", peer.gigabytes, size
    )


def write(folder: Path, files: int) -> None:
    """Write the files: a register of visits with one bad row in a thousand."""
    folder.mkdir()
    for number in range(files):
        frame = _rows(number * FILE_ROWS, FILE_ROWS)
        frame.write_csv(folder / f"ledger-{number:02}.csv")
    os.sync()


def check(home: Path, peer: Path, rows: int) -> None:
    """Compare how many rows both ways kept, good and bad.

    Raises:
        ValueError: they differ, or rows are missing.
    """
    ours = _kept(home / "ledger" / "lake"), _kept(home / "ledger" / "quarantine")
    theirs = _kept(peer / "good"), _kept(peer / "bad")
    if ours != theirs or sum(ours) != rows:
        raise ValueError(f"good and bad rows differ: {ours} here, {theirs} there, of {rows}")


def _kept(folder: Path) -> int:
    files = list(folder.rglob("*.parquet"))
    return int(pl.scan_parquet(files).select(pl.len()).collect().item())


def _rows(start: int, count: int) -> pl.DataFrame:
    rng = np.random.default_rng(start)
    number = np.arange(start, start + count)
    kinds = np.array(["restaurant", "market", "hotel", "workshop", "warehouse"])
    days = np.datetime64("2015-01-01") + rng.integers(0, 3650, count)
    frame = pl.DataFrame(
        {
            "visit_id": number,
            "premises_id": rng.integers(1, 1_000_000, count),
            "name": pl.Series(rng.integers(0, 500_000, count)).cast(pl.String) + " 号店",
            "kind": kinds[rng.integers(0, 5, count)],
            "visit_date": pl.Series(days).cast(pl.Date),
            "result": np.array(["pass", "fail"])[(rng.random(count) < 0.2).astype(int)],
            "violations": rng.integers(0, 9, count),
            "longitude": rng.uniform(113.7, 115.0, count).round(6),
            "latitude": rng.uniform(29.98, 31.36, count).round(6),
            "telephone": pl.Series(rng.integers(10**7, 10**8, count)).cast(pl.String),
        }
    )
    bad = pl.Series(rng.random(count) < 0.001)
    return frame.with_columns(
        pl.when(bad).then(pl.lit("9999-99-99")).otherwise(pl.col("visit_date").cast(pl.String))
        .alias("visit_date")
    )  # fmt: skip
