"""The risk of areas from that of their points: how many of each colour, the worst, and an index."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from pydantic import Field

from anlan.model.colour import COLOURS, Colour
from anlan.model.declared import Declared
from anlan.risk.declared import DATA, read_declared

FILE = DATA / "areas.toml"
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.int8]


class _Exposure(Declared):
    people_per_km2: float = Field(gt=0)
    fewest: int = Field(ge=1)


class _Cut(Declared):
    colour: Colour
    at_least: float


class AreaRules(Declared):
    """See the file for what each means."""

    weights: dict[Colour, float]
    exposure: _Exposure
    cuts: tuple[_Cut, ...]


@cache
def area_rules() -> AreaRules:
    """Return the rules that ship with Anlan."""
    return read_declared(FILE, AreaRules)


@dataclass(frozen=True)
class Ground:
    """What is known of k areas beside their points.

    Attributes:
        km2: float64[k], their size in square kilometres.
        people: float64[k], how many are there at the hour asked for; a count, 0 where unknown.
        vulnerable: float64[k], the share of the area's premises where people can't well help
            themselves (schools, hospitals, homes for the aged), 0 to 1.
    """

    km2: Floats
    people: Floats
    vulnerable: Floats


@dataclass(frozen=True)
class Areas:
    """The risk of k areas.

    Attributes:
        counts: int64[k, 4], points of each colour in the order of ``COLOURS``.
        worst: int8[k], the place of the worst colour among its points; -1 where there is none.
        index: float64[k], per square kilometre.
        colour: int8[k], the place of the index's colour.
    """

    counts: Ints
    worst: Bytes
    index: Floats
    colour: Bytes


def tally(area: Ints, colour: Bytes, many: int) -> Ints:
    """Return how many points of each colour each of ``many`` areas has, int64[many, 4].

    Args:
        area: int64[n], the place of the area that each point lies in; -1 for none.
        colour: int8[n], the place of its colour.
        many: how many areas there are.
    """
    within = area >= 0
    keys = area[within] * len(COLOURS) + colour[within]
    return np.bincount(keys, minlength=many * len(COLOURS)).reshape(many, len(COLOURS))


def areas(counts: Ints, ground: Ground, by: AreaRules | None = None) -> Areas:
    r"""Return the risk of areas from how many points of each colour they have.

    With :math:`n_c` points of colour c of weight :math:`w_c`, :math:`A` square kilometres,
    :math:`P` people at the hour and :math:`V` the share of vulnerable premises,

    .. math:: I = \frac{\sum_c w_c n_c}{A} \bigl(1 + \log_2(1 + P / A D_0)\bigr) (1 + V),

    hazard times exposure times vulnerability (UNDRR terminology, 2017). :math:`w_c`, :math:`D_0`
    and the cut-offs of the colours stand in ``risk/data/areas.toml``.

    Args:
        counts: int64[k, 4], as ``tally`` returns them.
        ground: of the same k areas.
        by: the rules; those that ship with Anlan unless given.

    >>> one = Ground(np.array([2.0]), np.array([10_000.0]), np.array([0.5]))
    >>> found = areas(np.array([[10, 4, 1, 0]]), one)
    >>> found.index.tolist(), COLOURS[found.worst[0]], COLOURS[found.colour[0]]
    ([48.0], 'orange', 'yellow')

    Ten blue points, four yellow, one orange weigh 32, 16 on each square kilometre; people double
    that, and homes and schools make it half as much again: 48, a yellow area, though it holds an
    orange point.
    """
    by = by or area_rules()
    weights = np.array([by.weights[each] for each in COLOURS])
    km2 = np.maximum(ground.km2, np.finfo(np.float64).tiny)
    density = ground.people / km2 / by.exposure.people_per_km2
    hazard = counts @ weights / km2
    index = hazard * (1 + np.log2(1 + density)) * (1 + ground.vulnerable)
    worst = np.where(counts > 0, np.arange(len(COLOURS)), -1).max(axis=1).astype(np.int8)
    cuts = sorted(by.cuts, key=lambda each: each.at_least)
    at = np.searchsorted([each.at_least for each in cuts[1:]], index, side="right")
    colour = np.array([COLOURS.index(each.colour) for each in cuts], np.int8)[at]
    return Areas(counts, worst, index, colour)
