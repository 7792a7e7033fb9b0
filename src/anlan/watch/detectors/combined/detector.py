r"""Combined: several detectors heard together, each by how improbable its score is.

Each member's score is turned into digits of improbability (see ``tail``); of the members of a
group the loudest is heard; the groups are summed by their weights,

.. math:: z_t = \sum_g w_g \max_{i \in g} \bigl(-\log_{10} p_{it}\bigr),

which for independent members is Fisher's way of joining tests. Below a least sum the score is 0.
One event makes one alarm: for R records after a sum that scored, another scores only where it is
more than f times as high; all else is 0. Fisher (1932), "Statistical methods for research
workers", 4th ed., section 21.1.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import numba
import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from anlan.model.declared import Declared
from anlan.watch.detectors.combined.tail import improbable
from anlan.watch.detectors.density import Density
from anlan.watch.detectors.detector import (
    Detector,
    Floats,
    Ints,
    Settled,
    State,
    apart,
    own,
    under,
)
from anlan.watch.detectors.plain import AnyPlain

Member = Annotated[AnyPlain | Density, Field(discriminator="detector")]


class Group(Declared):
    """Members of which the loudest is heard."""

    weight: float = Field(gt=0)
    members: tuple[Member, ...] = Field(min_length=1)


class Combined(Settled):
    """A weighted sum of improbabilities, one alarm for each event.

    >>> from anlan.watch.detectors.level import Level
    >>> values = (Level(window=1, side="up"), Level(window=1, side="down"))
    >>> one = Combined(kept=3, gap=2, most=30.0, least=2.0, rest=20, again=1.5,
    ...     groups=(Group(weight=1.0, members=values),))
    >>> quiet = np.tile([0.0, 1.0, 0.5, 2.0], 25)
    >>> values, row = np.append(quiet, [9.0, 9.5, 8.0]), np.zeros(103, int)
    >>> found, _ = one.score(values, np.arange(103), row, one.start())
    >>> int((found[50:100] > 0).sum()), found[100:].round(1).tolist()
    (0, [30.0, 0.0, 0.0])
    """

    detector: Literal["combined"] = "combined"
    kept: int = Field(ge=2, le=1_000)
    gap: int = Field(ge=0)
    most: float = Field(gt=0)
    least: float = Field(ge=0)
    rest: int = Field(ge=0)
    again: float = Field(ge=1)
    groups: tuple[Group, ...] = Field(min_length=1)

    def start(self, series: int = 1) -> State:
        """Return the state of so many series before their first record."""
        state: dict[str, NDArray[Any]] = {
            "peak": np.zeros(series),
            "since": np.full(series, self.rest),
        }
        for name, _, member in self._members():
            state |= under(member.start(series), name)
            state[f"top {name}"] = np.zeros((series, self.kept))
            state[f"when {name}"] = np.zeros((series, self.kept), np.int64)
            state[f"seen {name}"] = np.zeros((series, 2), np.int64)
        return state

    def _score(self, values: Floats, at: Ints, row: Ints, state: State) -> tuple[Floats, State]:
        parts, sums = apart(state), np.zeros(len(values))
        new = own(parts[""])
        loudest = np.zeros((len(self.groups), len(values)))
        for name, place, member in self._members():
            found, after = member.score(values, at, row, parts[name])
            arrays = (new[f"top {name}"], new[f"when {name}"], new[f"seen {name}"])
            digits = improbable(found, row, self.gap, self.most, *arrays)
            loudest[place] = np.maximum(loudest[place], digits)
            new |= under(after, name)
        for group, heard in zip(self.groups, loudest, strict=True):
            sums += group.weight * heard
        by = (self.least, self.rest, self.again)
        return _rested(sums, row, *by, new["peak"], new["since"]), new

    def _members(self) -> Iterator[tuple[str, int, Detector]]:
        """Yield each member with the name of its state and the place of its group."""
        for place, group in enumerate(self.groups):
            for number, member in enumerate(group.members):
                yield f"{place}.{number}", place, member


@numba.njit(cache=True, nogil=True)
def _rested(
    sums: Floats, row: Ints, least: float, rest: int, again: float, peak: Floats, since: Ints
) -> Floats:
    """Return the sums that are an alarm of their own, 0 elsewhere."""
    out = np.zeros(len(sums))
    for i in range(len(sums)):
        r = row[i]
        since[r] += 1
        if sums[i] >= least and (since[r] > rest or sums[i] > again * peak[r]):
            out[i] = peak[r] = sums[i]
            since[r] = 0
    return out
