"""How much of the fleet answers: rates by tier, type, owner and area, now and day by day.

What a rate is, is defined once, in ``watch/data/fleet.toml``: which states count, among which. What
a planned outage excuses is not counted. A day's rate is that of all looks of the day together, so a
device that was away for half of them counts half.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from anlan.model.permission import Area, Scope
from anlan.store.cases.bulk import put_many
from anlan.store.watch import WatchFleetDay, WatchOutage
from anlan.watch.fleet.live import SORT, Flags, Ints, Snapshot
from anlan.watch.fleet.settings import STATES, Rate, settings

By = Literal["whole", "type", "tier", "department", "district"]
BYS: tuple[By, ...] = ("whole", "type", "tier", "department", "district")


@dataclass(frozen=True, slots=True)
class Counted:
    """Of a part of the fleet: how many were counted, on line, well, and excused."""

    name: str
    counted: int
    online: int
    well: int
    excused: int

    def share(self, rate: Rate) -> float | None:
        """Return a rate, 0 to 1; None where nothing was counted."""
        part = self.online if rate.id == "online" else self.well
        return part / self.counted if self.counted else None


def excused(session: Session, city: str, shown: Snapshot, at: datetime) -> Flags | None:
    """Return which devices a planned outage excuses at a moment; None for none."""
    query = select(WatchOutage).where(
        WatchOutage.city == city, WatchOutage.since <= at, WatchOutage.until > at
    )
    found: Flags | None = None
    for outage in session.scalars(query):
        mask = shown.within([Area(outage.division, outage.department)])
        if outage.type:
            mask &= shown.of_sort("type") == shown.texts["type"].index(outage.type)
        found = mask if found is None else found | mask
    return found


def now(shown: Snapshot, scope: Scope, out: Flags | None, by: By) -> list[Counted]:
    """Return how much of the fleet within a scope answers.

    Args:
        shown: the fleet.
        scope: where whoever asks may look.
        out: which devices are excused; None for none.
        by: what it is told apart by.
    """
    if not len(shown):
        return []
    seen = np.ones(len(shown), np.bool_)
    if not scope.whole:
        seen = shown.within(scope.areas)
    sorts = _by_sort(shown, seen, out)
    names = np.zeros(len(sorts[0]), np.int64)
    if by != "whole":
        names = shown.sorts[:, SORT.index(by)].astype(np.int64)
    added = [np.bincount(names, each).astype(np.int64) for each in sorts]
    return [
        Counted(_name(shown, by, place), *(int(each[place]) for each in added))
        for place in range(len(added[0]))
        if added[0][place] or added[3][place]
    ]


def note(session: Session, city: str, zone: str, shown: Snapshot, at: datetime) -> None:
    """Add a look at the whole fleet to its day, in a transaction that writes."""
    out = excused(session, city, shown, at)
    seen = np.ones(len(shown), np.bool_)
    counted = _by_sort(shown, seen, out)
    day = at.astimezone(ZoneInfo(zone)).date()
    rows: dict[tuple[str, int, str, str], list[int]] = {}
    for place in np.flatnonzero(counted[0] + counted[3]).tolist():
        sort = dict(zip(SORT, shown.sorts[place].tolist(), strict=True))
        key = (
            shown.texts["type"][sort["type"]],
            sort["tier"],
            shown.texts["department"][sort["department"]],
            shown.texts["district"][sort["district"]],
        )
        sums = rows.setdefault(key, [0, 0, 0, 0])
        for n, each in enumerate(counted):
            sums[n] += int(each[place])
    held = {key: sums for key, sums in _held(session, city, day).items() if key in rows}
    values = [
        dict(zip(("type", "tier", "department", "division"), key, strict=True))
        | {"city": city, "day": day}
        | {
            name: sums[n] + held.get(key, (0, 0, 0, 0))[n]
            for n, name in enumerate(("counted", "online", "well", "excused"))
        }
        for key, sums in rows.items()
    ]
    keys = ("city", "day", "type", "tier", "department", "division")
    renew = ("counted", "online", "well", "excused")
    put_many(session, WatchFleetDay, values, key=keys, renew=renew)


def history(
    session: Session, city: str, scope: Scope, by: By, since: date, until: date
) -> list[tuple[date, Counted]]:
    """Return the rates of days, the first and the last of them included.

    A scope below a district sees the days of no district: they are counted by districts.
    """
    column = {
        "type": WatchFleetDay.type,
        "tier": WatchFleetDay.tier,
        "department": WatchFleetDay.department,
        "district": WatchFleetDay.division,
    }
    names = [WatchFleetDay.division, WatchFleetDay.department]
    told = [WatchFleetDay.day, *([column[by]] if by != "whole" else [])]
    sums = [
        func.sum(each)
        for each in (
            WatchFleetDay.counted, WatchFleetDay.online, WatchFleetDay.well, WatchFleetDay.excused,
        )
    ]  # fmt: skip
    query = select(*told, *names, *sums).where(
        WatchFleetDay.city == city, WatchFleetDay.day >= since, WatchFleetDay.day <= until
    )
    added: dict[tuple[date, str], list[int]] = {}
    for row in session.execute(query.group_by(*told, *names).order_by(*told)):
        *which, division, department, counted, online, well, away = row
        if scope.covers(Area(division, department)):
            key = (which[0], str(which[1]) if by != "whole" else "")
            place = added.setdefault(key, [0, 0, 0, 0])
            for n, each in enumerate((counted, online, well, away)):
                place[n] += int(each)
    return [(day, Counted(name, *sums)) for (day, name), sums in added.items()]


def _held(
    session: Session, city: str, day: date
) -> dict[tuple[str, int, str, str], tuple[int, int, int, int]]:
    query = select(WatchFleetDay).where(WatchFleetDay.city == city, WatchFleetDay.day == day)
    return {
        (row.type, row.tier, row.department, row.division): (
            row.counted, row.online, row.well, row.excused,
        )
        for row in session.scalars(query)
    }  # fmt: skip


def _by_sort(shown: Snapshot, seen: Flags, out: Flags | None) -> tuple[Ints, Ints, Ints, Ints]:
    """Return of each sort how many are counted, on line, well, and excused."""
    sort, many = shown.columns["sort"], len(shown.sorts)
    state = shown.sorts[:, SORT.index("state")]

    def of(states: Sequence[str], counts: Ints) -> Ints:
        return np.where(np.isin(state, [STATES.index(each) for each in states]), counts, 0)

    away = np.zeros(many, np.int64) if out is None else np.bincount(sort[seen & out], None, many)
    stands = np.bincount(sort[seen], None, many) - away
    online, well = (settings().rate(name).of for name in ("online", "well"))
    counted = settings().counted
    return of(counted, stands), of(online, stands), of(well, stands), of(counted, away)


def _name(shown: Snapshot, by: By, place: int) -> str:
    if by == "whole":
        return ""
    return str(place) if by == "tier" else shown.texts[by][place]
