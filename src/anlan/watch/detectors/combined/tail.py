r"""How improbable a score is, by the greatest scores before it.

Of a detector's earlier scores the K greatest are kept, one for each g records, so that one event
isn't kept K times. Let :math:`s_{(K)}` be the least of them, n how many scores there were, and
:math:`m = \frac{1}{K-1}\sum_{j<K} (s_{(j)} - s_{(K)})` the mean excess. Beyond :math:`s_{(K)}`
the tail is taken as exponential:

.. math:: -\log_{10} P(S > s) \approx
   \log_{10} \frac{n + 1}{K} + \frac{s - s_{(K)}}{m \ln 10},

and 0 below it. It is peaks over threshold with shape 0: Pickands (1975), Annals of Statistics 3,
119-131; for streams Siffer et al. (2017), "Anomaly detection in streams with extreme value
theory", KDD.
"""

import numba
import numpy as np

from anlan.watch.detectors.detector import Floats, Ints


@numba.njit(cache=True, nogil=True)
def improbable(
    scores: Floats, row: Ints, gap: int, most: float, tops: Floats, whens: Ints, counts: Ints
) -> Floats:
    """Return the decimal digits of each score's improbability, at most ``most``.

    Args:
        scores: float64[n]; NaN counts as nothing.
        row: int64[n], the series of each.
        gap: records within which only the greatest score is kept.
        most: a tail isn't known farther than that.
        tops, whens: the K greatest of each series so far, falling, and their numbers; written.
        counts: how many scores of each there were, and how many are kept; written.
    """
    out = np.zeros(len(scores))
    for i in range(len(scores)):
        if np.isnan(scores[i]):
            continue
        r = row[i]
        top, when, seen = tops[r], whens[r], counts[r]
        if seen[1] == len(top) and scores[i] > top[-1]:
            out[i] = min(_digits(scores[i], seen[0], top), most)
        _keep(scores[i], gap, top, when, seen)
        seen[0] += 1
    return out


@numba.njit(cache=True, nogil=True)
def _digits(score: float, seen: int, top: Floats) -> float:
    least, kept = top[-1], len(top)
    excess = 0.0
    for j in range(kept - 1):
        excess += (top[j] - least) / (kept - 1)
    # Where all kept are equal, a step of rounding would be beyond all measure.
    excess = max(excess, 1e-9 * abs(least), 1e-18)
    beyond = (score - least) / (excess * np.log(10.0))
    return float(max(beyond + np.log10((seen + 1.0) / kept), 0.0))


@numba.njit(cache=True, nogil=True)
def _keep(score: float, gap: int, top: Floats, when: Ints, seen: Ints) -> None:
    """Keep a score if it is among the greatest, in place of one of the same event."""
    place = -1
    for j in range(seen[1]):
        if seen[0] - when[j] <= gap:
            place = j
    if place >= 0:
        if score <= top[place]:
            return
    elif seen[1] < len(top):
        place = seen[1]
        seen[1] += 1
    elif score > top[-1]:
        place = len(top) - 1
    else:
        return
    while place > 0 and top[place - 1] < score:
        top[place], when[place] = top[place - 1], when[place - 1]
        place -= 1
    top[place], when[place] = score, seen[0]
