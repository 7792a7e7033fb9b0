"""Who is told of an alarm: the wardens of its object and floor, then those of its divisions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.store.outbox.tables import Endpoint
from anlan.store.watch import AlarmWarden
from anlan.watch.alarms.placing import parts

Steps = dict[int, list[int]]
"""Endpoints by the step of the ladder at which they are told."""


class Wardens:
    """The wardens that some alarms may have."""

    def __init__(self, session: Session, city: str, rows: Sequence[Mapping[str, Any]]) -> None:
        self._of: dict[tuple[str, str], list[AlarmWarden]] = defaultdict(list)
        objects = sorted({name for row in rows for name in _objects(row)})
        divisions = sorted({path for row in rows for path in paths(row["division"])})
        query = select(AlarmWarden).join(Endpoint, Endpoint.id == AlarmWarden.endpoint_id)
        query = query.where(AlarmWarden.city == city, Endpoint.active)
        for some in parts(objects):
            for each in session.scalars(query.where(AlarmWarden.object.in_(some))):
                self._of["object", each.object].append(each)
        for some in parts(divisions):
            here = (AlarmWarden.object == "", AlarmWarden.division.in_(some))
            for each in session.scalars(query.where(*here)):
                self._of["division", each.division].append(each)

    def of(self, row: Mapping[str, Any]) -> Steps:
        """Return who is told of an alarm at which step."""
        found: Steps = defaultdict(list)
        for name in _objects(row):
            for each in self._of.get(("object", name), ()):
                if each.floor in {"", row["floor"]}:
                    found[each.step].append(each.endpoint_id)
        for path in paths(row["division"]):
            for each in self._of.get(("division", path), ()):
                found[each.step].append(each.endpoint_id)
        return found


def up_to(steps: Steps, step: int) -> list[int]:
    """Return who is told at the steps up to one; where nobody is, who is first told above it."""
    found = [each for n in sorted(steps) if n <= step for each in steps[n]]
    above = [n for n in sorted(steps) if n > step]
    return _once(found or (steps[above[0]] if above else []))


def at(steps: Steps, step: int) -> list[int]:
    """Return who is told at one step."""
    return _once(steps.get(step, ()))


def paths(division: str) -> list[str]:
    """Return a division's path and those of all above it, and the empty one of the whole city.

    >>> paths("42/4201/07")
    ['', '42', '42/4201', '42/4201/07']
    """
    codes = division.split("/") if division else []
    return ["/".join(codes[:n]) for n in range(len(codes) + 1)]


def _objects(row: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(each for each in (row["object"], row["asset_id"]) if each))


def _once(endpoints: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(endpoints))
