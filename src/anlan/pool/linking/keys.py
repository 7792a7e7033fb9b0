"""What every record is tied to an asset by, before anything is linked: id, address, operator."""

import polars as pl

from anlan.model.city import AssetColumns
from anlan.pool.checks.casting import trimmed
from anlan.pool.linking.address import address_key
from anlan.pool.linking.names import operator_key


def columns(asset: AssetColumns | None) -> list[pl.Expr]:
    """Return ``_asset``, ``_address``, ``_operator``, ``_type`` for a source's asset columns."""
    nothing = pl.lit(None, dtype=pl.String)
    address = asset.address if asset else None
    name = asset.name if asset else None
    kind = asset.type if asset else None
    return [
        (trimmed(asset.id) if asset else nothing).alias("_asset"),
        (address_key(pl.col(address)) if address else nothing).alias("_address"),
        (operator_key(pl.col(name)) if name else nothing).alias("_operator"),
        (trimmed(kind) if kind else nothing).alias("_type"),
    ]
