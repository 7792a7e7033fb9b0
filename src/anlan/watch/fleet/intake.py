"""A department's devices are taken into the fleet: new ones added, changed ones changed."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.model.cause import Cause
from anlan.store.cases.bulk import put_many
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.watch import WatchDevice
from anlan.watch.fleet.rows import next_change, subject

BLOCK = 20_000
"""So many devices are written in one transaction."""
_CHANGED = (
    "name", "type", "tier", "department", "division", "lon", "lat", "asset_id", "thing", "client",
    "model", "firmware", "installed", "interval_s", "cert_until", "stream", "state",
)  # fmt: skip
_BY_HAND = ("repair", "retired")
"""States that are said; the others are what a device's own words make them."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many devices were new, changed, and as they were."""

    new: int
    changed: int
    same: int


def take(
    database: Database, cause: Cause, city: str, rows: pl.DataFrame, source: str, at: datetime
) -> Taken:
    """Take devices in; the same again changes nothing.

    Args:
        database: where the fleet is.
        cause: who gives them.
        city: whose.
        rows: as :func:`anlan.watch.fleet.given.check` returns them.
        source: what they are from, for the ledger: the name of a file.
        at: now.

    Raises:
        StoreError: the database refuses; what was written before stays, and again is the same.
    """
    taken = [_block(database, cause, city, some, source, at) for some in rows.iter_slices(BLOCK)]
    return Taken(
        sum(each.new for each in taken),
        sum(each.changed for each in taken),
        sum(each.same for each in taken),
    )


def _block(
    database: Database, cause: Cause, city: str, rows: pl.DataFrame, source: str, at: datetime
) -> Taken:
    with change(database, cause) as made:
        number = next_change(made.session, city)
        held = _held(made.session, city, rows["key"].to_list())
        told = _compared(rows, held)
        written = told.filter(pl.col("_new") | pl.col("_other"))
        new = int(written["_new"].sum())
        values = list(_values(written.drop("_new", "_other"), city, number, at))
        key, renew = ("city", "key"), (*_CHANGED, "changed")
        put_many(made.session, WatchDevice, values, key=key, renew=renew)
        if values:
            keys = "\n".join(each["key"] for each in values)
            about = {"source": source, "new": new, "changed": len(values) - new}
            digest = hashlib.sha256(keys.encode()).hexdigest()
            made.record(subject(city), "fleet.taken", None, {**about, "keys": digest})
    return Taken(new, len(values) - new, rows.height - len(values))


def _held(session: Session, city: str, keys: list[str]) -> pl.DataFrame:
    """Return those of some devices that are there."""
    wanted = [getattr(WatchDevice, each) for each in ("key", *_CHANGED)]
    parts = []
    for first in range(0, len(keys), 500):
        some = WatchDevice.key.in_(keys[first : first + 500])
        query = select(*wanted).where(WatchDevice.city == city, some)
        rows = [tuple(row) for row in session.execute(query)]
        parts.append(pl.DataFrame(rows, schema=_SCHEMA, orient="row"))
    return pl.concat(parts)


_SCHEMA: dict[str, Any] = {
    "key": pl.String, "name": pl.String, "type": pl.String, "tier": pl.Int64,
    "department": pl.String, "division": pl.String, "lon": pl.Float64, "lat": pl.Float64,
    "asset_id": pl.String, "thing": pl.String, "client": pl.String, "model": pl.String,
    "firmware": pl.String, "installed": pl.Date, "interval_s": pl.Float64,
    "cert_until": pl.Datetime("us", "UTC"), "stream": pl.String, "state": pl.String,
}  # fmt: skip


def _compared(rows: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Return devices with the state they get, and whether each is new or other than it was."""
    both = rows.join(held, on="key", how="left", suffix="_was", maintain_order="left")
    new = pl.col("name_was").is_null()
    said, was = pl.col("state"), pl.col("state_was")
    # Whether a device answers is what it says itself, not what a list says of it.
    state = (
        pl.when(new | said.is_in(_BY_HAND))
        .then(said)
        .when(was.is_in(_BY_HAND))
        .then(pl.lit("offline"))
        .otherwise(was)
    )
    both = both.with_columns(state=state, _new=new)
    other = pl.any_horizontal(pl.col(each).ne_missing(pl.col(f"{each}_was")) for each in _CHANGED)
    return both.with_columns(_other=other & ~pl.col("_new")).select(*rows.columns, "_new", "_other")


def _values(rows: pl.DataFrame, city: str, number: int, at: datetime) -> Iterator[dict[str, Any]]:
    rest = {"city": city, "faults": "", "since": at, "made_at": at, "changed": number}
    for row in rows.iter_rows(named=True):
        yield {**row, **rest}
