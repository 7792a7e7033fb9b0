"""The standard deviation of the last records."""

from anlan.watch.detectors.spread.detector import Spread

__all__ = ["Spread"]
