"""Plain JSON, by a mapping that says which fields are time, value and name."""

from anlan.watch.mqtt.plain.decoder import Decoder, Mapping

__all__ = ["Decoder", "Mapping"]
