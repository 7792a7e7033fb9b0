"""The residual from the same hour of other days."""

from anlan.watch.detectors.seasonal.detector import Seasonal

__all__ = ["Seasonal"]
