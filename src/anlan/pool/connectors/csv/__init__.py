"""Files of comma-separated values, plain or gzipped."""

from anlan.pool.connectors.csv.connector import CsvConnector

__all__ = ["CsvConnector"]
