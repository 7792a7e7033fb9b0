"""Mend many rows of quarantine by one rule, or set rows aside with a reason."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from anlan.model.errors import StoreError
from anlan.pool import batches, quarantine, records
from anlan.pool.quarantine import Item, Mends
from anlan.store import Workspace
from anlan.store.change import Change
from anlan.store.tables import Batch, Quarantined


@dataclass(frozen=True)
class Cell:
    """One column of a quarantined row, as it was sent.

    ``hidden``: it is about people, so ``value`` is None and it can't be mended by hand.
    ``mendable``: the contract knows the column, and it isn't about people.
    """

    name: str
    value: str | None
    hidden: bool
    mendable: bool


def cells(workspace: Workspace, item_id: str) -> tuple[Item, list[Cell], str | None]:
    """Return a row of quarantine with its cells, and the line itself where it couldn't be split.

    First the contract's columns in order, then those that the contract doesn't know.

    Raises:
        StoreError: no open row has this id.
    """
    item, raw = quarantine.show(workspace, item_id)
    agreed = records.contract_of(workspace, item.source)
    line = raw.pop("_raw", None)
    known = [
        Cell(
            column.name,
            None if column.personal else raw.get(column.name),
            hidden=column.personal is not None,
            mendable=column.personal is None,
        )
        for column in agreed.columns
    ]
    names = {cell.name for cell in known}
    extra = [
        Cell(name, value, hidden=False, mendable=False)
        for name, value in raw.items()
        if name not in names and value is not None
    ]
    return item, [*known, *extra], line


def of_rule(
    workspace: Workspace, source: str, rule: str, column: str, value: str | None
) -> list[str]:
    """Return the ids of the open rows of which ``column`` breaks ``rule`` with this ``value``.

    Raises:
        StoreError: there is none.
    """
    rows = quarantine.open_rows(workspace, source)
    found: list[str] = []
    if rows.height:
        told = rows.select("_batch", "_row", "_problems").explode("_problems")
        broken = told.unnest("_problems").filter(
            (pl.col("rule") == rule)
            & (pl.col("column") == column)
            & pl.col("value").eq_missing(pl.lit(value, dtype=pl.String))
        )
        ids = broken.select(pl.format("{}-{}", "_batch", "_row")).to_series()
        found = ids.unique(maintain_order=True).to_list()
    if not found:
        raise StoreError(
            "error.store.quarantine_none", source=source, column=column, value=value or ""
        )
    return found


def replacing(ids: Collection[str], column: str, now: str | None) -> Mends:
    """Return the mends that give ``column`` of each row the value ``now``."""
    return {item_id: {column: now} for item_id in ids}


def withdraw(change: Change, workspace: Workspace, source: str, ids: Collection[str]) -> int:
    """Set rows of quarantine aside for good; the change's cause says who does it and why.

    They stay in their file, verbatim, and count nowhere. Sent once more under other rules, the
    row is judged anew.

    Raises:
        StoreError: there is no such open row, or the workspace is busy.
    """
    wanted = sorted(set(ids))
    with workspace.writing():
        quarantine.check_ids(
            {key: {} for key in wanted}, quarantine.open_rows(workspace, source), []
        )
        moment = datetime.now(UTC)
        batch = Batch(
            city=workspace.city_name,
            source=source,
            kind="withdrawal",
            rules="",
            opened_at=moment,
            received_at=moment,
            closed_at=moment,
        )
        change.session.add(batch)
        change.session.flush()
        for item_id in wanted:
            origin, row = map(int, item_id.split("-"))
            change.session.add(
                Quarantined(batch_id=origin, row=row, outcome="withdrawn", by_batch=batch.id)
            )
        told = {"rows": len(wanted)}
        change.record(batches.subject(batch), "batch.withdrawn", after=told)
    return len(wanted)
