"""How many residents an area holds: from counts of divisions, never of persons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import shapely
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from anlan.alerts.area import Atlas, Shape
from anlan.alerts.settings import levels
from anlan.model.city import City
from anlan.store.risk import RiskGround
from anlan.store.risk.tables import ALL_DAY


@dataclass(frozen=True)
class Inside:
    """Residents of one division inside an area; ``people`` is None where they are too few to tell.

    ``share`` is how much of the division lies in the area, 0 to 1.
    """

    division: str
    people: int | None
    share: float


@dataclass(frozen=True)
class Residents:
    """Residents inside an area: estimated by shares of the divisions that were counted.

    ``people`` is None where nobody was counted there, or so few that they aren't told. ``counted``
    says how much of the area lies in divisions that were counted, 0 to 1.
    """

    people: int | None
    counted: float
    parts: tuple[Inside, ...]


def residents(session: Session, city: City, atlas: Atlas, area: Shape, at: datetime) -> Residents:
    """Return how many are inside an area at the hour of a moment.

    Each place is counted by the smallest division around it that was counted; of one that lies in
    the area by a part, that part of its people is taken to be inside.
    """
    counts = _counts(session, city.name, at.astimezone(ZoneInfo(city.zone)).hour)
    whole, seen, parts = 0.0, 0.0, []
    for path, people, shape in _grounds(counts, atlas):
        part = shape.intersection(area).area if shape.intersects(area) else 0
        if part == 0:
            continue
        share, seen = part / shape.area, seen + part
        whole += people * share
        parts.append(Inside(path, _told(people * share), round(share, 3)))
    parts.sort(key=lambda each: each.people or 0, reverse=True)
    counted = min(1.0, seen / area.area) if area.area else 0.0
    return Residents(_told(whole) if parts else None, round(counted, 3), tuple(parts))


def _counts(session: Session, city: str, hour: int) -> Mapping[str, int]:
    """Return people by the division's path: those of the hour before those of all day."""
    query = select(RiskGround.division, RiskGround.people).where(
        RiskGround.city == city,
        RiskGround.people.is_not(None),
        or_(RiskGround.hour == hour, RiskGround.hour == ALL_DAY),
    )
    rows = session.execute(query.order_by(RiskGround.hour))
    return {path: int(people or 0) for path, people in rows}


def _grounds(counts: Mapping[str, int], atlas: Atlas) -> Iterator[tuple[str, float, Shape]]:
    """Yield each counted division with its people and shape, without those counted below it."""
    below: dict[str, list[str]] = {}
    for path in counts:
        above = path.rpartition("/")[0]
        while above and above not in counts:
            above = above.rpartition("/")[0]
        below.setdefault(above, []).append(path)
    for path, people in counts.items():
        shape = _shape(atlas, path)
        if shape is None:
            continue
        inner = below.get(path, [])
        shapes = [each for each in (_shape(atlas, one) for one in inner) if each is not None]
        if shapes:
            shape = shapely.difference(shape, shapely.union_all(shapes))
        left = people - sum(counts[each] for each in inner)
        if shape.area and left > 0:
            yield path, left, shape


def _shape(atlas: Atlas, path: str) -> Shape | None:
    found = atlas.tree.known.get(path.rpartition("/")[2])
    return found.shape if found is not None else None


def _told(people: float) -> int | None:
    """Return a number as it is told: rounded to what an estimate can say; few are none."""
    fewest = levels().area.fewest
    if people < fewest:
        return None
    step = 10 if people < 1000 else 100
    return round(people / step) * step
