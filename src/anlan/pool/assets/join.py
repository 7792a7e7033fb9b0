"""Which units of the index are one asset: as links, decisions and addresses now say."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from anlan.model.city import City
from anlan.model.errors import LinkError
from anlan.pool.assets.speakers import UNNAMED, Speaker
from anlan.pool.linking.address import address_key
from anlan.pool.linking.decisions import standing_at
from anlan.pool.linking.names import operator_key
from anlan.pool.linking.run import Linkage
from anlan.store import Workspace

Find = Callable[[str], Path]
_UNITS: dict[str, type[pl.DataType]] = {
    "n": pl.Int64,
    "kind": pl.String,
    "id": pl.String,
    "way": pl.Int64,
    "asset": pl.Int64,
}


def stamp(city: City, workspace: Workspace, find: Find) -> str:
    """Return what tells whether links or decisions have changed."""
    told = []
    for each in city.linking:
        desk = Linkage.of(city, workspace, find, each.kind)
        run = desk.runs.latest(f"link_{each.kind}")
        with workspace.session() as session:
            count, last = standing_at(session, city.name, each.kind)
        told.append(f"{each.kind} {run.folder.name if run else '-'} {count} {last}")
    return "; ".join(told)


def join(
    index: sqlite3.Connection,
    city: City,
    workspace: Workspace,
    find: Find,
    speakers: list[Speaker],
) -> None:
    """Let every unit know the one that leads its asset: the least real id, else the least id."""
    found = index.execute("SELECT n, kind, id, way, asset FROM unit ORDER BY n").fetchall()
    units = pl.DataFrame(found, schema=_UNITS, orient="row")
    pairs = [pl.DataFrame(schema={"a": pl.Int64, "b": pl.Int64}), *_by_address(index, units)]
    for each in city.linking:
        desk = Linkage.of(city, workspace, find, each.kind)
        pairs += _by_links(index, units, desk, speakers)
    edges = pl.concat(pairs)
    place = np.searchsorted(units["n"].to_numpy(), edges.to_numpy())
    weights = np.ones(len(place), np.int8)
    graph = coo_array((weights, (place[:, 0], place[:, 1])), shape=(units.height, units.height))
    groups = connected_components(graph, directed=False)[1]
    led = units.with_columns(group=pl.Series(groups))
    leader = led.sort("group", "way", "id").group_by("group").agg(leader=pl.col("n").first())
    moved = led.join(leader, on="group").filter(pl.col("asset") != pl.col("leader"))
    index.executemany(
        "UPDATE unit SET asset = ? WHERE n = ?", moved.select("leader", "n").iter_rows()
    )


def _by_address(index: sqlite3.Connection, units: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield records without an id with the asset at their address under their name."""
    without = units.filter(way=1)
    if not without.height:
        return
    found = index.execute("SELECT unit, name, address FROM doc WHERE name IS NOT NULL")
    schema = {"n": pl.Int64, "name": pl.String, "address": pl.String}
    docs = pl.DataFrame(found.fetchall(), schema=schema, orient="row")
    pair = pl.concat_str(
        pl.lit(UNNAMED), address_key(pl.col("address")), operator_key(pl.col("name")),
        separator=UNNAMED,
    )  # fmt: skip
    named = (
        docs.with_columns(pair=pair)
        .drop_nulls("pair")
        .join(units.filter(way=0), on="n")
        .sort("id")
        .unique(["kind", "pair"], keep="first", maintain_order=True)
    )
    yield without.join(
        named.select("kind", "pair", b="n"), left_on=["kind", "id"], right_on=["kind", "pair"]
    ).select(a="n", b="b")


def _by_links(
    index: sqlite3.Connection, units: pl.DataFrame, desk: Linkage, speakers: list[Speaker]
) -> Iterator[pl.DataFrame]:
    """Yield the units whose records are one thing, each with the first of them."""
    try:
        linked = desk.latest()
    except LinkError:
        return
    rows = linked.scan().select("id", "source", "key").collect()
    rows = rows.join(desk.clusters(linked), on="id")
    shared = rows.filter(pl.len().over("cluster") > 1)
    known = pl.concat(
        _units_of(index, units, each, desk.linking.kind, shared)
        for each in speakers
        if each.source.name in set(shared["source"])
    )
    joined = shared.join(known, on=["source", "key"]).sort("cluster", "n")
    first = pl.col("n").first().over("cluster")
    yield joined.select(a=first, b="n").filter(pl.col("a") != pl.col("b")).unique()


def _units_of(
    index: sqlite3.Connection,
    units: pl.DataFrame,
    speaker: Speaker,
    kind: str,
    shared: pl.DataFrame,
) -> pl.DataFrame:
    """Return ``source``, ``key`` and ``n``, the unit, of a source's records."""
    source = speaker.source.name
    schema = {"source": pl.String, "key": pl.String, "n": pl.Int64}
    if not speaker.names_ids:
        keys = shared.filter(source=source).select("source", "key")
        named = keys.with_columns(id=pl.concat_str("source", "key", separator="/"))
        return named.join(units.filter(kind=kind), on="id").select(list(schema))
    found = index.execute(
        "SELECT DISTINCT l.source, r.key, r.unit FROM record r JOIN layout l ON l.n = r.layout"
        " WHERE l.source = ?",
        (source,),
    )
    return pl.DataFrame(found.fetchall(), schema=schema, orient="row")
