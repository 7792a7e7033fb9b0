"""Connectors: one folder per kind of source, each with the same files inside.

A connector reads a source as it was sent, in pieces that fit in memory: every cell is text, no
value is changed, and a row that cannot be read is kept apart with the reason. What the values
mean is the contract's business, not the connector's.
"""

from anlan.pool.connectors.base import ROW, Chunk, Connector, Opened, connector_for
from anlan.pool.connectors.locate import open_source, resolve_files

__all__ = [
    "ROW",
    "Chunk",
    "Connector",
    "Opened",
    "connector_for",
    "open_source",
    "resolve_files",
]
