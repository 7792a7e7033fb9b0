"""What the public may know of cases: states in plain words with their times, and what is near."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.cases import joining, rows
from anlan.cases.public.settings import PublicState, settings
from anlan.model.geo import EARTH_RADIUS_M, haversine_m
from anlan.store.cases import CaseMove, CaseRow

_LOOKED_AT = 500
"""So many cases in the square around a place are measured at most."""


@dataclass(frozen=True, slots=True)
class Step:
    """A public state, and when a case came into it."""

    state: PublicState
    at: datetime


@dataclass(frozen=True, slots=True)
class NearCase:
    """An open case, and about how far it is."""

    row: CaseRow
    state: PublicState
    metres: int


def steps(moves: Iterable[CaseMove]) -> list[Step]:
    """Return the public states a case went through, each when it began; never who made it so."""
    found: list[Step] = []
    for made in moves:
        state = settings().by_state.get(made.to_state)
        if state is not None and (not found or found[-1].state is not state):
            found.append(Step(state, made.at))
    return found


def is_public(row: CaseRow) -> bool:
    """Return whether the public may know of a case."""
    return row.kind in settings().kinds


def promised(row: CaseRow) -> datetime | None:
    """Return by when the problem shall be put right; None while nobody has been sent, or it waits.

    The terms of the steps before are the offices' own, not a promise to the public.
    """
    state = settings().by_state.get(row.state)
    return row.due_at if state and state.name in ("sent", "worked") and not row.paused else None


def near(session: Session, city: str, lon: float, lat: float, code: str = "") -> list[NearCase]:
    """Return open cases near a place, the nearest first: of a class's meaning, or of any."""
    chosen = settings().near
    north = math.degrees(chosen.metres / EARTH_RADIUS_M)
    east = north / max(math.cos(math.radians(lat)), 0.01)
    query = select(CaseRow).where(
        CaseRow.city == city,
        CaseRow.ended_at.is_(None),
        CaseRow.lat.between(lat - north, lat + north),
        CaseRow.lon.between(lon - east, lon + east),
        CaseRow.kind.in_(settings().kinds),
    )
    meaning = joining.settings().meaning
    kept = [
        row
        for row in session.scalars(query.order_by(CaseRow.id.desc()).limit(_LOOKED_AT))
        if not code or not row.class_code or meaning(row.class_code) == meaning(code)
    ]
    if not kept:
        return []
    lons, lats = np.array([[row.lon, row.lat] for row in kept], float).T
    metres = haversine_m(lon, lat, lons, lats)
    step = chosen.step_metres
    found = [
        NearCase(
            kept[i], settings().by_state[kept[i].state], max(round(metres[i] / step), 1) * step
        )
        for i in np.argsort(metres, kind="stable")
        if metres[i] <= chosen.metres
    ]
    return found[: chosen.most]


def of_number(session: Session, city: str, number: str) -> CaseRow:
    """Return a case that the public may know of.

    Raises:
        CaseError: there is none of that number; one that isn't public is as one that isn't there.
    """
    row = rows.find(session, city, number)
    if not is_public(row):
        raise rows.none(city, number)
    return row
