"""The clerks' desk: what is doubtful, and what is known of a thing."""

import polars as pl

from anlan.pool.linking.decisions import Decision, Named, as_ids, decide, decisions
from anlan.pool.linking.golden import golden
from anlan.pool.linking.run import Linkage, Linked
from anlan.pool.linking.waterfall import find


def doubtful(desk: Linkage, limit: int | None = 20, linked: Linked | None = None) -> pl.DataFrame:
    """Return the pairs that wait for a clerk, the most probable first.

    A pair that is one thing already, by way of other links, doesn't wait; nor does one that was
    decided on.

    Returns:
        ``probability``, and for each side ``source``, ``key``, ``name``, ``address`` with ``_one``
        or ``_other`` behind.
    """
    linked = linked or desk.latest()
    told = as_ids(decisions(desk.workspace, desk.linking.kind), linked.records)
    settled = pl.concat(
        pl.DataFrame(pairs, {"one": pl.Int64, "other": pl.Int64}, orient="row")
        for pairs in (told.same, told.different)
    )
    groups = desk.clusters(linked)
    waiting = (
        linked.links.filter(pl.col("probability") < desk.linking.link_from)
        .join(settled, on=["one", "other"], how="anti")
        .join(groups.rename({"id": "one", "cluster": "a"}), on="one")
        .join(groups.rename({"id": "other", "cluster": "b"}), on="other")
        .filter(pl.col("a") != pl.col("b"))
        .sort("probability", "one", "other", descending=[True, False, False])
    )
    waiting = waiting if limit is None else waiting.head(limit)
    shown = linked.records.select("id", "source", "key", name="name_sent", address="address_sent")
    for side in ("one", "other"):
        named = shown.rename({name: f"{name}_{side}" for name in shown.columns if name != "id"})
        waiting = waiting.join(
            named, left_on=side, right_on="id", how="left", maintain_order="left"
        )
    return waiting.drop("one", "other", "a", "b", "weight")


def judge(desk: Linkage, one: Named, other: Named, same: bool, why: str) -> Decision:
    """Keep a clerk's decision on two records of the latest run; it holds from now on.

    Raises:
        LinkError: a record isn't in the run, or the decision contradicts others.
    """
    linked = desk.latest()
    for record in (one, other):
        find(linked, record)
    return decide(desk.workspace, desk.linking.kind, one, other, same, why)


def thing(desk: Linkage, record: Named, linked: Linked | None = None) -> pl.DataFrame:
    """Return the golden record of the thing that a record speaks of; see :func:`golden`.

    Raises:
        LinkError: there is no run, or the record isn't in it.
    """
    linked = linked or desk.latest()
    number = int(find(linked, record)["id"][0])
    groups = desk.clusters(linked)
    cluster = groups.filter(id=number)["cluster"][0]
    members = groups.filter(cluster=cluster)
    inside = linked.records.join(members.select("id"), on="id", how="semi")
    return golden(inside, members, desk.linking)
