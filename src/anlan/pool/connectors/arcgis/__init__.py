"""Layers of ArcGIS REST feature and map services."""

from anlan.pool.connectors.arcgis.connector import ArcGisConnector

__all__ = ["ArcGisConnector"]
