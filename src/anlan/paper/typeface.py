"""The typeface of what is printed: Chinese and Latin, which readers of PDF have."""

from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

FONT = "STSong-Light"


@cache
def typeface() -> str:
    """Return the name of the typeface, known to reportlab from now on."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return FONT


def width(words: str, size: float) -> float:
    """Return how wide words are, in points."""
    return float(pdfmetrics.stringWidth(words, typeface(), size))
