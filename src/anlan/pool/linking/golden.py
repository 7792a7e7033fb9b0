"""The golden record: of each field the most authoritative value, then the freshest, and from whom.

Every other value is kept beside it, with its source, and told as a conflict where it says
something else.
"""

from typing import Any

import polars as pl

from anlan.model.linking import LinkedSource, Linking
from anlan.pool.linking.levels import METRES

FIELDS = ("name", "address", "operator", "type", "phone", "position")
_ALIKE = {
    "name": "core",
    "address": "address",
    "operator": "operator",
    "type": "type",
    "phone": "phone",
}
_VALUE = {"name": "name_sent", "address": "address_sent", "operator": "operator_sent"}
NEAR_METRES = 600.0
"""Positions so far apart disagree, where the pack compares no distances; else its largest one."""


def golden(records: pl.DataFrame, clusters: pl.DataFrame, linking: Linking) -> pl.DataFrame:
    """Return every value known of every thing.

    Args:
        records: prepared records, all or some.
        clusters: ``id`` and ``cluster``.
        linking: which source comes first, overall and for single fields.

    Returns:
        ``cluster``, ``field`` (one of ``FIELDS``), ``value`` (as sent), ``source``, ``key``,
        ``day`` (of the record's event), ``chosen`` (one a cluster and field), ``agrees`` (says the
        same as the chosen one, or of an address its end); the chosen first, then by authority and
        freshness.
    """
    rows = records.join(clusters, on="id").join(_ranks(linking.sources), on="source", how="left")
    long = pl.concat([_field(rows, name) for name in FIELDS])
    order = ["cluster", "field", "best", "authority", "day", "source", "key"]
    ranked = long.sort(
        order, descending=[False, False, True, True, True, False, False], nulls_last=True
    )
    first = ("cluster", "field")
    ranked = ranked.with_columns(
        chosen=pl.int_range(pl.len()).over(first) == 0,
        top_alike=pl.col("alike").first().over(first),
        top_lon=pl.col("lon").first().over(first),
        top_lat=pl.col("lat").first().over(first),
    )
    far = max(
        (metres for each in linking.comparisons for metres in each.metres), default=NEAR_METRES
    )
    east = (pl.col("lon") - pl.col("top_lon")) * METRES * pl.col("top_lat").radians().cos()
    north = (pl.col("lat") - pl.col("top_lat")) * METRES
    near = (east * east + north * north) <= far * far
    alike, top = pl.col("alike"), pl.col("top_alike")
    # A Chinese address that leaves out city or district says less, and nothing else.
    within = alike.str.ends_with(top) | top.str.ends_with(alike)
    agrees = (
        pl.when(pl.col("field") == "position")
        .then(near)
        .when(pl.col("field") == "address")
        .then(within)
        .otherwise(alike == top)
    )
    return ranked.select(
        "cluster",
        "field",
        "value",
        "source",
        "key",
        "day",
        "chosen",
        agrees=agrees.fill_null(False),
    )


def _ranks(sources: list[LinkedSource]) -> pl.DataFrame:
    rows = [
        {"source": each.source, "authority": each.authority, "best_at": list(each.best)}
        for each in sources
    ]
    schema: dict[str, Any] = {
        "source": pl.String,
        "authority": pl.Int32,
        "best_at": pl.List(pl.String),
    }
    return pl.DataFrame(rows, schema=schema)


def _field(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the values of one field, with what tells whether two of them say the same."""
    if name == "position":
        value = pl.format("{}, {}", "lon", "lat")
        value = pl.when(pl.col("lon").is_not_null()).then(value)
        alike = pl.lit(None, pl.String)
    else:
        value = pl.col(_VALUE.get(name, name))
        alike = pl.coalesce(_ALIKE[name], value)
    place = name == "position"
    nothing = pl.lit(None, pl.Float64)
    return rows.select(
        "cluster", pl.lit(name).alias("field"), value.alias("value"), "source", "key", "day",
        "authority", pl.col("best_at").list.contains(name).alias("best"), alike.alias("alike"),
        (pl.col("lon") if place else nothing).alias("lon"),
        (pl.col("lat") if place else nothing).alias("lat"),
    ).drop_nulls("value")  # fmt: skip
