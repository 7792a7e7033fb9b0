"""Several series at once."""

from anlan.watch.detectors.multivariate.detector import Multivariate

__all__ = ["Multivariate"]
