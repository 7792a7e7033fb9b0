"""``share``: a source's current records as one Parquet file, beside the straightforward pandas way.

The source is a register of visits of which a tenth were corrected. Ours is what the server sends:
within scope, typed by the contract, without personal columns, a bounded number of rows at a time.
The peer reads all Parquet files of the lake, keeps the newest version of each key, leaves the
personal column out, turns the texts into the same types and writes one file. Both must end with as
many records and the same sum of violations. Each runs in its own process; its time is that from
the first file opened to the last byte written, without the start of Python: a server is running.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from anlan.api.open.download import frames, parquet_bytes
from anlan.api.open.within import Opened
from anlan.api.state import CityState
from anlan.cities import load
from benchmarks.ingest import FILE_ROWS, PACK, write
from benchmarks.measure import anlan, cost, python
from benchmarks.result import Result

NAME = "share"
PEER = Path(__file__).parent / "peers" / "share_pandas.py"
CORRECTED = 10
"""One row in so many is sent a second time with another number of violations."""


def run(quick: bool, chicago: Path) -> Iterator[Result]:
    """Measure records a second and peak memory."""
    files = 1 if quick else 4
    with tempfile.TemporaryDirectory() as name:
        data, home = Path(name) / "data", Path(name) / "home"
        ours_file, peer_file = Path(name) / "ours.parquet", Path(name) / "peer.parquet"
        write(data, files)
        cost(anlan(home, "ingest", str(PACK), "--data", str(data), "--no-index"))
        correct(data)
        cost(anlan(home, "ingest", str(PACK), "--data", str(data), "--no-index"))
        ours = cost(python("-m", "benchmarks.share", str(home), str(ours_file)))
        peer = cost(python(str(PEER), str(home / "ledger" / "lake" / "visits"), str(peer_file)))
        records = check(ours_file, peer_file)
        seconds, peer_seconds = (
            float(path.with_suffix(".seconds").read_text()) for path in (ours_file, peer_file)
        )
    size = f"{records:,} records × 9 columns, one in {CORRECTED} corrected"
    rate, peer_rate = records / seconds, records / peer_seconds
    yield Result("share", rate, "rows/s", None, ">=", "pandas whole", peer_rate, size)
    yield Result(
        "share-memory", ours.gigabytes, "GB", None, "<=", "pandas whole", peer.gigabytes, size
    )


def correct(data: Path) -> None:
    """Write one more file of rows that are corrected; the others are known and stay away."""
    found = pl.concat(
        pl.read_csv(path, infer_schema=False)[::CORRECTED] for path in data.glob("*.csv")
    )
    for path in data.glob("*.csv"):
        path.unlink()
    other = (pl.col("violations").cast(pl.Int64) + 1) % 9
    found.with_columns(other.cast(pl.String)).write_csv(data / "ledger-corrected.csv")
    os.sync()


def check(ours: Path, peer: Path) -> int:
    """Return how many records both ways gave.

    Raises:
        ValueError: they differ.
    """
    here, there = (
        pl.scan_parquet(path).select(pl.len(), pl.col("violations").sum().cast(pl.Int64)).collect()
        for path in (ours, peer)
    )
    if here.row(0) != there.row(0) or here.row(0)[0] < FILE_ROWS * 0.99:
        raise ValueError(f"records and violations differ: {here.row(0)} here, {there.row(0)} there")
    return int(here.row(0)[0])


def ours(home: Path, to: Path) -> None:
    """Write what the server sends into a file."""
    city = CityState(load(PACK), home)
    shared = city.shelf.source("visits")
    assert shared is not None  # noqa: S101 - the pack has it
    started = time.perf_counter()
    snapshot = shared.now(("",))
    with to.open("wb") as file:
        for piece in parquet_bytes(frames(Opened(shared, ("",)), snapshot)):
            file.write(piece)
    to.with_suffix(".seconds").write_text(f"{time.perf_counter() - started}")
    city.close()


if __name__ == "__main__":
    ours(Path(sys.argv[1]), Path(sys.argv[2]))
