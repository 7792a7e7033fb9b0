"""The quality of a camera's picture from a still frame, by measures that recognise nothing."""

from anlan.watch.pictures.faults import Fault, Frame, Past, look
from anlan.watch.pictures.measures import Measures, Signature

__all__ = ["Fault", "Frame", "Measures", "Past", "Signature", "look"]
