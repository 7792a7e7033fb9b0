"""The distance to the nearest earlier stretch."""

from anlan.watch.detectors.neighbours.detector import Neighbours

__all__ = ["Neighbours"]
