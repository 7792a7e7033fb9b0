"""Open cases near a place: what somebody who reports a problem may mean as well."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.cases.live import Snapshot, in_box
from anlan.model.geo import from_plane, haversine_m
from anlan.model.permission import Scope
from anlan.store.cases import CaseRow


@dataclass(frozen=True, slots=True)
class Near:
    """A case, and how far it is, in metres."""

    row: CaseRow
    metres: float


def nearby(
    session: Session,
    shown: Snapshot,
    scope: Scope,
    place: tuple[float, float],
    metres: float,
    limit: int,
) -> list[Near]:
    """Return the open cases within a distance of a place, the nearest first.

    Args:
        session: where the cases are.
        shown: the open cases of the city.
        scope: only cases in it.
        place: longitude and latitude, WGS 84.
        metres: how far at most.
        limit: how many at most.
    """
    lon, lat = place
    (west, east), (south, north) = from_plane([-metres, metres], [-metres, metres], place)
    rows = in_box(shown.within(scope), west, south, east, north)
    away = haversine_m(rows["lon"], rows["lat"], lon, lat)
    found = sorted((float(m), int(key)) for m, key in zip(away, rows["id"], strict=True))
    near = {key: m for m, key in found[:limit] if m <= metres}
    cases = {each.id: each for each in session.scalars(select(CaseRow).where(CaseRow.id.in_(near)))}
    # One that ended since the cases were read is near no longer.
    return [Near(cases[key], m) for key, m in near.items() if cases[key].ended_at is None]
