"""The clerks' desk: what is doubtful, and what is known of a thing."""

from collections.abc import Sequence

import polars as pl

from anlan.pool.linking.decisions import Decision, Named, as_ids, decide, decisions
from anlan.pool.linking.golden import Value, golden
from anlan.pool.linking.run import Linkage, Linked
from anlan.pool.linking.waterfall import find

SHOWN = ("source", "key", "name", "address", "division")


def doubtful(desk: Linkage, limit: int | None = 20, linked: Linked | None = None) -> pl.DataFrame:
    """Return the pairs that wait for a clerk, the most probable first.

    A pair that is one thing already, by way of other links, doesn't wait; nor does one that was
    decided on.

    Returns:
        ``probability``, and for each side ``source``, ``key``, ``name``, ``address``, ``division``
        with ``_one`` or ``_other`` behind.
    """
    linked = linked or desk.latest()
    standing = decisions(desk.workspace, desk.linking.kind)
    pairs = waiting(desk, linked, standing, desk.clusters(linked, standing))
    return (pairs if limit is None else pairs.head(limit)).drop("one", "other")


def waiting(
    desk: Linkage, linked: Linked, standing: Sequence[Decision], groups: pl.DataFrame
) -> pl.DataFrame:
    """Return what :func:`doubtful` does, for decisions and clusters that are known.

    Returns:
        Also ``one`` < ``other``, the records' ids, by which equally probable pairs are ordered.
    """
    rows = linked.scan().select("id", "source", "key").collect()
    told = as_ids(standing, rows)
    settled = pl.concat(
        pl.DataFrame(pairs, {"one": pl.Int64, "other": pl.Int64}, orient="row")
        for pairs in (told.same, told.different)
    )
    pairs = (
        linked.links.filter(pl.col("probability") < desk.linking.link_from)
        .join(settled, on=["one", "other"], how="anti")
        .join(groups.rename({"id": "one", "cluster": "a"}), on="one")
        .join(groups.rename({"id": "other", "cluster": "b"}), on="other")
        .filter(pl.col("a") != pl.col("b"))
        .sort("probability", "one", "other", descending=[True, False, False])
        .select("one", "other", "probability")
    )
    wanted = pl.concat([pairs["one"], pairs["other"]]).unique()
    shown = (
        linked.scan()
        .filter(pl.col("id").is_in(wanted.implode()))
        .select("id", "source", "key", "division", name="name_sent", address="address_sent")
        .collect()
    )
    for side in ("one", "other"):
        named = shown.select(pl.col("id").alias(side), pl.col(SHOWN).name.suffix(f"_{side}"))
        pairs = pairs.join(named, on=side, how="left", maintain_order="left")
    return pairs


def judge(desk: Linkage, one: Named, other: Named, same: bool, why: str) -> Decision:
    """Keep a clerk's decision on two records of the latest run; it holds from now on.

    Raises:
        LinkError: a record isn't in the run, or the decision contradicts others.
    """
    linked = desk.latest()
    for record in (one, other):
        find(linked, record)
    return decide(desk.workspace, desk.linking.kind, one, other, same, why)


def thing(
    desk: Linkage,
    record: Named,
    linked: Linked | None = None,
    groups: pl.DataFrame | None = None,
    seen: pl.Expr | None = None,
) -> list[Value]:
    """Return the golden record of the thing that a record speaks of; see :func:`golden`.

    ``groups``: ``id`` and ``cluster`` of all records, where they are known already. ``seen``: of
    which records the reader may know; the golden record is made of these alone.

    Raises:
        LinkError: there is no run, or the record isn't in it.
    """
    linked = linked or desk.latest()
    number = int(find(linked, record)["id"][0])
    groups = desk.clusters(linked) if groups is None else groups
    members = groups.filter(cluster=groups.filter(id=number)["cluster"][0])
    inside = linked.scan().filter(pl.col("id").is_in(members["id"].implode())).collect()
    inside = inside if seen is None else inside.filter(seen)
    return golden(inside.iter_rows(named=True), desk.linking)
