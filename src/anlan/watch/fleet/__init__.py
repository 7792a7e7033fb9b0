"""The fleet: a city's cameras, sensors and gateways as assets that report their own health."""
