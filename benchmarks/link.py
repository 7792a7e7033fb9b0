"""``link-*``: a city's records linked, how well and how fast, beside plain Splink.

The synthetic city of a seed that nothing was tuned on: its register and three more departments'
files, taken in first (not measured). All but 10,000 records are linked by ``anlan link run``, the
model's training included, the rest by ``anlan link increment``. Quality is judged on the result of
both against the hidden truth, which neither way reads: over pairs of records that count as one
thing, with no clerk's help. Plain Splink gets all records at once. The public sets are in
``link_sets``.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from anlan import cities
from anlan.cities import jiangcheng
from anlan.cities.work import opened
from anlan.pool.linking.run import Linkage
from benchmarks import link_sets
from benchmarks.measure import anlan, cost, python
from benchmarks.result import Result

NAME = "link"
PEER = Path(__file__).parent / "peers" / "link_splink.py"
SEED = 2026
LATER = 10_000
SOURCES = ("premises", "enterprises", "fire_units", "shopfronts")
PLAIN = "plain Splink"


def run(quick: bool, chicago: Path) -> Iterator[Result]:
    """Measure seconds of both runs, and the quality of what they found."""
    scale = 0.1 if quick else 1.0
    later = LATER // 10 if quick else LATER
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        first, second = _files(scratch, scale, later)
        home = scratch / "home"
        _take_in(home, first)
        ours = cost(anlan(home, "link", "run", "jiangcheng"))
        _take_in(home, second)
        added = cost(anlan(home, "link", "increment", "jiangcheng"))
        found, raw, size = _found(home)
        raw.write_parquet(scratch / "raw.parquet")
        peer = cost(python(str(PEER), str(scratch)))
        truth = pl.read_parquet(first / "truth" / "identities.parquet")
        good = quality(found, truth)
        plain = quality(pl.read_parquet(scratch / "splink.parquet"), truth)
    told = f"{size:,} records of 4 sources"
    yield Result("link-speed", ours.seconds, "s", 180, "<=", PLAIN, peer.seconds, told)
    yield Result("link-memory", ours.gigabytes, "GB", None, "<=", PLAIN, peer.gigabytes, told)
    new = f"{later:,} records against {size - later:,}"
    all_again = f"{PLAIN}, all again"
    yield Result("link-increment", added.seconds, "s", 20, "<=", all_again, peer.seconds, new)
    yield Result("link-quality", good["f1"], "F1", 0.95, ">=", PLAIN, plain["f1"], told)
    unaided = "link-quality-precision"
    yield Result(
        unaided, good["precision"], "precision", 0.99, ">=", PLAIN, plain["precision"], told
    )
    yield Result(
        "link-quality-recall", good["recall"], "recall", None, ">=", PLAIN, plain["recall"], told
    )
    yield from link_sets.run(chicago.parent / "linkage")


def quality(found: pl.DataFrame, truth: pl.DataFrame) -> dict[str, float]:
    """Return precision, recall and F1 over pairs of records in one cluster.

    Args:
        found: ``source``, ``key``, ``cluster``.
        truth: ``source``, ``key``, ``identity``.
    """
    rows = found.join(truth, on=["source", "key"])

    def pairs(*columns: str) -> int:
        sizes = rows.group_by(columns).len()["len"].cast(pl.Int64)
        return int((sizes * (sizes - 1) // 2).sum())

    right, told, true = pairs("cluster", "identity"), pairs("cluster"), pairs("identity")
    return {"precision": right / told, "recall": right / true, "f1": 2 * right / (told + true)}


def _files(scratch: Path, scale: float, later: int) -> tuple[Path, Path]:
    """Make the city; put the last shopfronts into a second folder."""
    first, second = scratch / "first", scratch / "second"
    jiangcheng.generate(first, scale, SEED, SOURCES)
    second.mkdir()
    for file in first.iterdir():
        if file.is_file():
            os.link(file, second / file.name)
    shops = pl.read_parquet(first / "shopfronts.parquet")
    (second / "shopfronts.parquet").unlink()
    shops.tail(later).write_parquet(second / "shopfronts.parquet")
    shops.head(-later).write_parquet(first / "shopfronts.parquet")
    return first, second


def _take_in(home: Path, folder: Path) -> None:
    sources = [word for name in SOURCES for word in ("--source", name)]
    cost(anlan(home, "ingest", "jiangcheng", "--data", str(folder), "--no-index", *sources))


def _found(home: Path) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Return who was found to be who, and the records as they were sent, for the peer."""
    with opened(cities.load("jiangcheng"), home) as at:
        desk = Linkage.of(at.pack.city, at.workspace, at.find)
        linked = desk.latest()
        rows = linked.records
        found = rows.join(desk.clusters(linked), on="id").select("source", "key", "cluster")
        raw = rows.select(
            "source", "key", "phone", "lon", "lat", name="name_sent", address="address_sent"
        )
    return found, raw, rows.height


def main() -> None:
    """Print the quality in a home; for looking closer than the table does."""
    import sys  # noqa: PLC0415

    home, files = map(Path, sys.argv[1:3])
    truth = pl.read_parquet(files / "truth" / "identities.parquet")
    print(json.dumps(quality(_found(home)[0], truth), indent=1))


if __name__ == "__main__":
    main()
