"""Observations as OGC SensorThings 1.1 has them over MQTT."""

from anlan.watch.mqtt.sensorthings.decoder import Decoder

__all__ = ["Decoder"]
