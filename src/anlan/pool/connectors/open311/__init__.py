"""Requests of Open311 GeoReport v2 services."""

from anlan.pool.connectors.open311.connector import Open311Connector

__all__ = ["Open311Connector"]
