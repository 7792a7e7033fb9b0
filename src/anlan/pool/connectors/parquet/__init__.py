"""Parquet files."""

from anlan.pool.connectors.parquet.connector import ParquetConnector

__all__ = ["ParquetConnector"]
