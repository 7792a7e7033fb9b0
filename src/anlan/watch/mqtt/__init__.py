"""Readings over MQTT: decoders of what is sent, the intake of it, and the broker's files."""
