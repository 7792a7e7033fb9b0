"""Open cases near a place: what somebody who reports a problem may mean as well."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.cases.live import Rows, in_box
from anlan.model.geo import from_plane, haversine_m
from anlan.store.cases import CaseRow

_READ_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Near:
    """A case, and how far it is, in metres."""

    row: CaseRow
    metres: float


def nearby(
    session: Session,
    shown: Rows,
    place: tuple[float, float],
    metres: float,
    limit: int,
    meant: Callable[[CaseRow], bool] = lambda _: True,
) -> list[Near]:
    """Return the open cases within a distance of a place, the nearest first.

    Args:
        session: where the cases are.
        shown: the open cases that may be shown.
        place: longitude and latitude, WGS 84.
        metres: how far at most.
        limit: how many at most.
        meant: whether a case is to be among them.
    """
    lon, lat = place
    (west, east), (south, north) = from_plane([-metres, metres], [-metres, metres], place)
    rows = in_box(shown, west, south, east, north)
    away = haversine_m(rows["lon"], rows["lat"], lon, lat)
    close = sorted((float(m), int(key)) for m, key in zip(away, rows["id"], strict=True))
    close = [each for each in close if each[0] <= metres]
    found: list[Near] = []
    for first in range(0, len(close), _READ_AT_ONCE):
        if len(found) >= limit:
            break
        some = close[first : first + _READ_AT_ONCE]
        query = select(CaseRow).where(CaseRow.id.in_([key for _, key in some]))
        cases = {each.id: each for each in session.scalars(query)}
        # One that ended since the cases were read is near no longer.
        found += [
            Near(row, m) for m, key in some if (row := cases[key]).ended_at is None and meant(row)
        ]
    return found[:limit]
