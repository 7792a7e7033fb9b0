"""GeoJSON feature collections (RFC 7946)."""

from anlan.pool.connectors.geojson.connector import GeoJsonConnector

__all__ = ["GeoJsonConnector"]
