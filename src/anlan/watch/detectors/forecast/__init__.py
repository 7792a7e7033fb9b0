"""The error of a forecast."""

from anlan.watch.detectors.forecast.detector import Forecast

__all__ = ["Forecast"]
