"""JSON lines: one object a line, plain or gzipped."""

from anlan.pool.connectors.jsonl.connector import JsonLinesConnector

__all__ = ["JsonLinesConnector"]
