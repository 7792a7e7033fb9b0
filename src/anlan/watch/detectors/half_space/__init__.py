"""The rarity of several series' values together."""

from anlan.watch.detectors.half_space.detector import HalfSpace

__all__ = ["HalfSpace"]
