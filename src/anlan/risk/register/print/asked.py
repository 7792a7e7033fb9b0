"""What can be asked of a print."""

from dataclasses import dataclass
from typing import Literal, get_args

from reportlab.lib import pagesizes

from anlan.model.errors import RegisterError
from anlan.words import Language

PaperSize = Literal["a0", "a1", "a2", "a3", "a4"]
What = Literal["points", "areas", "cells"]
Kind = Literal["now", "inherent"]
SIZES: dict[str, tuple[float, float]] = {
    name: getattr(pagesizes, name.upper()) for name in get_args(PaperSize)
}
"""Width and height of each paper, upright, in points."""
WHATS: tuple[What, ...] = get_args(What)
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Asked:
    """A print.

    Attributes:
        size: of the paper, by its name.
        what: whether points, areas of the level, or cells are coloured.
        kind: by the facts of the day, or without measures.
        level: of the divisions whose names are drawn, and their borders; one of the city's.
        lang: of every text.

    Raises:
        RegisterError: there is no such size, thing or kind.
    """

    size: str = "a0"
    what: str = "points"
    kind: str = "now"
    level: str = "district"
    lang: Language = "en"

    def __post_init__(self) -> None:
        for name, found, choices in (
            ("size", self.size, tuple(SIZES)),
            ("what", self.what, WHATS),
            ("kind", self.kind, KINDS),
        ):
            if found not in choices:
                raise RegisterError(
                    "error.print.choice", name=name, found=found, choices=", ".join(choices)
                )
