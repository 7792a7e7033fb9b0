"""Replay of rules on recorded history, and the certificate of it."""

from anlan.watch.replay.certificate import Certificate
from anlan.watch.replay.run import Files, Settings, replay

__all__ = ["Certificate", "Files", "Settings", "replay"]
