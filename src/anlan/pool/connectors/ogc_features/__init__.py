"""Collections of OGC API Features services."""

from anlan.pool.connectors.ogc_features.connector import OgcFeaturesConnector

__all__ = ["OgcFeaturesConnector"]
