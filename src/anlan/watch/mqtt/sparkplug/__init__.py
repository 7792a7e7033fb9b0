"""Sparkplug B: nodes and devices that tell their metrics at birth, then only changes."""

from anlan.watch.mqtt.sparkplug.decoder import Decoder

__all__ = ["Decoder"]
