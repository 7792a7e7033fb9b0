"""Points are graded by the facts as they stand; a colour that changes is kept with its reason."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import numpy as np
from sqlalchemy import bindparam, insert, select, update

from anlan.model.cause import Cause
from anlan.model.colour import COLOURS
from anlan.risk.living import OPEN, Facts, Living, Points, living
from anlan.risk.living.modifiers import Rules
from anlan.risk.register import rows
from anlan.risk.schemes import Scheme
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.risk import RiskChange, RiskFact, RiskPoint
from anlan.store.risk.tables import NONE

SEEN = 0.01
"""The share by which a value must have moved to be written."""
TOGETHER = 5000
"""So many points are written in one transaction where there are very many."""
_STANDING = (
    RiskPoint.id, RiskPoint.city, RiskPoint.code, RiskPoint.residual_value, RiskPoint.scheme,
    RiskPoint.floor, RiskPoint.floor_rule, RiskPoint.now_value, RiskPoint.now_colour,
    RiskPoint.version,
)  # fmt: skip
_TABLE = RiskPoint.metadata.tables["risk_points"]
_WRITTEN = (
    update(_TABLE)  # not by the mapped class, which would look at each row apart
    .where(_TABLE.c.id == bindparam("point"))
    .values({name: bindparam(name) for name in ("now_value", "now_colour", "version")})
)
_HOLDING = (
    RiskFact.point_id, RiskFact.modifier, RiskFact.key, RiskFact.began_at, RiskFact.ended_at,
)  # fmt: skip


class Grades(Protocol):
    """What points are graded by."""

    @property
    def schemes(self) -> Mapping[str, Scheme]:
        """The schemes, by their id."""

    @property
    def modifiers(self) -> Rules:
        """The modifiers."""


@dataclass(frozen=True)
class Now:
    """Points as they are at a moment, with the facts of each that still count."""

    living: Living
    counting: Sequence[Sequence[tuple[Any, float]]]
    """By the place of the point: each fact with its strength, 1 while it holds."""


def now(by: Grades, points: Sequence[Any], facts: Sequence[Any], at: datetime) -> Now:
    """Return what points are at a moment by the facts of them.

    Points and facts are rows of their tables, whole or with the columns that count here.
    """
    place = {row.id: n for n, row in enumerate(points)}
    schemes = list(by.schemes)
    standing = Points(
        np.array([row.residual_value for row in points], np.float64),
        np.array([schemes.index(row.scheme) for row in points], np.int16),
        np.array([row.floor for row in points], np.int8),
    )
    ends = [OPEN if each.ended_at is None else int(each.ended_at.timestamp()) for each in facts]
    columns = Facts(
        np.array([place[each.point_id] for each in facts], np.int64),
        np.array([by.modifiers.places[each.modifier] for each in facts], np.int16),
        np.array([int(each.began_at.timestamp()) for each in facts], np.int64),
        np.array(ends, np.int64),
    )
    moment = int(at.timestamp())
    found = living(list(by.schemes.values()), standing, columns, moment, by.modifiers)
    counting: list[list[tuple[Any, float]]] = [[] for _ in points]
    for fact, much in zip(facts, found.strength.tolist(), strict=True):
        # What has faded until it multiplies by 1.00 is no reason any more.
        if much == 1 or (much and round(by.modifiers.of(fact.modifier).factor ** much, 2) != 1):
            counting[place[fact.point_id]].append((fact, much))
    return Now(found, counting)


def why(shown: Now, by: Grades, place: int, row: Any) -> list[dict[str, Any]]:
    """Return the facts that count for a point, the strongest effect first, and its floor."""
    told: list[dict[str, Any]] = []
    floors = [(row.floor, row.floor_rule)]
    for fact, much in shown.counting[place]:
        modifier = by.modifiers.of(fact.modifier)
        factor = round(modifier.factor**much, 3)
        told.append({"modifier": fact.modifier, "key": fact.key, "factor": factor})
        if modifier.floor and much == 1:
            floors.append((COLOURS.index(modifier.floor), fact.modifier))
    told.sort(key=lambda each: -abs(math.log(each["factor"])))
    if shown.living.floored[place]:
        told.append({"floor": max(floors)[1]})
    return told


def renew(made: Change, by: Grades, points: Sequence[RiskPoint], at: datetime) -> list[str]:
    """Write what points are now; return the codes of those whose colour changed or is new."""
    if not points:
        return []
    shown = now(by, points, rows.facts_of(made.session, [each.id for each in points]), at)
    changed = []
    for place, row in enumerate(points):
        before, value, colour = row.now_colour, *_stands(shown, place)
        row.now_colour = colour
        # What fades a little isn't written each time: it is read as it was.
        if before != colour or _has_moved(row.now_value, value):
            row.now_value = value
        if before != colour:
            reasons = why(shown, by, place, row)
            made.session.add(RiskChange(**_change(row, before, colour, value, reasons, at)))
            row.version += before != NONE
            _tell(made, row, before, colour, reasons)
            changed.append(row.code)
    made.session.flush()
    return changed


def renew_many(made: Change, by: Grades, ids: Sequence[int], at: datetime) -> list[str]:
    """Do as :func:`renew` for points of which nothing else is held: column by column, not whole."""
    changed: list[str] = []
    for part in rows.few(sorted(ids)):
        query = select(*_STANDING).where(RiskPoint.id.in_(part), RiskPoint.retired_at.is_(None))
        points = made.session.execute(query.order_by(RiskPoint.id).with_for_update()).all()
        facts = made.session.execute(select(*_HOLDING).where(RiskFact.point_id.in_(part))).all()
        if points:
            changed += _renew_part(made, by, points, facts, at)
    return changed


def renew_all(
    database: Database, cause: Cause, by: Grades, ids: Sequence[int], at: datetime
) -> list[str]:
    """Do as :func:`renew_many` in transactions of their own, so that nobody waits long for them."""
    changed: list[str] = []
    for first in range(0, len(ids), TOGETHER):
        with change(database, cause) as made:
            changed += renew_many(made, by, ids[first : first + TOGETHER], at)
    return changed


def _renew_part(
    made: Change, by: Grades, points: Sequence[Any], facts: Sequence[Any], at: datetime
) -> list[str]:
    there = {row.id for row in points}
    shown = now(by, points, [each for each in facts if each.point_id in there], at)
    moved, kept, changed = [], [], []
    for place, row in enumerate(points):
        before, value, colour = row.now_colour, *_stands(shown, place)
        recoloured = before != colour
        if not recoloured and not _has_moved(row.now_value, value):
            continue
        version = row.version + (recoloured and before != NONE)
        moved.append(
            {"point": row.id, "now_value": value, "now_colour": colour, "version": version}
        )
        if recoloured:
            reasons = why(shown, by, place, row)
            kept.append(_change(row, before, colour, value, reasons, at))
            _tell(made, row, before, colour, reasons)
            changed.append(row.code)
    if moved:
        made.session.connection().execute(_WRITTEN, moved)
    if kept:
        made.session.execute(insert(RiskChange), kept)
    return changed


def _stands(shown: Now, place: int) -> tuple[float, int]:
    """Return value and colour of the point at a place."""
    return float(shown.living.value[place]), int(shown.living.colour[place])


def _has_moved(old: float, new: float) -> bool:
    return abs(new - old) > SEEN * old


def _change(
    row: Any, before: int, colour: int, value: float, reasons: list[dict[str, Any]], at: datetime
) -> dict[str, Any]:
    """Return a change of colour as it is kept."""
    return {
        "city": row.city,
        "point_id": row.id,
        "at": at,
        "before": None if before == NONE else before,
        "after": colour,
        "value": value,
        "why": reasons,
    }


def _tell(made: Change, row: Any, before: int, colour: int, reasons: list[dict[str, Any]]) -> None:
    """Tell a change of colour in the ledger, where there was another before."""
    if before != NONE:
        new = {"colour": COLOURS[colour], "why": reasons}
        made.record(rows.subject(row), "risk.coloured", {"colour": COLOURS[before]}, new)
