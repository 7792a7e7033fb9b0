"""What a day's plan is made from: the ranking as arrays, checked, and who is owed a visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from anlan.model.errors import RoutingError
from anlan.plan.travel import Floats

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Premises:
    """The ranked premises of a city on one day; every array has one entry for each, N in all.

    Attributes:
        asset: ids, distinct.
        lon: longitude, degrees; NaN where the position isn't known.
        lat: latitude, degrees; NaN where the position isn't known.
        score: danger of the premises (``score_premises``), at least 0: the prize of a visit.
        visit_minutes: minutes a visit takes.
        days_since_visit: days since the last visit; NaN where there never was one.
        legal_cycle_days: a visit is due at least so often; NaN where no law says so.
        eligible: whether chance may choose it; by default all.
        division: division of each, so that the draw spreads over them; by default not.
        appointments: for ids with an appointment, the minutes of the shift between which the visit
            has to begin.
    """

    asset: Sequence[str]
    lon: Floats
    lat: Floats
    score: Floats
    visit_minutes: Floats
    days_since_visit: Floats
    legal_cycle_days: Floats
    eligible: Bools | None = None
    division: Sequence[str] | None = None
    appointments: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def check(self) -> None:
        """Refuse arrays that don't belong together.

        Raises:
            RoutingError: lengths differ, an id comes twice, or an appointment is with no premises
                of the list.
        """
        total = len(self.asset)
        for name in self.__slots__:
            values = getattr(self, name)
            if name != "appointments" and values is not None and len(values) != total:
                raise RoutingError("error.plan.shapes", name=name, n=len(values), expected=total)
        known: set[str] = set()
        for asset in self.asset:
            if asset in known:
                raise RoutingError("error.plan.duplicate", asset=asset)
            known.add(asset)
        for asset in self.appointments:
            if asset not in known:
                raise RoutingError("error.plan.appointment", asset=asset)

    def placed(self) -> Bools:
        """Return which premises have a position."""
        return np.asarray(np.isfinite(self.lon) & np.isfinite(self.lat))

    def drawable(self) -> Bools:
        """Return which premises chance may choose, position or not."""
        if self.eligible is None:
            return np.ones(len(self.asset), dtype=np.bool_)
        return np.asarray(self.eligible, dtype=np.bool_)

    def overdue_days(self) -> Floats:
        r"""Return how many days each visit is overdue; NaN where none is due.

        :math:`o_i = d_i - c_i` where it is at least 0, with :math:`d_i` the days since the last
        visit and :math:`c_i` the legal cycle. A premises that has a cycle and was never visited is
        owed its visit the longest: :math:`o_i = \infty`.
        """
        since = np.where(np.isnan(self.days_since_visit), np.inf, self.days_since_visit)
        overdue = since - self.legal_cycle_days
        return np.where(overdue >= 0, overdue, np.nan)  # no cycle: NaN - a comparison that fails


def precedence(overdue: Floats, score: Floats) -> Floats:
    """Return a rank among overdue visits, the largest for the longest overdue, then by score.

    >>> precedence(np.array([3.0, np.nan, np.inf, 3.0]), np.array([0.1, 0.9, 0.2, 0.5])).tolist()
    [1.0, 0.0, 3.0, 2.0]

    The third premises was never visited and comes first; of the two that are three days late the
    more dangerous one comes next; the second isn't due.
    """
    due = np.flatnonzero(~np.isnan(overdue))
    ranks = np.zeros(len(overdue))
    ranks[due[np.lexsort((score[due], overdue[due]))]] = np.arange(1.0, len(due) + 1)
    return ranks
