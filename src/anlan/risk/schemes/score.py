"""Grade risks by a scheme: a million at once, or one with its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.model.colour import COLOURS
from anlan.model.errors import RegisterError
from anlan.risk.schemes.shape import Band, Scheme
from anlan.words import Language, say

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Graded:
    """What a scheme says of n risks.

    Attributes:
        values: float64[n], the product of the scores; no unit.
        grades: int8[n], 1 is the most dangerous.
        colours: int8[n], the place of the colour in ``model.colour.COLOURS``.
    """

    values: Floats
    grades: npt.NDArray[np.int8]
    colours: npt.NDArray[np.int8]


def grade(scheme: Scheme, scores: Mapping[str, npt.ArrayLike]) -> Graded:
    r"""Return value, grade and colour of each risk.

    With :math:`s_{if}` the score of risk i for factor f, the value is :math:`v_i = \prod_f s_{if}`,
    and its grade that of the one band :math:`[a, b)` or :math:`[a, b]` that holds it. LEC is Graham
    and Kinney's (1976), LS the matrix of DB37/T 2882; cut-offs stand with their sources in
    ``risk/data/schemes``.

    Args:
        scheme: by which.
        scores: by the letter of each factor, float64[n].

    Raises:
        RegisterError: a factor is missing, or a score isn't in its table; the first one is named.

    >>> from anlan.risk.schemes import shipped
    >>> found = grade(shipped()["lec"], {"L": [6, 1], "E": [6, 3], "C": [15, 3]})
    >>> found.values.tolist(), [COLOURS[each] for each in found.colours]
    ([540.0, 9.0], ['red', 'blue'])

    What may well happen (6), to people who are there daily (6), and would kill one (15), is beyond
    320: work stops. A surprise (1) of a weekly visit (3) that disables (3) is below 20: acceptable.
    """
    columns = [_column(scheme, letter, scores) for letter in _letters(scheme)]
    values = np.prod(np.broadcast_arrays(*columns), axis=0, dtype=np.float64)
    return of_values(scheme, values)


def of_values(scheme: Scheme, values: Floats) -> Graded:
    """Return grade and colour of values, also of those that no scores make.

    A value is of the most dangerous band that it reaches: what lies between two bands belongs to
    the lower one, and what lies below all of them to the lowest.

    Args:
        scheme: by which.
        values: float64[n]; no unit.

    >>> from anlan.risk.schemes import shipped
    >>> of_values(shipped()["ls"], np.array([16.0, 17.5, 20.0])).grades.tolist()
    [2, 2, 1]

    17.5 is no product of two whole numbers up to 5; it hasn't reached 20, so it is still grade 2.
    """
    bands = sorted(scheme.bands, key=lambda band: band.at_least)
    at = np.searchsorted([band.at_least for band in bands[1:]], values, side="right")
    grades = np.array([band.grade for band in bands], np.int8)[at]
    colours = np.array([COLOURS.index(band.colour) for band in bands], np.int8)[at]
    return Graded(values, grades, colours)


def verdict(scheme: Scheme, scores: Mapping[str, float]) -> tuple[float, Band]:
    """Return the value of one risk and the band it lies in.

    Raises:
        RegisterError: as in ``grade``.
    """
    value = float(grade(scheme, {name: [score] for name, score in scores.items()}).values[0])
    return value, next(band for band in scheme.bands if band.holds(value))


def explain(scheme: Scheme, scores: Mapping[str, float], lang: Language = "en") -> str:
    """Return in one sentence how the scores make the value, and why that is its colour.

    Raises:
        RegisterError: as in ``grade``.

    >>> from anlan.risk.schemes import shipped
    >>> explain(shipped()["ls"], {"L": 3, "S": 5})
    'R = L × S = 3 × 5 = 15: from 15 to 16 is grade 2, high: orange.'

    A death (S 5) that no guard prevents but would be noticed (L 3) is the department's to control.
    """
    value, band = verdict(scheme, scores)
    made = " × ".join(f"{scores[letter]:g}" for letter in _letters(scheme))
    return say(
        "risk.scheme.why",
        lang,
        made=f"{scheme.formula} = {made} = {value:g}",
        band=_span(band, lang),
        grade=band.grade,
        name=band.name.of(lang),
        colour=say(f"risk.colour.{band.colour}", lang),
    )


def _span(band: Band, lang: Language) -> str:
    least = f"{band.at_least:g}"
    if band.at_most is not None:
        return say("risk.scheme.from_to", lang, least=least, most=f"{band.at_most:g}")
    if band.below is None:
        return say("risk.scheme.from", lang, least=least)
    if not band.at_least:
        return say("risk.scheme.below", lang, below=f"{band.below:g}")
    return say("risk.scheme.from_below", lang, least=least, below=f"{band.below:g}")


def _letters(scheme: Scheme) -> Sequence[str]:
    return [each.symbol for each in scheme.factors]


def _column(scheme: Scheme, letter: str, scores: Mapping[str, npt.ArrayLike]) -> Floats:
    """Return the scores of a factor, all of them in its table."""
    if letter not in scores:
        raise RegisterError("error.scheme.missing", scheme=scheme.name, letter=letter)
    found = np.atleast_1d(np.asarray(scores[letter], dtype=np.float64))
    factor = next(each for each in scheme.factors if each.symbol == letter)
    wrong = ~np.isin(found, factor.values)
    if wrong.any():
        row = int(np.argmax(wrong))
        reason = no_score(scheme, letter, float(found[row]))
        if len(found) == 1:
            raise reason
        raise RegisterError("error.scheme.row", row=row + 1, reason=reason)
    return found


def no_score(scheme: Scheme, letter: str, found: float) -> RegisterError:
    """Return the error that a factor has no such score, with those that it has."""
    factor = next(each for each in scheme.factors if each.symbol == letter)
    known = ", ".join(f"{each:g}" for each in factor.values)
    return RegisterError(
        "error.scheme.score", scheme=scheme.name, letter=letter, found=f"{found:g}", known=known
    )
