"""What clerks decide on pairs of records: kept, in the ledger, and free of contradictions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from anlan.model.errors import LinkError
from anlan.pool.linking.clusters import Decided
from anlan.store import Workspace
from anlan.store.change import Change
from anlan.store.linking import LinkDecision

Named = tuple[str, str]
"""A record: its source and its key."""


@dataclass(frozen=True)
class Decision:
    """What stands on a pair: ``one`` < ``other``, whether they are the same, who said so, why."""

    one: Named
    other: Named
    same: bool
    who: str
    decided_at: datetime
    why: str


def decisions(workspace: Workspace, kind: str) -> list[Decision]:
    """Return what stands, in the order it was decided first."""
    query = select(LinkDecision).where(
        LinkDecision.city == workspace.city_name, LinkDecision.kind == kind
    )
    with workspace.session() as session:
        return [_decision(row) for row in session.scalars(query.order_by(LinkDecision.id))]


def decide(
    workspace: Workspace, kind: str, one: Named, other: Named, same: bool, why: str
) -> Decision:
    """Keep a decision, in place of an earlier one on the same pair.

    Raises:
        LinkError: it contradicts what stands on other pairs, or is about one record.
        StoreError: the database refuses; then nothing has changed.
    """
    with workspace.change() as change:
        return keep(change, (workspace.city_name, kind), (one, other), same, why)


def keep(
    change: Change, whose: tuple[str, str], pair: tuple[Named, Named], same: bool, why: str
) -> Decision:
    """Keep a decision within a transaction; ``whose`` are the city and the asset kind.

    Raises:
        LinkError: as for :func:`decide`.
    """
    (city, kind), (one, other) = whose, sorted(pair)
    if one == other:
        raise LinkError("error.linking.one_record", record="/".join(one))
    if not why.strip():
        raise LinkError("error.linking.why")
    query = select(LinkDecision).where(LinkDecision.city == city, LinkDecision.kind == kind)
    rows = {_pair(row): row for row in change.session.scalars(query)}
    check([_decision(row) for at, row in rows.items() if at != (one, other)], one, other, same)
    row = rows.get((one, other))
    told = None if row is None else {"same": row.same}
    if row is None:
        row = LinkDecision(
            city=city, kind=kind,
            source_one=one[0], key_one=one[1], source_other=other[0], key_other=other[1],
        )  # fmt: skip
        change.session.add(row)
    row.same, row.who = same, change.entries.cause.who
    row.decided_at, row.why = datetime.now(UTC), why.strip()
    change.session.flush()
    change.record(
        f"link:{city}/{kind}/{row.id}",
        "link.confirmed" if same else "link.split",
        before=told,
        after={"one": "/".join(one), "other": "/".join(other), "same": same, "why": row.why},
    )
    return _decision(row)


def standing_at(session: Session, city: str, kind: str) -> tuple[int, datetime | None]:
    """Return how many decisions stand and when the last was made: they are as they were, or not."""
    query = select(func.count(), func.max(LinkDecision.decided_at)).where(
        LinkDecision.city == city, LinkDecision.kind == kind
    )
    count, last = session.execute(query).one()
    return count, last


def check(standing: Iterable[Decision], one: Named, other: Named, same: bool) -> None:
    """Refuse a decision that can't hold together with those that stand.

    Raises:
        LinkError: the records are already told to be the same, or different, by way of others.
    """
    standing = list(standing)
    group = _groups(each for each in standing if each.same)
    first, second = group.get(one, {one}), group.get(other, {other})
    if not same and other in first:
        raise LinkError("error.linking.already_same", one="/".join(one), other="/".join(other))
    for each in standing if same else ():
        if not each.same and (
            (each.one in first and each.other in second)
            or (each.one in second and each.other in first)
        ):
            raise LinkError(
                "error.linking.already_different",
                one="/".join(one), other="/".join(other),
                first="/".join(each.one), second="/".join(each.other),
            )  # fmt: skip


def as_ids(found: Iterable[Decision], records: pl.DataFrame) -> Decided:
    """Return decisions by the ids of ``records``; those on records that aren't there are left."""
    found = list(found)
    if not found:
        return Decided.nothing()
    named = {name for each in found for name in (each.one, each.other)}
    wanted = pl.DataFrame(
        sorted(named), schema={"source": pl.String, "key": pl.String}, orient="row"
    )
    known = {
        (source, key): number
        for number, source, key in records.join(wanted, on=["source", "key"], how="semi")
        .select("id", "source", "key")
        .iter_rows()
    }
    pairs: dict[bool, list[list[int]]] = {True: [], False: []}
    for each in found:
        if each.one in known and each.other in known:
            pairs[each.same].append(sorted((known[each.one], known[each.other])))
    same, different = (np.array(pairs[way], np.int64).reshape(-1, 2) for way in (True, False))
    return Decided(same, different)


def _groups(same: Iterable[Decision]) -> dict[Named, set[Named]]:
    """Return, by record, all that are told to be one with it."""
    group: dict[Named, set[Named]] = {}
    for each in same:
        joined = group.get(each.one, {each.one}) | group.get(each.other, {each.other})
        group.update(dict.fromkeys(joined, joined))
    return group


def _pair(row: LinkDecision) -> tuple[Named, Named]:
    return (row.source_one, row.key_one), (row.source_other, row.key_other)


def _decision(row: LinkDecision) -> Decision:
    return Decision(*_pair(row), row.same, row.who, row.decided_at, row.why)
