"""Read one encrypted value, which is itself an entry in the ledger; and tell what is held."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import func, select

from anlan.model.cause import Cause
from anlan.model.errors import StoreError
from anlan.pool.contract import Contract, Personal
from anlan.pool.hashing import hash_rows
from anlan.pool.records import KEY_SEPARATOR, contract_of
from anlan.pool.safe import sealed_name
from anlan.pool.yamlmarks import nearest
from anlan.store import Workspace, vault
from anlan.store.change import change
from anlan.store.cipher import DataKey, about, number_of
from anlan.store.vault import PersonalKey


@dataclass(frozen=True)
class Revealed:
    """A value that was read, and what the ledger calls its record."""

    value: str
    subject: str


def reveal(
    workspace: Workspace,
    cause: Cause,
    source: str,
    key: str,
    column: str,
    why: str,
    now: datetime | None = None,
) -> Revealed:
    """Return the clear text of an encrypted column of the current version of a record.

    The reading is in the ledger before this returns, with who and why and never the value.

    Args:
        workspace: the city's place.
        cause: who reads, for whom, from where.
        source: a source of the city.
        key: the record's key, as in ``records.read``.
        column: an encrypted column.
        why: the reason, in words; it is required.
        now: the moment, by default this one.

    Raises:
        StoreError: there is no reason, no such record or column, nothing in it, or its time is
            over; or none of the installation's keys opens it. Then nothing was read.
    """
    if not why.strip():
        raise StoreError("error.vault.why")
    _check_column(contract_of(workspace, source), source, column)
    number, cipher = _found(workspace, source, key, column)
    opened = _key(workspace, source, key, number_of(cipher), now or datetime.now(UTC))
    value = opened.decrypt(cipher, about(workspace.city_name, source, column))
    subject = f"record:{workspace.city_name}/{source}/{number:016x}"
    with change(workspace.database, replace(cause, why=why.strip())) as made:
        made.record(subject, "personal.read", after={"column": column})
    return Revealed(value, subject)


def _check_column(agreed: Contract, source: str, column: str) -> None:
    names = [each.name for each in agreed.encrypted]
    if column not in names:
        near = nearest(column, names) or ", ".join(names) or "—"
        raise StoreError("error.vault.column", source=source, column=column, near=near)


def _found(workspace: Workspace, source: str, key: str, column: str) -> tuple[int, str]:
    """Return the key's hash and the cipher text of the record's current version."""
    number = _number(workspace, source, key)
    place = sealed_name(column)
    frames = [pl.DataFrame(schema={"_version": pl.Int32, place: pl.String})]
    for file in workspace.lake_files(source):
        # A file from before the contract asked for encryption has no such column.
        wanted = [name for name in ("_version", place) if name in pl.read_parquet_schema(file)]
        rows = pl.scan_parquet(file).filter(pl.col("_key_hash") == number)
        frames.append(rows.select(wanted).collect())
    versions = pl.concat(frames, how="diagonal").sort("_version")
    if not versions.height:
        raise StoreError("error.vault.record", source=source, key=key)
    cipher: str | None = versions[place][-1]
    if cipher is None:
        raise StoreError("error.vault.empty", source=source, key=key, column=column)
    return number, cipher


def _number(workspace: Workspace, source: str, key: str) -> int:
    """Return the hash of a key as given."""
    names = workspace.setting(f"key:{source}") or []
    parts = key.split(KEY_SEPARATOR)
    if len(parts) != len(names):
        raise StoreError("error.vault.record", source=source, key=key)
    values = {name: part.strip() for name, part in zip(names, parts, strict=True)}
    return int(hash_rows(pl.DataFrame(values), names)[0])


def _key(workspace: Workspace, source: str, key: str, number: int, now: datetime) -> DataKey:
    with workspace.session() as session:
        opened = vault.open_key(session, workspace.keyring, number, now)
    if opened is None:
        raise StoreError("error.vault.over", source=source, key=key)
    return opened


@dataclass(frozen=True)
class Holding:
    """What is held of a personal column: how it is kept, and of encrypted ones, how many keys.

    ``ends``: when the first of the living keys is destroyed.
    """

    source: str
    column: str
    way: Personal
    days: int | None
    living: int
    destroyed: int
    ends: datetime | None


def holdings(workspace: Workspace, sources: list[str]) -> list[Holding]:
    """Return the personal columns of ``sources`` that contracts agreed on so far."""
    found = []
    for source in sources:
        for column in contract_of(workspace, source).columns:
            if column.personal:
                keys = _keys(workspace, source) if column.personal == "encrypt" else (0, 0, None)
                found.append(Holding(source, column.name, column.personal, column.days, *keys))
    return found


def _keys(workspace: Workspace, source: str) -> tuple[int, int, datetime | None]:
    query = select(func.count(), func.count(PersonalKey.destroyed_at)).where(
        PersonalKey.city == workspace.city_name, PersonalKey.source == source
    )
    first = select(func.min(PersonalKey.expires_at)).where(
        PersonalKey.city == workspace.city_name,
        PersonalKey.source == source,
        PersonalKey.destroyed_at.is_(None),
    )
    with workspace.session() as session:
        total, destroyed = session.execute(query).one()
        return total - destroyed, destroyed, session.scalar(first)
