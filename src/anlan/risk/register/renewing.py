"""Points are graded by the facts as they stand; a colour that changes is kept with its reason."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import numpy as np

from anlan.model.colour import COLOURS
from anlan.risk.living import OPEN, Facts, Living, Points, living
from anlan.risk.living.modifiers import Rules
from anlan.risk.register import rows
from anlan.risk.schemes import Scheme
from anlan.store.change import Change
from anlan.store.risk import RiskChange, RiskFact, RiskPoint
from anlan.store.risk.tables import NONE

SEEN = 0.01
"""The share by which a value must have moved to be written."""


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
    counting: Sequence[Sequence[tuple[RiskFact, float]]]
    """By the place of the point: each fact with its strength, 1 while it holds."""


def now(by: Grades, points: Sequence[RiskPoint], facts: Sequence[RiskFact], at: datetime) -> Now:
    """Return what points are at a moment by the facts of them."""
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
    counting: list[list[tuple[RiskFact, float]]] = [[] for _ in points]
    for fact, much in zip(facts, found.strength.tolist(), strict=True):
        if much:
            counting[place[fact.point_id]].append((fact, much))
    return Now(found, counting)


def why(shown: Now, by: Grades, place: int, row: RiskPoint) -> list[dict[str, Any]]:
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
        before = None if row.now_colour == NONE else row.now_colour
        value = float(shown.living.value[place])
        row.now_colour = int(shown.living.colour[place])
        # What fades a little isn't written each time: it is read as it was.
        if before != row.now_colour or abs(value - row.now_value) > SEEN * row.now_value:
            row.now_value = value
        if before != row.now_colour:
            _note(made, row, before, why(shown, by, place, row), at)
            changed.append(row.code)
    made.session.flush()
    return changed


def _note(
    made: Change, row: RiskPoint, before: int | None, reasons: list[dict[str, Any]], at: datetime
) -> None:
    """Keep a change of colour, and tell it in the ledger where there was another before."""
    kept = RiskChange(
        city=row.city,
        point_id=row.id,
        at=at,
        before=before,
        after=row.now_colour,
        value=row.now_value,
        why=reasons,
    )
    made.session.add(kept)
    if before is not None:
        row.version += 1
        new = {"colour": COLOURS[row.now_colour], "why": reasons}
        made.record(rows.subject(row), "risk.coloured", {"colour": COLOURS[before]}, new)
