"""Home Assistant's MQTT discovery: devices that tell of their sensors by themselves."""

from anlan.watch.mqtt.homeassistant.decoder import Decoder

__all__ = ["Decoder"]
