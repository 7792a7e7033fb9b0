"""Which risk points a notice is about: of divisions, around a place, or failing with something."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import pyproj
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from anlan.model.permission import Area
from anlan.risk.register import influences, rows
from anlan.risk.register.room import RegisterRoom
from anlan.store.areas import in_area
from anlan.store.risk import RiskEquipment, RiskNotice, RiskPoint

_GEOD = pyproj.Geod(ellps="WGS84")
Span = tuple[int, datetime, datetime | None]
"""A point's id, and from when until when the fact holds for it."""


def spans_of(session: Session, room: RegisterRoom, row: RiskNotice, after: int = 0) -> list[Span]:
    """Return the standing points that a notice is about, with an id above ``after``."""
    query = select(RiskPoint.id).where(
        RiskPoint.city == row.city, RiskPoint.retired_at.is_(None), RiskPoint.id > after
    )
    if fields := row.fields or room.modifiers.of(row.modifier).fields:
        query = query.where(RiskPoint.field.in_(fields))
    if row.assets:
        return _failing(session, row, query)
    if row.lon is not None:
        ids = _around(session, row, query)
    else:
        columns = (RiskPoint.division, RiskPoint.department)
        areas = (in_area(session, Area(path), *columns) for path in row.divisions)
        ids = list(session.scalars(query.where(or_(*areas))))
    return [(key, row.since, row.until) for key in ids]


def _around(session: Session, row: RiskNotice, query: Select[int]) -> list[int]:
    """Return those of the points that lie around a place: of a box first, then by the distance."""
    assert row.lon is not None and row.lat is not None and row.metres is not None  # noqa: S101
    tall = row.metres / 110_000  # metres of a degree of latitude, at least
    wide = tall / max(math.cos(math.radians(min(abs(row.lat) + tall, 89.9))), 0.001)
    boxed = query.add_columns(RiskPoint.lon, RiskPoint.lat).where(
        RiskPoint.lon.between(row.lon - wide, row.lon + wide),
        RiskPoint.lat.between(row.lat - tall, row.lat + tall),
    )
    told = session.execute(boxed).all()
    if not told:
        return []
    ids, lon, lat = (np.array(column) for column in zip(*told, strict=True))
    one = np.ones(len(ids))
    _, _, metres = _GEOD.inv(one * row.lon, one * row.lat, lon, lat)
    return [int(each) for each in ids[metres <= row.metres]]


def _failing(session: Session, row: RiskNotice, query: Select[int]) -> list[Span]:
    """Return the points that fail with what is down, each with the time for which it does."""
    assert row.until is not None  # noqa: S101 - a notice of an outage says until when
    minutes = (row.until - row.since).total_seconds() / 60
    found = influences.ask(influences.graph_of(session, row.city), row.assets, minutes)
    effects = {each.code: (each.start, each.end) for each in found}
    owners = _owners(session, row.city, list(effects))
    spans: dict[str, tuple[float, float]] = {}
    for code, (start, stop) in effects.items():
        point = owners.get(code, code)
        known = spans.get(point, (start, stop))
        spans[point] = min(known[0], start), max(known[1], stop)
    told: list[Span] = []
    for part in rows.few(list(spans)):
        coded = query.add_columns(RiskPoint.code).where(RiskPoint.code.in_(part))
        for key, code in session.execute(coded):
            first, last = (row.since + timedelta(minutes=each) for each in spans[code])
            told.append((key, first, last))
    return told


def _owners(session: Session, city: str, codes: Sequence[str]) -> dict[str, str]:
    """Return the risk points that pieces of equipment among some assets belong to."""
    found: dict[str, str] = {}
    for part in rows.few(codes):
        query = select(RiskEquipment.code, RiskEquipment.point_code).where(
            RiskEquipment.city == city,
            RiskEquipment.code.in_(part),
            RiskEquipment.point_code != "",
        )
        found |= {row.code: row.point_code for row in session.execute(query)}
    return found
