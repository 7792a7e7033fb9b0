"""The mean of the last records."""

from anlan.watch.detectors.level.detector import Level

__all__ = ["Level"]
