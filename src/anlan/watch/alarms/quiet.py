"""Why nobody is told of an alarm for now: silences, maintenance, inhibition, flapping, storms.

Each keeps the alarm at the desk, and notes why. What ends, ends by itself: see
:func:`anlan.watch.alarms.upkeep.look_again`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from anlan.model.geo import haversine_m
from anlan.model.permission import within
from anlan.store.watch import AlarmMove, AlarmRow, AlarmSilence
from anlan.watch.alarms.placing import parts
from anlan.watch.alarms.rows import Work
from anlan.watch.alarms.settings import Inhibition, Same
from anlan.watch.alarms.site import Site

TURNS = ("rise", "clear")


@dataclass(frozen=True)
class Why:
    """Why an alarm is quiet; empty where it isn't."""

    reason: str = ""
    silence: int | None = None
    by: int | None = None


TOLD = Why()


@dataclass
class Quiets:
    """What may keep some alarms quiet, as it stands now."""

    site: Site
    at: datetime
    silences: Sequence[AlarmSilence]
    explaining: Sequence[Mapping[str, Any]]
    rises: Mapping[int, int]
    turned: Mapping[int, datetime]
    storms: set[str] = field(default_factory=set)

    def why(self, work: Work) -> Why:
        """Return why an alarm is quiet."""
        return self._silenced(work) or self._inhibited(work) or self._damped(work) or TOLD

    def _silenced(self, work: Work) -> Why | None:
        for each in self.silences:
            if matches(each, work.row):
                reason = "maintenance" if each.maintenance else "silence"
                return Why(reason, silence=each.id)
        return None

    def _inhibited(self, work: Work) -> Why | None:
        if work.row["priority"] == "critical":
            return None
        for law in self.site.inhibitions:
            if work.row["rule"] in law.quiets:
                for each in self.explaining:
                    if _explains(law, each, work.row):
                        return Why("inhibited", by=each["number"])
        return None

    def _damped(self, work: Work) -> Why | None:
        damping, row = self.site.damping, work.row
        if row["priority"] not in damping.flapping.never and self._flaps(work):
            return Why("flapping")
        stormy = place(damping.storm.level, row["division"]) in self.storms
        if row["priority"] not in damping.storm.never and stormy:
            return Why("storm")
        return None

    def _flaps(self, work: Work) -> bool:
        """Return whether an alarm rises too often, or did and isn't steady yet.

        One that gets worse tells something new.
        """
        if work.news is not None and work.news["act"] not in {"rise", "tell"}:
            return False
        flapping = self.site.damping.flapping
        rises = work.acts.count("rise")
        if work.row["quiet"] == "flapping":
            turned = self.turned.get(work.number, self.at)
            return bool(rises) or turned > self.at - timedelta(microseconds=flapping.steady)
        return self.rises.get(work.number, 0) + rises >= flapping.rises


def quiets(session: Session, site: Site, works: Sequence[Work], at: datetime) -> Quiets:
    """Return what may keep alarms quiet; storms are added by whoever counts them."""
    rises, turned = _turns(session, site, works, at)
    return Quiets(
        site, at, _silences(session, site, at), _explaining(session, site, works), rises, turned
    )


def _silences(session: Session, site: Site, at: datetime) -> Sequence[AlarmSilence]:
    query = select(AlarmSilence).where(
        AlarmSilence.city == site.city,
        AlarmSilence.until_at > at,
        AlarmSilence.begins_at <= at,
        AlarmSilence.ended_at.is_(None),
    )
    return session.scalars(query.order_by(AlarmSilence.maintenance.desc(), AlarmSilence.id)).all()


def matches(silence: AlarmSilence, row: Mapping[str, Any]) -> bool:
    """Return whether a silence is about an alarm: what it leaves empty matches all."""
    wanted = {
        "rule": silence.rule,
        "kind": silence.kind,
        "class": silence.class_,
        "area": silence.area,
    }
    plain = all(value in {"", row[name]} for name, value in wanted.items())
    about = silence.object in {"", row["object"], row["asset_id"]}
    return plain and about and within(row["division"], silence.division)


def _explaining(session: Session, site: Site, works: Sequence[Work]) -> Sequence[Mapping[str, Any]]:
    """Return the standing alarms that may explain some of these, as they are by now."""
    rules = {each.row["rule"] for each in works}
    laws = [law for law in site.inhibitions if rules.intersection(law.quiets)]
    by = {rule for law in laws for rule in law.by}
    if not by:
        return []
    table, mine = AlarmRow.__table__, {each.number for each in works}
    columns = ("number", "rule", "object", "area", "division", "lon", "lat")
    query = select(*(table.c[each] for each in columns)).where(
        table.c.city == site.city,
        table.c.rule.in_(sorted(by)),
        table.c.closed_at.is_(None),
        table.c.standing,
    )
    found = [dict(row) for row in session.execute(query).mappings() if row["number"] not in mine]
    now = [
        each.row
        for each in works
        if each.row["rule"] in by and each.alarm.standing and each.alarm.state != "closed"
    ]
    return sorted([*found, *now], key=lambda row: int(row["number"]))


def _explains(law: Inhibition, one: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return one["rule"] in law.by and one["number"] != row["number"] and same(law, one, row)


def same(law: Same, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two alarms are at the same place, as a law says it."""
    match law.same:
        case "object":
            return bool(one["object"] == other["object"])
        case "area":
            return bool(other["area"]) and other["area"] in {one["area"], one["object"]}
        case "division":
            here = place(law.level, one["division"])
            return bool(here) and here == place(law.level, other["division"])
        case "metres":
            return apart(one, other) <= law.metres


def apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Return how many metres lie between two places; infinitely many where one has none."""
    if None in {one["lon"], one["lat"], other["lon"], other["lat"]}:
        return math.inf
    return float(haversine_m(one["lon"], one["lat"], other["lon"], other["lat"]))


def place(level: int, division: str) -> str:
    """Return a division's path down to so many names; empty where it is shorter.

    >>> place(2, "42/4201/07"), place(3, "42/4201")
    ('42/4201', '')
    """
    codes = division.split("/")
    return "/".join(codes[:level]) if len(codes) >= level else ""


def _turns(
    session: Session, site: Site, works: Sequence[Work], at: datetime
) -> tuple[dict[int, int], dict[int, datetime]]:
    """Return how often alarms rose of late, and when each rose or cleared last."""
    flapping = site.damping.flapping
    asked = sorted(
        each.number for each in works if not each.fresh and each.alarm.flaps >= flapping.rises - 1
    )
    rises: dict[int, int] = {}
    turned: dict[int, datetime] = {}
    since = at - timedelta(microseconds=flapping.window)
    for some in parts(asked):
        here = (AlarmMove.city == site.city, AlarmMove.number.in_(some))
        last = select(AlarmMove.number, func.max(AlarmMove.done_at))
        last = last.where(*here, AlarmMove.act.in_(TURNS)).group_by(AlarmMove.number)
        turned |= {row[0]: row[1] for row in session.execute(last)}
        many = select(AlarmMove.number, func.count()).where(
            *here, AlarmMove.act == "rise", AlarmMove.done_at > since
        )
        rises |= {row[0]: row[1] for row in session.execute(many.group_by(AlarmMove.number))}
    return rises, turned
