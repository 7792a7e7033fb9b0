"""GeoPackage files."""

from anlan.pool.connectors.geopackage.connector import GeoPackageConnector

__all__ = ["GeoPackageConnector"]
