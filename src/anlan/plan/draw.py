"""Draw the random share: visits chosen by chance alone, each with its probability on record.

Where only the top of a ranking is visited, nothing is learned about the rest, and the model comes
to confirm itself. Design, formulas and sources: ``docs/theory/routes.md``.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from anlan.model.errors import RoutingError

STEPS = 2**64


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw, with all that is needed to repeat it and to weigh what it finds.

    Attributes:
        seed: the text the draw depends on, besides the ids.
        eligible: number of premises that could be drawn, N.
        count: number drawn, n.
        probability: the chance each of them had, n / N; 0 where nothing was eligible.
        drawn: positions, in the sequence given, of those drawn; ascending.
    """

    seed: str
    eligible: int
    count: int
    probability: float
    drawn: tuple[int, ...]


def seed_text(city: str, target: str, date: str) -> str:
    """Return the seed of the draw for one city, target and day.

    >>> seed_text("chicago", "retail_food", "2014-09-02")
    'chicago/retail_food/2014-09-02'
    """
    return f"{city}/{target}/{date}"


def draw_visits(
    asset: Sequence[str],
    count: int,
    seed: str,
    eligible: Sequence[bool] | None = None,
    stratum: Sequence[str] | None = None,
) -> Draw:
    r"""Draw ``count`` of the eligible premises, each with the same probability.

    Premises are ordered by stratum and, within it, by :math:`u_i`, the SHA-256 of seed and id. A
    systematic sample is taken of that order (Madow 1949, Annals of Mathematical Statistics 20(3),
    333-354): with :math:`r \in [0, 1)`, the hash of the seed alone, the places
    :math:`\lfloor (r + k) N / n \rfloor,\ k = 0 \dots n - 1`. So every premises has exactly

    .. math:: \pi_i = \Pr(i \text{ is drawn}) = n / N

    and every stratum gets its share of the draw to within one visit. Nothing but seed and ids
    enters: the draw is blind to scores, and anyone can repeat it.

    Args:
        asset: id of each premises, distinct.
        count: how many to draw; all of them if fewer are eligible.
        seed: see :func:`seed_text`.
        eligible: whether each may be drawn; by default all may.
        stratum: the division of each; by default one stratum.

    Raises:
        RoutingError: the sequences differ in length, or the count is negative.

    >>> draw = draw_visits(["A", "B", "C", "D", "E", "F", "G", "H"], 2, "chicago/food/2014-09-02")
    >>> draw.drawn, draw.probability
    ((1, 6), 0.25)

    B and G are visited whatever their score; each premises had one chance in four, so what is
    found at B and G counts four times in an estimate for all eight.
    """
    for name, values in (("eligible", eligible), ("stratum", stratum)):
        if values is not None and len(values) != len(asset):
            raise RoutingError("error.plan.shapes", name=name, n=len(values), expected=len(asset))
    if count < 0:
        raise RoutingError("error.plan.limit", name="count", value=count)
    frame = [row for row in range(len(asset)) if eligible is None or eligible[row]]
    frame.sort(key=lambda row: (stratum[row] if stratum else "", _hash(seed, asset[row])))
    total, taken = len(frame), min(count, len(frame))
    start = _hash(seed)
    # Whole numbers all the way: (r + k) N / n without a rounding that could favour a premises.
    places = [(start + k * STEPS) * total // (taken * STEPS) for k in range(taken)]
    return Draw(
        seed=seed,
        eligible=total,
        count=taken,
        probability=taken / total if total else 0.0,
        drawn=tuple(sorted(frame[place] for place in places)),
    )


def _hash(*texts: str) -> int:
    """Return 64 bits that depend on the texts alone, on every machine and in every version."""
    return int.from_bytes(hashlib.sha256("\n".join(texts).encode()).digest()[:8], "big")
