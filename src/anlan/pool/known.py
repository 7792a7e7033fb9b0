"""The values that a column of a source has ever held."""

import polars as pl

from anlan.pool.checks.casting import trimmed
from anlan.store import Workspace


def known_values(workspace: Workspace, source: str, column: str) -> pl.Series:
    """Return each value (trimmed) of ``column`` in the records of ``source``, of all versions."""
    empty = pl.DataFrame(schema={column: pl.String})
    frames = [
        pl.read_parquet(file, columns=[column]).select(trimmed(column).alias(column)).unique()
        for file in workspace.lake_files(source)
        if column in pl.read_parquet_schema(file)
    ]
    return pl.concat([empty, *frames]).get_column(column).drop_nulls().unique()
