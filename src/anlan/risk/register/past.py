"""The register back in time: what was of which colour, at a moment and day by day."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from anlan.model.colour import COLOURS
from anlan.model.permission import Scope
from anlan.risk.register.live import LiveRegister, Shown
from anlan.store.areas import in_scope
from anlan.store.risk import RiskChange, RiskPoint

KEPT = 4
"""So many moments are kept in memory: somebody moves to and fro between them."""
Counts = npt.NDArray[np.int64]


class Past:
    """What a register was at moments that are over; safe among threads.

    A fact that is told late, with a moment in the past, changes only what comes after it was told:
    the past is what the city could know then.
    """

    def __init__(self, live: LiveRegister) -> None:
        self._live = live
        self._lock = threading.Lock()
        self._kept: OrderedDict[datetime, Shown] = OrderedDict()

    def at(self, moment: datetime) -> Shown:
        """Return the points that stood at a moment, of the colour they then had."""
        with self._lock:
            if moment in self._kept:
                self._kept.move_to_end(moment)
                return self._kept[moment]
        shown = self._live.past(moment)
        with self._lock:
            self._kept[moment] = shown
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return shown


def by_day(
    session: Session, city: str, scope: Scope, first: Shown, edges: Sequence[datetime]
) -> Counts:
    """Return how many points within a scope were of each colour at moments, int64[k, 4].

    Args:
        session: of the database.
        city: whose.
        scope: what somebody may see.
        first: the points as they stood at the first moment.
        edges: k moments, in order.
    """
    counts = np.zeros((len(edges), len(COLOURS)), np.int64)
    seen = first.within(scope)
    counts[0] = np.bincount(first.rows["now_colour"][seen], minlength=len(COLOURS))
    mine = in_scope(session, scope, RiskPoint.division, RiskPoint.department)
    changes = session.execute(_changes(city, edges).where(mine)).all()
    steps = [(at, before, -1) for at, before, _ in changes if before is not None]
    steps += [(at, after, 1) for at, _, after in changes]
    gone = select(RiskPoint.retired_at, RiskPoint.now_colour).where(
        RiskPoint.city == city, RiskPoint.retired_at > edges[0], RiskPoint.retired_at <= edges[-1]
    )
    steps += [(at, colour, -1) for at, colour in session.execute(gone.where(mine)) if at]
    if steps:
        moments = np.array([at.timestamp() for at, _, _ in steps])
        at = np.searchsorted([each.timestamp() for each in edges], moments, side="left")
        colours = np.array([colour for _, colour, _ in steps], np.int64)
        np.add.at(counts, (at, colours), [by for _, _, by in steps])
    return counts.cumsum(axis=0)


def _changes(city: str, edges: Sequence[datetime]) -> Select[datetime, int | None, int]:
    query = select(RiskChange.at, RiskChange.before, RiskChange.after)
    query = query.join(RiskPoint, RiskPoint.id == RiskChange.point_id)
    return query.where(
        RiskChange.city == city, RiskChange.at > edges[0], RiskChange.at <= edges[-1]
    )
