"""Web services that answer with JSON, a page at a time."""

from anlan.pool.connectors.http_json.connector import HttpJsonConnector

__all__ = ["HttpJsonConnector"]
