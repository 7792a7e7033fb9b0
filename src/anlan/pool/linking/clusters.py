"""From links to things: which records are one, so that what clerks decided always holds.

Links that nobody decided on join whatever they connect (connected components). Only where that
breaks a rule (two records of a source that has everything once, or a pair that a clerk split) are
the links of that component taken one by one, the surest first, and those left out that would break
it. What a clerk confirmed comes before all links.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Decided:
    """Pairs of ids that clerks decided on, one row each."""

    same: Ids
    different: Ids

    @classmethod
    def nothing(cls) -> "Decided":
        """Return no decision at all."""
        return cls(np.empty((0, 2), np.int64), np.empty((0, 2), np.int64))


def clusters(
    records: pl.DataFrame, links: pl.DataFrame, decided: Decided, once: frozenset[str]
) -> pl.DataFrame:
    """Return ``id`` and ``cluster``, the least id of the records that are one thing.

    Args:
        records: ``id``, ``source``, ``key``.
        links: ``one``, ``other``, ``probability``: those to be made without a person.
        decided: what clerks decided; a pair here needs no link.
        once: sources that have no two records of the same thing, unless a clerk said so.
    """
    records = records.select("id", "source", "key").sort("id")
    ids = records["id"].to_numpy()
    edges = _edges(links, decided)
    place = _places(ids, edges)
    labels = _components(records.height, place)
    trouble = _troubled(records, labels, _places(ids, decided.different), once)
    if trouble.size:
        troubled = np.isin(labels, trouble)
        inside = troubled[place[:, 0]]
        few = records.filter(pl.Series(troubled))
        chosen = _resolved(few, edges.filter(pl.Series(inside)), decided.different, once)
        labels = _components(
            records.height,
            np.concatenate([place[~inside], _places(ids, chosen)]),
        )
    # Ids are sorted, so the first record of a component has its least.
    _, first, which = np.unique(labels, return_index=True, return_inverse=True)
    return records.select("id", cluster=pl.Series(ids[first[which]]))


def _edges(links: pl.DataFrame, decided: Decided) -> pl.DataFrame:
    """Return the links with decided pairs taken out, and the confirmed ones put in as certain."""
    schema = {"one": pl.Int64, "other": pl.Int64}
    settled = pl.DataFrame(np.concatenate([decided.same, decided.different]), schema, orient="row")
    confirmed = pl.DataFrame(decided.same, schema, orient="row").with_columns(
        probability=pl.lit(2.0)
    )
    open_links = links.select("one", "other", "probability").join(
        settled, on=["one", "other"], how="anti"
    )
    return pl.concat([open_links, confirmed])


def _places(ids: Ids, pairs: pl.DataFrame | Ids) -> Ids:
    """Return where the records of pairs stand among sorted ``ids``; pairs of unknown ones go."""
    table = pairs.select("one", "other").to_numpy() if isinstance(pairs, pl.DataFrame) else pairs
    return np.searchsorted(ids, table).astype(np.int64)


def _components(n: int, pairs: Ids) -> NDArray[np.int32]:
    weights = np.ones(len(pairs), np.int8)
    graph = coo_array((weights, (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int32)


def _troubled(
    records: pl.DataFrame, labels: NDArray[np.int32], split: Ids, once: frozenset[str]
) -> NDArray[np.int32]:
    """Return the components that break a rule."""
    twice = (
        records.select("source", label=pl.Series(labels))
        .filter(pl.col("source").is_in(sorted(once)))
        .group_by("label", "source")
        .len()
        .filter(pl.col("len") > 1)["label"]
        .to_numpy()
    )
    torn = labels[split[:, 0]][labels[split[:, 0]] == labels[split[:, 1]]]
    return np.unique(np.concatenate([twice, torn])).astype(np.int32)


def _resolved(records: pl.DataFrame, edges: pl.DataFrame, split: Ids, once: frozenset[str]) -> Ids:
    """Return the links that can stand together, the surest first.

    Equally probable links are taken in the order of sources and keys, which doesn't depend on
    when a record came in.
    """
    named = records.select("id", name=pl.concat_str("source", "key", separator="\x1f"))
    ordered = (
        edges.join(named.rename({"id": "one", "name": "first"}), on="one")
        .join(named.rename({"id": "other", "name": "second"}), on="other")
        .with_columns(
            low=pl.min_horizontal("first", "second"), high=pl.max_horizontal("first", "second")
        )
        .sort("probability", "low", "high", descending=[True, False, False])
    )
    sources = dict(
        records.filter(pl.col("source").is_in(sorted(once))).select("id", "source").iter_rows()
    )
    groups = _Groups(sources, split)
    kept = [
        (one, other)
        for one, other, probability in ordered.select("one", "other", "probability").iter_rows()
        if groups.join(one, other, certain=probability > 1)
    ]
    return np.array(kept, np.int64).reshape(-1, 2)


class _Groups:
    """Sets of records that grow by joining (Tarjan's union-find), each with what it can't take."""

    def __init__(self, sources: dict[int, str], split: Ids) -> None:
        self._parent: dict[int, int] = {}
        self._sources = {record: {source} for record, source in sources.items()}
        self._apart: dict[int, set[int]] = {}
        for one, other in split.tolist():
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)
        self._members: dict[int, list[int]] = {}

    def join(self, one: int, other: int, *, certain: bool) -> bool:
        """Make two records one thing, unless that breaks a rule; return whether it was done."""
        first, second = self._root(one), self._root(other)
        if first == second:
            return True
        if not certain and self._sources.get(first, set()) & self._sources.get(second, set()):
            return False
        members = self._members.get(second, [second])
        if any(each in self._apart.get(first, ()) for each in members):
            return False
        self._parent[second] = first
        self._members.setdefault(first, [first]).extend(members)
        self._sources[first] = self._sources.get(first, set()) | self._sources.get(second, set())
        self._apart[first] = self._apart.get(first, set()) | self._apart.get(second, set())
        return True

    def _root(self, record: int) -> int:
        while (parent := self._parent.get(record, record)) != record:
            self._parent[record] = self._parent.get(parent, parent)
            record = parent
        return record
