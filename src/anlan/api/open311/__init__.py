"""Open311 GeoReport v2 by HTTP, in XML and JSON (https://wiki.open311.org/GeoReport_v2/)."""
