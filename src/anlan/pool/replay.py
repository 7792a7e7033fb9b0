"""Check quarantined rows again, mended or under a changed contract."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from anlan.model.city import City
from anlan.pool import batches, contract, divisions, quarantine
from anlan.pool.batches import Written
from anlan.pool.ingest import Find, rules_digest
from anlan.pool.quarantine import Mends
from anlan.pool.sieve import Sieve, Sifted
from anlan.store import Workspace
from anlan.store.tables import Batch, Quarantined

ID = ["_origin", "_row"]


@dataclass(frozen=True)
class Replayed:
    """What became of quarantined rows: records now, overtaken by newer records, still bad."""

    mended: int
    overtaken: int
    still_bad: int


def replay(
    city: City,
    find: Find,
    workspace: Workspace,
    source_name: str,
    mends: Mends | None = None,
    now: datetime | None = None,
) -> Replayed:
    """Check the open rows of a source again, with ``mends`` applied.

    Rows that now pass become records; the others stay. A row that isn't mended by hand and whose
    key has come in good since, or in the same file, is overtaken: it must not undo what is newer.
    All of it happens in one transaction; doing it again changes nothing.

    Raises:
        StoreError: a mend names an unknown id or column, or the workspace is busy or full.
        ContractError: the contract is wrong.
    """
    source = city.source(source_name)
    agreed = contract.load(find(source.contract), source)
    tree = divisions.load(city, find)
    moment = now or datetime.now(UTC)
    with workspace.writing():
        rows = quarantine.open_rows(workspace, source_name)
        mendable = [column.name for column in agreed.stored if not column.personal]
        quarantine.check_ids(mends or {}, rows, mendable)
        if not rows.height:
            return Replayed(0, 0, 0)
        sieve = Sieve(city, source, agreed, tree, workspace, moment)
        files = workspace.lake_files(source_name)
        sieve.remember(files)
        rows = _mended(rows.rename({"_batch": "_origin"}), mends or {}, agreed)
        overtaken = _overtaken(rows, sieve, files)
        rest = rows.join(overtaken, on=ID, how="anti").filter(~pl.col("_hopeless"))
        batch = Batch(
            city=workspace.city_name,
            source=source_name,
            kind="replay",
            rules=rules_digest(city, source, agreed, tree),
            opened_at=moment,
            received_at=moment,
            closed_at=moment,
        )
        try:
            return _commit(workspace, batch, sieve, rows, rest, overtaken)
        except _NothingMendedError:
            return Replayed(0, 0, rows.height)


class _NothingMendedError(Exception):
    """No row passes now: undo the transaction."""


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


def _commit(
    workspace: Workspace,
    batch: Batch,
    sieve: Sieve,
    rows: pl.DataFrame,
    rest: pl.DataFrame,
    overtaken: pl.DataFrame,
) -> Replayed:
    with workspace.change() as change:
        session = change.session
        session.add(batch)
        session.flush()
        sifted = sieve.sift(
            rest.drop("_by_hand", "_hopeless"), None, batch.id, batch.received_at, withheld=True
        )
        good = rest.join(sifted.quarantine, on=ID, how="anti").select(ID)
        if not good.height and not overtaken.height:
            raise _NothingMendedError
        session.add(batches.part(batch.id, 0, _write(workspace, batch.source, sifted)))
        for outcome, frame in (("mended", good), ("overtaken", overtaken)):
            session.add_all(
                Quarantined(batch_id=origin, row=row, outcome=outcome, by_batch=batch.id)
                for origin, row in frame.select(ID).iter_rows()
            )
        told = {"mended": good.height, "overtaken": overtaken.height}
        change.record(batches.subject(batch), "batch.replayed", after=told)
    still_bad = rows.height - good.height - overtaken.height
    return Replayed(good.height, overtaken.height, still_bad)


def _write(workspace: Workspace, source: str, sifted: Sifted) -> Written:
    # Rows that are still bad stay where they are, so nothing goes to quarantine a second time.
    lake = workspace.write_parquet("lake", source, sifted.lake) if sifted.lake.height else None
    return Written(sifted, lake=lake, quarantine=None, seen=None)
