"""How a scheme is declared: factors with their scores, and bands of the value they make."""

from pydantic import Field

from anlan.model.colour import Colour
from anlan.model.declared import Declared, Slug, Text


class Score(Text):
    """A score that a factor may have, and what it stands for."""

    score: float = Field(gt=0)


class Factor(Declared):
    """A factor of a scheme: what its letter is, and every score it may have."""

    symbol: str = Field(pattern=r"^[A-Z]$")
    name: Text
    scores: tuple[Score, ...] = Field(min_length=2)

    @property
    def values(self) -> tuple[float, ...]:
        """The scores it may have, as declared."""
        return tuple(each.score for each in self.scores)


class Band(Declared):
    """Values that are one grade: from ``at_least`` on, up to ``at_most`` or ``below``.

    ``at_most`` belongs to the band, ``below`` doesn't; without either the band has no upper end.
    """

    grade: int = Field(ge=1, description="1 is the most dangerous.")
    colour: Colour
    name: Text
    at_least: float = 0.0
    at_most: float | None = None
    below: float | None = None

    def holds(self, value: float) -> bool:
        """Return whether a value lies in it."""
        return (
            value >= self.at_least
            and (self.at_most is None or value <= self.at_most)
            and (self.below is None or value < self.below)
        )


class Scheme(Declared):
    """A published way to grade risk: the value is the product of the factors' scores.

    ``id`` and ``version`` together are what a grade is recorded under; ``source`` is where factors
    and cut-offs come from.
    """

    id: Slug
    version: str
    name: Text
    source: str
    symbol: str = Field(pattern=r"^[A-Z]$", description="The letter of the value.")
    factors: tuple[Factor, ...] = Field(min_length=2)
    bands: tuple[Band, ...] = Field(min_length=1)

    @property
    def letters(self) -> frozenset[str]:
        """The letters of its factors."""
        return frozenset(each.symbol for each in self.factors)

    @property
    def formula(self) -> str:
        """The formula as it is written: ``D = L × E × C``."""
        return f"{self.symbol} = {' × '.join(each.symbol for each in self.factors)}"
