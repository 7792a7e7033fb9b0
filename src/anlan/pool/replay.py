"""Check quarantined rows again, mended or under a changed contract."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from anlan.model.city import City
from anlan.pool import batches, contract, divisions, quarantine
from anlan.pool.batches import Written
from anlan.pool.ingest import Find, rules_digest
from anlan.pool.quarantine import Item, Mends
from anlan.pool.sieve import Sieve, Sifted
from anlan.store import Workspace
from anlan.store.change import Change
from anlan.store.tables import Batch, Quarantined

ID = ["_origin", "_row"]
TOLD = 20
"""So many rows that are still bad although mended are told one by one."""


@dataclass(frozen=True)
class Replayed:
    """What became of quarantined rows: records now, overtaken by newer records, still bad.

    ``refused`` are the first of those that were mended by hand and still break a rule, with what
    is wrong with them now.
    """

    mended: int
    overtaken: int
    still_bad: int
    refused: tuple[Item, ...] = ()


@dataclass(frozen=True)
class _Ready:
    """All that a replay needs, worked out before anything is written."""

    batch: Batch
    sieve: Sieve
    rows: pl.DataFrame
    rest: pl.DataFrame
    overtaken: pl.DataFrame
    columns: dict[str, int]
    source_file: dict[int, str]


def replay(
    city: City,
    find: Find,
    workspace: Workspace,
    source_name: str,
    mends: Mends | None = None,
    now: datetime | None = None,
    only: Collection[str] | None = None,
) -> Replayed:
    """Check the open rows of a source again, with ``mends`` applied.

    Rows that now pass become records; the others stay. A row that isn't mended by hand and whose
    key has come in good since, or in the same file, is overtaken: it must not undo what is newer.
    All of it happens in one transaction; doing it again changes nothing. ``only`` are the ids of
    the rows to check; by default all.

    Raises:
        StoreError: a mend names an unknown id or column, or the workspace is busy or full.
        ContractError: the contract is wrong.
    """
    with workspace.writing():
        ready = _ready(city, find, workspace, source_name, mends or {}, now, only)
        if ready is None:
            return Replayed(0, 0, 0)
        with workspace.change() as change:
            return _commit(change, workspace, ready)


def replay_in(
    change: Change,
    city: City,
    find: Find,
    workspace: Workspace,
    source_name: str,
    mends: Mends | None = None,
    only: Collection[str] | None = None,
) -> Replayed:
    """Do as :func:`replay`, in a transaction that is open already and says who does it and why.

    Raises:
        StoreError: as there.
        ContractError: as there.
    """
    with workspace.writing():
        ready = _ready(city, find, workspace, source_name, mends or {}, None, only)
        return Replayed(0, 0, 0) if ready is None else _commit(change, workspace, ready)


def _ready(
    city: City,
    find: Find,
    workspace: Workspace,
    source_name: str,
    mends: Mends,
    now: datetime | None,
    only: Collection[str] | None,
) -> _Ready | None:
    source = city.source(source_name)
    agreed = contract.load(find(source.contract), source)
    tree = divisions.load(city, find)
    moment = now or datetime.now(UTC)
    rows = quarantine.open_rows(workspace, source_name)
    if only is not None:
        rows = rows.filter(pl.format("{}-{}", "_batch", "_row").is_in(list(only)))
    mendable = [column.name for column in agreed.stored if not column.personal]
    quarantine.check_ids(mends, rows, mendable)
    if not rows.height:
        return None
    sieve = Sieve(city, source, agreed, tree, workspace, moment)
    files = workspace.lake_files(source_name)
    sieve.remember(files)
    rows = _mended(rows.rename({"_batch": "_origin"}), mends, agreed)
    overtaken = _overtaken(rows, sieve, files)
    batch = Batch(
        city=workspace.city_name,
        source=source_name,
        kind="replay",
        rules=rules_digest(city, source, agreed, tree),
        opened_at=moment,
        received_at=moment,
        closed_at=moment,
    )
    changed = [name for changes in mends.values() for name in changes]
    return _Ready(
        batch=batch,
        sieve=sieve,
        rows=rows,
        rest=rows.join(overtaken, on=ID, how="anti").filter(~pl.col("_hopeless")),
        overtaken=overtaken,
        columns={name: changed.count(name) for name in dict.fromkeys(changed)},
        source_file=batches.locations(workspace),
    )


def _mended(rows: pl.DataFrame, mends: Mends, agreed: contract.Contract) -> pl.DataFrame:
    """Apply ``mends``; mark rows that no check can help unless they are mended."""
    stored = [column.name for column in agreed.stored]
    absent = [name for name in stored if name not in rows.columns]
    rows = rows.with_columns(
        *(pl.lit(None, dtype=pl.String).alias(name) for name in absent),
        pl.format("{}-{}", "_origin", "_row").alias("_id"),
        pl.col("_problems").list.first().struct.field("rule").alias("_rule"),
    )
    for name in {column for changes in mends.values() for column in changes}:
        new = {item: changes[name] for item, changes in mends.items() if name in changes}
        rows = rows.with_columns(
            pl.when(pl.col("_id").is_in(list(new)))
            .then(pl.col("_id").replace_strict(new, default=None, return_dtype=pl.String))
            .otherwise(pl.col(name))
            .alias(name)
        )
    by_hand = pl.col("_id").is_in([item for item, changes in mends.items() if changes])
    hopeless = ~by_hand & pl.col("_rule").is_in(["broken_line", "duplicate_key"])
    rows = rows.with_columns(by_hand.alias("_by_hand"), hopeless.alias("_hopeless"))
    return rows.drop("_problems", "_rule", "_id", "_raw", strict=False)


def _overtaken(rows: pl.DataFrame, sieve: Sieve, files: list[Path]) -> pl.DataFrame:
    keyed = rows.with_columns(pl.Series("_key_hash", sieve.key_hashes(rows)))
    keyed = keyed.filter(~pl.col("_by_hand") & ~pl.col("_hopeless"))
    found = [pl.read_parquet(file, columns=["_key_hash", "_origin"]) for file in files]
    if not found:
        return rows.select(ID).clear()
    newest = pl.concat(found).group_by("_key_hash").agg(pl.col("_origin").max().alias("_newest"))
    held = keyed.join(newest, on="_key_hash")
    return held.filter(pl.col("_newest") >= pl.col("_origin")).select(ID)


def _commit(change: Change, workspace: Workspace, ready: _Ready) -> Replayed:
    session, batch, rows = change.session, ready.batch, ready.rows
    # A replay that mends nothing leaves no trace.
    attempt = session.begin_nested()
    session.add(batch)
    session.flush()
    sifted = ready.sieve.sift(
        ready.rest.drop("_by_hand", "_hopeless"), None, batch.id, batch.received_at, withheld=True
    )
    good = ready.rest.join(sifted.quarantine, on=ID, how="anti").select(ID)
    refused = _refused(ready, sifted)
    if not good.height and not ready.overtaken.height:
        attempt.rollback()
        return Replayed(0, 0, rows.height, refused)
    session.add(batches.part(batch.id, 0, _write(workspace, batch.source, sifted)))
    for outcome, frame in (("mended", good), ("overtaken", ready.overtaken)):
        session.add_all(
            Quarantined(batch_id=origin, row=row, outcome=outcome, by_batch=batch.id)
            for origin, row in frame.select(ID).iter_rows()
        )
    attempt.commit()
    # Which columns were changed in how many rows; the values are in the quarantine and the lake,
    # where their time ends, and not in the ledger, which keeps for ever.
    told = {"mended": good.height, "overtaken": ready.overtaken.height}
    change.record(
        batches.subject(batch), "batch.replayed", after={**told, "columns": ready.columns}
    )
    still_bad = rows.height - good.height - ready.overtaken.height
    return Replayed(good.height, ready.overtaken.height, still_bad, refused)


def _refused(ready: _Ready, sifted: Sifted) -> tuple[Item, ...]:
    """Return the first rows that were mended by hand and still break a rule."""
    by_hand = ready.rest.filter("_by_hand").select(ID)
    bad = sifted.quarantine
    if not by_hand.height or not bad.height:
        return ()
    still = bad.join(by_hand, on=ID, how="semi").head(TOLD)
    index = still.select(
        pl.col("_origin").alias("_batch"),
        "_row",
        "_problems",
        pl.lit(ready.batch.source).alias("_source"),
        pl.col("_origin")
        .replace_strict(ready.source_file, default="", return_dtype=pl.String)
        .alias("_file"),
    )
    return tuple(quarantine.items(index))


def _write(workspace: Workspace, source: str, sifted: Sifted) -> Written:
    # Rows that are still bad stay where they are, so nothing goes to quarantine a second time.
    lake = workspace.write_parquet("lake", source, sifted.lake) if sifted.lake.height else None
    return Written(sifted, lake=lake, quarantine=None, seen=None)
