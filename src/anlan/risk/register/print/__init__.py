"""The four-colour map on paper: a PDF of lines and shapes, sharp at any size, up to A0."""

from anlan.risk.register.print.asked import KINDS, SIZES, WHATS, Asked, Kind, PaperSize, What
from anlan.risk.register.print.page import Drawable, print_map

__all__ = [
    "KINDS",
    "SIZES",
    "WHATS",
    "Asked",
    "Drawable",
    "Kind",
    "PaperSize",
    "What",
    "print_map",
]
