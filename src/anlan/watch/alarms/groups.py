"""Alarms that are told as one: by cause and place, and a district's storm.

A group keeps for each endpoint how bad an alarm of it was told there. An alarm that is no worse
than that isn't told by itself again: how many came is told in a summary. One that is worse, or
whose wardens haven't been told of the group, is told at once.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from anlan.store.cases.bulk import put_many, set_many
from anlan.store.change import Change
from anlan.store.watch import AlarmGroup, AlarmRow
from anlan.watch.alarms.colours import Rank, rank
from anlan.watch.alarms.placing import parts
from anlan.watch.alarms.quiet import apart, place
from anlan.watch.alarms.rows import KEY, Work, queue
from anlan.watch.alarms.settings import Grouping
from anlan.watch.alarms.site import Site

STORM = "storm"
METRES_PER_DEGREE = 111_195
"""Of a great circle."""
_WEAK = {"priority": "low", "colour": "blue"}


class Groups:
    """The groups that some alarms are in, or come to, in the course of a transaction.

    Args:
        made: the transaction.
        site: whose alarms.
        works: the alarms there is news of.
        at: now.
    """

    def __init__(self, made: Change, site: Site, works: Sequence[Work], at: datetime) -> None:
        self._made, self._site, self._at = made, site, at
        self._rows: dict[int, dict[str, Any]] = {}
        self._fresh: set[int] = set()
        self._touched: set[int] = set()
        self._by_place: dict[tuple[str, str], list[int]] = {}
        self._last = 0
        laws = {each.id for work in works if (each := site.damping.law(work.row["rule"]))}
        numbers = sorted({n for work in works if (n := work.row["group_number"]) is not None})
        self._load(laws | {STORM}, numbers)

    def _load(self, laws: set[str], numbers: Sequence[int]) -> None:
        table = AlarmGroup.__table__
        mine = (table.c.city == self._site.city, table.c.closed_at.is_(None))
        longest = max((each.within for each in self._site.damping.groups), default=0)
        since = self._at - timedelta(microseconds=longest)
        late = or_(table.c.law == STORM, table.c.last_at >= since)
        query = select(table).where(*mine, table.c.law.in_(sorted(laws)), late)
        for row in self._made.session.execute(query.order_by(table.c.number)).mappings():
            self._keep(dict(row))
        missing = [n for n in numbers if n not in self._rows]
        for some in parts(missing):
            here = (table.c.city == self._site.city, table.c.number.in_(some))
            for row in self._made.session.execute(select(table).where(*here)).mappings():
                self._rows[row["number"]] = dict(row)

    def _keep(self, row: dict[str, Any]) -> None:
        self._rows[row["number"]] = row
        self._by_place.setdefault((row["law"], row["place"]), []).append(row["number"])

    def join(self, work: Work) -> None:
        """Let an alarm that is new come to the group of its law and place; it may be the first."""
        law = self._site.damping.law(work.row["rule"])
        where = _where(law, work.row) if law else []
        if law is None or not where:
            return
        row = self._open(law, where, work.row)
        if row is None:
            row = self._begin(law.id, where[0], work.row)
        row["count"] += 1
        row["last_at"] = self._at
        _worsen(row, work)
        self._touched.add(row["number"])
        work.row["group_number"] = row["number"]

    def _open(
        self, law: Grouping, where: Sequence[str], alarm: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        since = self._at - timedelta(microseconds=law.within)
        for number in [n for each in where for n in self._by_place.get((law.id, each), ())]:
            row = self._rows[number]
            near = law.same != "metres" or apart(row, alarm) <= law.metres
            if row["last_at"] >= since and near:
                return row
        return None

    def _begin(self, law: str, where: str, alarm: Mapping[str, Any]) -> dict[str, Any]:
        # Nobody else takes numbers meanwhile: whoever writes alarms has waited in the queue.
        if not self._fresh:
            self._last = queue(self._made.session, self._site.city).groups
        self._last += 1
        number = self._last
        row = {
            "city": self._site.city,
            "number": number,
            "law": law,
            "place": where,
            "division": alarm["division"],
            "lon": alarm["lon"],
            "lat": alarm["lat"],
            **_WEAK,
            "opened_at": self._at,
            "last_at": self._at,
            "closed_at": None,
            "count": 0,
            "told_count": 0,
            "told": {},
            "told_at": None,
            "next_at": None,
            "version": 1,
        }
        self._keep(row)
        self._fresh.add(number)
        self._touched.add(number)
        return row

    def untold(self, work: Work, endpoints: Sequence[int]) -> list[int]:
        """Return which endpoints haven't been told of an alarm's group as bad as it is."""
        row = self._rows.get(work.row["group_number"] or 0)
        if row is None:
            return list(endpoints)
        mine = _rank(work)
        return [each for each in endpoints if not _covers(row["told"].get(str(each)), mine)]

    def tell(self, work: Work, endpoints: Sequence[int]) -> None:
        """Note that endpoints are told of an alarm by itself."""
        row = self._rows.get(work.row["group_number"] or 0)
        if row is None:
            return
        mine = _rank(work)
        told = dict(row["told"])
        for each in endpoints:
            before = told.get(str(each), [0, 0])
            told[str(each)] = [max(before[0], mine[0]), max(before[1], mine[1])]
        row["told"] = told
        if "raise" in work.acts:
            row["told_count"] += 1
        self._touched.add(row["number"])

    def wait(self, work: Work) -> None:
        """Let an alarm that isn't told by itself be told with the next summary."""
        row = self._rows[work.row["group_number"]]
        if row["next_at"] is None and row["count"] > row["told_count"]:
            summary = self._site.damping.summary
            due = self._at + timedelta(microseconds=summary.after)
            again = row["told_at"] and row["told_at"] + timedelta(microseconds=summary.again)
            row["next_at"] = max(due, again) if again else due
            self._touched.add(row["number"])

    def storms(self, works: Sequence[Work]) -> set[str]:
        """Return the districts with a storm: begun before, or by the alarms that are new."""
        storm = self._site.damping.storm
        fresh: dict[str, list[Work]] = {}
        for each in works:
            where = place(storm.level, each.row["division"])
            if each.fresh and where:
                fresh.setdefault(where, []).append(each)
        stormy = {where: rows[-1] for (law, where), rows in self._by_place.items() if law == STORM}
        if fresh:
            counts = lately(self._made.session, self._site, self._at)
            for where, mine in fresh.items():
                if where not in stormy and counts.get(where, 0) + len(mine) > storm.alarms:
                    row = self._begin(STORM, where, mine[0].row | {"division": where})
                    row |= {"next_at": self._at, "count": counts.get(where, 0)}
                    stormy[where] = row["number"]
                if where in stormy:
                    self._grow(self._rows[stormy[where]], mine)
        return set(stormy)

    def _grow(self, row: dict[str, Any], fresh: Sequence[Work]) -> None:
        row["count"] += len(fresh)
        row["last_at"] = self._at
        for each in fresh:
            _worsen(row, each)
        if row["next_at"] is None:
            again = timedelta(microseconds=self._site.damping.storm.again)
            row["next_at"] = self._at + again
        self._touched.add(row["number"])

    def write(self) -> None:
        """Write the groups that have changed, and that new ones have begun."""
        rows = [self._rows[number] for number in sorted(self._touched)]
        for row in rows:
            if row["number"] in self._fresh:
                told = {name: row[name] for name in ("law", "place", "division")}
                self._made.record(self._site.group(row["number"]), "alarm_group.opened", after=told)
            else:
                row["version"] += 1
        put_many(
            self._made.session, AlarmGroup, [row for row in rows if row["number"] in self._fresh]
        )
        session = self._made.session
        queue(session, self._site.city, groups=len(self._fresh))
        set_many(session, AlarmGroup, KEY, [r for r in rows if r["number"] not in self._fresh])


def lately(session: Session, site: Site, at: datetime) -> dict[str, int]:
    """Return how many alarms were raised in each district within the window of a storm."""
    storm = site.damping.storm
    since = at - timedelta(microseconds=storm.window)
    query = select(AlarmRow.division, func.count()).where(
        AlarmRow.city == site.city, AlarmRow.known_at > since
    )
    found: dict[str, int] = {}
    for division, count in session.execute(query.group_by(AlarmRow.division)):
        where = place(storm.level, division)
        if where:
            found[where] = found.get(where, 0) + count
    return found


def _where(law: Grouping, row: Mapping[str, Any]) -> list[str]:
    """Return where the groups are that an alarm may be in, the likeliest first; none: in no group.

    By metres it is squares as wide as the law's, the alarm's own and those around it.
    """
    match law.same:
        case "object":
            found = [str(row["object"])]
        case "area":
            found = [str(row["area"])]
        case "division":
            found = [place(law.level, row["division"])]
        case "metres":
            found = _squares(law.metres, row["lon"], row["lat"])
    return found if found and found[0] else []


def _squares(metres: float, lon: float | None, lat: float | None) -> list[str]:
    if lon is None or lat is None:
        return []
    edge = metres / METRES_PER_DEGREE
    # Meridians come nearer to each other; in a band of a degree the squares are of one width.
    narrow = max(math.cos(math.radians(min(abs(round(lat)) + 1, 89))), 0.01)
    x, y = math.floor(lon * narrow / edge), math.floor(lat / edge)
    around = sorted(((i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)), key=lambda d: d != (0, 0))
    return [f"{x + i}:{y + j}" for i, j in around]


def _worsen(row: dict[str, Any], work: Work) -> None:
    """Let a group be as bad as the worst of its alarms."""
    if _rank(work) > rank(row["priority"], row["colour"]):
        row |= {"priority": work.row["priority"], "colour": work.alarm.colour}


def _rank(work: Work) -> Rank:
    return rank(work.row["priority"], work.alarm.colour)


def _covers(told: Sequence[int] | None, mine: Rank) -> bool:
    return told is not None and told[0] >= mine[0] and told[1] >= mine[1]
