"""Bring records of any source to the columns that are blocked on and compared."""

import csv
from pathlib import Path

import polars as pl

from anlan.model.linking import LinkedSource, Linking
from anlan.pool.linking import address, names

RAW = ("name", "address", "operator", "phone", "type", "postcode")
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.Int64,
    "source": pl.String,
    "key": pl.String,
    "day": pl.Int32,
    "name_sent": pl.String,
    "address_sent": pl.String,
    "operator_sent": pl.String,
    "type": pl.String,
    "name": pl.String,
    "core": pl.String,
    "trade": pl.String,
    "operator": pl.String,
    "road": pl.String,
    "number": pl.String,
    "place": pl.String,
    "building": pl.String,
    "room": pl.String,
    "compound": pl.String,
    "district": pl.String,
    "postcode": pl.String,
    "address": pl.String,
    "phone": pl.String,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "cell": pl.String,
    "head": pl.String,
    "division": pl.String,
}
"""A prepared record: ``id`` counts records of all sources; ``day`` is that of its event (days since
1970-01-01); ``*_sent`` are as the source sent them; ``name`` and ``address`` are keys; ``core`` is
the name without place and trade; ``place`` is road and number; ``cell`` is the city's H3 cell;
``head`` is the first letters of the core; ``division`` is the path of the place where it is, which
decides who may see it."""


def prepare(rows: pl.DataFrame, linking: Linking, aliases: dict[str, str]) -> pl.DataFrame:
    """Return prepared records, in the order of ``rows``.

    Args:
        rows: ``id``, ``source``, ``key``, ``day``, ``lon``, ``lat``, ``cell``, ``division`` and
            the texts of ``RAW``, each of which may be null.
        linking: what the pack declares.
        aliases: other names of roads and compounds, each with the one that counts.
    """
    where = address.parse(rows["address"], linking.places, aliases)
    called = names.parse(rows["name"], linking.places)
    operated = rows["operator"]
    if operated.null_count() < operated.len():
        operator = names.parse(operated, linking.places)["core"]
    else:
        operator = pl.Series("operator", [None], pl.String).new_from_index(0, rows.height)
    made = rows.select(
        "id", "source", "key", "day", "type", "lon", "lat", "cell", "phone", "division",
        name_sent="name", address_sent="address", operator_sent="operator", zip="postcode",
    ).with_columns(
        name=called["key"], core=called["core"], trade=called["trade"], operator=operator,
        **{part: where[part] for part in (
            "road", "number", "building", "room", "compound", "district", "postcode")},
        address=where["key"],
    )  # fmt: skip
    return made.with_columns(
        place=pl.concat_str("road", "number", separator=" "),
        postcode=pl.coalesce(pl.col("zip"), "postcode"),
        head=pl.col("core").str.slice(0, 2),
    ).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def read_aliases(path: Path | None) -> dict[str, str]:
    """Return the name that counts, by each of its others; columns ``name`` and ``alias``."""
    if path is None:
        return {}
    with path.open(encoding="utf-8-sig") as file:
        return {row["alias"]: row["name"] for row in csv.DictReader(file)}


def raw(rows: pl.DataFrame, declared: LinkedSource, key: pl.Expr, day: pl.Expr) -> pl.DataFrame:
    """Return rows of a source with the columns that :func:`prepare` takes, but ``id``."""
    nothing = pl.lit(None, dtype=pl.String)
    texts = [
        (pl.col(name).cast(pl.String) if (name := getattr(declared, each)) else nothing).alias(each)
        for each in RAW
    ]
    return rows.select(
        pl.lit(declared.source).alias("source"),
        key.alias("key"),
        day.alias("day"),
        *texts,
        pl.col("_lon").alias("lon"),
        pl.col("_lat").alias("lat"),
        pl.col("_cell").cast(pl.String).alias("cell"),
        pl.col("_division").alias("division"),
    )
