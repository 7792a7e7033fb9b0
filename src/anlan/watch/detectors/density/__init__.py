"""The rarity of a value."""

from anlan.watch.detectors.density.detector import Density

__all__ = ["Density"]
