"""Open portals that run Socrata (SODA 2.1)."""

from anlan.pool.connectors.socrata.connector import SocrataConnector

__all__ = ["SocrataConnector"]
