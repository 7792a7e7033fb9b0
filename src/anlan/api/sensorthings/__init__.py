"""OGC SensorThings API 1.1 by HTTP (https://docs.ogc.org/is/18-088/18-088.html)."""
