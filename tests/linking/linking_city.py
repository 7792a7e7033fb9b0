"""A small Jiangcheng whose records can be linked, and who is who in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from anlan import cities
from anlan.cities.work import opened
from anlan.pool.linking.run import Linkage

SOURCES = ["premises", "fire_units", "enterprises", "shopfronts"]


@contextmanager
def desk(home: Path, url: str | None = None) -> Iterator[Linkage]:
    """Yield the linking desk of a home's Jiangcheng."""
    with opened(cities.load("jiangcheng"), home, url) as at:
        yield Linkage.of(at.pack.city, at.workspace, at.find)


def take_in(home: Path, files: Path, sources: list[str] = SOURCES) -> None:
    """Take a folder's files in."""
    with opened(cities.load("jiangcheng"), home, data=files) as at:
        at.ingest(files, sources)
        at.index()


def identities(files: Path) -> pl.DataFrame:
    """Return who is who; read by tests alone."""
    return pl.read_parquet(files / "truth" / "identities.parquet")


def named_links(made: Linkage) -> set[tuple[str, str, float]]:
    """Return links by the names of their records, which don't depend on when they came in."""
    linked = made.latest()
    names = dict(
        linked.records.select("id", pl.concat_str("source", "key", separator="/")).iter_rows()
    )
    return {
        (*sorted((names[one], names[other])), round(weight, 6))
        for one, other, weight in linked.links.select("one", "other", "weight").iter_rows()
    }


def groups(made: Linkage) -> set[frozenset[str]]:
    """Return the things, each as the names of its records."""
    linked = made.latest()
    rows = linked.records.select("id", name=pl.concat_str("source", "key", separator="/"))
    joined = rows.join(made.clusters(linked), on="id").group_by("cluster").agg("name")
    return {frozenset(names) for names in joined["name"].to_list()}


def quality(made: Linkage, truth: pl.DataFrame) -> tuple[float, float]:
    """Return precision and recall over pairs of records that are one thing."""
    linked = made.latest()
    rows = linked.records.join(made.clusters(linked), on="id").join(truth, on=["source", "key"])

    def pairs(*columns: str) -> int:
        sizes = rows.group_by(columns).len()["len"].cast(pl.Int64)
        return int((sizes * (sizes - 1) // 2).sum())

    right = pairs("cluster", "identity")
    return right / pairs("cluster"), right / pairs("identity")
