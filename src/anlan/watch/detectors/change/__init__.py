"""A lasting shift of the mean."""

from anlan.watch.detectors.change.detector import Change

__all__ = ["Change"]
