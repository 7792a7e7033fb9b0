"""``ingest``: contract-checked CSV into the pool, beside the straightforward pandas way.

Both read the same generated file (ten columns, one row in a thousand bad), check every column,
keep good rows in Parquet and bad ones apart; ours also keys, hashes, versions, dates and registers
every row so that a killed run loses nothing.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.measure import cost, python
from benchmarks.result import Result

NAME = "ingest"
PACK = Path(__file__).parent / "packs" / "ledger"
PEER = Path(__file__).parent / "peers" / "ingest_pandas.py"
STEP = 1_000_000


def run(quick: bool, chicago: Path) -> Iterator[Result]:
    """Measure rows a second and peak memory."""
    rows = 1_000_000 if quick else 10_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "ledger.csv", rows)
        home = str(folder / "home")
        ours = cost(
            python("-m", "anlan", "--home", home, "ingest", str(PACK), "--data", str(folder))
        )
        peer = cost(python(str(PEER), str(folder / "ledger.csv"), str(folder / "peer")))
    size = f"{rows:,} rows × 10 columns"
    yield Result(
        "ingest", rows / ours.seconds, "rows/s", 200_000, ">=",
        "pandas chunks", rows / peer.seconds, size,
    )  # fmt: skip
    yield Result(
        "ingest.memory", ours.gigabytes, "GB", 4, "<=", "pandas chunks", peer.gigabytes, size
    )


def write(path: Path, rows: int) -> None:
    """Write the file: a register of visits with one bad row in a thousand."""
    with path.open("wb") as file:
        for start in range(0, rows, STEP):
            frame = _rows(start, min(STEP, rows - start))
            frame.write_csv(file, include_header=start == 0)


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
