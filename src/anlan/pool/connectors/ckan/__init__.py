"""Resources of CKAN portals."""

from anlan.pool.connectors.ckan.connector import CkanConnector

__all__ = ["CkanConnector"]
