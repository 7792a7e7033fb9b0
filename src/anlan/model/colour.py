"""The four colours of risk, from the lowest to the highest."""

from typing import Literal

Colour = Literal["blue", "yellow", "orange", "red"]
COLOURS: tuple[Colour, ...] = ("blue", "yellow", "orange", "red")
"""In the order of danger: an array of risk points holds a colour as its place here."""
