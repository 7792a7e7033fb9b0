"""Several detectors heard together."""

from anlan.watch.detectors.combined.detector import Combined, Group

__all__ = ["Combined", "Group"]
