"""Read schemes from files, and refuse those whose cut-offs leave a value out or claim it twice."""

import itertools
import math
from functools import cache
from pathlib import Path

from anlan.model.colour import COLOURS
from anlan.model.errors import RegisterError
from anlan.risk.declared import DATA, read_declared
from anlan.risk.schemes.shape import Scheme

FOLDER = DATA / "schemes"


@cache
def shipped() -> dict[str, Scheme]:
    """Return the schemes that ship with Anlan, by their id."""
    read_ones = [read(file) for file in sorted(FOLDER.glob("*.toml"))]
    return {each.id: each for each in read_ones}


def read(file: Path) -> Scheme:
    """Read a scheme from a TOML file.

    Raises:
        RegisterError: the file can't be read, isn't TOML, doesn't declare a scheme, or its bands
            leave out a value that its factors can make, or two of them claim it.
    """
    scheme = read_declared(file, Scheme)
    _check_factors(scheme, file.name)
    _check_bands(scheme, file.name)
    return scheme


def products(scheme: Scheme) -> dict[float, tuple[float, ...]]:
    """Return every value that the factors can make, each with the scores of one way to make it."""
    ways = itertools.product(*(each.values for each in scheme.factors))
    return {round(math.prod(way), 9): way for way in ways}


def _check_factors(scheme: Scheme, file: str) -> None:
    letters = [each.symbol for each in scheme.factors]
    for letter in letters:
        if letters.count(letter) > 1 or letter == scheme.symbol:
            raise RegisterError("error.scheme.letter", file=file, letter=letter)
    for factor in scheme.factors:
        if len(set(factor.values)) < len(factor.values):
            raise RegisterError("error.scheme.twice", file=file, letter=factor.symbol)


def _check_bands(scheme: Scheme, file: str) -> None:
    rising = sorted(scheme.bands, key=lambda band: band.at_least)
    for lower, upper in itertools.pairwise(rising):
        if upper.grade >= lower.grade or COLOURS.index(upper.colour) < COLOURS.index(lower.colour):
            one, other = lower.grade, upper.grade
            raise RegisterError("error.scheme.order", file=file, one=one, other=other)
    for value, way in sorted(products(scheme).items()):
        claimed = [band.grade for band in scheme.bands if band.holds(value)]
        made = " × ".join(
            f"{factor.symbol} {score:g}" for factor, score in zip(scheme.factors, way, strict=True)
        )
        if not claimed:
            raise RegisterError("error.scheme.gap", file=file, value=f"{value:g}", made=made)
        if len(claimed) > 1:
            one, other = claimed[:2]
            raise RegisterError(
                "error.scheme.overlap",
                file=file,
                value=f"{value:g}",
                made=made,
                one=one,
                other=other,
            )
